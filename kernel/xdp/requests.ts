import {
  type Flags,
  type LinkRef,
  type Mode,
  type NetlinkFd,
  type OldProg,
  type ProgRef,
  type RequestOf,
  UPDATE_REPLACE_BIT,
  XDP_FLAG_BITS,
} from '../../spec/families/xdp/vocabulary/index.ts';
import { NotForKernel } from '../failure.ts';
import { ATTACH_TYPES, encode, LINK_CREATE, LINK_DETACH, LINK_UPDATE } from '../layout.ts';
import { attribute, NLA_F_NESTED, u32 } from '../netlink-message.ts';
import { CLOSED_FD } from '../syscalls.ts';
import type { XdpTools } from './tools.ts';
import type { World } from './world.ts';

/** Sources: include/uapi/linux/if_link.h, v6.18. */
const IFLA_XDP = 43;
const IFLA_XDP_FD = 1;
const IFLA_XDP_ATTACHED = 2;
const IFLA_XDP_FLAGS = 3;
const IFLA_XDP_PROG_ID = 4;
const IFLA_XDP_EXPECTED_FD = 8;

/** An fd below 0, which stands for no program. */
const NO_FD = 0xffffffff;

/** Translates requests into attributes of netlink and bpf_attr, with the fds and indices of one world. */
export class Requests {
  readonly #tools: XdpTools;
  readonly #world: World;

  constructor(tools: XdpTools, world: World) {
    this.#tools = tools;
    this.#world = world;
  }

  /** IFLA_XDP with what is in it. */
  xdpSet({ prog, flags, expected, extra }: RequestOf<'xdp_set'>): Buffer {
    const bits = xdpBits(flags);
    const inside = [
      ...this.#netlinkFd(IFLA_XDP_FD, prog),
      ...(bits === 0 ? [] : [attribute(IFLA_XDP_FLAGS, u32(bits))]),
      ...this.#netlinkFd(IFLA_XDP_EXPECTED_FD, expected),
      ...(extra === 'attached' ? [attribute(IFLA_XDP_ATTACHED, Buffer.of(0))] : []),
      ...(extra === 'prog-id' ? [attribute(IFLA_XDP_PROG_ID, u32(0))] : []),
    ];
    return attribute(IFLA_XDP | NLA_F_NESTED, Buffer.concat(inside));
  }

  linkCreate({ hook, prog, flags, attachType }: RequestOf<'link_create'>): Buffer {
    return encode(LINK_CREATE, {
      prog_fd: this.#progFd(prog),
      target_ifindex: this.#world.devices.ifindex(hook),
      attach_type: attachType === 'xdp' ? ATTACH_TYPES.XDP : 0,
      flags: xdpBits(flags),
    });
  }

  linkUpdate({ link, prog, old, flags }: RequestOf<'link_update'>): Buffer {
    return encode(LINK_UPDATE, {
      link_fd: this.linkFd(link),
      new_prog_fd: this.#progFd(prog),
      flags: updateBits(flags),
      old_prog_fd: this.#progFd(old),
    });
  }

  linkDetach(fd: number): Buffer {
    return encode(LINK_DETACH, { link_fd: fd });
  }

  linkFd(ref: LinkRef): number {
    if (ref.is === 'link') return this.#world.links.fd(ref.name);
    return ref.is === 'closed-fd' ? CLOSED_FD : this.#tools.spareProgFd;
  }

  #progFd(ref: ProgRef | OldProg): number {
    if (ref.is === 'prog') return this.#world.progs.fd(ref.name);
    if (ref.is === 'none') return 0;
    return ref.is === 'closed-fd' ? CLOSED_FD : this.#tools.mapFd;
  }

  #netlinkFd(type: number, ref: NetlinkFd): readonly Buffer[] {
    if (ref.is === 'absent') return [];
    return [attribute(type, u32(ref.is === 'none' ? NO_FD : this.#progFd(ref)))];
  }
}

/** IFLA_XDP that empties the place of a mode. */
export function clearing(mode: Mode): Buffer {
  const flags = xdpBits([mode === 'skb' ? 'SKB' : 'DRV']);
  const inside = [attribute(IFLA_XDP_FD, u32(NO_FD)), attribute(IFLA_XDP_FLAGS, u32(flags))];
  return attribute(IFLA_XDP | NLA_F_NESTED, Buffer.concat(inside));
}

const xdpBits = (flags: Flags) => flags.reduce((bits, flag) => bits | XDP_FLAG_BITS[flag], 0);

/** The flags of an update, in which the bit of DRV is that of REPLACE. */
function updateBits(flags: Flags): number {
  if (flags.includes('DRV')) throw new NotForKernel('flag DRV has no bit of its own in link_update');
  return flags.reduce((bits, flag) => bits | (flag === 'REPLACE' ? UPDATE_REPLACE_BIT : XDP_FLAG_BITS[flag]), 0);
}
