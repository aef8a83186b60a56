import type { Field } from '../spec/situation.ts';
import { type State, slotsOf, statusOf } from '../spec/state.ts';
import type { Flags, LinkRef, Op, OptionalProgRef, ProgRef, Relative } from '../spec/vocabulary/index.ts';
import { type BadInput, type Cast, castOf, type Scope } from './scope.ts';
import { namedFillers } from './symmetry.ts';

/** A value for one field of a request; `names` is the object of the universe it stands for, if any. */
export interface Option {
  readonly value: unknown;
  readonly names: string | undefined;
}

/** The fields of each operation that vary, in the order in which a request is looked at; `hook` varies outside of these. */
export const LEVELS = {
  prog_attach: ['flags', 'prog', 'replace', 'revision', 'relative'],
  link_create: ['link', 'prog', 'revision', 'relative', 'flags'],
  prog_detach: ['flags', 'prog', 'revision', 'relative'],
  link_update: ['flags', 'link', 'prog', 'old'],
  link_detach: ['link'],
  link_close: ['link'],
  prog_close: ['prog'],
  prog_query: ['queryFlags', 'attachFlags', 'progAttachFlags', 'buffer'],
  device_remove: ['device'],
} as const satisfies Record<Op, readonly Field[]>;

export const OPS = Object.keys(LEVELS) as Op[];

/** Whether requests of an operation name a hook. */
export const NAMES_HOOK: ReadonlySet<Op> = new Set(['prog_attach', 'link_create', 'prog_detach', 'prog_query']);

const FLAGS = ['BEFORE', 'AFTER', 'REPLACE', 'UNKNOWN'] as const;

/** Every subset of the flags, small ones first. */
const FLAG_SETS: readonly Flags[] = Array.from({ length: 1 << FLAGS.length }, (_, bits) =>
  FLAGS.filter((_flag, index) => (bits & (1 << index)) !== 0),
).toSorted((a, b) => a.length - b.length);

/** Makes the values that the fields of a request may have in a state of a scope: plain ones first, so that short is also simple. */
export class RequestUniverse {
  readonly cast: Cast;
  readonly #scope: Scope;
  readonly #bad: ReadonlySet<BadInput>;
  readonly #programs: readonly string[];
  readonly #flags: readonly Option[];
  readonly #revisions: readonly Option[];
  readonly #badProgs: readonly Option[];
  readonly #badRelatives: readonly Option[];

  constructor(scope: Scope) {
    this.#scope = scope;
    this.cast = castOf(scope);
    this.#bad = new Set(scope.badInput);
    const { programs, foreign } = this.cast;
    this.#programs = [...programs, ...namedFillers(this.cast), ...(this.#bad.has('other-type') ? foreign : [])];
    const flagSets = FLAG_SETS.filter((flags) => this.#bad.has('unknown-flag') || !flags.includes('UNKNOWN'));
    this.#flags = flagSets.map(plain);
    this.#revisions = ['none', 'current', ...(this.#bad.has('stale-revision') ? ['stale'] : [])].map(plain);
    this.#badProgs = [
      ...this.#when('closed-fd', { is: 'closed-fd' }),
      ...this.#when('wrong-kind-fd', { is: 'wrong-kind-fd' }),
    ];
    this.#badRelatives = [
      ...this.#when('zero', { is: 'zero', as: 'prog', by: 'id' }),
      ...this.#when('zero', { is: 'zero', as: 'link', by: 'fd' }),
      ...this.#when('zero', { is: 'zero', as: 'link', by: 'id' }),
      ...this.#when('closed-fd', { is: 'closed-fd', as: 'prog' }),
      ...this.#when('closed-fd', { is: 'closed-fd', as: 'link' }),
      ...this.#when('wrong-kind-fd', { is: 'wrong-kind-fd', as: 'prog' }),
      ...this.#when('wrong-kind-fd', { is: 'wrong-kind-fd', as: 'link' }),
      ...this.#when('unknown-id', { is: 'unknown-id', as: 'prog' }),
      ...this.#when('unknown-id', { is: 'unknown-id', as: 'link' }),
    ];
  }

  #when(kind: BadInput, value: Relative | ProgRef | LinkRef): Option[] {
    return this.#bad.has(kind) ? [plain(value)] : [];
  }

  /** The values of one field of an operation in a state; `reduced` leaves out links that could stand for one another. */
  options(op: Op, field: Field, state: State, hook: string, reduced: boolean): readonly Option[] {
    switch (field) {
      case 'flags':
        return this.#flags;
      case 'revision':
        return this.#revisions;
      case 'relative':
        return this.#relatives(state, reduced);
      case 'replace':
      case 'old':
        return [plain(NONE), ...this.#progRefs()];
      case 'prog':
        if (op === 'prog_close') return this.#closable(state);
        return op === 'prog_detach' ? [plain(NONE), ...this.#progRefs()] : this.#progRefs();
      case 'link':
        return this.#links(op, state, reduced);
      case 'buffer':
        return buffers(slotsOf(state, hook).length).map(plain);
      case 'queryFlags':
        return (this.#bad.has('query-flags') ? ['none', 'EFFECTIVE', 'UNKNOWN'] : ['none']).map(plain);
      case 'attachFlags':
        return (this.#bad.has('query-flags') ? [false, true] : [false]).map(plain);
      case 'progAttachFlags':
        return [plain(false)];
      case 'device':
        return [plain('dev')];
      default:
        throw new Error(`no values are known for the field ${field}`);
    }
  }

  #progRefs(): readonly Option[] {
    return [...this.#programs.map((name) => naming(name, { is: 'prog', name })), ...this.#badProgs];
  }

  #relatives(state: State, reduced: boolean): readonly Option[] {
    const links = [...this.#existing(state), ...this.#absent(state, reduced), ...this.#foreignLinks()];
    return [
      plain(NONE),
      ...this.#programs.map((name) => naming(name, { is: 'prog', name, by: 'fd' })),
      ...this.#programs.map((name) => naming(name, { is: 'prog', name, by: 'id' })),
      ...links.map((name) => naming(name, { is: 'link', name, by: 'fd' })),
      ...links.map((name) => naming(name, { is: 'link', name, by: 'id' })),
      ...this.#badRelatives,
    ];
  }

  #links(op: Op, state: State, reduced: boolean): readonly Option[] {
    const absent = this.cast.links.filter((link) => statusOf(state, link).is === 'absent');
    if (op === 'link_create') return (reduced ? absent.slice(0, 1) : absent).map((name) => naming(name, name));
    const existing = op === 'link_detach' ? this.#detachable(state) : this.#existing(state);
    const named = [...existing, ...this.#absent(state, reduced)];
    if (op === 'link_close') return named.map((name) => naming(name, name));
    return [...named.map((name) => naming(name, { is: 'link', name })), ...this.#badProgs];
  }

  #existing(state: State): readonly string[] {
    return this.cast.links.filter((link) => statusOf(state, link).is !== 'absent');
  }

  #absent(state: State, reduced: boolean): readonly string[] {
    if (!this.#bad.has('absent-link')) return [];
    const absent = this.cast.links.filter((link) => statusOf(state, link).is === 'absent');
    return reduced ? absent.slice(0, 1) : absent;
  }

  #foreignLinks(): readonly string[] {
    return this.#bad.has('other-type') ? this.cast.foreignLinks : [];
  }

  /** Whether the scope allows one more program to be closed, or link to be detached. */
  #mayRetire(state: State): boolean {
    const defunct = this.cast.links.filter((link) => statusOf(state, link).is === 'defunct').length;
    return state.closed.size + defunct < this.#scope.retired;
  }

  /** A link that is defunct may always be detached again. */
  #detachable(state: State): readonly string[] {
    const may = this.#mayRetire(state);
    return this.#existing(state).filter((link) => may || statusOf(state, link).is === 'defunct');
  }

  /** A program that is closed may always be closed again. Fillers stay open. */
  #closable(state: State): readonly Option[] {
    const may = this.#mayRetire(state);
    return [...this.cast.programs, ...this.cast.foreign]
      .filter((prog) => may || state.closed.has(prog))
      .map((name) => naming(name, name));
  }
}

const NONE: OptionalProgRef & Relative = { is: 'none' };

function plain(value: unknown): Option {
  return { value, names: undefined };
}

function naming(name: string, value: unknown): Option {
  return { value, names: name };
}

/** Buffer sizes around the interesting ones for a list of `count` slots. */
function buffers(count: number): readonly (number | 'none')[] {
  const sizes = count <= 6 ? Array.from({ length: count + 2 }, (_, size) => size) : [0, 1, count - 1, count, count + 1];
  return [...sizes.toReversed(), 'none'];
}
