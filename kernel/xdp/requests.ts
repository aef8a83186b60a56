import {
  type Flags,
  type LinkRef,
  type NetlinkFd,
  type OldProg,
  type ProgRef,
  type RequestOf,
  UPDATE_REPLACE_BIT,
  XDP_FLAG_BITS,
} from '../../spec/families/xdp/vocabulary/index.ts';
import { NotForKernel } from '../failure.ts';
import { ATTACH_TYPES, encode, LINK_CREATE, LINK_DETACH, LINK_UPDATE } from '../layout.ts';
import { CLOSED_FD } from '../syscalls.ts';
import type { XdpTools } from './tools.ts';
import type { World } from './world.ts';
import { xdpAttribute, xdpBits } from './xdp-attribute.ts';

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
    return xdpAttribute({ fd: this.#netlinkFd(prog), flags, expected: this.#netlinkFd(expected), extra });
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

  #netlinkFd(ref: NetlinkFd): number | null | undefined {
    if (ref.is === 'absent') return undefined;
    return ref.is === 'none' ? null : this.#progFd(ref);
  }
}

/** The flags of an update, in which the bit of DRV is that of REPLACE. */
function updateBits(flags: Flags): number {
  if (flags.includes('DRV')) throw new NotForKernel('flag DRV has no bit of its own in link_update');
  return flags.reduce((bits, flag) => bits | (flag === 'REPLACE' ? UPDATE_REPLACE_BIT : XDP_FLAG_BITS[flag]), 0);
}
