import { Decider } from '../../spec/decide/decider.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Exploration, Labelling, Request, Scope, State } from '../../spec/semantics.ts';
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

/** The states and requests of a scope, for all machines that are held to a semantics there: what is the same for each is worked out once. */
export class Ground {
  readonly semantics: Profile;
  readonly exploration: Exploration;
  readonly decider: Decider;
  readonly first: State;
  readonly #keys = new WeakMap<State, { readonly labels: Labelling; readonly key: string }>();

  constructor(semantics: Profile, scope: Scope) {
    const { family, keeping } = semantics;
    this.semantics = semantics;
    this.exploration = family.explore(scope, semantics);
    this.decider = new Decider(semantics);
    this.first = family.initial(this.exploration.universe, keeping);
  }

  /** What a state and that of a machine are told from others by. */
  keyOf(state: State, machine: Explorable): string {
    let known = this.#keys.get(state);
    if (known === undefined) {
      const labels = this.exploration.labels(state);
      known = { labels, key: this.exploration.key(state, labels) };
      this.#keys.set(state, known);
    }
    const { labels, key } = known;
    return `${key} § ${machine.key((name) => labels.canonical.get(name) ?? name)}`;
  }
}

/**
 * Searches for requests that a machine answers otherwise than a semantics, as anybody can see who asks it: by outcome, query
 * and list. What only its memory shows, such as a reference too many, is followed until an answer shows it.
 */
export function* distinguishModel(
  ground: Ground,
  machine: Explorable,
  limits: Limits,
): Generator<number, Distinction, boolean | undefined> {
  const { exploration, decider, first } = ground;
  const { family } = ground.semantics;
  const { requests, universe } = exploration;
  const hooks = family.hooks(universe);
  const tracked = trackedRequest(family.vocabulary);
  const reply = (asked: Request): Reply | undefined => {
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
      emit(ground.keyOf(one.after, machine), () => ({
        node: { ...next, saved: machine.save() },
        label: next.path.at(-1)!,
      }));
      machine.restore(saved);
      return EVERY_FIELD;
    };
    for (const op of requests.ops)
      for (const hook of requests.hooks(op)) {
        tracked.clear(op, hook);
        walk(requests, state, op, hook, labels, take);
      }
    return found === undefined ? undefined : { failure: [...path, found] };
  };
  const space: SearchSpace<Joint, Request, readonly Request[]> = {
    initial: () => {
      machine.reset(universe);
      return { node: { state: first, saved: machine.save(), path: [] }, key: ground.keyOf(first, machine) };
    },
    expand,
  };
  return yield* distinctionIn(space, limits);
}
