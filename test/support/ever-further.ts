import type { Limits } from '../../checker/search/discovery.ts';

/** How far scopes are searched: most mistakes show in the first states of one of them, and then none has to be searched to its end. */
const EVER_FURTHER: readonly Limits[] = [{ states: 10 }, { states: 100 }, {}];

interface Named {
  readonly name: string;
}

/** Where mistakes showed: of each that has a name, the scope, and how far it was searched. */
export type Shown = Map<string, { readonly scope: string; readonly limits: Limits }>;

/**
 * Looks for a scope in which something shows: the first states of each, then all of them. `undefined` where it shows in none. The scope
 * that showed the last comes first for the next; but before all comes the one that showed the same mistake in another profile, as far as
 * it did there.
 */
export function everFurther<Scope extends Named>(
  scopes: readonly Scope[],
  shown: Shown = new Map(),
): (shows: (scope: Scope, limits: Limits) => boolean, mistake?: string) => Scope | undefined {
  let inOrder = scopes;
  return (shows, mistake = '') => {
    const before = shown.get(mistake);
    const likely = scopes.find(({ name }) => name === before?.scope);
    if (likely !== undefined && shows(likely, before!.limits)) return likely;
    for (const limits of EVER_FURTHER) {
      const found = inOrder.find((scope) => shows(scope, limits));
      if (found === undefined) continue;
      inOrder = [found, ...inOrder.filter((scope) => scope !== found)];
      if (mistake !== '') shown.set(mistake, { scope: found.name, limits });
      return found;
    }
    return undefined;
  };
}
