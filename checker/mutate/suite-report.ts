import { z } from 'zod';

/** What `mprog traces --json` prints: one object. */
export const SuiteReport = z
  .strictObject({
    format: z.literal('mprog-suite'),
    version: z.literal(2),
    profile: z.string(),
    traces: z.array(
      z.strictObject({
        file: z.string(),
        rule: z.string().describe('the rule that the last step fires'),
        steps: z.int(),
      }),
    ),
    steps: z.int(),
    against: z
      .string()
      .optional()
      .describe('the profile that the traces distinguish this one from; without it, its mutants'),
    scopes: z.array(z.string()).describe('the scopes that the traces are taken from'),
    unreached: z.array(z.string()).describe('rules that no scope reached'),
    alike: z.array(z.string()).describe('profiles that take the same requests and that no trace distinguishes'),
    mutants: z
      .strictObject({ killed: z.int(), equivalent: z.int(), unclear: z.int(), unshownFaults: z.array(z.string()) })
      .optional()
      .describe('the mutants of the profile that the traces detect, and the others (see mprog mutate)'),
  })
  .meta({ title: 'What mprog traces has written' });
export type SuiteReport = z.output<typeof SuiteReport>;
