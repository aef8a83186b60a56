import type { BoundedScope, Semantics } from '../../../semantics.ts';
import { HOOKS, type Scope } from './scope.ts';
import { scopesOf } from './scopes.ts';

/** The scopes in which both orders of two requests are compared: one hook, two hooks, and a list with room for one more. */
export function commuteScopes(semantics: Semantics): readonly BoundedScope<Scope>[] {
  const { default: usual } = scopesOf(semantics);
  const links = usual.links === 0 ? 0 : 2;
  const one: Scope = { ...usual, name: 'one hook', links, hooks: 1, foreign: 0, retired: 0, revision: 1, badInput: [] };
  const prefill = usual.capacity - 1;
  return [
    { scope: { ...one, programs: 4 }, limits: { depth: 3 } },
    ...(HOOKS[usual.kind].length === 1
      ? []
      : [
          {
            scope: { ...one, name: 'two hooks', programs: 2, hooks: 2 },
            limits: { depth: usual.kind === 'cgroup' ? 2 : 3 },
          },
        ]),
    { scope: { ...one, name: 'room for one', programs: 2, prefill, floor: prefill }, limits: { depth: 1 } },
  ];
}
