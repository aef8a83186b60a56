import { withEffective } from './hierarchy.ts';
import { ABSENT, emptyHook, type HookState, type Keeping, type LinkStatus, nextRevision, type State } from './state.ts';
import type { HookName, LinkName, Slot, Universe } from './vocabulary/index.ts';

/** The state before the first request: everything loaded and open, the prefilled slots attached one after another. */
export function initialState(universe: Universe, keeping: Keeping): State {
  const hooks: Record<HookName, HookState> = {};
  for (const [hook, { kind }] of Object.entries(universe.hooks)) {
    const progs = universe.prefill[hook] ?? [];
    const slots = progs.map((prog): Slot => ({ prog, link: 'none' }));
    const mode = kind === 'cgroup' && slots.length > 0 ? 'MULTI' : 'NONE';
    const { revision: first } = emptyHook(universe, keeping);
    const revision = progs.reduce((before) => nextRevision(keeping, before), first);
    hooks[hook] = { slots, revision, mode, effective: [] };
  }
  const links: Record<LinkName, LinkStatus> = {};
  for (const link of universe.links) links[link] = ABSENT;
  for (const [link, prog] of Object.entries(universe.foreignLinks)) links[link] = { is: 'elsewhere', prog };
  const state: State = {
    universe,
    keeping,
    hooks,
    links,
    held: {},
    closed: new Set(),
    gone: new Set(),
    qdiscs: qdiscsOf(universe),
    unfiltered: new Set(),
    sockets: {},
    dying: {},
  };
  return withEffective(state, Object.keys(hooks));
}

/** The qdisc of every device. */
function qdiscsOf({ hooks }: Universe): State['qdiscs'] {
  const qdiscs: Record<string, 'clsact' | 'none'> = {};
  for (const hook of Object.values(hooks))
    if (hook.kind !== 'cgroup') qdiscs[hook.device] = hook.kind === 'tcx' && hook.clsact ? 'clsact' : 'none';
  return qdiscs;
}
