import { z } from 'zod';

/** What `mprog rules --json` prints: one object. */
export const RulesReport = z
  .strictObject({
    format: z.literal('mprog-rules'),
    version: z.literal(1),
    profile: z.string(),
    tables: z.array(
      z.strictObject({
        title: z.string(),
        op: z.string().describe('the operation that the table is for'),
        rows: z
          .array(
            z.strictObject({
              number: z.int().describe('from 1 on; the first rule whose condition holds decides'),
              id: z.string(),
              sentence: z.string(),
              when: z.string().describe('the condition, in words'),
              outcome: z.string().describe('an errno, or "ok: " and the effect'),
              source: z.string(),
            }),
          )
          .min(1),
      }),
    ),
  })
  .meta({ title: 'The rules that mprog rules prints' });
export type RulesReport = z.output<typeof RulesReport>;
