import {
  CAPACITY,
  type Mode,
  NOTHING,
  type Observation,
  type Reply,
  type RequestOf,
  type Slot,
} from '../spec/families/slots/vocabulary/index.ts';
import { must, outcomeOf } from './errno.ts';
import { CallFailed } from './failure.ts';
import { QUERY_BITS } from './layout.ts';
import { type Known, PreparedQuery, SOME_ATTACH_FLAG } from './prepared-query.ts';
import type { QueryReader } from './query-reader.ts';
import type { Sandbox } from './sandbox.ts';
import type { System } from './syscalls.ts';
import type { Asking } from './unprivileged.ts';

/** One slot more than a cgroup can have. */
const AMPLE = CAPACITY.cgroup + 1;
/** What a query of a cgroup that was removed fails with, and the revision that it is taken to have. */
const GONE = 'ENOENT';
const FIRST_REVISION = 1n;
const ALL_ARRAYS = ['prog_attach_flags', 'link_ids', 'link_attach_flags'] as const;
/** By the attach_flags that a query writes. */
const MODES: readonly Mode[] = ['NONE', 'OVERRIDE', 'MULTI'];

/** The queries that are made of one cgroup again and again, and what they told. */
interface Prepared {
  readonly plain: PreparedQuery;
  readonly effective: PreparedQuery;
  readonly revision: PreparedQuery;
  /** What the first two told last. */
  told?: Observation;
}

/** What BPF_PROG_QUERY tells of cgroup hooks. */
export class CgroupReader implements QueryReader {
  readonly #system: System;
  readonly #world: Sandbox;
  readonly #knows: Known;
  readonly #prepared = new Map<string, Prepared>();
  /** The queries that requests asked for, by what they ask. */
  readonly #asks = new Map<string, PreparedQuery>();

  /** `knows`: how much of a query the kernel knows. */
  constructor(system: System, world: Sandbox, knows: Known = 'revision') {
    this.#system = system;
    this.#world = world;
    this.#knows = knows;
  }

  query(request: RequestOf<'prog_query'>, asking?: Asking): Reply {
    const { hook, buffer, progAttachFlags } = request;
    const query = this.#asked(request);
    const outcome = outcomeOf('BPF_PROG_QUERY', query.run(asking, request.attr));
    if (!query.wrote) return { outcome, view: NOTHING };
    const { count } = query;
    const slots = this.#slots(
      query,
      Math.min(count, buffer === 'none' ? 0 : buffer),
      progAttachFlags && this.#knows !== 'ids',
    );
    const mode = modeOf(hook, query.attachFlags);
    return { outcome, view: { is: 'list', revision: Number(query.revision), count, slots, mode } };
  }

  observe(hook: string): Observation {
    const prepared = this.#preparedFor(hook);
    const { plain, effective } = prepared;
    const first = plain.run();
    if (first === GONE) return NOTHING;
    if (first !== 0) must(`a plain query of ${hook}`, first);
    const second = effective.run();
    if (second !== 0) must(`a query of the effective list of ${hook}`, second);
    if (prepared.told !== undefined && plain.isAsNoted && effective.isAsNoted) return prepared.told;
    const mode = modeOf(hook, plain.attachFlags);
    const { count } = plain;
    const told: Observation = {
      is: 'list',
      revision: Number(plain.revision),
      count,
      slots: this.#slots(plain, count, this.#knows !== 'ids'),
      mode,
      effective: this.#names(effective),
    };
    plain.note();
    effective.note();
    prepared.told = told;
    return told;
  }

  revisionOf(hook: string): bigint {
    const { revision } = this.#preparedFor(hook);
    const result = revision.run();
    if (result === GONE) return FIRST_REVISION;
    if (result !== 0) must(`a query of the revision of ${hook}`, result);
    return revision.revision;
  }

  forget(): void {
    this.#prepared.clear();
    this.#asks.clear();
  }

  /** The first slots that a query wrote; what should not be there shows in the names. */
  #slots(query: PreparedQuery, length: number, flags: boolean): readonly Slot[] {
    const { progs, links } = this.#world;
    const { attachFlags } = query;
    const slots: Slot[] = [];
    for (let index = 0; index < length; index += 1) {
      const link = query.linkAt(index);
      slots.push({
        prog: flagged(progs.nameOf(query.progAt(index)), flags ? query.progFlagsAt(index) : attachFlags, attachFlags),
        link: flagged(link === 0 ? 'none' : links.nameOf(link), query.linkFlagsAt(index), 0),
      });
    }
    return slots;
  }

  #names(query: PreparedQuery): readonly string[] {
    const names: string[] = [];
    for (let index = 0; index < query.count; index += 1) names.push(this.#world.progs.nameOf(query.progAt(index)));
    return names;
  }

  /** The buffer for the flags of every slot is given where the request asks for it, because EFFECTIVE refuses it. */
  #asked({ hook, buffer, queryFlags, attachFlags, progAttachFlags }: RequestOf<'prog_query'>): PreparedQuery {
    const key = `${hook} ${buffer} ${queryFlags} ${attachFlags} ${progAttachFlags}`;
    let query = this.#asks.get(key);
    if (query === undefined) {
      query = new PreparedQuery(this.#system, this.#world.target(hook), {
        queryFlags: queryFlags === 'none' ? 0 : QUERY_BITS[queryFlags],
        attachFlags: attachFlags ? SOME_ATTACH_FLAG : 0,
        room: buffer,
        count: AMPLE,
        knows: this.#knows,
        arrays: progAttachFlags ? ALL_ARRAYS : ['link_ids', 'link_attach_flags'],
      });
      this.#asks.set(key, query);
    }
    return query;
  }

  #preparedFor(hook: string): Prepared {
    let prepared = this.#prepared.get(hook);
    if (prepared === undefined) {
      const target = this.#world.target(hook);
      const room = AMPLE * this.#world.hookCount;
      prepared = {
        plain: new PreparedQuery(this.#system, target, {
          room: AMPLE,
          arrays: ALL_ARRAYS,
          knows: this.#knows,
        }),
        effective: new PreparedQuery(this.#system, target, {
          queryFlags: QUERY_BITS.EFFECTIVE,
          room,
          knows: this.#knows,
        }),
        revision: new PreparedQuery(this.#system, target, { knows: this.#knows }),
      };
      this.#prepared.set(hook, prepared);
    }
    return prepared;
  }
}

function modeOf(hook: string, attachFlags: number): Mode {
  const mode = MODES[attachFlags];
  if (mode !== undefined) return mode;
  throw new CallFailed(`a query of ${hook}`, `attach_flags ${attachFlags}`, ', which is no mode of a cgroup');
}

/** A cgroup's slots have the flags of its mode and no link: where something else comes back, it shows in the name. */
function flagged(name: string, flags: number, expected: number): string {
  return flags === expected ? name : `${name}!flags=${flags}`;
}
