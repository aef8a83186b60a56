import type { Decider, Taken } from '../../spec/decide/decider.ts';
import { readsOf } from '../../spec/decide/decisions.ts';
import type { Family } from '../../spec/family.ts';
import { view } from '../../spec/guard/view.ts';
import type { Profile } from '../../spec/profile.ts';
import type { StepFacts, TrialState, Tried } from '../../spec/properties/property.ts';
import type { Exploration, Labelling, Request, State, World } from '../../spec/semantics.ts';
import type { Uapi } from '../../spec/uapi.ts';
import { walk } from '../requests/walk.ts';

/** What a search over one scope has in common for all of its states. */
export interface TrialScope {
  readonly semantics: Profile;
  readonly decider: Decider;
  readonly exploration: Exploration;
  readonly initial: State;
}

/** A request that was tried, with what decided it and the state it led to. */
export interface TriedStep extends Tried, Pick<Taken, 'rule'> {
  readonly state: State;
  /** The fields of the request that the rules looked at: a sum of their bits. */
  readonly reads: number;
}

/**
 * Somebody else beside the rules who looks at each request that is tried. `facts` are those of the step, with a request that notes which fields are
 * read: other values of these are tried too.
 */
export type Onlooker = (step: TriedStep, facts: StepFacts) => void;

const WORLDS = new WeakMap<State, World>();

/** What can be seen of a state; worked out once. */
export function worldOf({ world }: Family, state: State): World {
  const known = WORLDS.get(state);
  if (known !== undefined) return known;
  const seen = world(state);
  WORLDS.set(state, seen);
  return seen;
}

/** One state of the specification, in which requests are tried. */
export class SpecTrialState implements TrialState {
  readonly state: State;
  readonly world: World;
  readonly path: readonly Request[];
  readonly uapi: Uapi;
  readonly tried: readonly TriedStep[];
  readonly #ground: TrialScope;
  /** What came of the requests that were last made from the beginning. */
  #afresh: readonly TriedStep[] = [];

  constructor(ground: TrialScope, state: State, path: readonly Request[], labels: Labelling, onlooker?: Onlooker) {
    this.#ground = ground;
    this.state = state;
    this.world = worldOf(ground.semantics.family, state);
    this.path = path;
    this.uapi = ground.semantics.uapi;
    this.tried = this.#everyRequest(labels, onlooker);
  }

  attempt(...requests: readonly Request[]): readonly TriedStep[] {
    return this.#run(this.state, requests);
  }

  afresh(...requests: readonly Request[]): readonly TriedStep[] {
    // One request after another is tried behind the same ones: what came of these is known from the last time.
    const last = this.#afresh;
    let same = 0;
    while (same < last.length && last[same]!.request === requests[same]) same += 1;
    this.#afresh = this.#run(this.#ground.initial, requests, last.slice(0, same));
    return this.#afresh;
  }

  /** Makes requests one after another, of which some were made. */
  #run(from: State, requests: readonly Request[], made: TriedStep[] = []): readonly TriedStep[] {
    const { decider } = this.#ground;
    const begun = made.length;
    let state = made.at(-1)?.state ?? from;
    for (let index = begun; index < requests.length; index += 1) {
      const request = requests[index]!;
      // Many are tried first in a state, and few behind others.
      const taken = index === begun ? decider.takeAmong(state, request) : decider.take(state, request);
      const step = this.#take(state, request, taken);
      made.push(step);
      state = step.state;
    }
    return made;
  }

  #take(before: State, request: Request, { decided, rule, after, view }: Taken): TriedStep {
    const { outcome } = rule.then;
    const { family } = this.#ground.semantics;
    return {
      request,
      outcome,
      rule,
      reads: readsOf(decided),
      view,
      state: after,
      before: worldOf(family, before),
      after: worldOf(family, after),
    };
  }

  #everyRequest(labels: Labelling, onlooker?: Onlooker): readonly TriedStep[] {
    const { exploration, decider, semantics } = this.#ground;
    const { requests } = exploration;
    const { vocabulary } = semantics.family;
    const found: TriedStep[] = [];
    let reads = 0;
    const note = (field: string) => {
      reads |= vocabulary.bits[field]!;
    };
    for (const op of requests.ops)
      for (const hook of requests.hooks(op)) {
        // A walk fills in one request again and again.
        let noting: Request | undefined;
        walk(requests, this.state, op, hook, labels, (request) => {
          const step = this.#take(this.state, { ...request }, decider.takeAmong(this.state, request));
          found.push(step);
          reads = step.reads;
          if (onlooker === undefined) return reads;
          noting ??= view(vocabulary, request, note);
          onlooker(step, { ...step, request: noting });
          return reads;
        });
      }
    return found;
  }
}
