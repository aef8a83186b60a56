import {
  FLAG_BITS,
  type Flags,
  type LinkRef,
  type OptionalProgRef,
  type Relative,
  type RequestOf,
  type Revision,
  setsIdBit,
  setsLinkBit,
} from '../spec/families/slots/vocabulary/index.ts';
import { NotForKernel } from './failure.ts';
import { encode, LINK_CREATE, LINK_DETACH, LINK_UPDATE, PROG_ATTACH, PROG_DETACH } from './layout.ts';
import type { Sandbox } from './sandbox.ts';
import { CLOSED_FD, UNKNOWN_ID } from './syscalls.ts';
import type { Toolbox } from './tools.ts';

/** Added to the current revision to have one that is neither current nor 0. */
const STALE_BY = 7n;

/**
 * Translates requests into bpf_attr, with the fds and ids of one world. What a method gives is good until it is called
 * again: each has one buffer. Millions of requests are translated, and a spread costs more than the system call.
 */
export class Attributes {
  readonly #buffers = {
    progAttach: Buffer.alloc(PROG_ATTACH.size),
    progDetach: Buffer.alloc(PROG_DETACH.size),
    linkCreate: Buffer.alloc(LINK_CREATE.size),
    linkUpdate: Buffer.alloc(LINK_UPDATE.size),
    linkDetach: Buffer.alloc(LINK_DETACH.size),
  };
  readonly #tools: Toolbox;
  readonly #world: Sandbox;
  readonly #revisionOf: (hook: string) => bigint;

  /** `revisionOf` gives the revision that a hook has now. */
  constructor(tools: Toolbox, world: Sandbox, revisionOf: (hook: string) => bigint) {
    this.#tools = tools;
    this.#world = world;
    this.#revisionOf = revisionOf;
  }

  progAttach({ hook, prog, flags, relative, replace, revision }: RequestOf<'prog_attach'>): Buffer {
    const { target_ifindex, attach_type } = this.#world.target(hook);
    const values = {
      target_ifindex,
      attach_type,
      attach_bpf_fd: this.#progFd(prog),
      attach_flags: bits(flags, relative),
      replace_bpf_fd: this.#progFd(replace),
      relative_fd: this.#relative(relative),
      expected_revision: this.#revision(hook, revision),
    };
    return encode(PROG_ATTACH, values, this.#buffers.progAttach);
  }

  progDetach({ hook, prog, flags, relative, replace, revision }: RequestOf<'prog_detach'>): Buffer {
    const { target_ifindex, attach_type } = this.#world.target(hook);
    const values = {
      target_ifindex,
      attach_type,
      attach_bpf_fd: this.#progFd(prog),
      attach_flags: bits(flags, relative),
      replace_bpf_fd: this.#progFd(replace),
      relative_fd: this.#relative(relative),
      expected_revision: this.#revision(hook, revision),
    };
    return encode(PROG_DETACH, values, this.#buffers.progDetach);
  }

  linkCreate({ hook, prog, flags, relative, revision }: RequestOf<'link_create'>): Buffer {
    const { target_ifindex, attach_type } = this.#world.target(hook);
    const values = {
      target_ifindex,
      attach_type,
      prog_fd: this.#progFd(prog),
      flags: bits(flags, relative),
      relative_fd: this.#relative(relative),
      expected_revision: this.#revision(hook, revision),
    };
    return encode(LINK_CREATE, values, this.#buffers.linkCreate);
  }

  linkUpdate({ link, prog, old, flags }: RequestOf<'link_update'>): Buffer {
    const values = {
      link_fd: this.#linkFd(link),
      new_prog_fd: this.#progFd(prog),
      flags: bits(flags, { is: 'none' }),
      old_prog_fd: this.#progFd(old),
    };
    return encode(LINK_UPDATE, values, this.#buffers.linkUpdate);
  }

  linkDetach({ link }: RequestOf<'link_detach'>): Buffer {
    return encode(LINK_DETACH, { link_fd: this.#linkFd(link) }, this.#buffers.linkDetach);
  }

  #progFd(ref: OptionalProgRef): number {
    if (ref.is === 'prog') return this.#world.progs.fd(ref.name);
    if (ref.is === 'none') return 0;
    return ref.is === 'closed-fd' ? CLOSED_FD : this.#tools.mapFd;
  }

  #linkFd(ref: LinkRef): number {
    if (ref.is !== 'link') return ref.is === 'closed-fd' ? CLOSED_FD : this.#tools.spareProgFd;
    this.#world.requireOwn(ref.name);
    return this.#world.links.fd(ref.name);
  }

  #relative(relative: Relative): number {
    switch (relative.is) {
      case 'none':
      case 'zero':
        return 0;
      case 'prog':
        return relative.by === 'id' ? this.#world.progs.id(relative.name) : this.#world.progs.fd(relative.name);
      case 'link':
        return relative.by === 'id' ? this.#world.links.id(relative.name) : this.#world.links.fd(relative.name);
      case 'closed-fd':
        return CLOSED_FD;
      case 'wrong-kind-fd':
        return relative.as === 'prog' ? this.#tools.mapFd : this.#tools.spareProgFd;
      case 'unknown-id':
        return UNKNOWN_ID;
    }
  }

  #revision(hook: string, revision: Revision): bigint {
    if (revision === 'none') return 0n;
    const current = this.#revisionOf(hook);
    return revision === 'current' ? current : current + STALE_BY;
  }
}

function bits(flags: Flags, relative: Relative): number {
  let all = (setsLinkBit(relative) ? FLAG_BITS.LINK : 0) | (setsIdBit(relative) ? FLAG_BITS.ID : 0);
  for (const flag of flags) {
    const bit = (FLAG_BITS as Readonly<Record<string, number>>)[flag];
    if (bit === undefined) throw new NotForKernel(`flag ${flag} has no bit in the uapi of this kernel`);
    all |= bit;
  }
  return all;
}
