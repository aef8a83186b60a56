import { atOnce } from '../search/run.ts';
import { machineOf } from './machine.ts';
import { PROPERTIES } from './properties.ts';
import { scenariosOf } from './scenario.ts';
import { searchScenario } from './search.ts';
import type { Variant } from './variants.ts';
import type { Breach, VariantOptions, VariantProgress, VariantVerdict } from './verdict.ts';
import { WITNESSES } from './witnesses.ts';

/** Goes through all interleavings of all scenarios. A caller that answers `true` ends it there. */
export function* checkVariant(
  variant: Variant,
  options: VariantOptions = {},
): Generator<VariantProgress, VariantVerdict, boolean | undefined> {
  const scenarios = scenariosOf(variant.design.capacity);
  const found: Breach[] = [];
  const witnesses = Object.fromEntries(WITNESSES.map(({ id }) => [id, 0]));
  const sum = { states: 0, transitions: 0, depth: 0, interleavings: 0n };
  let bound: string | undefined;
  let interrupted = false;
  for (const [index, scenario] of scenarios.entries()) {
    const done = sum.states;
    const at = (states: number) => ({ scenario: index + 1, scenarios: scenarios.length, states: done + states });
    const searched = yield* searchScenario(machineOf(variant.design, scenario, options.readers), options, at);
    sum.states += searched.explored.states;
    sum.transitions += searched.transitions;
    sum.depth = Math.max(sum.depth, searched.explored.depth);
    sum.interleavings += searched.interleavings;
    for (const id of searched.witnesses) witnesses[id]! += 1;
    found.push(...searched.breaches);
    const { ending } = searched.explored;
    if (ending.is === 'bounded') bound ??= `the bound of ${ending.limit} ${ending.bound} in one scenario was hit`;
    if (ending.is === 'interrupted') {
      interrupted = true;
      bound = `interrupted in scenario ${index + 1} of ${scenarios.length}`;
      break;
    }
  }
  const { interleavings, ...counts } = sum;
  return {
    variant,
    result: found.length > 0 ? 'violated' : bound === undefined ? 'held' : 'inconclusive',
    ...(bound === undefined ? {} : { bound }),
    interrupted,
    scenarios: scenarios.length,
    ...counts,
    ...(bound !== undefined || options.count === false ? {} : { interleavings }),
    breaches: PROPERTIES.flatMap(({ id }) => shortest(found.filter(({ property }) => property === id)) ?? []),
    breachesByScenario: found,
    witnesses,
  };
}

/** The first of the shortest. */
export function shortest(breaches: readonly Breach[]): Breach | undefined {
  return breaches.toSorted((one, other) => one.path.length - other.path.length)[0];
}

/** Runs a check to its end without a pause. */
export function checkVariantFully(variant: Variant, options: VariantOptions = {}): VariantVerdict {
  return atOnce(checkVariant(variant, options));
}
