/** The library (docs/library.md), and what a proposal is written with (docs/proposals.md). */

export { P } from 'ts-pattern';
export { z } from 'zod';
export { Verdict, Verdicts } from './checker/check/verdict.ts';
export { DiffReport } from './checker/diff/diff-format.ts';
export { PropertyReport } from './checker/promises/property-report.ts';
export { RaceReport } from './checker/races/verdict.ts';
export { CallFailed, KernelUnavailable, NotForKernel } from './kernel/failure.ts';
export { ArgumentError } from './library/argument-error.ts';
export { type CheckOptions, type CheckProgress, check, checkScopes } from './library/check.ts';
export { type CommuteProgress, commute } from './library/commute.ts';
export { type DiffOptions, type DiffProgress, diff } from './library/diff.ts';
export { type Explanation, explain } from './library/explain.ts';
export { type ExploreOptions, explore, type States } from './library/explore.ts';
export { KernelMachine } from './library/kernel.ts';
export { models, profiles } from './library/profiles.ts';
export { type RaceOptions, type RaceProgress, races } from './library/races.ts';
export { type Recording, type RecordProgress, record } from './library/record.ts';
export { type Replayable, type ReplayOptions, type ReplayProgress, replay } from './library/replay.ts';
export type { Running } from './library/running.ts';
export { type SearchOptions, type SearchProgress, searchPromises } from './library/search.ts';
export { type ConformanceSuite, type SuiteOptions, type SuiteProgress, suite } from './library/suite.ts';
export { type Expectation, parseTrace, readTrace, SpecMachine, Trace, TraceStep, universeOf } from './library/typed.ts';
/** What a family of semantics is made of (docs/families.md). */
export type { Citation } from './spec/citation.ts';
export type { Insertion } from './spec/derivation-form.ts';
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
export type { Profile } from './spec/profile.ts';
export { profile } from './spec/profile.ts';
export { ProposalError } from './spec/proposal-error.ts';
export { rule } from './spec/proposal-rule.ts';
export type { RaceProperty } from './spec/race.ts';
export { factsOver, fail, NOWHERE, rulesOver, ruleTable, splat, succeed, undefinedBehaviour } from './spec/rule.ts';
export type { EffectRow } from './spec/semantics.ts';
export type { Explorable } from './spec/vocabulary/machine.ts';
export type { Told } from './traces/compare.ts';
export type { About, Answer, Awaitable, Driver, Skip } from './traces/drivers/driver.ts';
export { DriverError } from './traces/drivers/driver-error.ts';
export { ProcessDriver, type ProcessOptions } from './traces/drivers/process-driver.ts';
export { readTraceFiles, type TraceFile, type TraceFiles } from './traces/files.ts';
export { Origin } from './traces/format.ts';
export { ReplayReport } from './traces/replay-report.ts';
export { TraceError } from './traces/trace-error.ts';
export { formatTrace, writeTrace } from './traces/write.ts';
