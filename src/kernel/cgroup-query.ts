import type { HookName, Mode, Observation, Reply, RequestOf, Slot } from '../spec/vocabulary/index.ts';
import { outcomeOf } from './errno.ts';
import { CallFailed } from './failure.ts';
import { encode, PROG_QUERY, QUERY_BITS, readU32, readU64, writeU32, writeU64 } from './layout.ts';
import type { System } from './syscalls.ts';
import type { World } from './world.ts';

/** One slot more than a cgroup can have, times a few levels of hierarchy. */
const AMPLE = 256;
/** The revision before the query: no cgroup gets there, so another value says that the kernel wrote. */
const UNWRITTEN = 2n ** 64n - 1n;
/** Any bit of attach_flags: a query of a cgroup takes nothing from it. */
const SOME_ATTACH_FLAG = 1 << 3;

const MODES: readonly Mode[] = ['NONE', 'OVERRIDE', 'MULTI'];

/** The mode that a query wrote into attach_flags; a value that is none throws. */
function modeOf(flags: number): Mode {
  const mode = MODES[flags];
  if (mode === undefined) throw new CallFailed('BPF_PROG_QUERY of a cgroup', `attach_flags ${flags}`);
  return mode;
}

/** The slots that a query wrote. A cgroup tells no links: if an id comes back, or flags that are not the mode, it shows. */
function slotsOf(world: World, ids: Buffer, flags: Buffer, links: Buffer, count: number, mode: number): Slot[] {
  return Array.from({ length: count }, (_, index) => {
    const at = 4 * index;
    const link = readU32(links, at);
    const own = readU32(flags, at);
    const name = world.progs.nameOf(readU32(ids, at));
    return {
      prog: own === mode || own === 0 ? name : `${name}!flags=${own}`,
      link: link === 0 ? 'none' : world.links.nameOf(link),
    };
  });
}

/** BPF_PROG_QUERY of a cgroup: what it comes to, and what the kernel wrote. */
export function queryCgroup(system: System, world: World, request: RequestOf<'prog_query'>): Reply {
  const { hook, buffer, queryFlags, attachFlags, progAttachFlags } = request;
  const room = buffer === 'none' ? 0 : buffer;
  const array = () => Buffer.alloc(4 * Math.max(room, 1));
  const [ids, flags, links] = [array(), array(), array()];
  const address = (bytes: Buffer) => (buffer === 'none' ? 0n : system.address(bytes));
  const attr = encode(PROG_QUERY, {
    ...world.target(hook),
    query_flags: queryFlags === 'none' ? 0 : QUERY_BITS[queryFlags],
    attach_flags: attachFlags ? SOME_ATTACH_FLAG : 0,
    prog_ids: address(ids),
    count: buffer === 'none' ? AMPLE : buffer,
    prog_attach_flags: progAttachFlags ? system.address(flags) : 0n,
    link_ids: address(links),
    revision: UNWRITTEN,
  });
  const outcome = outcomeOf('BPF_PROG_QUERY', system.bpf(PROG_QUERY.command, attr, [ids, flags, links]));
  const revision = readU64(attr, PROG_QUERY.fields.revision.at);
  if (revision === UNWRITTEN) return { outcome, view: { is: 'nothing' } };
  const mode = readU32(attr, PROG_QUERY.fields.attach_flags.at);
  const count = readU32(attr, PROG_QUERY.fields.count.at);
  const slots = slotsOf(world, ids, flags, links, Math.min(count, room), mode);
  return { outcome, view: { is: 'list', revision: Number(revision), count, slots, mode: modeOf(mode) } };
}

/** One query that is made again and again. */
class Repeated {
  readonly attr: Buffer;
  readonly ids = Buffer.alloc(4 * AMPLE);
  readonly #system: System;
  /** What it wrote last time: the bytes of the attr from `attach_flags` on, and of the ids. */
  #last: Buffer | undefined;
  changed = true;

  constructor(system: System, world: World, hook: HookName, effective: boolean) {
    this.#system = system;
    this.attr = encode(PROG_QUERY, {
      ...world.target(hook),
      query_flags: effective ? QUERY_BITS.EFFECTIVE : 0,
      prog_ids: system.address(this.ids),
    });
  }

  get count(): number {
    return readU32(this.attr, PROG_QUERY.fields.count.at);
  }

  make(): void {
    const { fields } = PROG_QUERY;
    writeU32(this.attr, AMPLE, fields.count.at);
    writeU32(this.attr, 0, fields.attach_flags.at);
    writeU64(this.attr, UNWRITTEN, fields.revision.at);
    // The ids live as long as this object does: they need not be pinned.
    const result = this.#system.bpf(PROG_QUERY.command, this.attr);
    if (typeof result === 'string') throw new CallFailed('a query of a cgroup', result);
    const used = this.ids.subarray(0, 4 * this.count);
    this.changed = this.#last === undefined || !this.#same(this.#last, used);
    if (this.changed) this.#last = Buffer.concat([this.attr, used]);
  }

  #same(last: Buffer, used: Buffer): boolean {
    const { length } = this.attr;
    return (
      last.length === length + used.length &&
      last.compare(this.attr, 0, length, 0, length) === 0 &&
      last.compare(used, 0, used.length, length) === 0
    );
  }
}

/** Looks at one cgroup again and again: its list and what runs there. */
export class CgroupObserver {
  readonly #world: World;
  readonly #list: Repeated;
  readonly #effective: Repeated;
  #seen: Observation = { is: 'nothing' };

  constructor(system: System, world: World, hook: HookName) {
    this.#world = world;
    this.#list = new Repeated(system, world, hook, false);
    this.#effective = new Repeated(system, world, hook, true);
  }

  /** What two queries with ample room show now; the same object as last time where nothing has changed. */
  observe(): Observation {
    this.#list.make();
    this.#effective.make();
    if (!this.#list.changed && !this.#effective.changed) return this.#seen;
    const { progs } = this.#world;
    const names = (query: Repeated) =>
      Array.from({ length: query.count }, (_, index) => progs.nameOf(readU32(query.ids, 4 * index)));
    const { attr, count } = this.#list;
    this.#seen = {
      is: 'list',
      revision: Number(readU64(attr, PROG_QUERY.fields.revision.at)),
      count,
      slots: names(this.#list).map((prog): Slot => ({ prog, link: 'none' })),
      mode: modeOf(readU32(attr, PROG_QUERY.fields.attach_flags.at)),
      effective: names(this.#effective),
    };
    return this.#seen;
  }
}
