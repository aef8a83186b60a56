import { Decider } from '../../spec/decide/decider.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Request, Scope, State, Universe } from '../../spec/semantics.ts';
import type { Instead } from '../decide/finding.ts';
import type { TrialScope } from '../decide/trial-state.ts';

/** A shortest way to show that a property does not hold. */
export interface Violation {
  readonly scope: string;
  readonly universe: Universe;
  readonly path: readonly Request[];
  /** A second run that the first is to be compared with, where that is what the property is about. */
  readonly beside?: readonly Request[];
  /** The rule that decided the last request. */
  readonly rule: string;
  /** No record covers it: the property is on record of the base of a proposal, and this is by a rule that the base does not have. */
  readonly isNew?: true;
}

/** How many requests a violation takes. */
export const lengthOf = ({ path, beside = [] }: Pick<Violation, 'path' | 'beside'>) => path.length + beside.length;

/** Below 0 where the first of two violations is to be shown: one that is new before one that is not, and then the shorter. */
export function orderOf(a: Violation, b: Violation): number {
  return Number(b.isNew ?? false) - Number(a.isNew ?? false) || lengthOf(a) - lengthOf(b);
}

/** A case of a violation in which the profile that it is on record of decides a request otherwise. */
export interface Parting {
  readonly violation: Violation;
  /** The profile that it is on record of, the first such request, counted from 1, and how that profile decides it. */
  readonly by: string;
  readonly run: 'steps' | 'beside';
  readonly step: number;
  readonly instead: Instead;
  /** The number of the state in which that was found. */
  readonly at: number;
}

/** Such cases: how many, and a shortest one. */
export interface Otherwise {
  readonly cases: number;
  readonly first: Parting;
}

/** What a search found out about one property, by its id. Plain data: it goes from one thread to another. */
export interface Noted {
  readonly id: string;
  /** How often it was put to the test, and in how many of these cases it does not hold. */
  tested: number;
  broken: number;
  violation?: Violation;
  /** The number of the state in which that was found. */
  at?: number;
  /** Of what is on record of the base of a proposal: the cases that this decides otherwise. */
  otherwise?: Otherwise;
}

/** Cases of one scope and more of the same. */
export function joined(known: Otherwise | undefined, { cases, first }: Otherwise): Otherwise {
  if (known === undefined) return { cases, first };
  const order = lengthOf(first.violation) - lengthOf(known.first.violation) || first.at - known.first.at;
  return { cases: known.cases + cases, first: order < 0 ? first : known.first };
}

/** A state on the way of a search. */
export interface Node {
  readonly state: State;
  readonly path: readonly Request[];
}

export function groundOf(semantics: Profile, scope: Scope): TrialScope {
  const exploration = semantics.family.explore(scope, semantics);
  return {
    semantics,
    decider: new Decider(semantics),
    exploration,
    initial: semantics.family.initial(exploration.universe, semantics.keeping),
  };
}

export function violationOf(
  { decider, initial, exploration: { universe } }: TrialScope,
  scope: Scope,
  path: readonly Request[],
  beside?: readonly Request[],
): Violation {
  let state = initial;
  let rule = '';
  for (const request of path) {
    const stepped = decider.take(state, request);
    state = stepped.after;
    rule = stepped.rule.id;
  }
  return { scope: scope.name, universe, path, rule, ...(beside === undefined ? {} : { beside }) };
}
