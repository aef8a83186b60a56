import { missingIn, refuseStrangers, secondsIn, sum } from '../search/share.ts';
import { tornBetween } from './fingerprints.ts';
import { inAll } from './summary.ts';
import type { Verdict } from './verdict.ts';

type Part = NonNullable<Verdict['part']>;
export type PartVerdict = Verdict & { readonly part: Part };

/** What every part of one check says alike. */
const alike = ({ profile, model, fault, scope, reduction, states, depth }: PartVerdict) => ({
  profile,
  model,
  fault,
  scope,
  reduction,
  states,
  depth,
});

/** Why what all parts say does not add up to the verdict of a whole check, if so. */
function boundOf(parts: readonly PartVerdict[]): string | undefined {
  const missing = missingIn(parts);
  if (missing !== undefined) return missing;
  const bound = parts.find((each) => each.bound !== undefined)?.bound;
  if (bound !== undefined) return bound;
  const torn = tornBetween(parts.map(({ part }) => part.seen));
  return torn === undefined
    ? undefined
    : `state ${torn} of the rules is more than one of the model: only a check that is not shared out sees them all`;
}

/** The known anomalies that any part found, with the first state of all that has each. */
function anomaliesOf(parts: readonly PartVerdict[]): Verdict['anomalies'] {
  return parts[0]!.properties.flatMap(({ id }) => {
    const found = parts.flatMap(({ anomalies, part }) =>
      anomalies.filter(({ property }) => property === id).map((anomaly) => ({ anomaly, state: part.firsts[id]! })),
    );
    const first = found.toSorted((a, b) => a.state - b.state)[0];
    return first === undefined
      ? []
      : [{ ...first.anomaly, cases: sum(found.map(({ anomaly }) => anomaly.cases ?? 0)) }];
  });
}

/** What became of each property in all parts; it held where everything was seen and any of them exercised it. */
function propertiesOf(parts: readonly PartVerdict[], isComplete: boolean): Verdict['properties'] {
  return parts[0]!.properties.map((property, at) => {
    const all = parts.map((each) => each.properties[at]!);
    const tested = sum(all.map((each) => each.tested));
    const isViolated = all.some(({ result }) => result === 'violated');
    return {
      ...property,
      result: isViolated ? 'violated' : isComplete && tested > 0 ? 'held' : 'inconclusive',
      expected: all.every(({ expected }) => expected),
      tested,
    };
  });
}

/** The part in whose states something failed first. */
function failedPart(parts: readonly PartVerdict[]): PartVerdict | undefined {
  const failed = parts.filter(({ part }) => part.failed !== undefined);
  return failed.toSorted((a, b) => a.part.failed! - b.part.failed!)[0];
}

/**
 * The verdict of a whole check, from those of its parts; inconclusive while one is missing. Where one of them failed it has the
 * counterexample of the first state that did, and the counts of all that was done: a whole check would have ended there.
 */
export function mergeParts(given: readonly PartVerdict[]): Verdict {
  refuseStrangers(given, alike);
  const parts = given.toSorted((a, b) => a.part.index - b.part.index);
  const [first] = parts as [PartVerdict];
  const failed = failedPart(parts);
  const bound = failed === undefined ? boundOf(parts) : undefined;
  const rules = first.rules.map(({ id }, at) => ({ id, fired: sum(parts.map((each) => each.rules[at]!.fired)) }));
  const properties = propertiesOf(parts, failed === undefined && bound === undefined);
  return {
    ...headOf(first),
    ...(parts.some(({ interrupted }) => interrupted) ? { interrupted: true } : {}),
    result: failed !== undefined ? 'violated' : bound !== undefined ? 'inconclusive' : 'held',
    transitions: sum(parts.map(({ transitions }) => transitions)),
    seconds: secondsIn(parts),
    ...(bound === undefined ? {} : { bound }),
    rules,
    neverFired: rules.filter(({ fired }) => fired === 0).map(({ id }) => id),
    untested: inAll(parts.map(({ untested }) => untested)),
    properties,
    anomalies: anomaliesOf(parts),
    vacuous: properties.filter(({ tested }) => tested === 0).map(({ id }) => id),
    ...(failed?.counterexample === undefined ? {} : { counterexample: failed.counterexample }),
  };
}

/** What a verdict says before it comes to what was counted, in its order. */
function headOf({ part: _, bound: __, ...verdict }: PartVerdict) {
  const { rules, neverFired, untested, properties, anomalies, vacuous, counterexample, interrupted, ...head } = verdict;
  return head;
}
