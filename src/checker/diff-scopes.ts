import type { Profile } from '../spec/profile.ts';
import type { Scope } from './scope.ts';
import { flagsAtOnce, scopesOf } from './scopes.ts';

/** The bad input that is left in a scope whose lists are long. */
const LITTLE = ['unknown-id', 'stale-revision'] as const;

/** A scope in which both semantics can be asked: that of the first, with what the second says of hooks. */
function pair(a: Scope, b: Scope): { readonly a: Scope; readonly b: Scope } {
  const capacity = Math.min(a.capacity, b.capacity);
  // Lists that are full from the start; and hierarchies, which have many states.
  const filled = { prefill: capacity, floor: capacity, programs: 1, links: 1, foreign: 0, badInput: LITTLE };
  const several = { foreign: 0, badInput: ['unknown-id'] } as const;
  const flags = [...new Set([...a.flags, ...b.flags])];
  const shared: Scope = {
    ...a,
    programs: Math.min(a.programs, b.programs),
    links: Math.min(a.links, b.links),
    hooks: a.kind === b.kind ? Math.min(a.hooks, b.hooks) : 1,
    capacity,
    flags,
    flagsAtOnce: flagsAtOnce(flags.length),
    ...(a.prefill > 0 ? filled : {}),
    ...(a.prefill === 0 && a.hooks > 1 && b.hooks > 1 ? several : {}),
  };
  return { a: shared, b: { ...shared, kind: b.kind } };
}

/** The scopes that two semantics are compared in: those that both come with, without the long ones. */
export function diffScopes(a: Profile, b: Profile): readonly { readonly a: Scope; readonly b: Scope }[] {
  const [ours, theirs] = [scopesOf(a), scopesOf(b)];
  return ['default', 'clsact', 'boundary'].flatMap((name) => {
    const [one, other] = [ours[name], theirs[name]];
    return one === undefined || other === undefined ? [] : [pair(one, other)];
  });
}
