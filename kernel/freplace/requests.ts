import type { RequestOf } from '../../spec/families/freplace/vocabulary/index.ts';
import { ATTACH_TYPES, encode, LINK_DETACH, LINK_UPDATE, RAW_TRACEPOINT_OPEN, TRACING_LINK_CREATE } from '../layout.ts';
import { CLOSED_FD } from '../syscalls.ts';
import { INT_ID } from './signature.ts';
import type { FreplaceTools } from './tools.ts';
import type { World } from './world.ts';

/** A BTF id that no program here has. */
const NO_SUCH_ID = 100_000;
/** A number of no attach type. */
const UNKNOWN_ATTACH_TYPE = 9999;
const FLAG_BITS = { REPLACE: 1 << 2, UNKNOWN: 1 << 20 } as const;
const NAME = Buffer.from('mprog\0');

/** Translates requests into bpf_attr, with the fds and BTF ids of one world. */
export class Requests {
  readonly #tools: FreplaceTools;
  readonly #world: World;

  constructor(tools: FreplaceTools, world: World) {
    this.#tools = tools;
    this.#world = world;
  }

  linkCreate({ prog, target, flags, attach_type }: RequestOf<'link_create'>): Buffer {
    const { fd, id } = this.function(target);
    const own = this.#world.programs.isTracer(prog) ? ATTACH_TYPES.TRACE_FENTRY : 0;
    return encode(TRACING_LINK_CREATE, {
      prog_fd: this.progFd(prog),
      target_fd: fd,
      attach_type: attach_type === 'none' ? own : UNKNOWN_ATTACH_TYPE,
      flags: bits(flags),
      target_btf_id: id,
    });
  }

  rawOpen({ prog, name }: RequestOf<'raw_open'>): Buffer {
    const { system } = this.#tools;
    const attr = encode(RAW_TRACEPOINT_OPEN, { name: name ? system.address(NAME) : 0, prog_fd: this.progFd(prog) });
    system.pin(attr, [NAME]);
    return attr;
  }

  linkUpdate({ link, prog, old, flags }: RequestOf<'link_update'>): Buffer {
    return encode(LINK_UPDATE, {
      link_fd: this.linkFd(link),
      new_prog_fd: this.progFd(prog),
      flags: bits(flags),
      old_prog_fd: this.progFd(old),
    });
  }

  linkDetach({ link }: RequestOf<'link_detach'>): Buffer {
    return encode(LINK_DETACH, { link_fd: this.linkFd(link) });
  }

  linkFd(ref: string): number {
    if (ref === 'closed-fd') return CLOSED_FD;
    return ref === 'wrong-kind-fd' ? this.#tools.spareProgFd : this.#world.links.fd(ref);
  }

  /** The fd of a program or target; 0 for none. */
  progFd(ref: string): number {
    if (ref === 'none') return 0;
    if (ref === 'closed-fd') return CLOSED_FD;
    return ref === 'wrong-kind-fd' ? this.#tools.mapFd : this.#world.fd(ref);
  }

  /** What names a function: an fd and a BTF id, where each may be 0. */
  function(ref: string): { readonly fd: number; readonly id: number } {
    if (ref === 'none') return { fd: 0, id: 0 };
    if (ref === 'id-only') return { fd: 0, id: INT_ID };
    if (ref === 'closed-fd' || ref === 'wrong-kind-fd') return { fd: this.progFd(ref), id: INT_ID };
    const [of, name] = ref.split('.') as [string, string?];
    return { fd: this.progFd(of), id: name === undefined ? 0 : this.#id(of, name) };
  }

  #id(of: string, name: string): number {
    if (name === 'no-such-id') return NO_SUCH_ID;
    if (name === 'not-a-function') return INT_ID;
    const { programs } = this.#world;
    const { ids } = this.#world.isTarget(of) ? programs.target(of) : programs.prog(of);
    const id = ids.get(name);
    if (id === undefined) throw new Error(`there is no function ${of}.${name} in this universe`);
    return id;
  }
}

const bits = (flags: readonly (keyof typeof FLAG_BITS)[]) => flags.reduce((all, flag) => all | FLAG_BITS[flag], 0);
