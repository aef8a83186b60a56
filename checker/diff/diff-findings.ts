import type { DifferenceKind } from '../../spec/comparing.ts';
import type { Decided } from '../../spec/decide/decisions.ts';
import type { Rule } from '../../spec/rule.ts';
import type { Situation } from '../../spec/situation.ts';
import type { Diff, DiffGroup, Example, Vocabulary } from './diff-group.ts';

/** How kinds of difference are ordered where they are shown. */
const ORDER: readonly DifferenceKind[] = ['behaviour', 'view', 'revision', 'errno'];

type Known<T> = { -readonly [K in keyof T]: T[K] };

/** A difference as it could be shown. */
export interface Showing {
  /** Requests to be made for it, those that fill the list among them; more in a list that no kernel has. */
  readonly steps: number;
  /** Whether outcome or queries tell the two apart. */
  visible(): boolean;
  example(): Example;
}

/** Where something was found: the number of the state, and of the request there. */
type At = readonly [state: number, request: number];

/** A group or a word with where it was first met, and where its example was. */
type Placed<T> = T & { readonly first: At; readonly at: At };

/** What was found in some states of a scope, in the order in which it was. Plain data: it goes from one thread to another. */
export interface Found {
  /** Requests that both were asked. */
  readonly compared: number;
  readonly groups: readonly Placed<DiffGroup>[];
  readonly vocabulary: readonly Placed<Vocabulary>[];
}

/** Collects differences of one scope by what decided them. */
export class Findings {
  /** Requests that both were asked. */
  compared = 0;
  #at: [state: number, request: number] = [0, 0];
  readonly #groups = new Map<string, Known<Placed<DiffGroup>>>();
  /** The groups that two decisions were counted in, by the first and the second of them. */
  readonly #counted = new Map<Decided, Map<Decided, Partial<Record<DifferenceKind, Known<Placed<DiffGroup>>>>>>();
  readonly #vocabulary = new Map<string, Known<Placed<Vocabulary>>>();

  /** Begins with the requests in a state, by its number. */
  begin(state: number): void {
    this.#at = [state, 0];
  }

  /** Notes a difference and how it could be shown; a visible example is kept before any other, then the shorter one. */
  add(kind: DifferenceKind, op: string, a: Decided, b: Decided, shown: Showing): void {
    this.#at[1] += 1;
    const counted = this.#countedIn(a, b);
    const before = counted[kind];
    const group = before ?? this.#groupOf(kind, op, a, b, shown);
    group.cases += 1;
    if (before === undefined) {
      group.situation = common(group.situation, { ...a.situation, ...b.situation });
      counted[kind] = group;
    }
    const shorter = shown.steps < group.steps;
    if (group.visible && !shorter) return;
    const visible = shown.visible();
    if (visible === group.visible ? !shorter : !visible) return;
    group.visible = visible;
    group.steps = shown.steps;
    group.example = shown.example();
    group.at = [...this.#at];
  }

  #countedIn(a: Decided, b: Decided): Partial<Record<DifferenceKind, Known<Placed<DiffGroup>>>> {
    let withFirst = this.#counted.get(a);
    if (withFirst === undefined) {
      withFirst = new Map();
      this.#counted.set(a, withFirst);
    }
    let counted = withFirst.get(b);
    if (counted === undefined) {
      counted = {};
      withFirst.set(b, counted);
    }
    return counted;
  }

  /** The group of a difference between what these rules decide; a new one has this difference as its example. */
  #groupOf(kind: DifferenceKind, op: string, a: Decided, b: Decided, shown: Showing): Known<Placed<DiffGroup>> {
    const sides = {
      a: { outcome: a.rule.then.outcome, rule: a.rule.id },
      b: { outcome: b.rule.then.outcome, rule: b.rule.id },
    };
    const key = keyOf({ kind, ...sides });
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = {
        kind,
        op,
        ...sides,
        situation: { ...a.situation, ...b.situation },
        cases: 0,
        visible: shown.visible(),
        steps: shown.steps,
        example: shown.example(),
        first: [...this.#at],
        at: [...this.#at],
      };
      this.#groups.set(key, group);
    }
    return group;
  }

  /** Notes a request that only one of the two can be asked, and the rule that decides it there. */
  say(what: string, only: 'a' | 'b', { id: rule, then }: Rule, example: () => Example): void {
    this.#at[1] += 1;
    const key = wordOf({ what, only, rule });
    let known = this.#vocabulary.get(key);
    if (known === undefined) {
      const { outcome } = then;
      const at = { first: [...this.#at], at: [...this.#at] } as const;
      known = { what, only, rule, outcome, requests: 0, example: example(), ...at };
      this.#vocabulary.set(key, known);
    }
    known.requests += 1;
  }

  found(): Found {
    return { compared: this.compared, groups: [...this.#groups.values()], vocabulary: [...this.#vocabulary.values()] };
  }
}

const isEarlier = (one: At, other: At) => one[0] < other[0] || (one[0] === other[0] && one[1] < other[1]);

const byFirst = (one: Placed<unknown>, other: Placed<unknown>) => (isEarlier(one.first, other.first) ? -1 : 1);

/** What was found in different states of one scope, as if one had gone through them in their order. */
export function foundInScope(all: readonly Found[]): Found {
  return {
    compared: all.reduce((sum, { compared }) => sum + compared, 0),
    groups: merged(all.flatMap(({ groups }) => groups).toSorted(byFirst), keyOf, addGroup),
    vocabulary: merged(all.flatMap(({ vocabulary }) => vocabulary).toSorted(byFirst), wordOf, addWord),
  };
}

/** What was found in several scopes, one after another. */
export function foundTogether(scopes: readonly Found[]): Pick<Diff, 'groups' | 'vocabulary' | 'compared'> {
  // A state of a later scope is later than any of those before.
  const placed = <T>(all: readonly Placed<T>[], scope: number) =>
    all.map((each) => ({ ...each, at: [scope, 0] as const }));
  const groups = merged(
    scopes.flatMap((found, scope) => placed(found.groups, scope)),
    keyOf,
    addGroup,
  );
  const vocabulary = merged(
    scopes.flatMap((found, scope) => placed(found.vocabulary, scope)),
    wordOf,
    addWord,
  );
  return {
    compared: scopes.reduce((sum, { compared }) => sum + compared, 0),
    groups: groups.map(unplaced).toSorted((x, y) => ORDER.indexOf(x.kind) - ORDER.indexOf(y.kind) || y.cases - x.cases),
    vocabulary: vocabulary.map(unplaced),
  };
}

const unplaced = <T>({ first: _first, at: _at, ...rest }: Placed<T>) => rest as unknown as T;

/** Each of some things once, in the order in which they come first. */
function merged<T extends object>(
  all: readonly T[],
  keyOf: (one: T) => string,
  add: (known: Known<T>, other: T) => void,
): readonly T[] {
  const known = new Map<string, Known<T>>();
  for (const one of all) {
    const key = keyOf(one);
    const before = known.get(key);
    if (before === undefined) known.set(key, { ...one });
    else add(before, one);
  }
  return [...known.values()];
}

/** Adds a group of other states, whose example is taken where it is better, or as good and earlier. */
function addGroup(known: Known<Placed<DiffGroup>>, other: Placed<DiffGroup>): void {
  const { visible, steps, example, at } = other;
  known.cases += other.cases;
  known.situation = common(known.situation, other.situation);
  const better = visible === known.visible ? steps < known.steps : visible;
  const same = visible === known.visible && steps === known.steps;
  if (better || (same && isEarlier(at, known.at))) Object.assign(known, { visible, steps, example, at });
}

/** Adds what was said in other states, of which the first is later. */
function addWord(known: Known<Placed<Vocabulary>>, { requests }: Placed<Vocabulary>): void {
  known.requests += requests;
}

const wordOf = ({ what, only, rule }: Pick<Vocabulary, 'what' | 'only' | 'rule'>) => `${what} ${only} ${rule}`;

const keyOf = ({ kind, a, b }: Pick<DiffGroup, 'kind' | 'a' | 'b'>) => `${kind} ${a.rule} ${b.rule}`;

/** What two situations have in common; the first itself where it is all of it. */
function common(known: Situation, now: Situation): Situation {
  if (Object.keys(known).every((field) => known[field] === now[field])) return known;
  return Object.fromEntries(Object.entries(known).filter(([field, value]) => now[field] === value));
}
