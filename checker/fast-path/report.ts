import { z } from 'zod';
import { JudgedPromise, statedOf } from '../../spec/vocabulary/promise.ts';
import { Result, reportSchema } from '../../spec/vocabulary/report.ts';
import { linesOf } from './interleaving.ts';
import { PROPERTIES, type Property } from './properties.ts';
import { describeScenario } from './scenario.ts';
import type { Breach, VariantVerdict } from './verdict.ts';
import { WITNESSES } from './witnesses.ts';

const Standing = JudgedPromise.extend({
  scenarios: z.int().optional().describe('scenarios in which it is violated'),
  steps: z.int().optional().describe('length of a shortest interleaving that violates it'),
  what: z.string().optional().describe('what is wrong after its last step'),
  scenario: z.string().optional(),
  interleaving: z
    .array(
      z.strictObject({
        who: z.string(),
        what: z.string(),
        active: z.string().describe('the active array after the step'),
        others: z.array(z.string()).describe('the rest of memory'),
      }),
    )
    .optional(),
});

const VariantReport = z.strictObject({
  variant: z.string(),
  sentence: z.string(),
  result: Result,
  seconds: z.number(),
  bound: z.string().optional().describe('why not everything was seen'),
  scenarios: z.int(),
  states: z.int(),
  transitions: z.int(),
  depth: z.int(),
  interleavings: z.string().regex(/^\d+$/).optional(),
  properties: z.array(Standing),
  witnesses: z.array(
    z.strictObject({ id: z.string(), sentence: z.string(), scenarios: z.int().describe('in which it was seen') }),
  ),
});
export type VariantReport = z.output<typeof VariantReport>;

/** What `mprog check fast-path --json` prints: one object. It is about no semantics. */
export const FastPathReport = reportSchema('mprog-fast-path', 2, {}, { variants: z.array(VariantReport) }).meta({
  title: 'The verdict of mprog check fast-path',
});
export type FastPathReport = z.output<typeof FastPathReport>;

/** What became of a property: held or violated, or inconclusive where it is not violated so far and not everything was seen. */
export interface Standing {
  readonly property: Property;
  readonly result: 'held' | 'violated' | 'inconclusive';
  readonly breach: Breach | undefined;
  /** Scenarios in which it is violated. */
  readonly scenarios: number;
}

/** What became of each property under a variant. */
export function standings(verdict: VariantVerdict): readonly Standing[] {
  return PROPERTIES.map((property) => {
    const breach = verdict.breaches.find((each) => each.property === property.id);
    const scenarios = verdict.breachesByScenario.filter((each) => each.property === property.id).length;
    const result = breach !== undefined ? 'violated' : verdict.bound === undefined ? 'held' : 'inconclusive';
    return { property, result, breach, scenarios };
  });
}

/** What was found out about a variant as part of a report. */
export function variantReport(verdict: VariantVerdict, seconds: number): VariantReport {
  const { variant, result, bound, scenarios, states, transitions, depth, interleavings, witnesses } = verdict;
  return {
    variant: variant.id,
    sentence: variant.sentence,
    result,
    seconds,
    ...(bound === undefined ? {} : { bound }),
    scenarios,
    states,
    transitions,
    depth,
    ...(interleavings === undefined ? {} : { interleavings: String(interleavings) }),
    properties: standings(verdict).map(({ property, result: came, breach, scenarios: broken }) => ({
      ...statedOf(property),
      result: came,
      ...(breach === undefined
        ? {}
        : {
            scenarios: broken,
            steps: breach.path.length,
            what: breach.what,
            scenario: describeScenario(breach.machine.scenario),
            interleaving: linesOf(breach.machine, breach.path).map((line) => ({ ...line, others: [...line.others] })),
          }),
    })),
    witnesses: WITNESSES.map(({ id, sentence }) => ({ id, sentence, scenarios: witnesses[id]! })),
  };
}
