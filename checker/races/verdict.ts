import { z } from 'zod';
import { AnyRequest } from '../../spec/families/register.ts';
import type { Choice, Race } from '../../spec/race.ts';
import { Outcome } from '../../spec/vocabulary/outcome.ts';
import { Cut } from '../search/cut.ts';
import type { Length, RaceResults } from './search.ts';
import { brokenBy, tell } from './tell.ts';

const Digits = z.string().regex(/^\d+$/);

const Kernel = z.strictObject({
  verdict: z.enum(['reproduced', 'not reproduced', 'skipped']),
  on: z.string().optional().describe('the kernel it was replayed on'),
  reason: z.string().optional().describe('why it was skipped, or what was not as expected'),
});
export type KernelConfirmation = z.infer<typeof Kernel>;

const Example = z.strictObject({
  steps: z.array(
    z.strictObject({
      agent: z.string(),
      step: z.string().describe('what the scenario calls it'),
      about: z.string().optional().describe('the link or program that a step without request is about'),
      request: AnyRequest.optional(),
      outcome: Outcome,
      reaction: z.enum(['goes on', 'tries again', 'gives up', 'has crashed']),
      lists: z.record(z.string(), z.string()).describe('what the hooks show afterwards'),
    }),
  ),
  kernel: Kernel.optional(),
  file: z.string().optional(),
});

const PropertyVerdict = z.strictObject({
  id: z.string(),
  sentence: z.string(),
  source: z.string().optional().describe('where it was promised'),
  why: z.string().optional().describe('why it would be taken for granted'),
  verdict: z
    .enum(['held', 'broken', 'not exercised', 'inconclusive'])
    .describe('not exercised: in no interleaving; inconclusive: the search was not finished'),
  expected: z.boolean().describe('whether that is what the scenario says'),
  tested: z.int().describe('steps and ends that exercise it'),
  brokenIn: Digits.describe('interleavings in which it is broken'),
  example: Example.optional().describe('a shortest interleaving that breaks it, after the setup'),
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
  result: z.enum(['expected', 'unexpected', 'inconclusive']),
  interleavings: Digits.describe('every order of the steps of the agents; 0 where the search was not finished'),
  states: z.int(),
  depth: z.int().describe('steps of a longest interleaving'),
  seconds: z.number(),
  properties: z.array(PropertyVerdict),
  shown: Example.extend({ length: z.enum(['shortest', 'longest']), breaks: z.array(z.string()) })
    .optional()
    .describe('the interleaving that --show asks for'),
});
export type RaceVerdict = z.output<typeof RaceVerdict>;

/** What `mprog race --json` prints: one object. */
export const RaceReport = z
  .strictObject({
    format: z.literal('mprog-race-report'),
    version: z.literal(1),
    interrupted: Cut,
    verdicts: z.array(RaceVerdict),
    skipped: z
      .array(z.strictObject({ scenario: z.string(), profile: z.string(), reason: z.string() }))
      .describe('scenarios that do not apply to a semantics'),
  })
  .meta({ title: 'The report of mprog race' });
export type RaceReport = z.output<typeof RaceReport>;

/** An interleaving, or the beginning of one, in the words of a verdict. */
function exampleOf(race: Race, path: readonly Choice[]) {
  const steps = tell(race, path).events.map(({ agent, step, about, fact, reaction }) => ({
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
  return { steps };
}

/** What is said of a property that nothing breaks. */
function unbroken(tested: number, complete: boolean): 'held' | 'not exercised' | 'inconclusive' {
  if (!complete) return 'inconclusive';
  return tested > 0 ? 'held' : 'not exercised';
}

/** A search that was not finished can still have found what should not be. */
function resultOf(
  properties: readonly PropertyVerdict[],
  complete: boolean,
): 'expected' | 'unexpected' | 'inconclusive' {
  const surprises = properties.filter(({ expected }) => !expected);
  if (surprises.some(({ verdict }) => verdict === 'broken')) return 'unexpected';
  if (!complete) return 'inconclusive';
  return surprises.length > 0 ? 'unexpected' : 'expected';
}

/** What a search came to, held to what the scenario expects. An unfinished one says nothing of what held. */
export function verdictOf(race: Race, searched: RaceResults, seconds: number, show?: Length): RaceVerdict {
  const { scenario, semantics, kind } = race;
  const { breaks } = race;
  const path = show === undefined ? undefined : searched.shown[show];
  const properties = race.properties.map(({ id, sentence, source, why }, index): PropertyVerdict => {
    const { tested, brokenIn, example } = searched.properties[index]!;
    const verdict = example === undefined ? unbroken(tested, searched.complete) : 'broken';
    return {
      id,
      sentence,
      ...(source === undefined ? {} : { source }),
      ...(why === undefined ? {} : { why }),
      verdict,
      expected: (verdict === 'broken') === breaks.includes(id),
      tested,
      brokenIn: String(brokenIn),
      ...(example === undefined ? {} : { example: exampleOf(race, example) }),
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
    interleavings: String(searched.interleavings),
    states: searched.states,
    depth: searched.depth,
    seconds,
    properties,
    ...(show === undefined || path === undefined
      ? {}
      : { shown: { ...exampleOf(race, path), length: show, breaks: [...brokenBy(race, path)] } }),
  };
}
