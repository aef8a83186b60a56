import { childrenOf, lineage } from '../hierarchy.ts';
import { fact } from '../rules.ts';
import { isGone } from '../state.ts';
import type { HookName, Request } from '../vocabulary/index.ts';

type AtCgroup = Request & { hook: HookName };

/** Whether the cgroup is there; one that is gone is named by an fd that was opened before. */
export const cgroup = fact({
  field: 'cgroup',
  values: ['present', 'gone'],
  reads: ['hook'],
  tell: (state, { hook }: AtCgroup) => (isGone(state, hook) ? 'gone' : 'present'),
});

/** Whether the cgroup above is there; nothing is above the topmost. */
export const parent = fact({
  field: 'parent',
  values: ['present', 'gone'],
  reads: ['hook'],
  tell: (state, { hook }: AtCgroup) => {
    const above = lineage(state, hook)[1];
    return above !== undefined && isGone(state, above) ? 'gone' : 'present';
  },
});

/** Whether there are cgroups below. */
export const children = fact({
  field: 'children',
  values: ['none', 'some'],
  reads: ['hook'],
  tell: (state, { hook }: AtCgroup) => (childrenOf(state, hook).length === 0 ? 'none' : 'some'),
});
