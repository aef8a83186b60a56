import { z } from 'zod';
import { Tool } from '../spec/vocabulary/report.ts';

/** What --json prints where a command came to no verdict of its own: one object, with the exit code in it. */
export const ErrorReport = z
  .strictObject({
    format: z.literal('mprog-error'),
    version: z.literal(2),
    tool: Tool,
    result: z
      .enum(['inconclusive', 'skipped'])
      .optional()
      .describe('of what was interrupted or skipped; what could not be begun, or failed, has none'),
    exit: z
      .literal([2, 3, 4, 70])
      .describe('the exit code: 2 wrong input, 3 interrupted, 4 skipped, 70 a defect of mprog itself'),
    kind: z.enum(['input', 'interrupted', 'skipped', 'internal']),
    message: z.string().describe('for people: one line for each mistake'),
  })
  .meta({ title: 'What any command prints with --json where it has no verdict' });
export type ErrorReport = z.output<typeof ErrorReport>;
