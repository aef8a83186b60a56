import { z } from 'zod';
import { AnyRequest } from '../../spec/families/register.ts';
import { Outcome } from '../../spec/vocabulary/outcome.ts';
import { ExpectedPromise } from '../../spec/vocabulary/promise.ts';
import { OF_PART, OF_SEVERAL, Result, reportSchema } from '../../spec/vocabulary/report.ts';
import { Finding, FindingStep } from '../decide/finding.ts';

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
  states: z.int().min(0),
  depth: z.int().min(0).describe('steps of a longest interleaving'),
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
  ...OF_PART,
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
