import { z } from 'zod';
import { OF_ONE, reportSchema } from '../../spec/vocabulary/report.ts';

const Step = z.strictObject({
  request: z.string(),
  outcome: z.string(),
  after: z.array(z.string()).readonly().describe('the list of each hook afterwards'),
});

/** What `mprog finding --json` prints. */
export const FindingReport = reportSchema('mprog-finding', 1, OF_ONE, {
  property: z.string().describe('what is violated'),
  sentence: z.string().describe('the property as one sentence'),
  basis: z.string().describe('who promised it, or why a user would expect it'),
  happens: z.string().describe('what happens instead'),
  prefilled: z.int().min(0).describe('slots that are filled before the first step'),
  steps: z.array(Step).readonly().describe('the shortest requests that show it'),
  beside: z.array(Step).readonly().optional().describe('a second run, which the first is to be compared with'),
  decided: z
    .strictObject({ rule: z.string(), sentence: z.string(), where: z.string(), source: z.string() })
    .describe('the rule that decides the last step, with its function and commit'),
  kernels: z.string().describe('the kernels that have this semantics, in words'),
  reproduced: z.string().optional().describe('the release of a kernel that showed it'),
  matrix: z
    .strictObject({
      suites: z.string().describe('a digest of the traces that were replayed, as in docs/kernels'),
      does: z.array(z.string()).readonly().describe('releases of kernels on which the requests come out so'),
      doesNot: z
        .array(z.strictObject({ release: z.string(), found: z.string() }))
        .readonly()
        .describe('those on which they do not, with the first difference'),
      unknown: z
        .array(z.strictObject({ release: z.string(), why: z.string() }))
        .readonly()
        .describe('those of which that is not known'),
    })
    .optional()
    .describe('the kernels of docs/kernels.json'),
  alsoIn: z.array(z.string()).readonly().describe('other profiles that are on record for it'),
  file: z.string().describe('the trace'),
  reproducer: z.string().optional().describe('a C program that makes the requests'),
  noReproducer: z.string().optional().describe('why there is none'),
}).meta({ title: 'A violation on record, as a report to those who decide' });
export type FindingReport = Readonly<z.output<typeof FindingReport>>;

/**
 * The violations on record that a review calls a defect and not a choice: docs/findings has a report of each, by profile and property.
 */
export const DEFECTS = [
  ['tcx', 'full-list-shrinks'],
  ['tcx', 'relative-untouched'],
  ['tcx', 'unknown-flags-refused'],
  ['netkit', 'queried-revision-holds-next'],
  ['cgroup', 'relative-untouched'],
  ['freplace', 'extended-is-no-tail-callee'],
  ['xdp', 'who-set-clears'],
] as const;
