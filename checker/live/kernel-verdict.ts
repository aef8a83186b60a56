import { z } from 'zod';
import { AnyObservation, AnyScope } from '../../spec/families/register.ts';
import { Outcome } from '../../spec/vocabulary/outcome.ts';
import { OF_ONE, OF_PART, reportSchema } from '../../spec/vocabulary/report.ts';
import { Finding, FindingStep } from '../decide/finding.ts';

/** How a reason begins that is a violation: the kernel itself said that something is wrong. */
export const ALARM = 'kernel warning: ';

const Seen = z.strictObject({ outcome: Outcome, view: AnyObservation, hooks: z.record(z.string(), AnyObservation) });

/** One distinct way in which the kernel left the spec. */
const Difference = Finding.extend({
  rule: z.string().describe('the rule of the spec that predicted otherwise'),
  cases: z.int().min(1).describe('transitions with this rule and these outcomes'),
  steps: z.array(FindingStep).min(1).describe('a shortest trace'),
  expected: Seen,
  found: Seen,
  reproduced: z.boolean().describe('whether it happened again when the trace was replayed on a fresh hook'),
  untried: z.literal(true).optional().describe('the run ended before it was tried again'),
});

const Part = z.strictObject({
  ...OF_PART,
  from: z.string().describe('the semantics as it was asked for: a name or a file'),
  states: z.int().min(0).describe('states of the whole scope'),
});

/** What `mprog kernel --json` prints: one object. */
export const KernelVerdict = reportSchema(
  'mprog-kernel-verdict',
  2,
  { ...OF_ONE, scope: AnyScope },
  {
    part: Part.optional().describe(
      'which part of the states was visited (--shard): what is said is of that part; `mprog merge` puts all parts together',
    ),
    changed: z.string().optional().describe('the rule that was deliberately changed, and to what'),
    kernel: z.strictObject({
      release: z.string(),
      intended: z.boolean().describe('whether the profile is for this release'),
      configuration: z.record(z.string(), z.string()),
      log: z.boolean().describe('whether the whole kernel log could be read for warnings'),
    }),
    objects: z
      .record(z.string(), z.int())
      .describe(
        'how many objects of each kind there were: programs, programs of another type, prefilled programs, links, hooks',
      ),
    workers: z.int(),
    states: z.strictObject({ planned: z.int().min(0), visited: z.int().min(0) }),
    transitions: z.int().min(0).describe('requests made in the states that were visited, each compared'),
    successes: z.int().min(0).describe('those of them that changed something'),
    leftOut: z
      .int()
      .min(0)
      .describe(
        'requests skipped: the same effect as one made, from which they differ only in a current revision or in an unused replace_bpf_fd',
      ),
    reasons: z.array(z.string()).describe('why the result is inconclusive, or what raised a kernel warning'),
    confirmed: z.array(
      z.strictObject({
        rule: z.string(),
        transitions: z.int().min(0),
        apart: z
          .literal(true)
          .optional()
          .describe('the semantics brings this rule, and its base would have answered a request otherwise'),
      }),
    ),
    apart: z
      .array(z.string())
      .optional()
      .describe(
        'what else a derived semantics changed (removals of rules, ways to tell a fact, places, flags of slots), where its base would have answered a request otherwise',
      ),
    notExercised: z
      .array(z.strictObject({ rule: z.string(), reason: z.string() }))
      .describe('rules that decided no request; a rule that always differed is among the differences alone'),
    differences: z.array(Difference),
  },
).meta({ title: 'The verdict of mprog kernel' });
export type KernelVerdict = z.output<typeof KernelVerdict>;
export type KernelDifference = z.output<typeof Difference>;
