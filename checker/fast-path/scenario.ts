import { applied, describeUpdate, type List, nameOf, type Update, updatesOf } from './update.ts';

/** A list to begin with and two updates of it. */
export interface Scenario {
  readonly updates: readonly [Update, Update];
  /** The lists in force: before, between and after the updates. */
  readonly lists: readonly [List, List, List];
}

/** The lists a scenario begins with. */
const BEGINNINGS: readonly List[] = [[], [1], [1, 2]];

/** Every pair of updates that fits, from every beginning; the smallest come first. */
export function scenariosOf(capacity: number): readonly Scenario[] {
  return BEGINNINGS.flatMap((first) =>
    updatesOf(first, 3, capacity).flatMap((one) => {
      const second = applied(first, one);
      return updatesOf(second, 4, capacity).map(
        (two): Scenario => ({ updates: [one, two], lists: [first, second, applied(second, two)] }),
      );
    }),
  );
}

/** A scenario in a few words. */
export function describeScenario({ lists: [first], updates: [one, two] }: Scenario): string {
  const begin = first.length === 0 ? 'an empty list' : `the list ${first.map(nameOf).join(' ')}`;
  return `${begin}; ${describeUpdate(one)}; ${describeUpdate(two)}`;
}
