import {
  CAPACITY,
  NOTHING,
  type Observation,
  type Outcome,
  type Reply,
  type RequestOf,
  type Slot,
} from '../spec/families/slots/vocabulary/index.ts';
import { outcomeOf, type Result } from './errno.ts';
import { CallFailed } from './failure.ts';
import { QUERY_BITS } from './layout.ts';
import { type Asked, PreparedQuery, SOME_ATTACH_FLAG } from './prepared-query.ts';
import type { QueryReader } from './query-reader.ts';
import type { Sandbox } from './sandbox.ts';
import type { System } from './syscalls.ts';
import type { Asking } from './unprivileged.ts';

/** One slot more than a hook can have. */
const AMPLE = CAPACITY.tcx + 1;
/** What a plain query answers: of netkit too, where a hook is named by another device than it must be. */
const PLAIN: readonly string[] = ['ok', 'ENODEV', 'ENXIO', 'EACCES'];
/** The revision that an expected revision is made of where there is no hook to ask. */
const FIRST_REVISION = 1n;
/** Given with every query, whether the request asks for them or not: mprog decides nothing by them, and what it should leave zero shows. */
const ALL_ARRAYS = ['prog_attach_flags', 'link_ids', 'link_attach_flags'] as const;

/** The query that is made of one hook again and again, and what it told last. */
interface Ample {
  readonly query: PreparedQuery;
  told?: Observation;
}

/** What BPF_PROG_QUERY tells of hooks of devices. */
export class TcxReader implements QueryReader {
  readonly #system: System;
  readonly #world: Sandbox;
  readonly #plain = new Map<string, Ample>();
  /** The queries that were asked for, by what they ask. */
  readonly #prepared = new Map<string, PreparedQuery>();

  constructor(system: System, world: Sandbox) {
    this.#system = system;
    this.#world = world;
  }

  query(request: RequestOf<'prog_query'>, asking?: Asking): Reply {
    const query = this.#asked(request);
    return this.#told(query, query.run(asking, request.attr), request.buffer === 'none' ? 0 : request.buffer);
  }

  observe(hook: string): Observation {
    const ample = this.#ample(hook);
    const { query } = ample;
    const result = query.run();
    if (result === 0 && ample.told !== undefined && query.isAsNoted) return ample.told;
    const { outcome, view } = this.#told(query, result, AMPLE);
    if (!PLAIN.includes(outcome)) throw new CallFailed(`a plain query of ${hook}`, outcome);
    query.note();
    ample.told = view;
    return view;
  }

  revisionOf(hook: string): bigint {
    const { query } = this.#ample(hook);
    const outcome = outcomeOf('BPF_PROG_QUERY for the revision', query.run());
    return outcome === 'ok' ? query.revision : FIRST_REVISION;
  }

  forget(): void {
    this.#plain.clear();
    this.#prepared.clear();
  }

  #asked({ hook, buffer, queryFlags, attachFlags }: RequestOf<'prog_query'>): PreparedQuery {
    const key = `${hook} ${buffer} ${queryFlags} ${attachFlags}`;
    let query = this.#prepared.get(key);
    if (query === undefined) {
      const asked: Asked = {
        queryFlags: queryFlags === 'none' ? 0 : QUERY_BITS[queryFlags],
        attachFlags: attachFlags ? SOME_ATTACH_FLAG : 0,
        ...(buffer === 'none' ? { count: AMPLE } : { room: buffer, arrays: ALL_ARRAYS }),
      };
      query = new PreparedQuery(this.#system, this.#world.target(hook), asked);
      this.#prepared.set(key, query);
    }
    return query;
  }

  #ample(hook: string): Ample {
    let ample = this.#plain.get(hook);
    if (ample === undefined) {
      ample = { query: new PreparedQuery(this.#system, this.#world.target(hook), { room: AMPLE, arrays: ALL_ARRAYS }) };
      this.#plain.set(hook, ample);
    }
    return ample;
  }

  #told(query: PreparedQuery, result: Result, room: number): { readonly outcome: Outcome; readonly view: Observation } {
    const outcome = outcomeOf('BPF_PROG_QUERY', result);
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
