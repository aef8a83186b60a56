import { z } from 'zod';
import { AnyRequest } from '../spec/families/register.ts';
import { Outcome } from '../spec/vocabulary/outcome.ts';
import { OF_SEVERAL, Result, reportSchema } from '../spec/vocabulary/report.ts';

const Line = z.int().min(1).describe('the line of the log, from 1 on');

/** One call that was compared with the rules. */
export const ObservedStep = z.strictObject({
  number: z.int().min(1),
  line: Line,
  request: AnyRequest,
  said: z.string().describe('the request as a person writes it'),
  found: Outcome.describe('what the host did'),
  expected: Outcome.describe('what the rules give'),
  rule: z.string().describe('the rule that decides'),
  result: z.enum(['held', 'violated']),
  differences: z.array(z.string()).readonly().describe('one line for each thing that is not as the rules give it'),
});
export type ObservedStep = z.output<typeof ObservedStep>;

/** What the log does at hooks of one kind. */
export const ObservedPart = z.strictObject({
  name: z.string().describe('tcx, or cgroup with the attach type'),
  profile: z.string(),
  result: Result,
  hooks: z
    .record(z.string(), z.string())
    .describe('where each hook is: a device and direction, or the path of a cgroup'),
  steps: z.array(ObservedStep).readonly(),
  unjudged: z
    .array(z.strictObject({ line: Line, what: z.string(), why: z.string(), steps: z.int().min(1) }))
    .readonly()
    .describe('steps that the log does not tell enough about, by reason, with the line of the first'),
});
export type ObservedPart = z.output<typeof ObservedPart>;

/** What bpftool showed of a host. */
const ShownHost = z.strictObject({
  by: z.string().describe('the command of bpftool'),
  lists: z
    .array(
      z.strictObject({
        at: z.string().describe('the hook, as bpftool names it'),
        effective: z.boolean().describe('whether it is the effective list of a cgroup'),
        slots: z
          .array(
            z.strictObject({
              id: z.int().min(0),
              name: z.string(),
              link: z.union([z.int(), z.enum(['none', 'untold'])]).describe('the id of its link'),
            }),
          )
          .readonly(),
      }),
    )
    .readonly(),
  lookedFor: z.array(z.string()).readonly().describe('what is looked for'),
  findings: z.array(z.string()).readonly().describe('what is odd, one line each'),
  untold: z.array(z.string()).readonly().describe('what bpftool does not show'),
});
export type ShownHost = z.output<typeof ShownHost>;

/** What a program without outcomes asks for: nothing of it is judged. */
const ReadProgram = z.strictObject({
  parts: z
    .array(
      z.strictObject({
        name: z.string().describe('tcx, or cgroup with the attach type'),
        profile: z.string(),
        hooks: z
          .record(z.string(), z.string())
          .describe('where each hook is: a device and direction, or the path of a cgroup'),
        requests: z
          .array(z.strictObject({ line: Line, said: z.string().describe('the request as a person writes it') }))
          .readonly(),
      }),
    )
    .readonly(),
  left: z
    .array(z.strictObject({ line: Line, what: z.string(), why: z.string(), steps: z.int().min(1) }))
    .readonly()
    .describe('calls at these hooks that are in no trace, by reason, with the line of the first'),
  skipped: z
    .array(z.strictObject({ what: z.string(), lines: z.array(Line).readonly() }))
    .readonly()
    .describe('calls that say nothing of these hooks'),
});
export type ReadProgram = z.output<typeof ReadProgram>;

/** One log, or what bpftool showed. */
export const ObservedFile = z.strictObject({
  file: z.string(),
  result: Result,
  parts: z.array(ObservedPart).readonly(),
  shown: ShownHost.exactOptional().describe('what bpftool showed, where the file is that'),
  program: ReadProgram.exactOptional().describe('what a program asks for, where the file is that of a fuzzer'),
  skipped: z
    .record(z.string(), z.int().min(1))
    .describe('calls of bpf(2) that say nothing of these hooks, and how many'),
});
export type ObservedFile = z.output<typeof ObservedFile>;

/** What `mprog observe --json` prints: one object. */
export const ObservationReport = reportSchema('mprog-observation', 1, OF_SEVERAL, {
  files: z.array(ObservedFile).readonly(),
}).meta({
  title: 'What mprog observe says of what a host did',
  description:
    'held: every step comes out as the rules give it, and nothing odd is shown; violated: one does not, or something is odd; inconclusive: the log does not tell enough to judge some, or a program has no outcomes to judge; skipped: it has no call at a hook that is read.',
});
export type ObservationReport = z.output<typeof ObservationReport>;
