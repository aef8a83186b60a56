import type { Limits } from '../../checker/search/discovery.ts';

/** How far scopes are searched: most mistakes show in the first states of one of them, and then none has to be searched to its end. */
const EVER_FURTHER: readonly Limits[] = [{ states: 10 }, { states: 100 }, {}];

/**
 * Looks for a scope in which something shows: the first states of each, then all of them. `undefined` where it shows in none. The scope
 * that showed the last comes first for the next.
 */
export function everFurther<Scope>(
  scopes: readonly Scope[],
): (shows: (scope: Scope, limits: Limits) => boolean) => Scope | undefined {
  let inOrder = scopes;
  return (shows) => {
    for (const limits of EVER_FURTHER) {
      const found = inOrder.find((scope) => shows(scope, limits));
      if (found === undefined) continue;
      inOrder = [found, ...inOrder.filter((scope) => scope !== found)];
      return found;
    }
    return undefined;
  };
}
