import type { RequestUniverse } from '../../spec/families/slots/scopes/requests.ts';
import type { Labelling } from '../../spec/families/slots/scopes/symmetry.ts';
import type { State } from '../../spec/families/slots/state.ts';
import { blank, type Op, type Request } from '../../spec/families/slots/vocabulary/index.ts';
import { Classes } from './classes.ts';

/** Every request of a universe in a state, one of each set that differs only by interchangeable objects. */
export function* requestsIn(universe: RequestUniverse, state: State, labels: Labelling): Generator<Request> {
  const classes = new Classes(labels);
  for (const op of universe.ops)
    for (const hook of universe.hooks(op)) yield* requestsOf(universe, state, op, hook, classes);
}

function* requestsOf(
  universe: RequestUniverse,
  state: State,
  op: Op,
  hook: string,
  classes: Classes,
): Generator<Request> {
  const fields = universe.fields(op);
  const levels = fields.map((field) =>
    universe.options(op, field, state, hook, true).map((option) => ({ option, ...classes.of(option) })),
  );
  const used = new Array<number>(classes.count).fill(0);
  const values: Record<string, unknown> = blank(op, hook);
  function* give(depth: number): Generator<Request> {
    const level = levels[depth];
    if (level === undefined) {
      yield { ...values } as unknown as Request;
      return;
    }
    for (const { option, class: cls, rank } of level) {
      const seen = cls === -1 ? 0 : used[cls]!;
      if (rank > seen) continue;
      if (cls !== -1 && rank === seen) used[cls] = seen + 1;
      values[fields[depth]!] = option.value;
      yield* give(depth + 1);
      if (cls !== -1) used[cls] = seen;
    }
  }
  yield* give(0);
}
