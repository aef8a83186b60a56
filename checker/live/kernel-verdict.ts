import { z } from 'zod';
import { AnyObservation, AnyScope } from '../../spec/families/register.ts';
import { Outcome } from '../../spec/vocabulary/outcome.ts';
import { Cut } from '../search/cut.ts';

const Seen = z.strictObject({ outcome: Outcome, view: AnyObservation, hooks: z.record(z.string(), AnyObservation) });

/** One distinct way in which the kernel left the spec. */
const Difference = z.strictObject({
  rule: z.string().describe('the rule of the spec that predicted otherwise'),
  expected: Seen,
  found: Seen,
  cases: z.int().describe('transitions with this rule and these outcomes'),
  steps: z.int().describe('length of the trace'),
  reproduced: z.boolean().describe('whether it happened again when the trace was replayed on a fresh hook'),
  file: z.string().optional(),
});

/** What `mprog kernel --json` prints: one object. */
export const KernelVerdict = z
  .strictObject({
    format: z.literal('mprog-kernel-verdict'),
    version: z.literal(1),
    interrupted: Cut,
    result: z.enum(['held', 'violated', 'inconclusive']),
    profile: z.string(),
    changed: z.string().optional().describe('the rule that was deliberately changed, and to what'),
    kernel: z.strictObject({
      release: z.string(),
      intended: z.boolean().describe('whether the profile is for this release'),
      configuration: z.record(z.string(), z.string()),
      log: z.boolean().describe('whether the kernel log could be read for warnings'),
    }),
    scope: AnyScope,
    objects: z
      .record(z.string(), z.int())
      .describe(
        'how many objects of each kind there were: programs, programs of another type, prefilled programs, links, hooks',
      ),
    workers: z.int(),
    states: z.strictObject({ planned: z.int(), visited: z.int() }),
    transitions: z.int().describe('requests made in the states that were visited, each compared'),
    successes: z.int().describe('those of them that changed something'),
    leftOut: z
      .int()
      .describe(
        'requests skipped: the same effect as one made, from which they differ only in a current revision or in an unused replace_bpf_fd',
      ),
    seconds: z.number(),
    reasons: z.array(z.string()).describe('why the result is inconclusive, or what raised a kernel warning'),
    confirmed: z.array(z.strictObject({ rule: z.string(), transitions: z.int() })),
    notExercised: z.array(z.strictObject({ rule: z.string(), reason: z.string() })),
    differences: z.array(Difference),
  })
  .meta({ title: 'The verdict of mprog kernel' });
export type KernelVerdict = z.output<typeof KernelVerdict>;
export type KernelDifference = z.output<typeof Difference>;
