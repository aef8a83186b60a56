import { z } from 'zod';
import { AnyScope } from '../../spec/families/register.ts';
import { OF_ONE, reportSchema } from '../../spec/vocabulary/report.ts';

/** What `mprog traces --json` prints: one object. */
export const SuiteReport = reportSchema(
  'mprog-suite',
  3,
  {
    ...OF_ONE,
    scopes: z.array(z.strictObject({ scope: AnyScope })).describe('the scopes that the traces are taken from'),
  },
  {
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
    for: z
      .string()
      .optional()
      .describe('the format of mprog export whose requests the traces have; without it, they have any'),
    unmade: z
      .array(z.strictObject({ file: z.string(), reason: z.string() }))
      .optional()
      .describe(
        'of these traces, those that no test in the format makes; with against, also those whose test does not fail on that profile',
      ),
    words: z
      .array(z.strictObject({ what: z.string(), only: z.string().describe('the profile that has it') }))
      .optional()
      .describe('with against: what only one of the two profiles can say, so that no trace has it'),
    unreached: z.array(z.string()).describe('rules that no scope reached'),
    alike: z.array(z.string()).describe('profiles that take the same requests and that no trace distinguishes'),
    mutants: z
      .strictObject({
        killed: z.int(),
        equivalent: z.int(),
        unclear: z.int(),
        unseen: z
          .array(z.string())
          .optional()
          .describe(
            'with for: of those killed, the ones that fail no test, where the library is known to deviate or its tests see less',
          ),
        unshownFaults: z.array(z.string()),
      })
      .optional()
      .describe('the mutants of the profile that the traces detect, and the others (see mprog mutate)'),
  },
).meta({
  title: 'What mprog traces has written',
  description:
    'held: every mutant and profile that can be distinguished fails a trace; inconclusive: a rule was not reached, a profile not distinguished, or a mutant left open by a bound. With `for`, what no request of the format shows is no gap; inconclusive then: a bound was hit, or nothing can be distinguished.',
});
export type SuiteReport = z.output<typeof SuiteReport>;
