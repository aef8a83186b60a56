import type { BoundedScope, Scope } from '../../spec/families/slots/scopes/scope.ts';
import { scopesOf } from '../../spec/families/slots/scopes/scopes.ts';
import type { Profile } from '../../spec/profile.ts';

/** Where properties are searched for violations: states, and for properties of paths the paths between them. */
export interface PropertyScopes {
  readonly states: readonly BoundedScope[];
  readonly paths: BoundedScope;
}

/** Good input, and what it takes to be refused for a revision. */
const GOOD = { foreign: 0, retired: 0, badInput: ['stale-revision'] } as const satisfies Partial<Scope>;

const whole = (scope: Scope): BoundedScope => ({ scope, limits: {} });

/** The scopes in which the properties of a semantics are looked at. */
export function propertyScopes(semantics: Profile): PropertyScopes {
  const { default: usual, boundary, overfull } = scopesOf(semantics);
  const links = Math.min(usual.links, 1);
  const single: Scope = { ...usual, ...GOOD, name: 'good', links, hooks: 1, revision: 1 };
  const two: Scope = { ...single, programs: 2, badInput: [] };
  const several: readonly BoundedScope[] = {
    tcx: [whole({ ...two, name: 'directions', programs: 1, hooks: 2 })],
    xdp: [],
    cgroup: [{ scope: { ...two, name: 'pair', hooks: 2 }, limits: { depth: 3 } }],
  }[usual.kind];
  const filled = [boundary, overfull].flatMap((scope) =>
    scope === undefined
      ? []
      : [{ scope: { ...scope, ...GOOD, programs: 2, links, floor: scope.capacity }, limits: { depth: 2 } }],
  );
  return {
    states: [
      whole(single),
      whole({ ...two, name: 'lifetimes', retired: 1, badInput: ['query-flags'] }),
      ...several,
      ...filled,
    ],
    paths:
      usual.kind === 'cgroup'
        ? { scope: { ...two, name: 'paths', programs: 1, hooks: 2 }, limits: { depth: 4 } }
        : { scope: { ...two, name: 'paths' }, limits: { depth: 5 } },
  };
}
