import { z } from 'zod';
import { Observation, Outcome } from '../spec/vocabulary/index.ts';
import { TraceStep } from './step.ts';

const Count = z.int().min(0);

const ReportedStep = z.strictObject({
  number: z.int().min(1).describe('from 1 on'),
  step: TraceStep,
  ok: z.boolean(),
  found: z
    .strictObject({ outcome: Outcome, view: Observation, hooks: z.record(z.string(), Observation) })
    .optional()
    .describe("the outcome; missing if the machine's answer has no name"),
  differences: z.array(z.string()).readonly().describe('one line for each thing that is not as expected'),
});

const ReportedTrace = z.strictObject({
  path: z.string(),
  profile: z.string(),
  result: z.enum(['as expected', 'not as expected', 'skipped']),
  reason: z.string().optional().describe('why it was skipped'),
  steps: z.array(ReportedStep).readonly().describe('the steps that were taken: none of a trace that was skipped'),
});

/** What `mprog replay --json` prints. */
export const ReplayReport = z
  .strictObject({
    format: z.literal('mprog-replay'),
    version: z.literal(1),
    target: z.enum(['spec', 'model', 'kernel']),
    on: z.string().optional().describe('the machine; missing where it cannot be used'),
    reason: z.string().optional().describe('why the machine cannot be used, and every trace is skipped'),
    passed: Count,
    failed: Count,
    skipped: Count,
    interrupted: z
      .strictObject({ planned: Count })
      .optional()
      .describe('the number of traces there should have been, where the run was interrupted'),
    scenarios: z.array(z.string()).readonly().describe('race scenarios below the directories, which are no traces'),
    traces: z.array(ReportedTrace).readonly(),
  })
  .meta({ title: 'The results of a replay' });
export type ReplayReport = Readonly<z.output<typeof ReplayReport>>;
