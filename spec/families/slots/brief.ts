import { CAPACITY, type Hook, type Universe } from './vocabulary/index.ts';

/** A hook without the field that has its default. */
function shortHook(hook: Hook): object {
  if (hook.kind === 'cgroup' && hook.attachType === 'ingress') return { kind: hook.kind, parent: hook.parent };
  if (hook.kind === 'netkit' && hook.by === 'primary') {
    const { by, ...rest } = hook;
    return rest;
  }
  if (hook.kind !== 'tcx' || hook.clsact) return hook;
  const { clsact, ...rest } = hook;
  return rest;
}

/** Of cgroups the capacity is always written: earlier versions of this package took 63 where it was left out. */
function leavesOutCapacity({ capacity, hooks }: Universe): boolean {
  return capacity === CAPACITY.tcx && Object.values(hooks).every(({ kind }) => kind !== 'cgroup');
}

/** A universe without what may be left out. */
export function brief(universe: Universe): object {
  const {
    programs,
    links,
    foreignLinks,
    hooks,
    prefill,
    capacity,
    revision,
    flags,
    verdicts,
    redirects,
    filters,
    traits,
    sockets,
  } = universe;
  return {
    programs,
    ...(links.length > 0 ? { links } : {}),
    ...(Object.keys(foreignLinks).length > 0 ? { foreignLinks } : {}),
    hooks: Object.fromEntries(Object.entries(hooks).map(([name, hook]) => [name, shortHook(hook)])),
    ...(Object.keys(prefill).length > 0 ? { prefill } : {}),
    ...(leavesOutCapacity(universe) ? {} : { capacity }),
    ...(revision === 1 ? {} : { revision }),
    ...(flags.length === 0 ? {} : { flags }),
    ...(Object.keys(verdicts).length > 0 ? { verdicts } : {}),
    ...(Object.keys(redirects).length > 0 ? { redirects } : {}),
    ...(Object.keys(filters).length > 0 ? { filters } : {}),
    ...(Object.keys(traits).length > 0 ? { traits } : {}),
    ...(sockets.length > 0 ? { sockets } : {}),
  };
}
