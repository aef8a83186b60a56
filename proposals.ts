/** What a proposal is written with (docs/proposals.md): the part of the library that needs no Node and asks no machine. */

/** What a family of semantics is made of (docs/families.md). */
export type { Citation } from './spec/citation.ts';
export type { Insertion } from './spec/derivation-form.ts';
export { withUpdateHook } from './spec/families/freplace/update-hook.ts';
export * from './spec/families/profiles.ts';
export { addFamily } from './spec/families/register.ts';
export { placeOfRelative } from './spec/families/slots/facts/relative.ts';
export { placeOfProg } from './spec/families/slots/facts/subject.ts';
export type {
  History,
  Invariant,
  Law,
  Property,
  Sighting,
  StepFacts,
  Trial,
  TrialState,
  Tried,
  World,
} from './spec/families/slots/properties/property.ts';
export { type Derivation, derive, type Fact } from './spec/families/slots/proposals.ts';
export { Scenario, type ScenarioInput } from './spec/families/slots/races/scenario.ts';
export { Scope } from './spec/families/slots/scopes/scope.ts';
export type { Scopes } from './spec/families/slots/scopes/usual.ts';
export { type State, slotsOf } from './spec/families/slots/state.ts';
export * from './spec/families/slots/vocabulary/index.ts';
export type * as family from './spec/family.ts';
export type { Family } from './spec/family.ts';
export { nameIn } from './spec/interchange.ts';
export { type FamilyParts, familyOf } from './spec/make-family.ts';
export { P } from './spec/pattern.ts';
export type { Profile } from './spec/profile.ts';
export { profile } from './spec/profile.ts';
export { ProposalError } from './spec/proposal-error.ts';
export { rule } from './spec/proposal-rule.ts';
export type { RaceProperty } from './spec/race.ts';
export { factsOver, fail, NOWHERE, rulesOver, ruleTable, splat, succeed, undefinedBehaviour } from './spec/rule.ts';
export type { EffectRow } from './spec/semantics.ts';
export type { Explorable } from './spec/vocabulary/machine.ts';
