import type { Inheritance } from '../../spec/brought.ts';
import { resultOf } from '../../spec/decide/result.ts';
import { isProposal } from '../../spec/families/profiles.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Invariant, Law, LockstepProperty } from '../../spec/properties/property.ts';
import type { Rule } from '../../spec/rule.ts';
import type { Request, State, World } from '../../spec/semantics.ts';
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

/** Requests that show that a property does not hold: how many, and the first of them. */
export interface Cases {
  cases: number;
  first?: { readonly state: number; readonly request: Request; readonly rule: string };
}

/** How often a property was seen not to hold. */
export interface Breach extends Cases {
  /** Of a proposal: the cases in which the profile that this is known of decides the same request, in the same state, otherwise. */
  readonly otherwise: Cases;
}

/** The state from which requests are taken. */
interface From {
  readonly number: number;
  readonly state: State;
  readonly world: World;
}

interface Surroundings {
  readonly semantics: Profile;
  readonly properties: WatchedProperties;
  readonly work: Tally;
  /** The request that is taken at present. */
  readonly request: TrackedRequest;
  /** The properties that are known not to hold, with what was seen of each. */
  readonly known: ReadonlyMap<string, Breach>;
  /** Those among them that are known of another profile alone. */
  readonly inherited: ReadonlyMap<string, Inheritance>;
}

/** Holds what comes of the requests of one state to the properties. */
export class Obedience {
  readonly #from: From;
  readonly #around: Surroundings;
  readonly #fail: (failure: Failure) => void;
  readonly #taken: Request;
  readonly #isProposal: boolean;

  constructor(from: From, around: Surroundings, fail: (failure: Failure) => void) {
    this.#from = from;
    this.#around = around;
    this.#fail = fail;
    this.#taken = around.request.asRequest();
    this.#isProposal = isProposal(around.semantics);
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
    const { known, inherited } = this.#around;
    const breach = known.get(id);
    const inheritance = inherited.get(id);
    if (breach === undefined || inheritance?.besides.has(rule.id)) {
      this.#fail({ is: 'property', property: id, sentence, rule: rule.id });
      return;
    }
    this.#count(breach, rule);
    if (this.#isProposal && inheritance?.from !== undefined && this.#differsFrom(inheritance.from))
      this.#count(breach.otherwise, rule);
  }

  #count(cases: Cases, rule: Rule): void {
    cases.cases += 1;
    cases.first ??= { state: this.#from.number, request: this.#around.request.copy(), rule: rule.id };
  }

  /** Whether another profile gives the present request another outcome or effect; or has no rule for it. */
  #differsFrom(other: Profile): boolean {
    const { state } = this.#from;
    const own = resultOf(this.#around.semantics, state, this.#taken);
    return resultOf(other, state, this.#taken)?.text !== own?.text;
  }
}
