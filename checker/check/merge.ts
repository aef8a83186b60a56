import { elementsOf, fieldsOf, missingIn, PartError, refuseStrangers, secondsIn, sum } from '../search/share.ts';
import { tornBetween } from './fingerprints.ts';
import { inAll } from './summary.ts';
import type { Verdict } from './verdict.ts';

type Part = NonNullable<Verdict['part']>;
export type PartVerdict = Verdict & { readonly part: Part };

const idsOf = (all: readonly { readonly id: string }[]) => all.map(({ id }) => id);

/** What every part of one check says alike. */
const alike = ({ profile, model, fault, scope, reduction, rules, properties }: PartVerdict) => ({
  profile,
  model,
  fault,
  ...fieldsOf('scope', scope),
  ...fieldsOf('reduction', reduction),
  ...elementsOf('rules', idsOf(rules)),
  ...elementsOf('properties', idsOf(properties)),
});

/** Whether the states of a part were not enumerated to their end: it may have fewer of them than others. */
const isCutShort = ({ bound, interrupted }: PartVerdict) => bound !== undefined || interrupted === true;

function requireState(part: Part, field: 'firsts' | 'otherwise', property: string, place: number): void {
  if (typeof part[field]?.[property] !== 'number')
    throw new PartError(`part.${field}.${property}: expected the number of a state, found nothing`, place);
}

/** Throws a PartError where a part does not enumerate the states that the others do, or says too little of them. */
function refuseOtherStates(parts: readonly PartVerdict[]): void {
  const whole = parts.findIndex((each) => !isCutShort(each));
  for (const [place, each] of parts.entries()) {
    const bytes = Buffer.from(each.part.seen, 'base64').length;
    if (bytes !== 4 * each.states)
      throw new PartError(`part.seen: expected ${4 * each.states} bytes, found ${bytes}`, place);
    for (const { property = '', otherwise } of each.anomalies) {
      requireState(each.part, 'firsts', property, place);
      if (otherwise !== undefined) requireState(each.part, 'otherwise', property, place);
    }
    if (isCutShort(each)) continue;
    for (const field of ['states', 'depth'] as const) {
      const expected = parts[whole]![field];
      if (each[field] !== expected)
        throw new PartError(`${field}: expected ${expected}, found ${each[field]}`, place, whole);
    }
  }
}

/** Why what all parts say does not add up to the verdict of a whole check, if so. */
function boundOf(parts: readonly PartVerdict[]): string | undefined {
  const missing = missingIn(parts);
  if (missing !== undefined) return missing;
  const bound = parts.find((each) => each.bound !== undefined)?.bound;
  if (bound !== undefined) return bound;
  if (parts.some(({ interrupted }) => interrupted)) return 'the run was interrupted';
  const torn = tornBetween(parts.map(({ part }) => part.seen));
  return torn === undefined
    ? undefined
    : `state ${torn} of the rules is more than one of the model: only a check that is not shared out sees them all`;
}

/** The known anomalies that any part found, with the first state of all that has each. */
function anomaliesOf(parts: readonly PartVerdict[]): Verdict['anomalies'] {
  return parts[0]!.properties.flatMap(({ id }) => {
    const all = parts.flatMap(({ anomalies, part }) =>
      anomalies.filter(({ property }) => property === id).map((anomaly) => ({ anomaly, part })),
    );
    const found = inOne(all.map(({ anomaly, part }) => ({ of: anomaly, state: part.firsts[id]! })));
    if (found === undefined) return [];
    const { otherwise: _, ...first } = found;
    const otherwise = inOne(
      all.flatMap(({ anomaly, part }) =>
        anomaly.otherwise === undefined ? [] : [{ of: anomaly.otherwise, state: part.otherwise![id]! }],
      ),
    );
    return [{ ...first, ...(otherwise === undefined ? {} : { otherwise }) }];
  });
}

/** What several parts found, with the cases of all, as the first of their states has it. */
function inOne<T extends { readonly cases?: number | undefined }>(
  found: readonly { readonly of: T; readonly state: number }[],
): T | undefined {
  const first = found.toSorted((a, b) => a.state - b.state)[0];
  return first && { ...first.of, cases: sum(found.map(({ of }) => of.cases ?? 0)) };
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
  refuseOtherStates(given);
  const parts = given.toSorted((a, b) => a.part.index - b.part.index);
  const first = parts.find((each) => !isCutShort(each)) ?? parts[0]!;
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
    ...(first.fault === undefined ? {} : { fault: first.fault }),
  };
}

/** What a verdict says before it comes to what was counted, in its order. */
function headOf({ part: _, bound: __, fault: ___, ...verdict }: PartVerdict) {
  const { rules, neverFired, untested, properties, anomalies, vacuous, counterexample, interrupted, ...head } = verdict;
  return head;
}
