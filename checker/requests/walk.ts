import type { Labelling, Request, RequestSource, State } from '../../spec/semantics.ts';
import { Classes } from './classes.ts';

/**
 * Makes every request of an operation in a state, one of each set that differs only by interchangeable objects. `take`
 * returns the fields that were looked at (a sum of their bits): other values of a field that nobody looked at are passed
 * over. The request is filled in anew each time: keep a copy, not the object.
 */
export function walk(
  source: RequestSource,
  state: State,
  op: string,
  hook: string,
  labels: Labelling,
  take: (request: Request) => number,
): void {
  const { bits } = source.vocabulary;
  const fields = source.fields(op);
  const classes = new Classes(labels);
  const levels = fields.map((field) =>
    source.options(op, field, state, hook, true).map((option) => ({ option, ...classes.of(option) })),
  );
  const used = new Array<number>(classes.count).fill(0);
  const values: Record<string, unknown> = source.vocabulary.blank(op, hook);
  const give = (depth: number): number => {
    const level = levels[depth];
    if (level === undefined) return take(values as unknown as Request);
    const field = fields[depth]!;
    let reads = 0;
    for (const { option, class: cls, rank } of level) {
      const seen = cls === -1 ? 0 : used[cls]!;
      if (rank > seen) continue;
      if (cls !== -1 && rank === seen) used[cls] = seen + 1;
      values[field] = option.value;
      reads |= give(depth + 1);
      if (cls !== -1) used[cls] = seen;
      if ((reads & bits[field]!) === 0) break;
    }
    return reads;
  };
  give(0);
}
