import { z } from 'zod';
import { OF_SEVERAL, reportSchema } from '../spec/vocabulary/report.ts';
import { FORMATS, MODEL_FORMATS } from './formats.ts';

/** What `mprog export --json` prints: one object. */
export const ExportReport = reportSchema('mprog-export', 1, OF_SEVERAL, {
  exporter: z
    .enum([...Object.keys(FORMATS), ...Object.keys(MODEL_FORMATS)] as [string])
    .describe('the format that was written'),
  files: z
    .array(
      z.strictObject({
        file: z.string(),
        traces: z.array(z.string()).readonly().describe('the files of the traces that are in it'),
        differing: z
          .int()
          .min(0)
          .exactOptional()
          .describe('with --against: in how many of them the other semantics has other results'),
      }),
    )
    .readonly()
    .describe('what was written'),
  exported: z.int().min(0).describe('traces that were written'),
  skipped: z
    .array(z.strictObject({ path: z.string(), title: z.string(), reason: z.string() }))
    .readonly()
    .describe('traces that the format cannot carry'),
  model: z
    .strictObject({ scope: z.string(), rules: z.int().min(1).describe('rules of the operations that the scope has') })
    .exactOptional()
    .describe('of promela, which writes the rules of one semantics and no trace'),
  scenarios: z.array(z.string()).readonly().describe('race scenarios below the directories, which are no traces'),
}).meta({
  title: 'What mprog export has written',
  description: 'held: something was written; skipped: the format can carry none of the traces.',
});
export type ExportReport = Readonly<z.output<typeof ExportReport>>;
