import { z } from 'zod';
import { type RequestResult, resultOf } from '../../spec/decide/result.ts';
import { AnyRequest } from '../../spec/families/register.ts';
import type { Profile } from '../../spec/profile.ts';
import { SenselessEffect } from '../../spec/proposal-error.ts';
import { UndecidedError } from '../../spec/rule.ts';
import type { Request, Universe } from '../../spec/semantics.ts';
import { SpecMachine } from '../../spec/spec-machine.ts';
import { Outcome } from '../../spec/vocabulary/outcome.ts';
import type { Result } from '../../spec/vocabulary/report.ts';

/** One request on the way to a finding, and what the spec says of it. */
export const FindingStep = z.strictObject({
  request: AnyRequest,
  outcome: Outcome.optional().describe('missing where no rule decides, or what it does makes no sense'),
  rule: z.string().optional(),
});
export type FindingStep = z.output<typeof FindingStep>;

/**
 * What the running kernel made of the trace of a finding. `held`: every step came out as the spec says, so the kernel reproduces it.
 * `violated`: a step did not. `inconclusive`: the run was interrupted.
 */
export const Confirmation = z.strictObject({
  result: z
    .enum(['held', 'violated', 'inconclusive', 'skipped'])
    .describe('held: every step came out as the spec says, and the kernel reproduces it; violated: a step did not'),
  on: z.string().optional().describe('the kernel it was replayed on'),
  reason: z.string().optional().describe('the first difference, or why it was skipped'),
});
export type Confirmation = Readonly<z.output<typeof Confirmation>>;

/** What a run comes to whose findings were to be confirmed: where nothing else is wrong, it is skipped where the kernel was asked for none. */
export function resultWith(result: Result, asked: readonly Confirmation[]): Result {
  const isUnasked = asked.length > 0 && asked.every((each) => each.result === 'skipped');
  return result === 'held' && isUnasked ? 'skipped' : result;
}

/** Something that was found wrong, with the shortest trace that shows it. */
export const Finding = z.strictObject({
  property: z.string().optional().describe('the property that does not hold; missing where two machines differ'),
  rule: z.string().optional().describe('the rule that decided the last step; missing where none did'),
  sentence: z.string().describe('what is wrong; of a property, what does not hold'),
  cases: z.int().min(1).optional().describe('cases like it, where they were counted'),
  steps: z.array(FindingStep).describe('a shortest trace'),
  file: z.string().optional().describe('the trace as a file'),
  kernel: Confirmation.optional().describe('under --confirm kernel'),
});
export type Finding = z.output<typeof Finding>;

/** How another profile decides a request; nothing where it has no rule for it. */
export const Instead = FindingStep.pick({ outcome: true, rule: true });
export type Instead = z.output<typeof Instead>;

/** The same of what that profile does. */
export const insteadBy = (result: RequestResult | undefined): Instead =>
  result === undefined ? {} : { outcome: result.rule.then.outcome, rule: result.rule.id };

/** How another profile decides the last request of a path, in the state that the rest leads to; nothing where it has no rule for it. */
export function insteadOf(semantics: Profile, other: Profile, universe: Universe, path: readonly Request[]): Instead {
  const spec = new SpecMachine(semantics);
  spec.reset(universe);
  for (const request of path.slice(0, -1)) spec.explain(request);
  return insteadBy(resultOf(other, spec.state, path.at(-1)!));
}

/** Requests as the steps of a finding: what the spec says of each, one after another. */
export function stepsAlong(semantics: Profile, universe: Universe, path: readonly Request[]): FindingStep[] {
  const spec = new SpecMachine(semantics);
  spec.reset(universe);
  return path.map((request) => {
    try {
      const { rule } = spec.explain(request);
      return { request, outcome: rule.then.outcome, rule: rule.id };
    } catch (error) {
      // Of such a step nothing is done: no rule decides, or the rules and the model differ before.
      if (error instanceof SenselessEffect || error instanceof UndecidedError) return { request };
      throw error;
    }
  });
}
