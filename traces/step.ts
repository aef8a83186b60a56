import { z } from 'zod';
import { HookName, Observation, Outcome, Request } from '../spec/families/slots/vocabulary/index.ts';

/** What a step must come to. */
export const Expectation = z.strictObject({
  outcome: Outcome,
  rule: z.string().optional().describe('the id of the rule that decides'),
  view: Observation.optional().describe('what a prog_query writes; of a prog_query only'),
  hooks: z.record(HookName, Observation).optional().describe('what a query with ample room shows of hooks afterwards'),
});

export type Expectation = Readonly<z.output<typeof Expectation>>;

/** What another semantics would make of the same step. */
export const Otherwise = z.strictObject({ profile: z.string(), ...Expectation.shape });

export const TraceStep = z
  .strictObject({
    request: Request,
    expect: Expectation,
    otherwise: Otherwise.optional().describe(
      'the result under another profile, if the trace distinguishes two profiles',
    ),
  })
  .describe('one request and its expected result');
export type TraceStep = Readonly<z.output<typeof TraceStep>>;
