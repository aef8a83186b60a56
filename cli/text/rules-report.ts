import { z } from 'zod';
import { OF_ONE, reportSchema } from '../../spec/vocabulary/report.ts';

/** What `mprog rules --json` prints: one object. */
export const RulesReport = reportSchema('mprog-rules', 2, OF_ONE, {
  base: z.string().optional().describe('the profile that this one derives from'),
  changes: z.array(z.string()).optional().describe('what it changes in that, a text for each kind of change'),
  dropped: z
    .array(z.string())
    .optional()
    .describe('rules of the base that could never fire any more, and were dropped as the proposal asks'),
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
}).meta({ title: 'The rules that mprog rules prints', description: 'Nothing is judged: the result is held.' });
export type RulesReport = z.output<typeof RulesReport>;
