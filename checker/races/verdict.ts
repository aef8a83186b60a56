import { z } from 'zod';
import { AnyRequest } from '../../spec/families/register.ts';
import type { Choice, Race } from '../../spec/race.ts';
import { Outcome } from '../../spec/vocabulary/outcome.ts';
import { ExpectedPromise, statedOf } from '../../spec/vocabulary/promise.ts';
import { OF_SEVERAL, Result, reportSchema, worstOf } from '../../spec/vocabulary/report.ts';
import { headOf } from '../../traces/report-head.ts';
import { Finding, FindingStep } from '../decide/finding.ts';
import type { Length, RaceResults } from './search.ts';
import { becauseOf, brokenBy, tell } from './tell.ts';

const Digits = z.string().regex(/^\d+$/);

const RaceStep = FindingStep.extend({
  agent: z.string(),
  step: z.string().describe('what the scenario calls it'),
  about: z.string().optional().describe('the link or program that a step without request is about'),
  request: AnyRequest.optional(),
  outcome: Outcome,
  reaction: z.enum(['goes on', 'tries again', 'gives up', 'has crashed']),
  lists: z.record(z.string(), z.string()).describe('what the hooks show afterwards'),
});

const PropertyVerdict = ExpectedPromise.extend({
  violatedIn: Digits.describe('interleavings in which it is violated'),
  finding: Finding.extend({
    steps: z.array(RaceStep),
    because: z.array(z.string()).optional().describe('what breaks it, where the lists do not tell'),
  })
    .optional()
    .describe('a shortest interleaving that violates it, after the setup'),
});
export type PropertyVerdict = z.output<typeof PropertyVerdict>;

/** What was found out about one scenario under one semantics. */
export const RaceVerdict = z.strictObject({
  scenario: z.string(),
  profile: z.string(),
  hook: z.string().describe('the kind of hook'),
  story: z.string(),
  why: z.string(),
  variantOf: z.string().optional(),
  agents: z.array(z.string()),
  result: Result.describe('held: every property is what the scenario expects, violated or not'),
  seconds: z.number(),
  interleavings: Digits.describe('every order of the steps of the agents; 0 where the search was not finished'),
  states: z.int(),
  depth: z.int().describe('steps of a longest interleaving'),
  properties: z.array(PropertyVerdict).describe('tested: steps and ends that exercise it'),
  shown: z
    .strictObject({
      steps: z.array(RaceStep),
      length: z.enum(['shortest', 'longest']),
      violates: z.array(z.string()).describe('the properties that it violates'),
    })
    .optional()
    .describe('the interleaving that --show asks for'),
});
export type RaceVerdict = z.output<typeof RaceVerdict>;

/** A scenario under a semantics, by their names. */
const Planned = z.strictObject({ scenario: z.string(), profile: z.string() });

const Part = z.strictObject({
  index: z.int().min(1),
  of: z.int().min(1),
  races: z.array(Planned).describe('every race of the whole run, in its order'),
});

/** What `mprog race --json` prints: one object. */
export const RaceReport = reportSchema('mprog-race-report', 2, OF_SEVERAL, {
  part: Part.optional().describe(
    'which part of the races was run (--shard): what is said is of that part; `mprog merge` puts all parts together',
  ),
  missing: z.string().optional().describe('the parts that were not there when parts were put together'),
  verdicts: z.array(RaceVerdict),
  skipped: z
    .array(z.strictObject({ scenario: z.string(), profile: z.string(), reason: z.string() }))
    .describe('scenarios that do not apply to a semantics'),
}).meta({ title: 'The report of mprog race' });
export type RaceReport = z.output<typeof RaceReport>;

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
    result: verdicts.length === 0 && skipped.length > 0 ? 'skipped' : worstOf(results),
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
