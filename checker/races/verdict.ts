import type { Choice, Race } from '../../spec/race.ts';
import { statedOf } from '../../spec/vocabulary/promise.ts';
import { worstOf } from '../../spec/vocabulary/report.ts';
import { headOf } from '../../traces/report-head.ts';
import { resultWith } from '../decide/finding.ts';
import { type PropertyVerdict, RaceReport, RaceVerdict } from './report-format.ts';
import type { Length, RaceResults } from './search.ts';
import { becauseOf, brokenBy, tell } from './tell.ts';

export { type PropertyVerdict, RaceReport, RaceVerdict };

/** The races that were run as one report; a kernel that does not what a violation says is a violation too. */
export function raceReport(
  verdicts: readonly RaceVerdict[],
  skipped: RaceReport['skipped'],
  seconds: number,
  of: Pick<RaceReport, 'part' | 'missing'> = {},
): RaceReport {
  const kernels = verdicts.flatMap(({ properties }) => properties.flatMap(({ finding }) => finding?.kernel ?? []));
  const results = [
    ...verdicts.map(({ result }) => result),
    ...kernels.flatMap(({ result }) => (result === 'violated' ? [result] : [])),
    ...(of.missing === undefined ? [] : ['inconclusive' as const]),
  ];
  return {
    ...headOf('mprog-race-report', 2),
    profiles: [...new Set([...verdicts, ...skipped].map(({ profile }) => profile))],
    result: verdicts.length === 0 && skipped.length > 0 ? 'skipped' : resultWith(worstOf(results), kernels),
    seconds,
    ...of,
    verdicts: [...verdicts],
    skipped,
  };
}

/** An interleaving, or the beginning of one, in the words of a verdict. */
function stepsOf(race: Race, path: readonly Choice[]) {
  return tell(race, path).events.map(({ agent, step, about, fact, reaction }) => ({
    agent,
    step: step.do,
    ...(about === undefined ? {} : { about }),
    ...(fact.request === undefined ? {} : { request: fact.request }),
    outcome: fact.outcome,
    reaction,
    lists: Object.fromEntries(
      Object.entries(fact.after).map(([hook, seen]) => [hook, race.semantics.family.words.observation(seen)]),
    ),
  }));
}

/** A shortest interleaving that breaks a property, and what breaks it where the lists do not tell. */
function findingOf(race: Race, property: string, sentence: string, example: readonly Choice[]) {
  const because = becauseOf(race, property, example);
  const steps = stepsOf(race, example);
  return { property, sentence, steps, ...(because.length === 0 ? {} : { because: [...because] }) };
}

/** A search that was not finished can still have found what should not be. */
function resultOf(properties: readonly PropertyVerdict[], complete: boolean): 'held' | 'violated' | 'inconclusive' {
  const surprises = properties.filter(({ expected }) => !expected);
  if (surprises.some(({ result }) => result === 'violated')) return 'violated';
  if (!complete) return 'inconclusive';
  return surprises.length > 0 ? 'violated' : 'held';
}

/** What the properties of a verdict make its result: no interleaving is counted where the search was not finished. */
export const raceResultOf = ({ properties, interleavings }: Pick<RaceVerdict, 'properties' | 'interleavings'>) =>
  resultOf(properties, interleavings !== '0');

/** What a search came to, held to what the scenario expects. An unfinished one says nothing of what held. */
export function verdictOf(race: Race, searched: RaceResults, seconds: number, show?: Length): RaceVerdict {
  const { scenario, semantics, kind, breaks } = race;
  const path = show === undefined ? undefined : searched.shown[show];
  const properties = race.properties.map((property, index): PropertyVerdict => {
    const { id, sentence } = property;
    const { tested, brokenIn, example } = searched.properties[index]!;
    const unviolated = searched.complete && tested > 0 ? 'held' : 'inconclusive';
    return {
      ...statedOf(property),
      result: example === undefined ? unviolated : 'violated',
      expected: (example !== undefined) === breaks.includes(id),
      tested,
      violatedIn: String(brokenIn),
      ...(example === undefined ? {} : { finding: findingOf(race, id, sentence, example) }),
    };
  });
  return {
    scenario: scenario.name,
    profile: semantics.name,
    hook: kind,
    story: scenario.story,
    why: scenario.why,
    ...(scenario.variantOf === undefined ? {} : { variantOf: scenario.variantOf }),
    agents: scenario.agents.map(({ name }) => name),
    result: resultOf(properties, searched.complete),
    seconds,
    interleavings: String(searched.interleavings),
    states: searched.states,
    depth: searched.depth,
    properties,
    ...(show === undefined || path === undefined
      ? {}
      : { shown: { steps: stepsOf(race, path), length: show, violates: [...brokenBy(race, path)] } }),
  };
}
