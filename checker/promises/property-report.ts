import { z } from 'zod';
import { AnyRequest, AnyScope } from '../../spec/families/register.ts';
import { Cut } from '../search/cut.ts';

/**
 * What became of a property. `anomaly`: it does not hold, and that is on record. `violated`: it does not hold, and that
 * is new. `gone`: it is on record as broken, and holds. `unseen`: of kind `sometimes`, and nothing shows it. `untested`:
 * nothing put it to the test.
 */
export const Standing = z.enum(['held', 'anomaly', 'violated', 'gone', 'unseen', 'untested']);
export type Standing = z.infer<typeof Standing>;

/** What the running kernel made of the trace of an anomaly. */
export const Confirmation = z.strictObject({
  result: z.enum(['reproduced', 'differs', 'skipped']),
  on: z.string().optional().describe('the release of the kernel'),
  detail: z.string().optional().describe('the first difference, or why it was skipped'),
});
export type Confirmation = Readonly<z.output<typeof Confirmation>>;

const Anomaly = z.strictObject({
  scope: z.string().describe('the scope of the shortest trace'),
  rule: z.string().describe('the rule that allowed it: the rule that decided the last request'),
  steps: z.int().describe('length of a shortest trace'),
  trace: z.array(AnyRequest).describe('a shortest trace'),
  beside: z.array(AnyRequest).optional().describe('a second run, which the first is compared with'),
  alsoIn: z.array(z.string()).describe('other profiles with this known anomaly'),
  file: z.string().optional().describe('the recorded trace, with an explanation'),
  kernel: Confirmation.optional().describe('under --confirm kernel'),
});

const PropertyStanding = z.strictObject({
  id: z.string(),
  kind: z.enum(['always', 'step', 'sometimes', 'trial', 'history']),
  sentence: z.string(),
  source: z.string().optional().describe('where it was promised'),
  why: z.string().optional().describe('why a user would expect it'),
  standing: Standing,
  tested: z.int().describe('cases that exercise it'),
  broken: z.int().describe('cases in which it does not hold; of kind history the first alone is counted'),
  pathSteps: z.int().optional().describe('of kind history: how many steps paths were followed'),
  mends: z.string().optional().describe('the profile it derives from, if that has this known anomaly'),
  anomaly: Anomaly.optional(),
});
export type PropertyStanding = Readonly<z.output<typeof PropertyStanding>>;

/** What `mprog check PROFILE --properties …` prints with --json. */
export const PropertyReport = z
  .strictObject({
    format: z.literal('mprog-properties'),
    version: z.literal(1),
    interrupted: Cut,
    result: z.enum(['held', 'violated', 'inconclusive']),
    profile: z.string(),
    scopes: z.array(
      z.strictObject({
        scope: AnyScope,
        depth: z.int().optional().describe('steps from the first state, where bounded'),
      }),
    ),
    states: z.int(),
    requests: z.int().describe('requests tried in these states, without those that properties make up'),
    seconds: z.number(),
    properties: z.array(PropertyStanding),
  })
  .meta({ title: 'The report of mprog check --properties' });
export type PropertyReport = z.output<typeof PropertyReport>;

/** What `mprog check --properties --json` prints for several profiles: one object. */
export const PropertyReports = z
  .strictObject({
    format: z.literal('mprog-property-reports'),
    version: z.literal(1),
    interrupted: Cut,
    reports: z.array(PropertyReport),
  })
  .meta({ title: 'The reports of mprog check --properties over several profiles' });
export type PropertyReports = z.output<typeof PropertyReports>;
