import { z } from 'zod';
import { OF_SEVERAL, reportSchema } from '../../spec/vocabulary/report.ts';

/** What `mprog report --json` prints: one object. */
export const PageReport = reportSchema('mprog-page', 1, OF_SEVERAL, {
  from: z.string().describe('the format of the report that the page tells'),
  file: z.string().describe('the page'),
  pictures: z.int().min(0).describe('traces that are drawn'),
  undrawn: z
    .int()
    .min(0)
    .describe(
      'traces that are not drawn: there are many, or the report says other of them than the rules that are loaded',
    ),
}).meta({
  title: 'What mprog report has written',
  description: 'The result is that of the report that the page tells.',
});
export type PageReport = Readonly<z.output<typeof PageReport>>;
