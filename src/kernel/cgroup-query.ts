import {
  type Mode,
  NOTHING,
  type Observation,
  type Reply,
  type RequestOf,
  type Slot,
} from '../spec/vocabulary/index.ts';
import { must, outcomeOf } from './errno.ts';
import { CallFailed } from './failure.ts';
import { QUERY_BITS } from './layout.ts';
import { PreparedQuery, SOME_ATTACH_FLAG } from './prepared-query.ts';
import type { Reader } from './reader.ts';
import type { System } from './syscalls.ts';
import type { World } from './world.ts';

/** One slot more than a cgroup can have. */
const AMPLE = 65;
/** By the attach_flags that a query writes. */
const MODES: readonly Mode[] = ['NONE', 'OVERRIDE', 'MULTI'];

/** The queries that are made of one cgroup again and again. */
interface Prepared {
  readonly plain: PreparedQuery;
  readonly effective: PreparedQuery;
  readonly revision: PreparedQuery;
}

/** What BPF_PROG_QUERY tells of cgroup hooks. */
export class CgroupReader implements Reader {
  readonly #system: System;
  readonly #world: World;
  readonly #prepared = new Map<string, Prepared>();

  constructor(system: System, world: World) {
    this.#system = system;
    this.#world = world;
  }

  /** The buffer for the flags of every slot is given where the request asks for it, because EFFECTIVE refuses it. */
  query({ hook, buffer, queryFlags, attachFlags, progAttachFlags }: RequestOf<'prog_query'>): Reply {
    const query = new PreparedQuery(this.#system, this.#world.target(hook), {
      queryFlags: queryFlags === 'none' ? 0 : QUERY_BITS[queryFlags],
      attachFlags: attachFlags ? SOME_ATTACH_FLAG : 0,
      room: buffer,
      count: AMPLE,
      arrays: progAttachFlags
        ? ['prog_attach_flags', 'link_ids', 'link_attach_flags']
        : ['link_ids', 'link_attach_flags'],
    });
    const outcome = outcomeOf('BPF_PROG_QUERY', query.run());
    if (!query.wrote) return { outcome, view: NOTHING };
    return { outcome, view: this.#list(hook, query, buffer === 'none' ? 0 : buffer, progAttachFlags) };
  }

  observe(hook: string): Observation {
    const { plain, effective } = this.#preparedFor(hook);
    must(`a plain query of ${hook}`, plain.run());
    must(`a query of the effective list of ${hook}`, effective.run());
    return { ...this.#list(hook, plain, AMPLE, true), effective: this.#names(effective) };
  }

  revisionOf(hook: string): bigint {
    const { revision } = this.#preparedFor(hook);
    must(`a query of the revision of ${hook}`, revision.run());
    return revision.revision;
  }

  /** What a query wrote; what should not be there shows in the names. */
  #list(hook: string, query: PreparedQuery, room: number, flags: boolean): Extract<Observation, { is: 'list' }> {
    const { count, attachFlags } = query;
    const mode = MODES[attachFlags];
    if (mode === undefined)
      throw new CallFailed(`a query of ${hook}`, `attach_flags ${attachFlags}`, ', which is no mode of a cgroup');
    const { progs, links } = this.#world;
    const slots: Slot[] = [];
    for (let index = 0; index < Math.min(count, room); index += 1) {
      const link = query.linkAt(index);
      slots.push({
        prog: flagged(progs.nameOf(query.progAt(index)), flags ? query.progFlagsAt(index) : attachFlags, attachFlags),
        link: flagged(link === 0 ? 'none' : links.nameOf(link), query.linkFlagsAt(index), 0),
      });
    }
    return { is: 'list', revision: Number(query.revision), count, slots, mode };
  }

  #names(query: PreparedQuery): readonly string[] {
    const names: string[] = [];
    for (let index = 0; index < query.count; index += 1) names.push(this.#world.progs.nameOf(query.progAt(index)));
    return names;
  }

  #preparedFor(hook: string): Prepared {
    let prepared = this.#prepared.get(hook);
    if (prepared === undefined) {
      const target = this.#world.target(hook);
      const room = AMPLE * this.#world.hookCount;
      prepared = {
        plain: new PreparedQuery(this.#system, target, {
          room: AMPLE,
          arrays: ['prog_attach_flags', 'link_ids', 'link_attach_flags'],
        }),
        effective: new PreparedQuery(this.#system, target, { queryFlags: QUERY_BITS.EFFECTIVE, room }),
        revision: new PreparedQuery(this.#system, target, {}),
      };
      this.#prepared.set(hook, prepared);
    }
    return prepared;
  }
}

/** A cgroup's slots have the flags of its mode and no link: where something else comes back, it shows in the name. */
function flagged(name: string, flags: number, expected: number): string {
  return flags === expected ? name : `${name}!flags=${flags}`;
}
