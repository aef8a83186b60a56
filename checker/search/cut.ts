import { z } from 'zod';

/** Whether a signal ended the run: what a report says is then what was found by then. */
export const Cut = z.literal(true).optional().describe('a signal ended the run: the report has the results until then');
