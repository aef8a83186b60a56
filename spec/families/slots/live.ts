import type { Live, Looks, Repeats } from '../../family.ts';
import type { Change } from '../../semantics.ts';
import type { Scope } from './scopes/scope.ts';
import { undo } from './undo.ts';
import type { Request } from './vocabulary/index.ts';

/** Whether any rule of a table can depend on the program to replace. */
function readsReplace({ facts, designation }: Looks): boolean {
  const places = designation?.places ?? [];
  return facts.some(({ reads }) => reads.includes('replace')) || places.some(({ reads }) => reads === 'replace');
}

/** Whether a detach differs from one without replace_bpf_fd in that alone, and has a relative or revision besides. */
function isAsOne(request: Request): boolean {
  if (request.op !== 'prog_detach' || request.replace.is === 'none') return false;
  return request.relative.is !== 'none' || request.revision !== 'none';
}

const hasCurrentRevision = (request: Request) => 'revision' in request && request.revision === 'current';

const hasUnusedTarget = (request: Request) =>
  'replace' in request &&
  request.replace.is !== 'none' &&
  (request.op === 'prog_detach' || !request.flags.includes('REPLACE'));

/**
 * Requests that change something at a device cost two grace periods each, so of those with the same rule and effect in one
 * state that differ only in an expected revision that is current, or in a program to replace that is not looked at, one of each
 * kind is made. Refusals are cheap: all of them are made.
 */
function repeats({ kind }: Scope, tables: readonly Looks[]): Repeats {
  const looksAtReplace = tables.some((table) => table.op === 'prog_detach' && readsReplace(table));
  const made = new Set<string>();
  const has = (request: Request, rule: string, change: Change | undefined): boolean => {
    if (kind === 'cgroup' || change === undefined) return false;
    if (!looksAtReplace && isAsOne(request)) return true;
    const variation = `${hasCurrentRevision(request)} ${hasUnusedTarget(request)}`;
    if (variation === 'false false') return false;
    const key = `${variation} ${rule} ${JSON.stringify(change)}`;
    if (made.has(key)) return true;
    made.add(key);
    return false;
  };
  return { has } as Repeats;
}

/** What helps to hold a kernel to lists of slots. */
export const LIVE: Live = {
  undo,
  repeats,
  unmakeable: [
    { field: 'short', value: true, why: 'memory cannot be made to run out (that takes CONFIG_FAULT_INJECTION)' },
    {
      field: 'caller',
      value: 'token',
      why: 'a token is of another user namespace, in which a process of its own would have to be (docs/tokens.md)',
    },
    { ops: ['device_remove'], field: 'busy', value: true, why: 'nobody can be made to hold a qdisc' },
  ],
};
