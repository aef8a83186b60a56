import { z } from 'zod';
import type { Expected, Family } from '../spec/family.ts';
import type { Observation, Request } from '../spec/semantics.ts';
import { HookName } from '../spec/vocabulary/hook-name.ts';
import { Outcome } from '../spec/vocabulary/outcome.ts';

/** What a step must come to. */
export interface Expectation extends Expected {
  readonly rule?: string | undefined;
}

/** One request and its expected result. */
export interface TraceStep {
  readonly request: Request;
  readonly expect: Expectation;
  readonly otherwise?: (Expectation & { readonly profile: string }) | undefined;
}

/** What of a family a step is made of. */
interface StepParts extends Pick<Family, 'queries'> {
  readonly schemas: { readonly request: z.ZodType; readonly observation: z.ZodType };
}

/** The schema of a step of a family. */
export function stepSchema({ schemas, queries }: StepParts): z.ZodType<TraceStep> {
  const request = schemas.request as z.ZodType<Request>;
  const observation = schemas.observation as z.ZodType<Observation>;
  const expectation = z.strictObject({
    outcome: Outcome,
    rule: z.string().optional().describe('the id of the rule that decides'),
    view: observation
      .optional()
      .describe(`what a ${[...queries].join(' or ')} writes; of a ${[...queries].join(' or ')} only`),
    hooks: z
      .record(HookName, observation)
      .optional()
      .describe('what a query with ample room shows of hooks afterwards'),
  });
  return z
    .strictObject({
      request,
      expect: expectation,
      otherwise: z
        .strictObject({ profile: z.string(), ...expectation.shape })
        .optional()
        .describe('the result under another profile, if the trace distinguishes two profiles'),
    })
    .describe('one request and its expected result');
}
