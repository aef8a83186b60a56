import type { Hook } from '../spec/families/slots/vocabulary/index.ts';
import { must, type Result } from './errno.ts';
import { KernelUnavailable, NotForKernel } from './failure.ts';
import { find } from './handles.ts';
import type { Attached, Hooks, Target } from './hooks.ts';
import { ATTACH_TYPES } from './layout.ts';
import type { Toolbox } from './tools.ts';

type TcxHook = Extract<Hook, { kind: 'tcx' }>;

const ATTACH_TYPE = { ingress: ATTACH_TYPES.TCX_INGRESS, egress: ATTACH_TYPES.TCX_EGRESS } as const;

let devicesMade = 0;

/** Hooks of network devices that are made for them, in the private network namespace. */
export class TcxHooks implements Hooks {
  readonly kind = 'tcx';
  readonly prefillFlags = 0;
  readonly #tools: Toolbox;
  readonly #hooks: ReadonlyMap<string, TcxHook>;
  readonly #devices = new Map<string, number>();
  readonly #targets = new Map<string, Target>();

  /** Throws NotForKernel on a hook of another kind, and where the hooks of one device differ in clsact. */
  constructor(tools: Toolbox, hooks: Readonly<Record<string, Hook>>) {
    this.#tools = tools;
    this.#hooks = new Map(Object.entries(hooks).map(([name, hook]) => [name, tcxHook(name, hook)]));
    const first = new Map<string, string>();
    for (const [name, { device, clsact }] of this.#hooks) {
      const other = first.get(device);
      first.set(device, other ?? name);
      if (other !== undefined && this.#hooks.get(other)!.clsact !== clsact)
        throw new NotForKernel(
          `hook ${name}: a clsact qdisc keeps both hooks of a device: expected clsact ${!clsact} as at hook ${other} of ${device}, found ${clsact}`,
        );
    }
  }

  /** Throws KernelUnavailable where a clsact qdisc is asked for and this kernel has none. */
  make(): void {
    for (const [hook, { device, direction, clsact }] of this.#hooks) {
      if (!this.#devices.has(device)) this.#makeDevice(device, clsact);
      this.#targets.set(hook, { target_ifindex: this.#devices.get(device)!, attach_type: ATTACH_TYPE[direction] });
    }
  }

  /** The index of a device that is gone is not given again soon. */
  target(hook: string): Target {
    return this.#targets.get(hook) ?? find('hook', this.#targets, hook);
  }

  removeDevice(device: string): Result {
    return this.#tools.netlink.delete(find('device', this.#devices, device));
  }

  /** Deletes the devices first: what is attached to them goes at once, where closing would wait for every link. */
  release({ links, progs }: Attached): void {
    const { system, netlink } = this.#tools;
    for (const ifindex of this.#devices.values()) netlink.delete(ifindex);
    this.#devices.clear();
    for (const fd of [...links, ...progs]) system.close(fd);
  }

  #makeDevice(name: string, clsact: boolean): void {
    const { netlink, deviceKind } = this.#tools;
    devicesMade += 1;
    const real = `mprog${devicesMade}`;
    must(`RTM_NEWLINK of a device of kind ${deviceKind}`, netlink.create(deviceKind, real));
    const ifindex = netlink.indexOf(real);
    this.#devices.set(name, ifindex);
    if (!clsact) return;
    const added = netlink.addClsact(ifindex);
    if (added === 'ENOENT' || added === 'EOPNOTSUPP')
      throw new KernelUnavailable(`this kernel has no clsact qdisc (CONFIG_NET_SCH_INGRESS): ${added}`);
    must(`RTM_NEWQDISC of a clsact qdisc at ${name}`, added);
  }
}

function tcxHook(name: string, hook: Hook): TcxHook {
  if (hook.kind !== 'tcx')
    throw new NotForKernel(`hook ${name}: expected a hook of kind tcx as the others, found one of kind ${hook.kind}`);
  return hook;
}
