import { allowed, type Only, type Option, type RequestSource } from '../../../semantics.ts';
import { fieldsOf, opsOf, type Uapi } from '../../../uapi.ts';
import { holdersOf, type State, slotsOf, statusOf } from '../state.ts';
import {
  Domain,
  type Field,
  type Flag,
  type LinkRef,
  NAMES_HOOK,
  type Op,
  type OptionalProgRef,
  type ProgRef,
  Qdisc,
  type Relative,
  VOCABULARY,
} from '../vocabulary/index.ts';
import { flagSets, withUnknown } from './flag-sets.ts';
import { type BadInput, type Cast, castOf, makes, type Scope, sendsPackets } from './scope.ts';
import { namedFillers } from './symmetry.ts';

/** The flags that say who runs at cgroups: the mode, where there are ancestors, and who is in front of all. */
const MODES = ['', 'ALLOW_OVERRIDE', 'ALLOW_MULTI', 'ALLOW_MULTI,PREORDER'];

/** The sets of flags that an attach may have where it is about who runs. */
function plainFlags({ kind, hooks, links, sockets }: Scope, op: Op): readonly string[] {
  if (kind !== 'cgroup') return ['', 'REPLACE'];
  if (op !== 'prog_attach') return [''];
  // Whom an ancestor hides is the same for sockets that outlive their cgroup.
  if (sockets !== undefined) return ['ALLOW_MULTI'];
  if (hooks > 1) return MODES;
  // Beside a link what matters is that it counts as behind what runs in front.
  return links > 0 ? ['ALLOW_MULTI,PREORDER'] : ['ALLOW_MULTI', 'ALLOW_MULTI,REPLACE'];
}

/** Whether a value is one that requests have in a scope that sends packets: it is about who runs, not about how a place is named. */
function isPlain(scope: Scope, op: Op, field: Field, value: unknown): boolean {
  if (field === 'flags') return plainFlags(scope, op).includes(String(value));
  if (field === 'revision') return value === 'none';
  if (field === 'relative' || field === 'old') return (value as { readonly is: string }).is === 'none';
  return true;
}

/** Flags about places in the list of a cgroup. */
const PLACING: readonly Flag[] = ['BEFORE', 'AFTER', 'PREORDER'];

/** Which flags requests set in a scope: where cgroups come and go, or links are held, none that is about a place. */
const says =
  ({ targets, holders, kind }: Scope) =>
  (flag: Flag) =>
    (targets !== true && holders !== true) || kind !== 'cgroup' || !PLACING.includes(flag);

/** Makes the values that the fields of a request may have in a state of a scope: plain ones first, so that short is also simple. */
export class SlotRequests implements RequestSource {
  readonly cast: Cast;
  readonly #scope: Scope;
  readonly #only: readonly Only[];
  readonly #bad: ReadonlySet<BadInput>;
  readonly #programs: readonly string[];
  readonly #flags: Readonly<Partial<Record<Op, readonly Option[]>>>;
  readonly uapi: Uapi;
  readonly #revisions: readonly Option[];
  readonly #callers: readonly Option[];
  readonly #badProgs: readonly Option[];
  readonly #progRefs: readonly Option[];
  readonly #optionalProgRefs: readonly Option[];
  readonly #progRelatives: readonly Option[];
  readonly #badRelatives: readonly Option[];

  /** With `only` a field takes but some of its values. */
  constructor(scope: Scope, uapi: Uapi, only: readonly Only[] = []) {
    this.#scope = scope;
    this.#only = only;
    this.uapi = uapi;
    this.cast = castOf(scope);
    this.#bad = new Set(scope.badInput);
    const { programs, foreign } = this.cast;
    this.#programs = [...programs, ...namedFillers(this.cast), ...(this.#bad.has('other-type') ? foreign : [])];
    const sets = this.#bad.has('unknown-flag') ? withUnknown : flagSets;
    this.#flags = Object.fromEntries(
      Object.entries(uapi.flags).map(([op, flags]) => [
        op,
        sets(flags.filter(says(scope)), scope.flagsAtOnce).map(plain),
      ]),
    );
    this.#revisions = ['none', 'current', ...(this.#bad.has('stale-revision') ? ['stale'] : [])].map(plain);
    this.#callers = ['privileged', ...(scope.callers ?? [])].map(plain);
    this.#badProgs = [
      ...this.#when('closed-fd', { is: 'closed-fd' }),
      ...this.#when('wrong-kind-fd', { is: 'wrong-kind-fd' }),
    ];
    this.#progRefs = [...this.#programs.map((name) => naming(name, { is: 'prog', name })), ...this.#badProgs];
    this.#optionalProgRefs = [plain(NONE), ...this.#progRefs];
    this.#progRelatives = [
      plain(NONE),
      ...this.#programs.map((name) => naming(name, { is: 'prog', name, by: 'fd' })),
      ...this.#programs.map((name) => naming(name, { is: 'prog', name, by: 'id' })),
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

  readonly vocabulary = VOCABULARY;

  /** The operations there are. */
  get ops(): readonly Op[] {
    return (opsOf(this.uapi) as Op[]).filter((op) => makes(this.#scope, op));
  }

  /** The fields of an operation that vary, in the order in which a request is looked at. */
  fields(op: Op): readonly Field[] {
    return fieldsOf(this.uapi, op) as readonly Field[];
  }

  /** The hooks that requests of an operation are made for; the first one stands for all where they name none. */
  hooks(op: Op): readonly string[] {
    return NAMES_HOOK.has(op) ? this.cast.hooks : [this.cast.hooks[0]!];
  }

  /** The values of one field of an operation in a state; `reduced` leaves out links that could stand for one another. */
  options(op: Op, field: Field, state: State, hook: string, reduced: boolean): readonly Option[] {
    const all = this.#allOptions(op, field, state, hook, reduced);
    if (sendsPackets(this.#scope)) return all.filter(({ value }) => isPlain(this.#scope, op, field, value));
    return allowed(all, op, field, this.#only);
  }

  #allOptions(op: Op, field: Field, state: State, hook: string, reduced: boolean): readonly Option[] {
    switch (field) {
      case 'flags':
        return this.#flags[op]!;
      case 'revision':
        return this.#revisions;
      case 'relative':
        return this.#relatives(state, reduced);
      case 'replace':
      case 'old':
        return this.#optionalProgRefs;
      case 'prog':
        if (op === 'prog_close') return this.#closable(state);
        if (op === 'prog_open') return this.#openable(state);
        return op === 'prog_detach' ? this.#optionalProgRefs : this.#progRefs;
      case 'link':
        return this.#links(op, state, reduced);
      case 'buffer':
        return buffers(slotsOf(state, hook).length, state.hooks[hook]!.effective.length).map(plain);
      case 'queryFlags':
        return (this.#bad.has('query-flags') ? ['none', 'EFFECTIVE', 'UNKNOWN'] : ['none']).map(plain);
      case 'attachFlags':
        return (this.#bad.has('query-flags') ? [false, true] : [false]).map(plain);
      case 'progAttachFlags':
        return [plain(false), plain(true)];
      case 'qdisc':
        return Qdisc.options.map(plain);
      case 'from':
        return ['id', 'pin'].map(plain);
      case 'attr':
        return ['fresh', ...(this.#scope.attributes ?? [])].map(plain);
      case 'busy':
      case 'short':
        return (this.#scope.failures ? [false, true] : [false]).map(plain);
      case 'caller':
        return this.#callers;
      case 'socket':
        return this.#sockets(op, state, reduced);
      case 'domain':
        return Domain.options.map(plain);
      case 'option':
        return (this.#scope.options ?? ['known']).map(plain);
      case 'device':
        return this.cast.devices.map(plain);
      case 'op':
      case 'hook':
        throw new Error(`the field ${field} does not vary within one table`);
    }
  }

  #relatives(state: State, reduced: boolean): readonly Option[] {
    const links = [...this.#existing(state), ...this.#absent(state, reduced), ...this.#foreignLinks()];
    return [
      ...this.#progRelatives,
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
    if (op === 'link_open') return named.filter((name) => mayOpen(state, name)).map((name) => naming(name, name));
    if (BY_NAME.has(op)) return named.map((name) => naming(name, name));
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

  /** The first socket that is closed stands for all: it is made, or is bad input. */
  #sockets(op: Op, state: State, reduced: boolean): readonly Option[] {
    const open = this.cast.sockets.filter((name) => state.sockets[name] !== undefined);
    const closed = this.cast.sockets.filter((name) => state.sockets[name] === undefined);
    const few = reduced ? closed.slice(0, 1) : closed;
    if (op === 'socket_create') return few.map(plain);
    const bad = this.#bad.has('closed-fd') ? few : [];
    return [...(op === 'run' ? ['none'] : []), ...open, ...bad].map(plain);
  }

  /** A program gets an fd by its id where it has none. */
  #openable(state: State): readonly Option[] {
    return [...this.cast.programs, ...this.cast.foreign]
      .filter((prog) => state.closed.has(prog))
      .map((name) => naming(name, name));
  }

  /** A program that is closed may always be closed again. Fillers stay open. */
  #closable(state: State): readonly Option[] {
    const may = this.#mayRetire(state);
    return [...this.cast.programs, ...this.cast.foreign]
      .filter((prog) => may || state.closed.has(prog))
      .map((name) => naming(name, name));
  }
}

/** The operations that name a link, whatever fd it has. */
const BY_NAME: ReadonlySet<Op> = new Set(['link_close', 'link_pin', 'link_unpin']);

/** Two fds of a link are enough. */
const mayOpen = (state: State, link: string) => holdersOf(state, link).fds < 2;

const NONE: OptionalProgRef & Relative = { is: 'none' };

function plain(value: unknown): Option {
  return { value, names: undefined };
}

function naming(name: string, value: unknown): Option {
  return { value, names: name };
}

/** Buffer sizes around the interesting ones for a list of `count` slots of which `effective` programs run. */
function buffers(count: number, effective: number): readonly (number | 'none')[] {
  const most = Math.max(count, effective);
  if (most <= 6) return [...Array.from({ length: most + 2 }, (_, size) => size).toReversed(), 'none'];
  const edges = [count - 1, count, count + 1, effective - 1, effective, effective + 1].filter((size) => size > 1);
  return [...[...new Set([...edges, 1, 0])].toSorted((a, b) => b - a), 'none'];
}
