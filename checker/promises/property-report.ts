import { z } from 'zod';
import { AnyScope } from '../../spec/families/register.ts';
import { ExpectedPromise } from '../../spec/vocabulary/promise.ts';
import { OF_ONE, OF_SEVERAL, reportSchema, worstOf } from '../../spec/vocabulary/report.ts';
import { headOf } from '../../traces/report-head.ts';
import { Finding, FindingStep, Instead } from '../decide/finding.ts';

const Violation = Finding.extend({
  scope: z.string().describe('the scope of the shortest trace'),
  beside: z.array(FindingStep).optional().describe('a second run, which the first is compared with'),
  alsoIn: z.array(z.string()).describe('other profiles with this known anomaly'),
  otherwise: z
    .strictObject({
      by: z.string().describe('the profile that the anomaly is on record of'),
      cases: z.int().min(1),
      scope: z.string().describe('the scope of the shortest trace'),
      rule: z.string().describe('the rule that decided the last step'),
      steps: z.array(FindingStep).min(1).describe('a shortest trace'),
      beside: z.array(FindingStep).optional().describe('a second run, which the first is compared with'),
      at: z
        .strictObject({ run: z.enum(['steps', 'beside']), step: z.int().min(1) })
        .describe('the first step that it decides otherwise, counted from 1'),
      instead: Instead.describe('how it decides that step in the state before; nothing where it has no rule for that'),
    })
    .optional()
    .describe(
      'the cases of a known anomaly in which the profile that it is on record of, one that this was derived from, gives a request that shows it another outcome or effect in the same state',
    ),
});
export type OtherwiseFound = NonNullable<z.output<typeof Violation>['otherwise']>;

/**
 * What became of a property. Not expected are: a violation that is not on record; one on record of a property that holds; and of
 * kind `sometimes`, that nothing shows it.
 */
const PropertyStanding = ExpectedPromise.extend({
  pathSteps: z.int().optional().describe('of kind history: how many steps paths were followed'),
  mends: z.string().optional().describe('the profile it derives from, if that has this known anomaly'),
  finding: Violation.optional().describe(
    'how it is violated, with the file of a known anomaly; of kind history the first case alone is counted',
  ),
});
export type PropertyStanding = Readonly<z.output<typeof PropertyStanding>>;

/** What `mprog check PROFILE --properties …` prints with --json. */
export const PropertyReport = reportSchema(
  'mprog-properties',
  2,
  {
    ...OF_ONE,
    scopes: z.array(
      z.strictObject({
        scope: AnyScope,
        depth: z.int().optional().describe('steps from the first state, where bounded'),
      }),
    ),
  },
  {
    states: z.int(),
    requests: z.int().describe('requests tried in these states, without those that properties make up'),
    properties: z.array(PropertyStanding),
  },
).meta({ title: 'The report of mprog check --properties' });
export type PropertyReport = z.output<typeof PropertyReport>;

/** What `mprog check --properties --json` prints for several profiles: one object. */
export const PropertyReports = reportSchema('mprog-property-reports', 2, OF_SEVERAL, {
  reports: z.array(PropertyReport),
}).meta({ title: 'The reports of mprog check --properties over several profiles' });
export type PropertyReports = z.output<typeof PropertyReports>;

/** The reports of several profiles as one. */
export function reportsOf(reports: readonly PropertyReport[], seconds: number): PropertyReports {
  return {
    ...headOf('mprog-property-reports', 2),
    profiles: [...new Set(reports.map(({ profile }) => profile))],
    result: worstOf(reports.map(({ result }) => result)),
    seconds,
    reports: [...reports],
  };
}
