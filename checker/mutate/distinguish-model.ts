import { initialState } from '../../spec/families/slots/initial-state.ts';
import { RequestUniverse } from '../../spec/families/slots/scopes/requests.ts';
import { type Scope, universeOf } from '../../spec/families/slots/scopes/scope.ts';
import { keyOf, labelling } from '../../spec/families/slots/scopes/symmetry.ts';
import { observe, type State } from '../../spec/families/slots/state.ts';
import type { ExplorableMachine, Reply, Request } from '../../spec/families/slots/vocabulary/index.ts';
import { sameObservation } from '../../spec/families/slots/world.ts';
import type { Profile } from '../../spec/profile.ts';
import { Decider } from '../decide/decider.ts';
import { TrackedRequest } from '../requests/tracked-request.ts';
import { walk } from '../requests/walk.ts';
import type { SearchSpace } from '../search/explore.ts';
import { type Distinction, distinctionIn, type Limits } from './distinguish.ts';
import { type Answer, answer } from './seen.ts';

/** A state of a semantics and the one that a machine is in after the same requests. */
interface Joint {
  readonly state: State;
  readonly saved: unknown;
  readonly path: readonly Request[];
}

/** No field is passed over. */
const EVERY_FIELD = -1;

/**
 * Searches for requests that a machine answers otherwise than a semantics, as anybody can see who asks it: by outcome, query
 * and list. What only its memory shows, such as a reference too many, is followed until an answer shows it.
 */
export function* distinguishModel(
  semantics: Profile,
  machine: ExplorableMachine,
  scope: Scope,
  limits: Limits,
): Generator<number, Distinction, boolean | undefined> {
  const universe = new RequestUniverse(scope, semantics.uapi);
  const { cast } = universe;
  const decider = new Decider(semantics);
  const tracked = new TrackedRequest();
  const key = (state: State) => {
    const labels = labelling(cast, state);
    return `${keyOf(cast, state, labels)} § ${machine.key((name) => labels.canonical.get(name) ?? name)}`;
  };
  const reply = (asked: Request): Reply | undefined => {
    tracked.clear(asked.op, 'hook' in asked ? asked.hook : '');
    tracked.fill(asked);
    tracked.reads = 0;
    try {
      return machine.apply(tracked.asRequest());
    } catch {
      return undefined;
    }
  };
  const agree = (one: Answer | undefined, other: Reply | undefined) =>
    one !== undefined &&
    other !== undefined &&
    one.outcome === other.outcome &&
    sameObservation(one.view, other.view) &&
    cast.hooks.every((hook) => sameObservation(observe(one.after, hook), machine.observe(hook)));
  const space: SearchSpace<Joint, Request, readonly Request[]> = {
    initial: () => {
      const state = initialState(universeOf(scope), semantics.keeping);
      machine.reset(state.universe);
      return { node: { state, saved: machine.save(), path: [] }, key: key(state) };
    },
    expand: ({ state, saved, path }, emit) => {
      machine.restore(saved);
      const labels = labelling(cast, state);
      let found: Request | undefined;
      for (const op of universe.ops)
        for (const hook of universe.hooks(op))
          walk(universe, state, op, hook, labels, (asked) => {
            if (found !== undefined) return 0;
            const one = answer(decider, state, asked);
            if (!agree(one, reply(asked)) || one === undefined) {
              found = { ...asked };
              return 0;
            }
            const changed = one.after !== state || !machine.same(saved);
            if (changed) {
              const next = { state: one.after, path: [...path, { ...asked }] };
              emit(key(one.after), () => ({ node: { ...next, saved: machine.save() }, label: next.path.at(-1)! }));
              machine.restore(saved);
            }
            return changed ? EVERY_FIELD : one.reads | tracked.reads;
          });
      return found === undefined ? undefined : { failure: [...path, found] };
    },
  };
  return yield* distinctionIn(space, limits);
}
