import type { DifferenceKind } from '../../spec/comparing.ts';
import type { Decided } from '../../spec/decide/decisions.ts';
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

/** What was found, in the order in which it was. Plain data: it goes from one thread to another. */
export interface Found extends Pick<Diff, 'groups' | 'vocabulary'> {
  /** Requests that both were asked. */
  readonly compared: number;
}

/** Collects differences of one scope by what decided them. */
export class Findings {
  /** Requests that both were asked. */
  compared = 0;
  readonly #groups = new Map<string, Known<DiffGroup>>();
  /** The groups that two decisions were counted in, by the first and the second of them. */
  readonly #counted = new Map<Decided, Map<Decided, Partial<Record<DifferenceKind, Known<DiffGroup>>>>>();
  readonly #vocabulary = new Map<string, Known<Vocabulary>>();

  /** Notes a difference and how it could be shown; a visible example is kept before any other, then the shorter one. */
  add(kind: DifferenceKind, op: string, a: Decided, b: Decided, shown: Showing): void {
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
  }

  #countedIn(a: Decided, b: Decided): Partial<Record<DifferenceKind, Known<DiffGroup>>> {
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
  #groupOf(kind: DifferenceKind, op: string, a: Decided, b: Decided, shown: Showing): Known<DiffGroup> {
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
      };
      this.#groups.set(key, group);
    }
    return group;
  }

  /** Notes a request that only one of the two can be asked. */
  say(what: string, only: 'a' | 'b', accepted: boolean, example: () => Example): void {
    const key = `${what} ${only}`;
    let known = this.#vocabulary.get(key);
    if (known === undefined) {
      known = { what, only, requests: 0, accepted: 0 };
      this.#vocabulary.set(key, known);
    }
    known.requests += 1;
    if (!accepted) return;
    known.accepted += 1;
    known.example ??= example();
  }

  found(): Found {
    return { compared: this.compared, groups: [...this.#groups.values()], vocabulary: [...this.#vocabulary.values()] };
  }
}

/** What was found in several scopes, one after another. */
export function foundTogether(all: readonly Found[]): Found {
  const groups = new Map<string, Known<DiffGroup>>();
  const vocabulary = new Map<string, Known<Vocabulary>>();
  for (const found of all) {
    for (const group of found.groups) {
      const key = keyOf(group);
      const known = groups.get(key);
      if (known === undefined) groups.set(key, { ...group });
      else addGroup(known, group);
    }
    for (const said of found.vocabulary) {
      const key = `${said.what} ${said.only}`;
      const known = vocabulary.get(key);
      if (known === undefined) vocabulary.set(key, { ...said });
      else {
        known.requests += said.requests;
        known.accepted += said.accepted;
        if (known.example === undefined && said.example !== undefined) known.example = said.example;
      }
    }
  }
  return {
    compared: all.reduce((sum, { compared }) => sum + compared, 0),
    groups: [...groups.values()].toSorted((x, y) => ORDER.indexOf(x.kind) - ORDER.indexOf(y.kind) || y.cases - x.cases),
    vocabulary: [...vocabulary.values()],
  };
}

/** Adds a group of a later scope, whose example is taken where it is better. */
function addGroup(known: Known<DiffGroup>, { cases, situation, visible, steps, example }: DiffGroup): void {
  known.cases += cases;
  known.situation = common(known.situation, situation);
  if (visible === known.visible ? steps < known.steps : visible) Object.assign(known, { visible, steps, example });
}

const keyOf = ({ kind, a, b }: Pick<DiffGroup, 'kind' | 'a' | 'b'>) => `${kind} ${a.rule} ${b.rule}`;

/** What two situations have in common; the first itself where it is all of it. */
function common(known: Situation, now: Situation): Situation {
  if (Object.keys(known).every((field) => known[field] === now[field])) return known;
  return Object.fromEntries(Object.entries(known).filter(([field, value]) => now[field] === value));
}
