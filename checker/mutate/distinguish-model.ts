import { Decider } from '../../spec/decide/decider.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Request, Scope, State } from '../../spec/semantics.ts';
import type { Explorable, Answer as Reply } from '../../spec/vocabulary/machine.ts';
import { trackedRequest } from '../requests/tracked-request.ts';
import { EVERY_FIELD, walk } from '../requests/walk.ts';
import type { Emit, SearchSpace } from '../search/explore.ts';
import { type Distinction, distinctionIn, type Limits } from './distinguish.ts';
import { type Answer, answer } from './seen.ts';

/** A state of a semantics and the one that a machine is in after the same requests. */
interface Joint {
  readonly state: State;
  readonly saved: unknown;
  readonly path: readonly Request[];
}

/**
 * Searches for requests that a machine answers otherwise than a semantics, as anybody can see who asks it: by outcome, query
 * and list. What only its memory shows, such as a reference too many, is followed until an answer shows it.
 */
export function* distinguishModel(
  semantics: Profile,
  machine: Explorable,
  scope: Scope,
  limits: Limits,
): Generator<number, Distinction, boolean | undefined> {
  const { family, keeping } = semantics;
  const exploration = family.explore(scope, semantics);
  const { requests, universe } = exploration;
  const hooks = family.hooks(universe);
  const decider = new Decider(semantics);
  const tracked = trackedRequest(family.vocabulary);
  const key = (state: State) => {
    const labels = exploration.labels(state);
    return `${exploration.key(state, labels)} § ${machine.key((name) => labels.canonical.get(name) ?? name)}`;
  };
  const reply = (asked: Request): Reply | undefined => {
    const { hook = '' } = asked as { readonly hook?: string };
    tracked.clear(asked.op, hook);
    tracked.fill(asked as unknown as Readonly<Record<string, unknown>>);
    tracked.reads = 0;
    try {
      return machine.apply(tracked.asRequest());
    } catch {
      return undefined;
    }
  };
  const answerAlike = (one: Answer, other: Reply) => one.outcome === other.outcome && family.same(one.view, other.view);
  const showAlike = (state: State) =>
    hooks.every((hook) => family.same(family.observe(state, hook), machine.observe(hook)));
  const expand = ({ state, saved, path }: Joint, emit: Emit<Joint, Request>) => {
    machine.restore(saved);
    const labels = exploration.labels(state);
    let found: Request | undefined;
    const take = (asked: Request): number => {
      if (found !== undefined) return 0;
      const one = answer(decider, state, asked);
      const other = reply(asked);
      const changed = one?.after !== state || !machine.same(saved);
      // What is shown of a state was compared where the search came to it; of the first, it is here.
      const isShown = !changed && path.length > 0;
      const alike = one !== undefined && other !== undefined && answerAlike(one, other);
      if (!alike || !(isShown || showAlike(one.after))) {
        found = { ...asked };
        return 0;
      }
      if (!changed) return one.reads | tracked.reads;
      const next = { state: one.after, path: [...path, { ...asked }] };
      emit(key(one.after), () => ({ node: { ...next, saved: machine.save() }, label: next.path.at(-1)! }));
      machine.restore(saved);
      return EVERY_FIELD;
    };
    for (const op of requests.ops) for (const hook of requests.hooks(op)) walk(requests, state, op, hook, labels, take);
    return found === undefined ? undefined : { failure: [...path, found] };
  };
  const space: SearchSpace<Joint, Request, readonly Request[]> = {
    initial: () => {
      const state = family.initial(universe, keeping);
      machine.reset(universe);
      return { node: { state, saved: machine.save(), path: [] }, key: key(state) };
    },
    expand,
  };
  return yield* distinctionIn(space, limits);
}
