import type { Hook } from '../spec/families/slots/vocabulary/index.ts';
import { must, type Result } from './errno.ts';
import { KernelUnavailable, NotForKernel } from './failure.ts';
import { find } from './handles.ts';
import { type Attached, type Hooks, hooksOfKind, type Packets, type Sent, type Target } from './hooks.ts';
import { ATTACH_TYPES } from './layout.ts';
import { PacketWay } from './packet-way.ts';
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
  readonly #ways = new Map<string, PacketWay>();
  readonly packets?: Packets;

  /** `sends`: whether packets are to be sent. Throws NotForKernel on a hook of another kind, and where the hooks of one device differ in clsact. */
  constructor(tools: Toolbox, hooks: Readonly<Record<string, Hook>>, sends: boolean) {
    this.#tools = tools;
    if (sends)
      this.packets = { send: (hook) => this.#send(hook), addFilter: (...filter) => this.#addFilter(...filter) };
    this.#hooks = hooksOfKind('tcx', hooks);
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
    for (const way of this.#ways.values()) way.close();
    this.#ways.clear();
    for (const ifindex of this.#devices.values()) netlink.delete(ifindex);
    this.#devices.clear();
    for (const fd of [...links, ...progs]) system.close(fd);
  }

  #makeDevice(name: string, clsact: boolean): void {
    const { netlink, deviceKind } = this.#tools; // there is no kind without tcx
    devicesMade += 1;
    const real = `mprog${devicesMade}`;
    const ifindex = this.packets === undefined ? this.#plainDevice(deviceKind, real) : this.#wayOf(name, real);
    this.#devices.set(name, ifindex);
    if (!clsact) return;
    const added = netlink.addClsact(ifindex);
    if (added === 'ENOENT' || added === 'EOPNOTSUPP')
      throw new KernelUnavailable(`this kernel has no clsact qdisc (CONFIG_NET_SCH_INGRESS): ${added}`);
    must(`RTM_NEWQDISC of a clsact qdisc at ${name}`, added);
  }

  #plainDevice(kind: string, real: string): number {
    const { netlink } = this.#tools;
    must(`RTM_NEWLINK of a device of kind ${kind}`, netlink.create(kind, real));
    return netlink.indexOf(real);
  }

  #wayOf(name: string, real: string): number {
    const way = new PacketWay(this.#tools, real, devicesMade % 0x10000);
    this.#ways.set(name, way);
    return way.ifindex;
  }

  #send(hook: string): Sent | string {
    const { device, direction } = find('hook', this.#hooks, hook);
    return find('device', this.#ways, device).send(direction);
  }

  #addFilter(hook: string, filter: Parameters<Packets['addFilter']>[1]): void {
    const { device, direction } = find('hook', this.#hooks, hook);
    const ifindex = find('device', this.#devices, device);
    must(`RTM_NEWTFILTER at ${hook}`, this.#tools.netlink.addFilter(ifindex, { ...filter, direction }));
  }
}
