import { type Flags, type Mode, XDP_FLAG_BITS } from '../../spec/families/xdp/vocabulary/index.ts';
import { attribute, NLA_F_NESTED, u32 } from '../netlink-message.ts';

/** Sources: include/uapi/linux/if_link.h, v6.18. */
export const IFLA_XDP = 43;
const IFLA_XDP_FD = 1;
const IFLA_XDP_ATTACHED = 2;
const IFLA_XDP_FLAGS = 3;
const IFLA_XDP_PROG_ID = 4;
const IFLA_XDP_EXPECTED_FD = 8;

/** An fd below 0, which stands for no program. */
const NO_FD = 0xffffffff;

/** What IFLA_XDP can hold; an fd that is null stands for no program, and nothing is given of what is left out. */
interface Inside {
  readonly fd?: number | null | undefined;
  readonly flags?: Flags;
  readonly expected?: number | null | undefined;
  readonly extra?: 'none' | 'attached' | 'prog-id';
}

/** IFLA_XDP with what is in it. */
export function xdpAttribute({ fd, flags = [], expected, extra = 'none' }: Inside): Buffer {
  const bits = xdpBits(flags);
  const inside = [
    ...(fd === undefined ? [] : [attribute(IFLA_XDP_FD, u32(fd ?? NO_FD))]),
    ...(bits === 0 ? [] : [attribute(IFLA_XDP_FLAGS, u32(bits))]),
    ...(expected === undefined ? [] : [attribute(IFLA_XDP_EXPECTED_FD, u32(expected ?? NO_FD))]),
    ...(extra === 'attached' ? [attribute(IFLA_XDP_ATTACHED, Buffer.of(0))] : []),
    ...(extra === 'prog-id' ? [attribute(IFLA_XDP_PROG_ID, u32(0))] : []),
  ];
  return attribute(IFLA_XDP | NLA_F_NESTED, Buffer.concat(inside));
}

/** IFLA_XDP that empties the place of a mode. */
export const clearing = (mode: Mode): Buffer => xdpAttribute({ fd: null, flags: [mode === 'skb' ? 'SKB' : 'DRV'] });

/** The bits of flags, in IFLA_XDP_FLAGS and in the flags of link_create. */
export const xdpBits = (flags: Flags): number => flags.reduce((bits, flag) => bits | XDP_FLAG_BITS[flag], 0);
