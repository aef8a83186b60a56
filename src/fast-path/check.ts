import { type Explored, explore, type Limits } from '../checker/explore.ts';
import { type Actor, type Machine, machineOf } from './machine.ts';
import { Paths } from './paths.ts';
import { PROPERTIES, type PropertyId } from './properties.ts';
import { type Scenario, scenariosOf } from './scenario.ts';
import { interleavingsOf } from './space.ts';
import type { Variant } from './variants.ts';
import { WITNESSES } from './witnesses.ts';

/** A shortest interleaving that breaks a property. */
export interface Breach {
  readonly property: PropertyId;
  /** What is wrong after its last step. */
  readonly what: string;
  readonly scenario: Scenario;
  /** Who takes each step; to be replayed with the readers kept in order. */
  readonly path: readonly Actor[];
}

export interface VariantVerdict {
  readonly variant: Variant;
  /** `inconclusive`: a bound was hit or the run was interrupted, and nothing is broken so far. */
  readonly result: 'held' | 'violated' | 'inconclusive';
  /** Why not everything was seen. */
  readonly bound?: string;
  readonly scenarios: number;
  readonly states: number;
  readonly transitions: number;
  /** Steps of the longest interleaving. */
  readonly depth: number;
  /** Complete interleavings of all scenarios; only where everything was seen. */
  readonly interleavings?: bigint;
  /** The first of the shortest for each property that breaks, in the order of the properties. */
  readonly breaches: readonly Breach[];
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
  /** Counts the complete interleavings (default). */
  readonly count?: boolean;
}

/** Goes through all interleavings of all scenarios. A caller that answers `true` ends it there. */
export function* checkVariant(
  variant: Variant,
  options: VariantOptions = {},
): Generator<VariantProgress, VariantVerdict, boolean | undefined> {
  const scenarios = scenariosOf(variant.design.capacity);
  const breaches = new Map<PropertyId, Breach>();
  const witnesses = Object.fromEntries(WITNESSES.map(({ id }) => [id, 0]));
  const sum = { states: 0, transitions: 0, depth: 0, interleavings: 0n };
  let bound: string | undefined;
  for (const [index, scenario] of scenarios.entries()) {
    const search = new Search(machineOf(variant.design, scenario), options);
    const done = sum.states;
    const found = yield* search.run((states) => ({ scenario: index + 1, scenarios: scenarios.length, states: done + states }));
    sum.states += found.explored.states;
    sum.transitions += found.transitions;
    sum.depth = Math.max(sum.depth, found.explored.depth);
    sum.interleavings += found.interleavings;
    for (const id of found.witnesses) witnesses[id]! += 1;
    for (const breach of found.breaches)
      if (breach.path.length < (breaches.get(breach.property)?.path.length ?? Number.POSITIVE_INFINITY))
        breaches.set(breach.property, breach);
    const { ending } = found.explored;
    if (ending.is === 'bounded') bound ??= `the bound of ${ending.limit} ${ending.bound} in one scenario was hit`;
    if (ending.is === 'interrupted') {
      bound = `interrupted in scenario ${index + 1} of ${scenarios.length}`;
      break;
    }
  }
  const { interleavings, ...counts } = sum;
  return {
    variant,
    result: breaches.size > 0 ? 'violated' : bound === undefined ? 'held' : 'inconclusive',
    ...(bound === undefined ? {} : { bound }),
    scenarios: scenarios.length,
    ...counts,
    ...(bound !== undefined || options.count === false ? {} : { interleavings }),
    breaches: PROPERTIES.flatMap(({ id }) => breaches.get(id) ?? []),
    witnesses,
  };
}

interface Found {
  readonly explored: Explored<Actor, never>;
  readonly transitions: number;
  readonly interleavings: bigint;
  readonly breaches: readonly Breach[];
  readonly witnesses: readonly string[];
}

/** The search through one scenario. */
class Search {
  readonly #machine: Machine;
  readonly #options: VariantOptions;

  constructor(machine: Machine, options: VariantOptions) {
    this.#machine = machine;
    this.#options = options;
  }

  *run(progress: (states: number) => VariantProgress): Generator<VariantProgress, Found, boolean | undefined> {
    const { limits = {}, symmetry = true, count = true } = this.#options;
    const unbroken = new Set(PROPERTIES);
    const unseen = new Set(WITNESSES);
    const broken: { property: PropertyId; what: string; from: number; actor: Actor }[] = [];
    const paths = new Paths();
    let transitions = 0;
    const space = interleavingsOf(
      this.#machine,
      {
        look: (moment, from) => {
          for (const property of unbroken) {
            const what = property.broken(moment);
            if (what === undefined) continue;
            unbroken.delete(property);
            broken.push({ property: property.id, what, from, actor: moment.actor });
          }
          for (const witness of unseen) if (witness.seen(moment)) unseen.delete(witness);
        },
        edge: (from, to) => {
          transitions += 1;
          if (count) paths.edge(from, to);
        },
      },
      symmetry,
    );
    const search = explore(space, limits);
    let next = search.next();
    while (!next.done) next = search.next(yield progress(next.value.states));
    const explored = next.value;
    return {
      explored,
      transitions,
      interleavings: count && explored.ending.is === 'complete' ? paths.count(explored.keys()) : 0n,
      breaches: broken.map(({ property, what, from, actor }) => ({
        property,
        what,
        scenario: this.#machine.scenario,
        path: [...explored.pathTo(from), actor],
      })),
      witnesses: WITNESSES.filter((witness) => !unseen.has(witness)).map(({ id }) => id),
    };
  }
}

/** Runs a check to its end without a pause. */
export function checkVariantFully(variant: Variant, options: VariantOptions = {}): VariantVerdict {
  const check = checkVariant(variant, options);
  for (;;) {
    const next = check.next();
    if (next.done) return next.value;
  }
}
