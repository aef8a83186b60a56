import { z } from 'zod';
import { OF_ONE, reportSchema } from '../spec/vocabulary/report.ts';

/** What `mprog explore --json` prints when it serves: one object. */
export const ExploreReport = reportSchema('mprog-explore', 1, OF_ONE, {
  url: z.string().describe('where the page is; whoever has it can ask the kernel'),
  port: z.int().min(1).max(65_535),
  file: z.string().optional().describe('the trace that the page opens first, as it was given'),
}).meta({
  title: 'Where mprog explore serves its page',
  description:
    'It is printed when the page is served, which is its result: held. The profile is the one that the page shows first.',
});
export type ExploreReport = z.output<typeof ExploreReport>;
