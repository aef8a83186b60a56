import { z } from 'zod';
import { OF_SEVERAL, reportSchema, worstOf } from '../../spec/vocabulary/report.ts';
import { headOf } from '../../traces/report-head.ts';
import { Finding, FindingStep } from '../decide/finding.ts';

const Rediscovered = z.strictObject({
  commit: z.string().describe('the commit, or the function where none is known'),
  since: z.string().describe('releases that have the fix'),
  defect: z.string().describe('what was wrong before it'),
  result: z
    .enum(['held', 'violated', 'inconclusive', 'skipped'])
    .describe(
      'held: the search finds the defect; violated: it does not, and should; inconclusive: it was interrupted; skipped: out of reach',
    ),
  reach: z
    .enum(['expected', 'missing', 'outside'])
    .describe('expected: must be found; missing: not reached yet; outside: not a matter of this specification'),
  reason: z
    .string()
    .optional()
    .describe('why it is out of reach; where that is not for good, the dimension that is missing'),
  semantics: z.string().optional().describe('the semantics before the fix'),
  profile: z
    .string()
    .optional()
    .describe('the semantics with the fix: a profile, unless none can say what the fix is about'),
  seconds: z.number().min(0).optional().describe('how long the search took, before the fix and with it'),
  states: z.int().optional().describe('states of the semantics before the fix'),
  requests: z.int().optional().describe('requests tried in these states, without those that properties make up'),
  finding: Finding.extend({
    scope: z.string().describe('the scope of the shortest trace'),
    beside: z.array(FindingStep).optional().describe('a second run, which the first is compared with'),
    alsoBreaks: z.array(z.string()).describe('other properties that are violated before the fix and hold with it'),
  })
    .optional()
    .describe('a property that is violated before the fix and holds with it, with the shortest trace'),
});
export type Rediscovered = Readonly<z.output<typeof Rediscovered>>;

/** What `mprog rediscover --json` prints. */
export const RediscoveryReport = reportSchema('mprog-rediscovery', 1, OF_SEVERAL, {
  found: z.int().describe('fixes whose defect the search finds'),
  expected: z.int().describe('fixes whose defect it must find'),
  fixes: z.array(Rediscovered),
}).meta({ title: 'The report of mprog rediscover' });
export type RediscoveryReport = z.output<typeof RediscoveryReport>;

/** What was found out about fixes, as it is printed. A fix that is out of reach does not weigh. */
export function rediscoveryReport(fixes: readonly Rediscovered[], seconds: number): RediscoveryReport {
  const judged = fixes.filter(({ reach }) => reach === 'expected');
  return {
    ...headOf('mprog-rediscovery', 1),
    profiles: [...new Set(judged.map(({ profile }) => profile!))],
    result: judged.length === 0 ? 'skipped' : worstOf(judged.map(({ result }) => result)),
    seconds,
    found: judged.filter(({ result }) => result === 'held').length,
    expected: judged.length,
    fixes: [...fixes],
  };
}
