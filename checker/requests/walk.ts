import type { RequestUniverse } from '../../spec/families/slots/scopes/requests.ts';
import type { Labelling } from '../../spec/families/slots/scopes/symmetry.ts';
import type { State } from '../../spec/families/slots/state.ts';
import { blank, FIELD_BITS, type Field, type Op, type Request } from '../../spec/families/slots/vocabulary/index.ts';
import { Classes } from './classes.ts';

/**
 * Makes every request of an operation in a state, one of each set that differs only by interchangeable objects. `take`
 * returns the fields that were looked at (a sum of FIELD_BITS): other values of a field that nobody looked at are passed
 * over. The request is filled in anew each time: keep a copy, not the object.
 */
export function walk(
  universe: RequestUniverse,
  state: State,
  op: Op,
  hook: string,
  labels: Labelling,
  take: (request: Request) => number,
): void {
  const fields = universe.fields(op);
  const classes = new Classes(labels);
  const levels = fields.map((field: Field) =>
    universe.options(op, field, state, hook, true).map((option) => ({ option, ...classes.of(option) })),
  );
  const used = new Array<number>(classes.count).fill(0);
  const values: Record<string, unknown> = blank(op, hook);
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
      if ((reads & FIELD_BITS[field]) === 0) break;
    }
    return reads;
  };
  give(0);
}
