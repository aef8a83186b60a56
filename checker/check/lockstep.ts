import type { Brought } from '../../spec/brought.ts';
import { initialState } from '../../spec/families/slots/initial-state.ts';
import { RequestUniverse } from '../../spec/families/slots/scopes/requests.ts';
import { type Scope, universeOf } from '../../spec/families/slots/scopes/scope.ts';
import { identity, keyOf, type Labelling, labelling } from '../../spec/families/slots/scopes/symmetry.ts';
import { type State, slotsOf } from '../../spec/families/slots/state.ts';
import type { ExplorableMachine, Op, Request } from '../../spec/families/slots/vocabulary/index.ts';
import { difference, worldOfMachine, worldOfSpec } from '../../spec/families/slots/world.ts';
import { type Profile, tableFor } from '../../spec/profile.ts';
import { lockstepProperties } from '../../spec/properties/property.ts';
import { Coverage, firings } from '../decide/coverage.ts';
import { Decisions } from '../decide/decisions.ts';
import { Exercise } from '../decide/exercise.ts';
import type { Failure, FoundFailure } from '../decide/failure.ts';
import { frameOf } from '../decide/frame.ts';
import { TrackedRequest } from '../requests/tracked-request.ts';
import type { Emit, SearchSpace } from '../search/explore.ts';
import { Expansion, type Joint, type Surroundings } from './expansion.ts';
import { type Breach, byKind } from './obedience.ts';

const REFUSAL_LAW = 'refusal-changes-nothing';

export interface LockstepOptions {
  /** Whether states and requests are taken up to renaming of interchangeable objects. Default true. */
  readonly symmetry?: boolean;
  /** Whether requests are made even where they differ only in fields that nobody looked at. Default false. */
  readonly everyRequest?: boolean;
  /** The ids of properties that are known not to hold: where they do not is counted, and the search goes on. */
  readonly known?: readonly string[];
}

/**
 * The states of a scope as a space to search: in each state every request is taken by the spec and by the model, and
 * everything that can be seen of the two is compared.
 */
export class Lockstep implements SearchSpace<Joint, Request, Failure> {
  readonly coverage: Coverage;
  readonly universe: RequestUniverse;
  readonly #semantics: Profile;
  readonly #model: ExplorableMachine | undefined;
  readonly #scope: Scope;
  readonly #exercise: Exercise;
  readonly #decisions: ReadonlyMap<Op, Decisions>;
  readonly #symmetry: boolean;
  /** The properties that are known not to hold, with what was seen of each. */
  readonly breaches: ReadonlyMap<string, Breach>;
  readonly #around: Surroundings;
  #states = 0;

  /** Without a model, rules and properties are looked at alone. */
  constructor(semantics: Profile, model: ExplorableMachine | undefined, scope: Scope, options: LockstepOptions = {}) {
    this.#semantics = semantics;
    this.#model = model;
    this.#scope = scope;
    this.#symmetry = options.symmetry ?? true;
    this.universe = new RequestUniverse(scope, semantics.uapi);
    const properties = lockstepProperties(semantics);
    this.coverage = new Coverage(properties);
    this.#exercise = new Exercise(semantics);
    this.breaches = new Map((options.known ?? []).map((id) => [id, { cases: 0 }]));
    this.#around = {
      model,
      properties: byKind(properties),
      coverage: this.coverage,
      exercise: this.#exercise,
      known: this.breaches,
      request: new TrackedRequest(),
      skip: options.everyRequest !== true,
      follows: (state) => slotsOf(state, this.universe.cast.hooks[0]!).length >= scope.floor,
      key: (state) => this.#key(state),
      number: () => this.#states++,
    };
    this.#decisions = new Map(this.universe.ops.map((op) => [op, new Decisions(tableFor(semantics, op))]));
  }

  get hasModel(): boolean {
    return this.#model !== undefined;
  }

  initial(): { node: Joint; key: string } {
    const universe = universeOf(this.#scope);
    const model = this.#model;
    model?.reset(universe);
    const state = initialState(universe, this.#semantics.keeping);
    const world = worldOfSpec(state);
    const differs = model === undefined ? undefined : difference(world, worldOfMachine(model, universe), 'initial');
    if (differs !== undefined)
      throw new Error(`spec and model differ before the first request: ${JSON.stringify(differs)}`);
    const node = { number: this.#states++, state, saved: model?.save(), world };
    return { node, key: this.#key(state) };
  }

  /** How often each rule decided. */
  fired(): ReadonlyMap<string, number> {
    return firings(this.#semantics, this.#decisions.values());
  }

  /** What a derived profile brought and nothing put to the test. */
  untested(): readonly Brought[] {
    const met = [...this.#decisions].flatMap(([op, decisions]) =>
      decisions.met().map(({ situation }) => [op, situation] as const),
    );
    return this.#exercise.untested(met);
  }

  /** The requests that were taken and compared. */
  transitions(): number {
    let sum = 0;
    for (const decisions of this.#decisions.values()) sum += decisions.taken();
    return sum;
  }

  /** How often a property was put to the test. */
  tested(property: string): number {
    return property === REFUSAL_LAW ? this.#refusals() : this.coverage.tested.get(property)!;
  }

  /** Every refusal is held against the law of refusals by comparing the whole model, not by looking at worlds. */
  #refusals(): number {
    const met = [...this.#decisions.values()].flatMap((decisions) => decisions.met());
    return met.reduce((sum, { rule, count }) => sum + (rule.then.outcome === 'ok' ? 0 : count), 0);
  }

  #labels(state: State): Labelling {
    return this.#symmetry ? labelling(this.universe.cast, state) : identity(this.#scope);
  }

  /** The key of the present state of the model together with a state of the spec. */
  #key(state: State): string {
    const labels = this.#labels(state);
    const rename = (name: string) => labels.canonical.get(name) ?? name;
    return `${keyOf(this.universe.cast, state, labels)} § ${this.#model?.key(rename) ?? ''}`;
  }

  *expand(node: Joint, emit: Emit<Joint, Request>): Generator<void, FoundFailure | undefined> {
    this.#model?.restore(node.saved);
    const labels = this.#labels(node.state);
    const expansion = new Expansion(node, emit, this.#around);
    for (const op of this.universe.ops) {
      for (const hook of this.universe.hooks(op)) {
        const decisions = this.#decisions.get(op)!;
        const frame = frameOf(this.universe, decisions.table, node.state, hook, labels, this.#symmetry);
        const found = yield* expansion.run(frame, decisions);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }
}
