import { z } from 'zod';

/** What `mprog traces --json` prints: one object. */
export const SuiteReport = z
  .strictObject({
    format: z.literal('mprog-suite'),
    version: z.literal(1),
    profile: z.string(),
    traces: z.array(
      z.strictObject({
        file: z.string(),
        rule: z.string().describe('the rule that the last step fires'),
        steps: z.int(),
      }),
    ),
    steps: z.int(),
    unreached: z.array(z.string()).describe('rules that no scope reached'),
  })
  .meta({ title: 'What mprog traces has written' });
export type SuiteReport = z.output<typeof SuiteReport>;
