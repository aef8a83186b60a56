import type { Labelling, Request, RequestSource, State } from '../../spec/semantics.ts';
import { Classes } from './classes.ts';

/** Every request of a universe in a state, one of each set that differs only by interchangeable objects. */
export function* requestsIn(source: RequestSource, state: State, labels: Labelling): Generator<Request> {
  const classes = new Classes(labels);
  for (const op of source.ops) for (const hook of source.hooks(op)) yield* requestsOf(source, state, op, hook, classes);
}

function* requestsOf(
  source: RequestSource,
  state: State,
  op: string,
  hook: string,
  classes: Classes,
): Generator<Request> {
  const fields = source.fields(op);
  const levels = fields.map((field) =>
    source.options(op, field, state, hook, true).map((option) => ({ option, ...classes.of(option) })),
  );
  const used = new Array<number>(classes.count).fill(0);
  const values: Record<string, unknown> = source.vocabulary.blank(op, hook);
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
