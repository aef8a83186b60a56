import { profileNamed } from '../../spec/families/profiles.ts';
import type { Scope } from '../../spec/families/slots/scopes/scope.ts';
import { scopesOf } from '../../spec/families/slots/scopes/scopes.ts';

/** A small scope of each profile, with its states; small enough to be gone through again and again. */
export function small(name: string): readonly Scope[] {
  const scopes = scopesOf(profileNamed(name));
  if (name.startsWith('cgroup') && scopes.single !== undefined) {
    const one: Scope = { ...scopes.single!, programs: 2, links: 1, retired: 1 };
    return [
      one,
      { ...one, foreign: 0, links: 2, retired: 0, badInput: ['unknown-id'] },
      {
        ...one,
        programs: 1,
        foreign: 0,
        hooks: 2,
        retired: 0,
        badInput: ['closed-fd', 'unknown-id', 'stale-revision'],
      },
      scopes.boundary!,
    ];
  }
  return Object.values(scopes).filter((scope) => !['lifetimes', 'directions'].includes(scope.name));
}
