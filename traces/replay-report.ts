import { z } from 'zod';
import { AnyObservation, AnyRequest, AnyTold, USUAL } from '../spec/families/register.ts';
import { Outcome } from '../spec/vocabulary/outcome.ts';
import { OF_SEVERAL, Result, reportSchema } from '../spec/vocabulary/report.ts';
import { stepSchema } from './step.ts';

const Count = z.int().min(0);

const Fields = z.array(z.string()).readonly();

const ReportedStep = z.strictObject({
  number: z.int().min(1).describe('from 1 on'),
  step: stepSchema({ schemas: { request: AnyRequest, observation: AnyObservation }, queries: USUAL.queries }),
  ok: z.boolean(),
  found: z
    .strictObject({ outcome: Outcome, view: AnyTold.exactOptional(), hooks: z.record(z.string(), AnyTold) })
    .optional()
    .describe("the outcome; missing if the machine's answer has no name"),
  differences: z.array(z.string()).readonly().describe('one line for each thing that is not as expected'),
  fields: Fields.describe('for each of them the field of the expectation, such as outcome or hooks.ingress.slots'),
  unanswered: Fields.describe('fields of the expectation that the machine cannot tell, and that were not compared'),
});

const ReportedTrace = z.strictObject({
  path: z.string(),
  profile: z.string(),
  result: Result.describe('held: every step came out as the trace says'),
  reason: z.string().optional().describe('why it was skipped'),
  difference: z
    .strictObject({ step: z.int().min(1).describe('from 1 on'), field: z.string(), message: z.string() })
    .optional()
    .describe('the first thing that is not as expected'),
  steps: z.array(ReportedStep).readonly().describe('the steps that were taken: none of a trace that was skipped'),
});
export type ReportedTrace = Readonly<z.output<typeof ReportedTrace>>;

/** What `mprog replay --json` prints, and `replay` of the library gives. */
export const ReplayReport = reportSchema('mprog-replay', 2, OF_SEVERAL, {
  target: z
    .enum(['spec', 'model', 'kernel', 'exec', 'driver'])
    .describe('exec: a process that speaks the driver protocol; driver: one that a caller of the library gave'),
  on: z.string().optional().describe('the machine; missing where it cannot be used'),
  reason: z.string().optional().describe('why the machine cannot be used, and every trace is skipped'),
  planned: Count.describe('traces there are; where the run was interrupted fewer were replayed'),
  held: Count.describe('traces that held'),
  violated: Count.describe('traces that did not'),
  skipped: Count,
  scenarios: z.array(z.string()).readonly().describe('race scenarios below the directories, which are no traces'),
  traces: z.array(ReportedTrace).readonly(),
}).meta({
  title: 'The results of a replay',
  description: 'held: every trace that was not skipped held; skipped: all were skipped.',
});
export type ReplayReport = Readonly<z.output<typeof ReplayReport>>;
