import type { Hook, ProgType } from './hook.ts';
import type { DeviceName, HookName, ProgName } from './names.ts';

interface Hooked {
  readonly hooks: Readonly<Record<HookName, Hook>>;
}

interface Redirecting extends Hooked {
  readonly programs: Readonly<Record<ProgName, ProgType>>;
  readonly redirects: Readonly<Record<ProgName, HookName | 'none'>>;
}

/** What makes no sense in a universe, and where. */
export interface Complaint {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** The device that a hook is at; none where it is at a cgroup. */
export function deviceOf({ hooks }: Hooked, hook: HookName): DeviceName | undefined {
  const place = hooks[hook]!;
  return place.kind === 'cgroup' ? undefined : place.device;
}

/** Every device that hooks are at. */
export function devicesOf(universe: Hooked): ReadonlySet<DeviceName> {
  return new Set(Object.keys(universe.hooks).flatMap((hook) => deviceOf(universe, hook) ?? []));
}

/** The ingress hook that the packets of a device come to, at the other end of its pair. */
export const beyond = ({ hooks }: Hooked, device: DeviceName): HookName | undefined =>
  Object.keys(hooks).find((name) => {
    const hook = hooks[name]!;
    return hook.kind === 'tcx' && hook.direction === 'ingress' && hook.peer === device;
  });

/** The device at the other end of the pair that a device is of, where both are of the universe. */
export function otherEnd({ hooks }: Hooked, device: DeviceName): DeviceName | undefined {
  for (const hook of Object.values(hooks)) {
    if (hook.kind !== 'tcx' || hook.peer === undefined) continue;
    if (hook.device === device) return hook.peer;
    if (hook.peer === device) return hook.device;
  }
  return undefined;
}

/** The other end of a pair is another device, and each end has one other. */
export function* aboutPeers({ hooks }: Hooked): Generator<Complaint> {
  const devices = devicesOf({ hooks });
  const taken = new Map<DeviceName, DeviceName>();
  for (const [name, hook] of Object.entries(hooks)) {
    if (hook.kind !== 'tcx' || hook.peer === undefined) continue;
    const { device, peer } = hook;
    const other = taken.get(peer);
    const path = ['hooks', name, 'peer'];
    if (hook.direction === 'egress')
      yield { path, message: 'expected it at an ingress hook, found it at an egress hook' };
    else if (!devices.has(peer) || peer === device)
      yield { path, message: `expected another device that hooks are at, found "${peer}"` };
    else if ((other ?? device) !== device || (taken.get(device) ?? peer) !== peer)
      yield { path, message: `expected one other end for each device, found "${peer}"` };
    taken.set(peer, device);
    taken.set(device, peer);
  }
}

/** Programs that redirect are of tcx, and so are the hooks that they ask for. */
export function* aboutRedirects({ programs, hooks, redirects }: Redirecting): Generator<Complaint> {
  for (const [prog, hook] of Object.entries(redirects)) {
    if (programs[prog] !== 'sched_cls')
      yield { path: ['redirects', prog], message: `${prog} is not a program of type sched_cls of the universe` };
    if (hook !== 'none' && hooks[hook]?.kind !== 'tcx')
      yield { path: ['redirects', prog], message: `expected "none" or a tcx hook of the universe, found "${hook}"` };
  }
}
