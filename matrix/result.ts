import { z } from 'zod';
import { OF_SEVERAL, reportSchema, Tool } from '../spec/vocabulary/report.ts';

const Count = z.int().min(0);

const TraceDifference = z.strictObject({
  trace: z.string().describe('the file, as seen from this package'),
  step: z.int().min(1),
  field: z.string(),
  message: z.string(),
});
export type TraceDifference = Readonly<z.output<typeof TraceDifference>>;

const Skips = z.array(z.strictObject({ reason: z.string(), traces: Count })).readonly();

export const Cell = z.strictObject({
  profile: z.string(),
  result: z
    .enum(['fits', 'differs', 'cannot'])
    .describe('fits: no trace of its suite is otherwise, and some were replayed; cannot: none could be replayed'),
  expected: z.boolean().describe('whether this kernel must fit this profile'),
  passed: Count,
  skipped: Skips.describe('traces of the suite that were not replayed, by the reason'),
  differences: z.array(TraceDifference).readonly(),
  anomalies: z
    .strictObject({ shown: Count, skipped: Skips, differences: z.array(TraceDifference).readonly() })
    .describe('recorded violations of properties: whether the kernel has them too'),
});
export type Cell = Readonly<z.output<typeof Cell>>;

/** What is kept of one kernel: one file each. */
export const KernelResult = z
  .strictObject({
    format: z.literal('mprog-matrix-result'),
    version: z.literal(1),
    tool: Tool,
    key: z.string().describe('a digest of the kernel, the traces and the code that replays them'),
    suites: z.string().describe('a digest of the traces'),
    name: z.string(),
    source: z.string().describe('where the kernel is from'),
    release: z.string().describe('as uname -r says'),
    machine: z.enum(['kvm', 'tcg', 'host']).describe('a virtual machine, an emulated one, or no other than this'),
    seconds: z.number(),
    alarms: z
      .array(z.string())
      .readonly()
      .describe('lines of the kernel log, since the first trace, that nothing may raise'),
    log: z.literal('not read').exactOptional().describe('where the kernel log could not be read whole'),
    cells: z.array(Cell).readonly(),
  })
  .meta({ title: 'One kernel of a matrix' });
export type KernelResult = Readonly<z.output<typeof KernelResult>>;

/** What `mprog matrix fetch --json` prints. */
export const FetchReport = reportSchema(
  'mprog-matrix-fetch',
  1,
  {},
  { fetched: z.array(z.string()).readonly().describe('packages that were not there before') },
).meta({ title: 'Packages that were fetched' });
export type FetchReport = Readonly<z.output<typeof FetchReport>>;

/** What `mprog matrix --json` prints. */
export const MatrixReport = reportSchema('mprog-matrix-report', 1, OF_SEVERAL, {
  scope: z.string().describe('what was replayed, in words'),
  kernels: z.array(KernelResult).readonly(),
  failed: z
    .array(z.strictObject({ name: z.string(), reason: z.string() }))
    .readonly()
    .describe('kernels without a result'),
}).meta({ title: 'Kernels against profiles' });
export type MatrixReport = Readonly<z.output<typeof MatrixReport>>;
