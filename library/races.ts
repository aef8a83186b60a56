import { profilesFor, raceOf } from '../checker/races/racing.ts';
import { parseScenario, scenarioNamed, shippedScenarios } from '../checker/races/read.ts';
import { type SearchProgress, search } from '../checker/races/search.ts';
import { type RaceReport, type RaceVerdict, raceReport, verdictOf } from '../checker/races/verdict.ts';
import { stopwatch } from '../checker/search/stopwatch.ts';
import type { Profile } from '../spec/profile.ts';
import { DoesNotApply, ImpossibleStep, type ScenarioHead } from '../spec/race.ts';
import { TraceError } from '../traces/trace-error.ts';
import { ArgumentError } from './argument-error.ts';
import { checked, isNamedOrMade, options, RUNNING, wanted, wholeNumber } from './options.ts';
import { semanticsOf } from './prepare.ts';
import { finished, type Running } from './running.ts';

export type { SearchProgress as RaceProgress } from '../checker/races/search.ts';

/** How races are run. */
export interface RaceOptions extends Running<SearchProgress> {
  /** The semantics to run them under, instead of those that each scenario is told for. */
  readonly profile?: string | Profile | undefined;
  /** No more than this many states of a scenario are kept; one that has more is inconclusive. */
  readonly states?: number | undefined;
}

const OPTIONS = options<RaceOptions>({
  profile: wanted<string | Profile>('the name of a profile, or a profile', isNamedOrMade).optional(),
  states: wholeNumber.optional(),
  ...RUNNING,
});

const isList = (given: unknown): given is readonly unknown[] => Array.isArray(given);

/**
 * Lets the agents of scenarios act in every order, and holds each step and each end to the race properties (docs/races.md). A scenario is
 * given by name, as a file that ends in .json, or as an object (docs/race-scenario.schema.json); all that come with the package are run unless
 * some are given. The report is what `mprog race --json` prints (docs/race.schema.json). Rejects with a TraceError on what is no scenario or has
 * a step that cannot be taken, an ArgumentError, a ProposalError, or the reason of the signal.
 */
export async function races(
  scenarios?: string | object | readonly (string | object)[],
  given: RaceOptions = {},
): Promise<RaceReport> {
  const { profile, states, ...running } = checked(OPTIONS, given);
  const all = scenarios === undefined ? shippedScenarios() : isList(scenarios) ? scenarios : [scenarios];
  if (all.length === 0) throw new ArgumentError('scenarios: expected at least one, found none');
  const asked = profile === undefined ? undefined : semanticsOf(profile);
  const seconds = stopwatch();
  const verdicts: RaceVerdict[] = [];
  const skipped: RaceReport['skipped'] = [];
  for (const each of all) {
    const scenario = typeof each === 'string' ? scenarioNamed(each) : parseScenario('scenario', each);
    for (const semantics of asked === undefined ? profilesFor(scenario) : [asked]) {
      const verdict = await raced(scenario, semantics, states, running).catch((error: unknown) => {
        if (error instanceof ImpossibleStep)
          throw new TraceError(`${scenario.name}: ${error.message}`, { cause: error });
        if (!(error instanceof DoesNotApply)) throw error;
        if (asked === undefined) throw new TraceError(`${scenario.name}: ${error.message}`, { cause: error });
        skipped.push({ scenario: scenario.name, profile: semantics.name, reason: error.message });
      });
      if (verdict !== undefined) verdicts.push(verdict);
    }
  }
  return raceReport(verdicts, skipped, seconds());
}

async function raced(
  scenario: ScenarioHead,
  semantics: Profile,
  states: number | undefined,
  running: Running<SearchProgress>,
): Promise<RaceVerdict> {
  const race = raceOf(scenario, semantics);
  const seconds = stopwatch();
  const searched = await finished(search(race, states === undefined ? {} : { states }), running);
  return verdictOf(race, searched, seconds());
}
