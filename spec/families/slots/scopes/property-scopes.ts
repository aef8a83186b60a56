import type { BoundedScope, PropertyScopes, Semantics } from '../../../semantics.ts';
import type { SlotsUapi } from '../uapi.ts';
import type { Scope } from './scope.ts';
import { runs, scopesOf } from './scopes.ts';

/** Good input, and what it takes to be refused for a revision. */
const GOOD = { foreign: 0, retired: 0, badInput: ['stale-revision'] } as const satisfies Partial<Scope>;

const whole = (scope: Scope): BoundedScope<Scope> => ({ scope, limits: {} });

/** A scope whose list is full from the start. */
const filledUp = (scope: Scope, links: number): BoundedScope<Scope> => ({
  scope: { ...scope, ...GOOD, programs: 2, links, floor: scope.capacity },
  limits: { depth: 2 },
});

/** The scopes in which the properties of a semantics are looked at. */
export function propertyScopes(semantics: Semantics): PropertyScopes {
  const { default: usual, boundary, overfull, failures, attributes, holders, sockets, shared } = scopesOf(semantics);
  const links = Math.min(usual.links, 1);
  const single: Scope = { ...usual, ...GOOD, name: 'good', links, hooks: 1, revision: 1 };
  const two: Scope = { ...single, programs: 2, badInput: [] };
  const several: readonly BoundedScope<Scope>[] = {
    tcx: [
      whole({ ...two, name: 'directions', programs: 1, hooks: 2 }),
      whole({ ...two, name: 'clsact', programs: 1, clsact: true }),
    ],
    netkit: [whole({ ...two, name: 'ends', programs: 1, hooks: 2 })],
    xdp: [],
    cgroup: [{ scope: { ...two, name: 'pair', hooks: 2 }, limits: { depth: 3 } }],
  }[usual.kind];
  // What is special shows in one list, and nothing else is new there.
  const isNarrow = usual.trait !== undefined || usual.failures === true;
  const more = isNarrow ? [] : [attributes, failures, holders, sockets, shared];
  const filled = (isNarrow ? [] : [boundary, overfull]).flatMap((scope) =>
    scope === undefined ? [] : [filledUp(scope, links)],
  );
  return {
    states: [
      whole(single),
      whole({ ...two, name: 'lifetimes', retired: 1, badInput: ['query-flags'] }),
      ...(isNarrow ? [] : several),
      ...more.flatMap((scope) => (scope === undefined ? [] : [whole(scope)])),
      ...(runs(semantics)
        ? runningIn({ ...two, links: 0, programs: 3 }, (semantics.uapi as SlotsUapi).setsRetval !== false)
        : []),
      ...filled,
    ],
    paths: pathsIn(two, isNarrow),
  };
}

/** Where packets are sent, and calls made: every way to refuse or undo, and what does neither. */
function runningIn(scope: Scope, sets: boolean): readonly BoundedScope<Scope>[] {
  if (scope.kind !== 'cgroup') return [whole({ ...scope, name: 'running', verdicts: [-1, 2, 42] })];
  const clearing = { returns: 1, retval: 'ok' } as const;
  return [
    whole({ ...scope, name: 'running', attachType: 'egress', verdicts: [1, 0, 3] }),
    { scope: { ...scope, name: 'inherited', hooks: 2, programs: 2, verdicts: [1, 0] }, limits: { depth: 3 } },
    whole({ ...scope, name: 'calls', attachType: 'getsockopt', verdicts: sets ? [1, 0, clearing] : [1, 0] }),
  ];
}

/** Where paths are followed: two cgroups, or one list for longer. */
function pathsIn(two: Scope, isNarrow: boolean): BoundedScope<Scope> {
  if (isNarrow) return { scope: { ...two, name: 'paths' }, limits: { depth: 3 } };
  if (two.kind !== 'cgroup') return { scope: { ...two, name: 'paths' }, limits: { depth: 5 } };
  return { scope: { ...two, name: 'paths', programs: 1, hooks: 2 }, limits: { depth: 4 } };
}

/** A scope in which a proposal is tried at once. */
export function rehearsalScope(semantics: Semantics): Scope {
  const { default: base } = scopesOf(semantics);
  return { ...base, name: 'rehearsal', programs: 2, links: Math.min(base.links, 2), retired: 1 };
}
