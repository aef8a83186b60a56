import { z } from 'zod';

const Standing = z.strictObject({
  id: z.string(),
  sentence: z.string(),
  source: z.string().describe('where it is promised, or what it follows from'),
  result: z.enum(['holds', 'breaks', 'unknown']),
  scenarios: z.int().optional().describe('scenarios in which it breaks'),
  steps: z.int().optional().describe('length of a shortest interleaving that breaks it'),
  what: z.string().optional().describe('what is wrong after its last step'),
  scenario: z.string().optional(),
  interleaving: z
    .array(
      z.strictObject({
        who: z.string(),
        what: z.string(),
        active: z.string().describe('the active array after the step'),
        others: z.array(z.string()).describe('the rest of memory'),
      }),
    )
    .optional(),
});

/** What `mprog check fast-path --json` prints: one object. */
export const FastPathReport = z
  .strictObject({
    format: z.literal('mprog-fast-path'),
    version: z.literal(1),
    interrupted: z.literal(true).optional().describe('a signal ended the run: the report has the results until then'),
    variants: z.array(
      z.strictObject({
        variant: z.string(),
        sentence: z.string(),
        result: z.enum(['held', 'violated', 'inconclusive']),
        bound: z.string().optional().describe('why not everything was seen'),
        scenarios: z.int(),
        states: z.int(),
        transitions: z.int(),
        depth: z.int(),
        interleavings: z.string().regex(/^\d+$/).optional(),
        seconds: z.number(),
        properties: z.array(Standing),
        witnesses: z.array(
          z.strictObject({ id: z.string(), sentence: z.string(), scenarios: z.int().describe('in which it was seen') }),
        ),
      }),
    ),
  })
  .meta({ title: 'The verdict of mprog check fast-path' });
export type FastPathReport = z.output<typeof FastPathReport>;
