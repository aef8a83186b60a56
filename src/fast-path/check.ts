import type { Limits } from '../checker/explore.ts';
import { type Actor, type Machine, machineOf } from './machine.ts';
import { PROPERTIES, type PropertyId } from './properties.ts';
import { scenariosOf } from './scenario.ts';
import { searchScenario } from './search.ts';
import type { Variant } from './variants.ts';
import { WITNESSES } from './witnesses.ts';

/** A shortest interleaving that breaks a property. */
export interface Breach {
  readonly property: PropertyId;
  /** What is wrong after its last step. */
  readonly what: string;
  readonly machine: Machine;
  /** Who takes each step; to be replayed with the readers kept in order. */
  readonly path: readonly Actor[];
}

export interface VariantVerdict {
  readonly variant: Variant;
  /** `inconclusive`: a bound was hit or the run was interrupted, and nothing is broken so far. */
  readonly result: 'held' | 'violated' | 'inconclusive';
  /** Why not everything was seen. */
  readonly bound?: string;
  readonly interrupted: boolean;
  readonly scenarios: number;
  readonly states: number;
  readonly transitions: number;
  /** Steps to the state furthest from the first. */
  readonly depth: number;
  /** Complete interleavings of all scenarios; only where everything was seen. */
  readonly interleavings?: bigint;
  /** The first of the shortest for each property that breaks, in the order of the properties. */
  readonly breaches: readonly Breach[];
  /** A shortest one of each scenario for each property. */
  readonly breachesByScenario: readonly Breach[];
  /** In how many scenarios each witness was seen. */
  readonly witnesses: Readonly<Record<string, number>>;
}

/** Where a check stands. */
export interface VariantProgress {
  readonly scenario: number;
  readonly scenarios: number;
  readonly states: number;
}

export interface VariantOptions {
  /** Bounds of the search through each scenario. */
  readonly limits?: Limits;
  /** Takes states that differ by an exchange of the readers as one (default). */
  readonly symmetry?: boolean;
  /** One reader or two (default). */
  readonly readers?: 1 | 2;
  /** Counts the complete interleavings (default). */
  readonly count?: boolean;
}

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
  const check = checkVariant(variant, options);
  for (;;) {
    const next = check.next();
    if (next.done) return next.value;
  }
}
