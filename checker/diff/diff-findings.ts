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

/** Collects differences by what decided them. */
export class Findings {
  /** Requests that both were asked. */
  compared = 0;
  readonly #groups = new Map<string, Known<DiffGroup>>();
  readonly #vocabulary = new Map<string, Known<Vocabulary>>();

  /** Notes a difference and how it could be shown; a visible example is kept before any other, then the shorter one. */
  add(kind: DifferenceKind, op: string, a: Decided, b: Decided, shown: Showing): void {
    const key = `${kind} ${a.rule.id} ${b.rule.id}`;
    const known = this.#groups.get(key);
    if (known === undefined) {
      this.#groups.set(key, {
        kind,
        op,
        a: { outcome: a.rule.then.outcome, rule: a.rule.id },
        b: { outcome: b.rule.then.outcome, rule: b.rule.id },
        situation: { ...a.situation, ...b.situation },
        cases: 1,
        visible: shown.visible(),
        steps: shown.steps,
        example: shown.example(),
      });
      return;
    }
    known.cases += 1;
    known.situation = common(known.situation, { ...a.situation, ...b.situation });
    const shorter = shown.steps < known.steps;
    if (known.visible && !shorter) return;
    const visible = shown.visible();
    if (visible === known.visible ? !shorter : !visible) return;
    known.visible = visible;
    known.steps = shown.steps;
    known.example = shown.example();
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

  result(): Pick<Diff, 'groups' | 'vocabulary'> {
    const groups = [...this.#groups.values()].toSorted(
      (x, y) => ORDER.indexOf(x.kind) - ORDER.indexOf(y.kind) || y.cases - x.cases,
    );
    return { groups, vocabulary: [...this.#vocabulary.values()] };
  }
}

/** What two situations have in common; the first itself where it is all of it. */
function common(known: Situation, now: Situation): Situation {
  if (Object.keys(known).every((field) => known[field] === now[field])) return known;
  return Object.fromEntries(Object.entries(known).filter(([field, value]) => now[field] === value));
}
