import { z } from 'zod';
import { AnyObservation, AnyRequest, AnyUniverse } from '../../spec/families/register.ts';
import { Outcome } from '../../spec/vocabulary/outcome.ts';
import { OF_SEVERAL, Result, reportSchema } from '../../spec/vocabulary/report.ts';

const Deciding = z.strictObject({
  file: z.string().describe('a shortest trace that fails'),
  title: z.string(),
  step: z.int().describe('the step that is not as expected, from 1 on'),
  request: z.string(),
  differences: z.array(z.string()),
});
export type Deciding = z.output<typeof Deciding>;

const ProfileFit = z.strictObject({
  profile: z.string(),
  result: z
    .enum(['held', 'violated', 'skipped'])
    .describe(
      'held: every trace that could be replayed came out as expected, and the kernel fits; skipped: none could be',
    ),
  traces: z.strictObject({ asked: z.int(), failed: z.int(), skipped: z.int() }),
  deciding: Deciding.optional(),
  rules: z.array(z.string()).describe('the rules that decide the steps that are not as expected'),
});
export type ProfileFit = z.output<typeof ProfileFit>;

const Seen = z.strictObject({ outcome: Outcome, view: AnyObservation, hooks: z.record(z.string(), AnyObservation) });

/** One difference from the nearest profile, with as few requests as the machine lets it be. */
const Minimised = z.strictObject({
  rule: z.string().describe('the rule of the nearest profile that predicted otherwise'),
  universe: AnyUniverse,
  steps: z.array(AnyRequest),
  expected: Seen,
  found: Seen,
  file: z.string().optional().describe('the trace that was written'),
});
export type Minimised = z.output<typeof Minimised>;

const FamilyFit = z.strictObject({
  family: z.string(),
  hook: z.string().describe('the kind of hook'),
  result: Result.describe('held: it fits one of the profiles; violated: it fits none; skipped: it could not be asked'),
  reason: z.string().optional().describe('why the kernel could not be asked, or not to the end'),
  fits: z.array(z.string()).describe('the profiles that it fits'),
  profiles: z.array(ProfileFit),
  nearest: z
    .strictObject({ profile: z.string(), difference: Minimised.optional() })
    .optional()
    .describe('where it fits none: the profile of which the smallest part of the traces fails'),
});
export type FamilyFit = z.output<typeof FamilyFit>;

/** What `mprog kernel --which --json` prints: one object. Held where at least one profile of each family that could be asked fits. */
export const FitReport = reportSchema('mprog-kernel-fit', 1, OF_SEVERAL, {
  kernel: z.strictObject({
    release: z.string(),
    configuration: z.record(z.string(), z.string()),
    configurationFrom: z.string().describe('the file that the configuration was read from, or unknown'),
  }),
  families: z.array(FamilyFit),
}).meta({ title: 'What mprog kernel --which found' });
export type FitReport = z.output<typeof FitReport>;
