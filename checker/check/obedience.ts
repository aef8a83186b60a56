import type { Invariant, Law, LockstepProperty } from '../../spec/properties/property.ts';
import type { Rule } from '../../spec/rule.ts';
import type { Request, World } from '../../spec/semantics.ts';
import type { Failure } from '../decide/failure.ts';
import type { TrackedRequest } from '../requests/tracked-request.ts';
import type { Tally } from './work.ts';

/** A property, and how often it was put to the test. */
interface Watched<P extends LockstepProperty> {
  readonly property: P;
  tested: number;
}

/** Properties, each by when it is looked at. */
export interface WatchedProperties {
  readonly all: readonly Watched<LockstepProperty>[];
  readonly invariants: readonly Watched<Invariant>[];
  readonly effectLaws: readonly Watched<Law>[];
  readonly requestLaws: readonly Watched<Law>[];
}

const isLaw = (watched: Watched<LockstepProperty>): watched is Watched<Law> => watched.property.kind === 'step';
const isInvariant = (watched: Watched<LockstepProperty>): watched is Watched<Invariant> => !isLaw(watched);

/** Properties of which none was put to the test yet. */
export function watched(properties: readonly LockstepProperty[]): WatchedProperties {
  const all = properties.map((property) => ({ property, tested: 0 }));
  const laws = all.filter(isLaw);
  return {
    all,
    invariants: all.filter(isInvariant),
    effectLaws: laws.filter(({ property }) => property.of === 'effect'),
    requestLaws: laws.filter(({ property }) => property.of === 'request'),
  };
}

/** How often a property was seen not to hold, and the first request that showed it. */
export interface Breach {
  cases: number;
  first?: { readonly state: number; readonly request: Request; readonly rule: string };
}

/** The state from which requests are taken. */
interface From {
  readonly number: number;
  readonly world: World;
}

interface Surroundings {
  readonly properties: WatchedProperties;
  readonly work: Tally;
  /** The request that is taken at present. */
  readonly request: TrackedRequest;
  /** The properties that are known not to hold, with what was seen of each. */
  readonly known: ReadonlyMap<string, Breach>;
  /** Those among them that are known of another profile alone, with the ids of the rules that it does not have. */
  readonly inherited: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Holds what comes of the requests of one state to the properties. */
export class Obedience {
  readonly #from: From;
  readonly #around: Surroundings;
  readonly #fail: (failure: Failure) => void;
  readonly #taken: Request;

  constructor(from: From, around: Surroundings, fail: (failure: Failure) => void) {
    this.#from = from;
    this.#around = around;
    this.#fail = fail;
    this.#taken = around.request.asRequest();
  }

  /** A state that the present request leads to: what is said of every state, and of every effect. */
  ofState(rule: Rule, after: World): void {
    const { properties, work } = this.#around;
    work.evaluations += properties.invariants.length;
    for (const watched of properties.invariants) {
      if (watched.property.sometimes(after)) watched.tested += 1;
      if (!watched.property.holds(after)) this.#broken(watched.property, rule);
    }
    this.#obeys(properties.effectLaws, rule, after);
  }

  /** What is said of every request that changes something. */
  toRequestLaws(rule: Rule, after: World): void {
    this.#obeys(this.#around.properties.requestLaws, rule, after);
  }

  /** What is said of every request, of one whose outcome is not defined: it leaves what there was. */
  toUndefined(rule: Rule): void {
    const { effectLaws, requestLaws } = this.#around.properties;
    this.#obeys(effectLaws, rule, this.#from.world);
    this.#obeys(requestLaws, rule, this.#from.world);
  }

  #obeys(laws: readonly Watched<Law>[], rule: Rule, after: World): void {
    this.#around.work.evaluations += laws.length;
    const facts = { before: this.#from.world, request: this.#taken, outcome: rule.then.outcome, after };
    for (const watched of laws) {
      if (!watched.property.sometimes(facts)) continue;
      watched.tested += 1;
      if (!watched.property.holds(facts)) this.#broken(watched.property, rule);
    }
  }

  #broken({ id, sentence }: LockstepProperty, rule: Rule): void {
    const { known, inherited, request } = this.#around;
    const breach = known.get(id);
    if (breach === undefined || inherited.get(id)?.has(rule.id)) {
      this.#fail({ is: 'property', property: id, sentence, rule: rule.id });
      return;
    }
    breach.cases += 1;
    breach.first ??= { state: this.#from.number, request: request.copy(), rule: rule.id };
  }
}
