import type { Semantics } from '../../../semantics.ts';
import { type State, slotsOf } from '../state.ts';
import { CAPACITY, type Op } from '../vocabulary/index.ts';
import type { Scope } from './scope.ts';
import { scopesOf } from './scopes.ts';

/** Scopes of more states, in which no rule fires that does not fire elsewhere. */
const LONG: readonly string[] = ['lifetimes', 'directions', 'deep'];

/** Two cgroups with two slots each: enough to be inherited in an order, and fewer states than with more. */
const levels = (scope: Scope): Scope => ({ ...scope, name: scope.targets ? scope.name : 'levels', capacity: 2 });

/** The scopes that mutants are judged in and suites are taken from: without the long ones. */
export function suiteScopesOf(semantics: Semantics): readonly Scope[] {
  const scopes = Object.entries(scopesOf(semantics))
    .filter(([name]) => !LONG.includes(name))
    .map(([, scope]) => (scope.kind === 'cgroup' && scope.hooks > 1 && scope.links > 0 ? levels(scope) : scope));
  return [...new Map(scopes.map((scope) => [scope.name, scope])).values()];
}

/** Whether requests of an operation are left out in a state, because a list is full there that would not be on a kernel. */
export function isLeftOut(scope: Scope, state: State, op: Op, hook: string): boolean {
  if (scope.capacity >= CAPACITY[scope.kind] || (op !== 'prog_attach' && op !== 'link_create')) return false;
  return slotsOf(state, hook).length >= scope.capacity;
}
