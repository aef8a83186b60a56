import { lineage } from '../hierarchy.ts';
import { fact } from '../rules.ts';
import type { State } from '../state.ts';
import type { HookName, Request } from '../vocabulary/index.ts';

/** The nearest ancestor that is in MULTI mode or has a program decides: any mode but NONE allows. */
function hierarchyAllows(state: State, hook: HookName): boolean {
  for (const ancestor of lineage(state, hook).slice(1)) {
    const { mode, slots } = state.hooks[ancestor]!;
    if (mode === 'MULTI') return true;
    if (slots.length > 0) return mode === 'OVERRIDE';
  }
  return true;
}

/** Whether the cgroups above let anything be attached. */
export const hierarchy = fact({
  field: 'hierarchy',
  values: ['allows', 'forbids'],
  reads: ['hook'],
  tell: (state, { hook }: Request & { hook: HookName }) => (hierarchyAllows(state, hook) ? 'allows' : 'forbids'),
});
