import { z } from 'zod';
import { AnyRequest, AnyScope } from '../../spec/families/register.ts';
import { DIALECTS } from '../../spec/finding.ts';
import { Outcome } from '../../spec/vocabulary/outcome.ts';
import { OF_ONE, reportSchema } from '../../spec/vocabulary/report.ts';

const Call = z.strictObject({
  dialect: z.enum(DIALECTS),
  code: z.string().exactOptional().describe('the request as a program makes it'),
  unsaid: z.string().exactOptional().describe('why it cannot be said there'),
});

const Step = z
  .strictObject({
    request: AnyRequest,
    said: z.string().describe('the request as a person writes it'),
    outcome: Outcome,
    rule: z.string(),
    sentence: z.string(),
    after: z.record(z.string(), z.string()).describe('the list of each hook afterwards'),
    calls: z.array(Call).exactOptional().describe('the request in the words of each dialect that was asked for'),
  })
  .meta({ id: 'way-step' });
export type WayStep = z.output<typeof Step>;

const Asked = z.strictObject({
  picture: z.string().exactOptional().describe('the list at the end'),
  at: z.string().exactOptional().describe('its hook'),
  rule: z.string().exactOptional().describe('the rule that decides the last request'),
  outcome: Outcome.exactOptional().describe('the outcome of the last request'),
  file: z.string().exactOptional().describe('the file of a predicate'),
});

/** What `mprog find --json` prints: one object. */
export const FindReport = reportSchema('mprog-find', 1, OF_ONE, {
  scope: AnyScope,
  goal: Asked,
  from: z
    .string()
    .exactOptional()
    .describe(
      'the start: a picture, the file of a trace, or of what bpftool shows; nothing attached, where it is left out',
    ),
  host: z
    .record(z.string(), z.string())
    .exactOptional()
    .describe('where the start is that of a host: what each name of the scope is there'),
  constraints: z
    .strictObject({
      without: z.array(z.string()).describe('flags and operations that no request may have'),
      owned: z.array(z.string()).exactOptional().describe('the programs and links that requests may use'),
    })
    .describe('which requests a way may have; those that lead to the start are free of them'),
  states: z.int(),
  transitions: z.int().describe('requests that were decided'),
  depth: z.int().describe('steps from the start to the last state that was found'),
  bound: z
    .strictObject({ bound: z.enum(['depth', 'states', 'memory']), limit: z.int() })
    .exactOptional()
    .describe('what bounded the search, where no way was found'),
  start: z.array(Step).describe('the steps that lead to the start'),
  ways: z.array(
    z.strictObject({
      steps: z.array(Step),
      file: z.string().exactOptional().describe('where it was written as a trace'),
    }),
  ),
}).meta({
  title: 'What mprog find says of a goal',
  description:
    'held: a shortest way was found; violated: no way of the scope leads there; inconclusive: a bound was hit before one was found.',
});
export type FindReport = z.output<typeof FindReport>;
