import { inheritances } from '../../spec/brought.ts';
import { Decider } from '../../spec/decide/decider.ts';
import { situationsMet } from '../../spec/decide/decisions.ts';
import type { Profile } from '../../spec/profile.ts';
import { lockstepProperties } from '../../spec/properties/property.ts';
import type { Exploration, Labelling, Request, Scope, State } from '../../spec/semantics.ts';
import type { Explorable } from '../../spec/vocabulary/machine.ts';
import { Exercise } from '../decide/exercise.ts';
import type { Failure, FoundFailure } from '../decide/failure.ts';
import { firings } from '../decide/firings.ts';
import { frameOf } from '../decide/frame.ts';
import { trackedRequest } from '../requests/tracked-request.ts';
import type { Emit } from '../search/explore.ts';
import type { DividedSpace } from '../search/portion.ts';
import type { Counts } from './counts.ts';
import { Expansion, type Joint, type Surroundings } from './expansion.ts';
import { type Breach, watched } from './obedience.ts';
import { noWork, type Work } from './work.ts';

const REFUSAL_LAW = 'refusal-changes-nothing';

export interface LockstepOptions {
  /** Whether states and requests are taken up to renaming of interchangeable objects. Default true. */
  readonly symmetry?: boolean;
  /** Whether requests are made even where they differ only in fields that nobody looked at. Default false. */
  readonly everyRequest?: boolean;
  /** The ids of properties that are known not to hold: where they do not is counted, and the search goes on. */
  readonly known?: readonly string[];
  /** Those among them that are known of another profile alone, one that this one was derived from: of rules which that does not have, it says nothing. */
  readonly inherited?: readonly { readonly property: string; readonly profile: string }[];
}

/** What is between the key of a state of the spec and that of the model. */
const SEAM = ' § ';

/** The key of the state of the spec alone. */
export function stemOf(key: string): string {
  return key.slice(0, key.indexOf(SEAM));
}

/**
 * The states of a scope as a space to search: in each state every request is taken by the spec and by the model, and
 * everything that can be seen of the two is compared.
 */
export class Lockstep implements DividedSpace<Joint, Request, Failure, Counts> {
  readonly exploration: Exploration;
  readonly #semantics: Profile;
  readonly #model: Explorable | undefined;
  readonly #exercise: Exercise;
  readonly #decider: Decider;
  readonly #symmetry: boolean;
  /** The properties that are known not to hold, with what was seen of each. */
  readonly breaches: ReadonlyMap<string, Breach>;
  readonly #around: Surroundings;
  #states = 0;

  /** The states alone, as the rules enumerate them: nothing is compared, and no property looked at. */
  static ofRules(semantics: Profile, scope: Scope, { symmetry = true }: LockstepOptions): Lockstep {
    return new Lockstep(semantics, undefined, scope, { symmetry }, []);
  }

  /** Without a model, rules and properties are looked at alone. */
  constructor(
    semantics: Profile,
    model: Explorable | undefined,
    scope: Scope,
    options: LockstepOptions = {},
    properties = lockstepProperties(semantics),
  ) {
    this.#semantics = semantics;
    this.#model = model;
    this.#symmetry = options.symmetry ?? true;
    this.#decider = new Decider(semantics);
    this.exploration = semantics.family.explore(scope, semantics);
    this.#exercise = new Exercise(semantics);
    this.breaches = new Map((options.known ?? []).map((id) => [id, { cases: 0, otherwise: { cases: 0 } }]));
    this.#around = {
      model,
      semantics,
      properties: watched(properties),
      rulesSeen: new Set(),
      exercise: this.#exercise,
      work: noWork(),
      known: this.breaches,
      inherited: inheritances(semantics, options.inherited ?? []),
      request: trackedRequest(semantics.family.vocabulary),
      skip: options.everyRequest !== true,
      follows: (state) => this.exploration.follows(state),
      key: (state) => this.#key(state),
      number: () => this.#states++,
    };
    // What no state asks for is counted too: as never.
    for (const op of this.exploration.requests.ops) this.#decider.of(op);
  }

  /** The ids of the rules that decided something. */
  get rulesSeen(): ReadonlySet<string> {
    return this.#around.rulesSeen;
  }

  initial(): { node: Joint; key: string } {
    const { universe } = this.exploration;
    const { family, keeping } = this.#semantics;
    const model = this.#model;
    model?.reset(universe);
    const state = family.initial(universe, keeping);
    const world = family.world(state);
    const differs = model === undefined ? undefined : family.difference(world, family.worldOf(model, universe));
    if (differs !== undefined)
      throw new Error(`spec and model differ before the first request: ${JSON.stringify(differs)}`);
    const node = { number: this.#states++, state, saved: model?.save(), world };
    return { node, key: this.#key(state) };
  }

  /** The state at the end of a path from the first one; the model is in it afterwards. */
  at(path: readonly Request[], number: number): Joint {
    const { universe } = this.exploration;
    const { family, keeping } = this.#semantics;
    const model = this.#model;
    model?.reset(universe);
    let state = family.initial(universe, keeping);
    for (const request of path) {
      state = this.#decider.take(state, request).after;
      model?.apply(request);
    }
    return { number, state, saved: model?.save(), world: family.world(state) };
  }

  /** The requests that were taken and compared. */
  transitions(): number {
    let sum = 0;
    for (const decisions of this.#decider.all().values()) sum += decisions.taken();
    return sum;
  }

  /** The work that was done so far. */
  work(): Work {
    const met = [...this.#decider.all().values()].map((decisions) => decisions.met().length);
    return { situations: met.reduce((sum, each) => sum + each, 0), ...this.#around.work };
  }

  /** What was counted so far. */
  counts(): Counts {
    const tested = new Map(this.#around.properties.all.map(({ property, tested: times }) => [property.id, times]));
    if (tested.has(REFUSAL_LAW)) tested.set(REFUSAL_LAW, this.#refusals());
    const { places, kept } = this.#exercise;
    return {
      transitions: this.transitions(),
      fired: Object.fromEntries(firings(this.#semantics, this.#decider.all().values())),
      tested: Object.fromEntries(tested),
      breaches: Object.fromEntries(
        [...this.breaches].map(([id, breach]) => [id, { ...breach, otherwise: { ...breach.otherwise } }]),
      ),
      situations: this.#semantics.base === undefined ? [] : situationsMet(this.#decider.all()),
      places: [...places],
      kept: [...kept],
    };
  }

  /** Every refusal is held against the law of refusals by comparing the whole model, not by looking at worlds. */
  #refusals(): number {
    const met = [...this.#decider.all().values()].flatMap((decisions) => decisions.met());
    return met.reduce((sum, { rule, count }) => sum + (rule.then.outcome === 'ok' ? 0 : count), 0);
  }

  #labels(state: State): Labelling {
    return this.#symmetry ? this.exploration.labels(state) : this.exploration.identity;
  }

  /** The key of the present state of the model together with a state of the spec. */
  #key(state: State): string {
    const labels = this.#labels(state);
    const rename = (name: string) => labels.canonical.get(name) ?? name;
    return `${this.exploration.key(state, labels)}${SEAM}${this.#model?.key(rename) ?? ''}`;
  }

  *expand(node: Joint, emit: Emit<Joint, Request>): Generator<void, FoundFailure | undefined> {
    this.#model?.restore(node.saved);
    const labels = this.#labels(node.state);
    const expansion = new Expansion(node, emit, this.#around);
    const { requests } = this.exploration;
    for (const op of requests.ops) {
      for (const hook of requests.hooks(op)) {
        const decisions = this.#decider.of(op);
        const frame = frameOf(requests, decisions.table, node.state, hook, labels, this.#symmetry);
        const found = yield* expansion.run(frame, decisions);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }
}
