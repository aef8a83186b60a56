/** What a proposal is written with; see docs/proposals.md. */

export { P } from 'ts-pattern';
export type { Derivation, Fact, Insertion } from './spec/derivation-form.ts';
export { derive } from './spec/derive.ts';
export type { Profile } from './spec/profile.ts';
export * from './spec/profiles/index.ts';
export { placeOfProg, placeOfRelative } from './spec/profiles/tcx/aspects.ts';
export type {
  Bench,
  History,
  Invariant,
  Law,
  Property,
  Sighting,
  StepFacts,
  Trial,
  Tried,
  World,
} from './spec/properties/property.ts';
export { rule } from './spec/proposal-rule.ts';
export { fail, NOWHERE, succeed, undefinedBehaviour } from './spec/rule.ts';
export { type State, slotsOf } from './spec/state.ts';
export * from './spec/vocabulary/index.ts';
