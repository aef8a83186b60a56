import type { Labelling, Request, RequestSource, State } from '../../spec/semantics.ts';
import { withFields } from '../../spec/with-fields.ts';
import { EVERY_FIELD, walk } from './walk.ts';

/** Every request of a universe in a state, one of each set that differs only by interchangeable objects. */
export function* requestsIn(source: RequestSource, state: State, labels: Labelling): Generator<Request> {
  for (const op of source.ops)
    for (const hook of source.hooks(op)) {
      const found: Request[] = [];
      walk(source, state, op, hook, labels, (request) => {
        found.push(withFields(request, {}));
        return EVERY_FIELD;
      });
      yield* found;
    }
}
