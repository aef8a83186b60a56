import type { Possible } from '../browser.ts';
import type { Filter } from './session.ts';

/** Requests of one operation that one rule decides and that lead to one state. */
export interface Row {
  readonly key: string;
  readonly first: Possible;
  readonly more: readonly Possible[];
}

/** The requests of one operation. */
export interface Group {
  readonly op: string;
  readonly rows: readonly Row[];
  /** How many requests there are in all rows. */
  readonly size: number;
}

const outcomes = ({ by }: Possible): readonly string[] => by.map((each) => each?.outcome ?? 'cannot be asked');
const rules = ({ by }: Possible): readonly string[] => by.map((each) => each?.rule ?? '');

/** Whether a request is listed under a filter. Words of the text are looked for in the request, its outcome and its rule. */
export function passes(possible: Possible, { text, outcome, rule, changes, differs }: Filter): boolean {
  if (changes && !possible.changes) return false;
  if (differs && possible.differs === undefined) return false;
  if (outcome !== '' && !outcomes(possible).includes(outcome)) return false;
  if (rule !== '' && !rules(possible).includes(rule)) return false;
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const said = [possible.said, possible.op, ...outcomes(possible), ...rules(possible)].join(' ').toLowerCase();
  return words.every((word) => said.includes(word));
}

/** Numbers for states: the same one for the same object. */
class Numbers {
  readonly #known = new Map<object, number>();

  of(state: object): number {
    const known = this.#known.get(state) ?? this.#known.size;
    this.#known.set(state, known);
    return known;
  }
}

/**
 * The requests that a filter lets pass, by operation: what changes something first, then what only shows, then refusals. Those of a row have
 * outcome, rule and the state afterwards in common.
 */
export function grouped(all: readonly Possible[], filter: Filter): readonly Group[] {
  const numbers = new Numbers();
  const groups = new Map<string, Map<string, Possible[]>>();
  for (const possible of all) {
    if (!passes(possible, filter)) continue;
    const rows = groups.get(possible.op) ?? new Map<string, Possible[]>();
    groups.set(possible.op, rows);
    const after = possible.after.map((each) => numbers.of(each));
    const key = [possible.differs ?? '', ...outcomes(possible), ...rules(possible), ...after].join(' ');
    const row = rows.get(key);
    if (row === undefined) rows.set(key, [possible]);
    else row.push(possible);
  }
  return [...groups].map(([op, rows]): Group => {
    const listed = [...rows].map(([key, [first, ...more]]): Row => ({ key: `${op} ${key}`, first: first!, more }));
    const order = ({ first }: Row) => (first.changes ? 0 : outcomes(first).includes('ok') ? 1 : 2);
    return {
      op,
      rows: listed.toSorted((a, b) => order(a) - order(b)),
      size: listed.reduce((sum, { more }) => sum + 1 + more.length, 0),
    };
  });
}

/** The outcomes and rules that some requests have, for a filter to choose from. */
export function choices(all: readonly Possible[]): {
  readonly outcomes: readonly string[];
  readonly rules: readonly string[];
} {
  const sorted = (values: readonly string[]) => [...new Set(values)].filter(Boolean).toSorted();
  return { outcomes: sorted(all.flatMap(outcomes)), rules: sorted(all.flatMap(rules)) };
}
