import { z } from 'zod';
import { Outcome, Request } from '../../spec/families/slots/vocabulary/index.ts';

const Situation = z.record(z.string(), z.union([z.string(), z.boolean()]));

/** How the spec sees one step. */
export const Explanation = z.strictObject({
  number: z.int().describe('from 1 on'),
  request: Request,
  said: z.string().describe('the request as a person writes it'),
  outcome: Outcome,
  expected: Outcome.describe('what the trace says'),
  rule: z.string(),
  sentence: z.string(),
  source: z.string(),
  situation: Situation,
  because: Situation.describe('the part of the situation that the rule asks for'),
  otherwise: z.array(z.string()).describe('rules further down whose condition holds too'),
  after: z.record(z.string(), z.string()).describe('what each hook shows afterwards'),
});
export type Explanation = z.output<typeof Explanation>;

/** What `mprog explain --json` prints: one object. */
export const ExplanationReport = z
  .strictObject({
    format: z.literal('mprog-explanation'),
    version: z.literal(1),
    file: z.string(),
    profile: z.string().describe('the profile that the trace names'),
    steps: z.array(Explanation),
  })
  .meta({ title: 'What mprog explain says of a trace' });
export type ExplanationReport = z.output<typeof ExplanationReport>;
