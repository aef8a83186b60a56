import {
  NOTHING,
  type Observation,
  type Reply,
  type RequestOf,
  type Slot,
} from '../spec/families/slots/vocabulary/index.ts';
import { outcomeOf } from './errno.ts';
import { CallFailed } from './failure.ts';
import { QUERY_BITS } from './layout.ts';
import { type Asked, PreparedQuery, SOME_ATTACH_FLAG } from './prepared-query.ts';
import type { QueryReader } from './query-reader.ts';
import type { Sandbox } from './sandbox.ts';
import type { System } from './syscalls.ts';

/** One slot more than a hook can have. */
const AMPLE = 64;
/** The revision that an expected revision is made of where there is no hook to ask. */
const FIRST_REVISION = 1n;
/** Given with every query, whether the request asks for them or not: mprog decides nothing by them, and what it should leave zero shows. */
const ALL_ARRAYS = ['prog_attach_flags', 'link_ids', 'link_attach_flags'] as const;

/** What BPF_PROG_QUERY tells of tcx hooks. */
export class TcxReader implements QueryReader {
  readonly #system: System;
  readonly #world: Sandbox;
  readonly #plain = new Map<string, PreparedQuery>();

  constructor(system: System, world: Sandbox) {
    this.#system = system;
    this.#world = world;
  }

  query({ hook, buffer, queryFlags, attachFlags }: RequestOf<'prog_query'>): Reply {
    const asked: Asked = {
      queryFlags: queryFlags === 'none' ? 0 : QUERY_BITS[queryFlags],
      attachFlags: attachFlags ? SOME_ATTACH_FLAG : 0,
      ...(buffer === 'none' ? { count: AMPLE } : { room: buffer, arrays: ALL_ARRAYS }),
    };
    return this.#ask(new PreparedQuery(this.#system, this.#world.target(hook), asked), buffer === 'none' ? 0 : buffer);
  }

  observe(hook: string): Observation {
    const { outcome, view } = this.#ask(this.#ample(hook), AMPLE);
    if (outcome !== 'ok' && outcome !== 'ENODEV') throw new CallFailed(`a plain query of ${hook}`, outcome);
    return view;
  }

  revisionOf(hook: string): bigint {
    const query = this.#ample(hook);
    const outcome = outcomeOf('BPF_PROG_QUERY for the revision', query.run());
    return outcome === 'ok' ? query.revision : FIRST_REVISION;
  }

  #ample(hook: string): PreparedQuery {
    let query = this.#plain.get(hook);
    if (query === undefined) {
      query = new PreparedQuery(this.#system, this.#world.target(hook), { room: AMPLE, arrays: ALL_ARRAYS });
      this.#plain.set(hook, query);
    }
    return query;
  }

  #ask(query: PreparedQuery, room: number): Reply {
    const outcome = outcomeOf('BPF_PROG_QUERY', query.run());
    if (!query.wrote) return { outcome, view: NOTHING };
    const { count } = query;
    const { progs, links } = this.#world;
    const slots: Slot[] = [];
    for (let index = 0; index < Math.min(count, room); index += 1) {
      const link = query.linkAt(index);
      slots.push({
        prog: flagged(progs.nameOf(query.progAt(index)), query.progFlagsAt(index)),
        link: flagged(link === 0 ? 'none' : links.nameOf(link), query.linkFlagsAt(index)),
      });
    }
    return { outcome, view: { is: 'list', revision: Number(query.revision), count, slots } };
  }
}

/** A slot of tcx has no flags of its own: if one comes back it shows in the name. */
function flagged(name: string, flags: number): string {
  return flags === 0 ? name : `${name}!flags=${flags}`;
}
