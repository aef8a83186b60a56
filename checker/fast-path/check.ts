import { isUnfinished } from '../search/discovery.ts';
import { atOnce } from '../search/run.ts';
import { type Machine, machineOf } from './machine.ts';
import { PROPERTIES } from './properties.ts';
import { scenariosOf } from './scenario.ts';
import { type ScenarioResults, searchScenario } from './search.ts';
import type { Variant } from './variants.ts';
import type { Breach, VariantOptions, VariantProgress, VariantVerdict } from './verdict.ts';
import { WITNESSES } from './witnesses.ts';

/** What was found in scenarios under other designs, by their machines: with the same options the same is found again. */
export type Known = Map<string, ScenarioResults>;

/** Searches a scenario, unless designs do the same in it of which one was searched before. */
function* searchOnce(
  machine: Machine,
  options: VariantOptions,
  progress: (states: number) => VariantProgress,
  known: Known,
): Generator<VariantProgress, ScenarioResults, boolean | undefined> {
  const key = JSON.stringify(machine);
  const results = known.get(key) ?? (yield* searchScenario(machine, options, progress));
  if (!isUnfinished(results.ending)) known.set(key, results);
  return results;
}

/** Goes through all interleavings of all scenarios. A caller that answers `true` ends it there. */
export function* checkVariant(
  variant: Variant,
  options: VariantOptions = {},
  known: Known = new Map(),
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
    const searched = yield* searchOnce(machineOf(variant.design, scenario, options.readers), options, at, known);
    sum.states += searched.states;
    sum.transitions += searched.transitions;
    sum.depth = Math.max(sum.depth, searched.depth);
    sum.interleavings += searched.interleavings;
    for (const id of searched.witnesses) witnesses[id]! += 1;
    found.push(...searched.breaches);
    const { ending } = searched;
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
export function checkVariantFully(variant: Variant, options: VariantOptions = {}, known?: Known): VariantVerdict {
  return atOnce(checkVariant(variant, options, known));
}
