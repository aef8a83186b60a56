import type { DeviceName, Hook, HookName, Universe } from '../spec/vocabulary/index.ts';
import { must, type Result } from './errno.ts';
import { KernelUnavailable } from './failure.ts';
import { find } from './handles.ts';
import { ATTACH_TYPES } from './layout.ts';
import type { Netlink } from './netlink.ts';
import type { Places, Target } from './places.ts';

/** Slots of a tcx hook. Source: bpf_mprog_max, include/linux/bpf_mprog.h, v6.18. */
export const TCX_CAPACITY = 63;

const DIRECTIONS = { ingress: ATTACH_TYPES.TCX_INGRESS, egress: ATTACH_TYPES.TCX_EGRESS } as const;

let devicesMade = 0;

/** The network devices of one universe. */
export class Devices implements Places {
  readonly #netlink: Netlink;
  readonly #deviceKind: string;
  readonly #hooks: ReadonlyMap<HookName, Hook>;
  readonly #devices = new Map<DeviceName, number>();

  /** `deviceKind`: the kind of device to make. */
  constructor(netlink: Netlink, deviceKind: string, { hooks }: Universe) {
    this.#netlink = netlink;
    this.#deviceKind = deviceKind;
    this.#hooks = new Map(Object.entries(hooks));
    try {
      for (const [name, hook] of Object.entries(hooks)) this.#make(tcxHook(name, hook));
    } catch (error) {
      this.release();
      throw error;
    }
  }

  /** The device and direction of a hook; the index of a device that is gone is not given again soon. */
  target(hook: HookName): Target {
    const { device, direction } = tcxHook(hook, find('hook', this.#hooks, hook));
    return { target_ifindex: find('device', this.#devices, device), attach_type: DIRECTIONS[direction] };
  }

  removeDevice(name: DeviceName): Result {
    return this.#netlink.delete(find('device', this.#devices, name));
  }

  release(): void {
    for (const ifindex of this.#devices.values()) this.#netlink.delete(ifindex);
    this.#devices.clear();
  }

  #make({ device, clsact }: Hook & { kind: 'tcx' }): void {
    if (this.#devices.has(device)) return;
    devicesMade += 1;
    const real = `mprog${devicesMade}`;
    must(`RTM_NEWLINK of a device of kind ${this.#deviceKind}`, this.#netlink.create(this.#deviceKind, real));
    const ifindex = this.#netlink.indexOf(real);
    this.#devices.set(device, ifindex);
    if (!clsact) return;
    const added = this.#netlink.addClsact(ifindex);
    if (typeof added === 'string')
      throw new KernelUnavailable(`this kernel has no clsact qdisc (CONFIG_NET_SCH_INGRESS): ${added}`);
  }
}

/** A hook that has to be one of tcx. */
function tcxHook(name: string, hook: Hook): Hook & { kind: 'tcx' } {
  if (hook.kind !== 'tcx') throw new RangeError(`hook ${name}: expected a tcx hook, found one of kind ${hook.kind}`);
  return hook;
}
