import { z } from 'zod';
import { AnyRequest, AnyScope } from '../../spec/families/register.ts';
import { Outcome } from '../../spec/vocabulary/outcome.ts';
import { OF_SEVERAL, reportSchema } from '../../spec/vocabulary/report.ts';
import { DiffPart } from './diff-part.ts';

const Hooks = z.record(z.string(), z.string()).describe('what each hook shows afterwards');
const SideStep = z.strictObject({
  request: AnyRequest,
  said: z.string(),
  outcome: Outcome,
  rule: z.string(),
  hooks: Hooks,
});
export type SideStep = z.output<typeof SideStep>;
const Step = z.strictObject({ a: SideStep, b: SideStep });
export type DiffStep = z.output<typeof Step>;

const Side = z.strictObject({ outcome: Outcome, rule: z.string(), sentence: z.string() });

const Difference = z.strictObject({
  kind: z.enum(['behaviour', 'view', 'revision', 'errno']),
  situation: z.record(z.string(), z.union([z.string(), z.boolean()])),
  a: Side,
  b: Side,
  requests: z
    .int()
    .describe('requests with this difference; those that differ only in names or in unread fields count once'),
  scope: z.string(),
  prefilled: z.int().describe('slots filled before the first step'),
  steps: z.array(Step).describe('a shortest distinguishing trace, visible in a query if possible'),
  file: z.string().optional(),
});
export type Difference = z.output<typeof Difference>;

const Word = z.strictObject({
  what: z.string(),
  only: z.string().describe('the semantics that has it'),
  requests: z.int(),
  accepted: z.int().describe('requests with it that succeed'),
  rules: z
    .array(
      z.strictObject({
        rule: z.string(),
        sentence: z.string(),
        outcome: Outcome,
        own: z.boolean().describe('whether the other semantics has no such rule'),
        requests: z.int(),
        scope: z.string(),
        prefilled: z.int().describe('slots filled before the first step'),
        steps: z.array(SideStep).describe('a shortest way to one of them'),
      }),
    )
    .describe('what decides requests with it: rules of its own first, and success before errors'),
});
export type Word = z.output<typeof Word>;

const Names = z.strictObject({ a: z.array(z.string()), b: z.array(z.string()) });

/** The kinds of difference that can be asked for one by one. */
export const DIFFERENCE_KINDS = ['behaviour', 'errno', 'vocabulary'] as const;
const Kind = z.enum(DIFFERENCE_KINDS);
export type Forbidden = z.output<typeof Kind>;

/** What `mprog diff --json` prints: one object. */
export const DiffReport = reportSchema(
  'mprog-diff',
  3,
  {
    ...OF_SEVERAL,
    scopes: z.array(
      z.strictObject({
        scope: AnyScope,
        b: AnyScope.describe('the same for the second semantics'),
        said: z.string().describe('what bounds it, in words'),
        short: z.string().describe('the same in a few characters'),
        states: z.int().describe('matching states'),
        finished: z.boolean().describe('whether all of them were explored'),
      }),
    ),
  },
  {
    part: DiffPart.optional().describe(
      'which part of the scopes was compared (--shard): what is said is of that part; `mprog merge` puts all parts together',
    ),
    missing: z.string().optional().describe('the parts that were not there when parts were put together'),
    command: z.string().describe('what makes this report'),
    a: z.strictObject({ profile: z.string(), title: z.string() }),
    b: z.strictObject({ profile: z.string(), title: z.string() }),
    finding: z.enum(['no-difference', 'differences']).describe('what was found so far, of whatever kind'),
    forbidden: z.array(Kind).describe('the kinds of difference that violate (--forbid); all unless some were named'),
    otherScopes: z.array(z.string()).describe('scopes that could have been asked for too'),
    states: z.int().describe('matching states: pairs, one of each, that look alike'),
    compared: z.int().describe('requests that both were asked there'),
    notes: z.array(z.string()).describe('how requests are translated to ask both the same'),
    corresponding: z
      .array(z.strictObject({ what: z.string(), a: z.string(), b: z.string() }))
      .optional()
      .describe('what corresponds to what, in a sentence for each; only where both are of different families'),
    untested: Names.describe('the changes of each against its base that were not exercised'),
    neverFired: Names.describe('the rules of each that decided no request'),
    vocabulary: z.array(Word),
    errnos: z.array(
      z.strictObject({
        op: z.string(),
        errno: Outcome,
        only: z.string(),
        other: z
          .array(Outcome)
          .describe('what the other gives there; nothing where no request that both were asked gave it'),
      }),
    ),
    groups: z.array(
      z.strictObject({
        op: z.string(),
        rule: z
          .strictObject({ id: z.string(), sentence: z.string(), outcome: Outcome, only: z.enum(['a', 'b']) })
          .optional()
          .describe('the rule that only one of the two has; missing where both or neither rule is such a one'),
        differences: z.array(Difference).min(1),
      }),
    ),
  },
).meta({
  title: 'The report of mprog diff',
  description:
    'violated: there is a difference of a forbidden kind; held: there is none; inconclusive: not all was compared, or there is none and not every change of a proposal was exercised.',
});
export type DiffReport = z.output<typeof DiffReport>;
