import { z } from 'zod';
import { OF_SEVERAL, Result, reportSchema } from '../spec/vocabulary/report.ts';

const Count = z.int().min(0);

/** A request that does not come out as the spec says. */
export const Deviation = z.strictObject({
  trace: z.string().describe('the file of the trace'),
  title: z.string(),
  step: z.int().min(1).describe('the step that deviates: from 1 on'),
  request: z.string().describe('what is asked for, in words'),
  call: z.string().describe('the call of the client'),
  said: z.string().describe('what the test says: what was expected, and what was found'),
  known: z.string().optional().describe('what the client is known to do there'),
  issue: z.string().optional().describe('where that is reported'),
  kernel: z
    .enum(['conforms', 'deviates', 'not asked'])
    .describe(
      'the same trace with calls of bpf(2) and no client: conforms: it is the client that deviates; deviates: the kernel does; not asked: this kernel could not be asked',
    ),
});
export type Deviation = z.output<typeof Deviation>;

const Reasons = z.array(z.strictObject({ reason: z.string(), number: Count })).readonly();

/** What came of one client. */
export const ClientResult = z.strictObject({
  client: z.string(),
  library: z.string(),
  language: z.string(),
  format: z.string().describe('the format of mprog export whose tests were run'),
  version: z.string().optional().describe('of the library, as its tool chain says it'),
  tools: z.string().optional().describe('the tool chain'),
  result: Result,
  notRun: z.string().optional().describe('why the client was not run'),
  requests: z.strictObject({
    expressible: Count.describe('requests of the traces that the client has words for'),
    run: Count.describe('requests that were made, in traces of which the client can express every request'),
    conforming: Count.describe('those that came out as the spec says'),
    deviating: Count.describe('those that did not, each in deviations'),
  }),
  tests: Count.describe('traces that were run; a trace that can be said in two ways is counted twice'),
  inexpressible: Reasons.describe('requests that the client has no words for, by the reason'),
  unexercised: Reasons.describe('traces that were not run, by the reason'),
  deviations: z.array(Deviation).readonly(),
  remarks: z
    .array(z.strictObject({ what: z.string(), issue: z.string().optional(), trace: z.string(), step: z.int().min(1) }))
    .readonly()
    .describe('what a user should know of requests that come out as the spec says, each once'),
});
export type ClientResult = z.output<typeof ClientResult>;

/** What `mprog clients --json` prints: one object. */
export const ClientsReport = reportSchema('mprog-clients', 1, OF_SEVERAL, {
  kernel: z.string().describe('release of the kernel that the requests were made to'),
  traces: Count.describe('traces that clients were asked for'),
  requests: Count.describe('requests in those of them that a test can make'),
  uncarried: Reasons.describe('traces that no test of a client can make, by the reason'),
  clients: z.array(ClientResult).readonly(),
}).meta({
  title: 'What client libraries make of requests',
  description:
    'held: every client that was run does as the spec says in what was run; violated: one deviates; inconclusive: a program did not run to its end, or no kernel tells whose deviation it is; skipped: no client was run.',
});
export type ClientsReport = Readonly<z.output<typeof ClientsReport>>;
