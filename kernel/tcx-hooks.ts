import { type Hook, otherEnd } from '../spec/families/slots/vocabulary/index.ts';
import { must, type Result } from './errno.ts';
import { CallFailed, KernelUnavailable, NotForKernel } from './failure.ts';
import { find } from './handles.ts';
import {
  type Attached,
  type DevicePackets,
  type Hooks,
  hooksOfKind,
  type Sent,
  type Target,
  type Targets,
} from './hooks.ts';
import type { Redirect } from './instructions.ts';
import { ATTACH_TYPES } from './layout.ts';
import type { Ran } from './packet-log.ts';
import { type End, PacketWay } from './packet-way.ts';
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
  readonly #gone = new Set<string>();
  readonly #targets = new Map<string, Target>();
  readonly #ways = new Map<string, PacketWay>();
  readonly packets?: DevicePackets;
  readonly targets: Targets = {
    createDevice: (device) => this.#makeAgain(device),
    addQdisc: (device, qdisc) => this.#tools.netlink.addQdisc(this.#indexOf(device), qdisc),
    removeQdisc: (device) => this.#tools.netlink.removeQdisc(this.#indexOf(device)),
    replaceQdisc: (device, qdisc) => this.#tools.netlink.replaceQdisc(this.#indexOf(device), qdisc),
  };

  /** `sends`: whether packets are to be sent. Throws NotForKernel on a hook of another kind, and where the hooks of one device differ in clsact. */
  constructor(tools: Toolbox, hooks: Readonly<Record<string, Hook>>, sends: boolean) {
    this.#tools = tools;
    if (sends)
      this.packets = {
        over: 'devices',
        send: (hook) => this.#send(hook),
        hookOf: (ran, left) => this.#hookOf(ran, left),
        redirectTo: (hook) => this.#redirectTo(hook),
        addFilter: (...filter) => this.#addFilter(...filter),
      };
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
    for (const { device, clsact } of this.#hooks.values())
      if (!this.#devices.has(device)) this.#makeDevice(device, clsact);
  }

  /** The index of a device that is gone is not given again soon. */
  target(hook: string): Target {
    return this.#targets.get(hook) ?? find('hook', this.#targets, hook);
  }

  removeDevice(device: string): Result {
    const result = this.#tools.netlink.delete(this.#indexOf(device));
    if (result === 0) this.#gone.add(device);
    return result;
  }

  /** Deletes the devices first: what is attached to them goes at once, where closing would wait for every link. */
  release({ links, progs }: Attached): void {
    const { system, netlink } = this.#tools;
    for (const way of new Set(this.#ways.values())) way.close();
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
    for (const [hook, { device, direction }] of this.#hooks)
      if (device === name) this.#targets.set(hook, { target_ifindex: ifindex, attach_type: ATTACH_TYPE[direction] });
    if (!clsact) return;
    const added = netlink.addQdisc(ifindex, 'clsact');
    if (added === 'ENOENT' || added === 'EOPNOTSUPP')
      throw new KernelUnavailable(`this kernel has no clsact qdisc (CONFIG_NET_SCH_INGRESS): ${added}`);
    must(`RTM_NEWQDISC of a clsact qdisc at ${name}`, added);
  }

  #indexOf(device: string): number {
    return find('device', this.#devices, device);
  }

  /** Another device under the name of one that is gone. The universe's name is not the kernel's, which is given once: so it is looked up here. */
  #makeAgain(device: string): Result {
    if (!this.#gone.has(device)) return 'EEXIST';
    if (this.packets !== undefined && otherEnd({ hooks: Object.fromEntries(this.#hooks) }, device) !== undefined)
      throw new NotForKernel(`device ${device}: expected a device that is no end of a pair, to be made again`);
    this.#ways.get(device)?.close();
    this.#makeDevice(device, false);
    this.#gone.delete(device);
    return 0;
  }

  #plainDevice(kind: string, real: string): number {
    const { netlink } = this.#tools;
    must(`RTM_NEWLINK of a device of kind ${kind}`, netlink.create(kind, real));
    return netlink.indexOf(real);
  }

  /** The index of a device that packets are sent over: an end of a pair, whose other end may be another device of the universe. */
  #wayOf(name: string, real: string): number {
    const other = otherEnd({ hooks: Object.fromEntries(this.#hooks) }, name);
    const way = this.#ways.get(other ?? '');
    if (way !== undefined) {
      this.#ways.set(name, way);
      return way.far.ifindex;
    }
    const which = devicesMade % 0x10000;
    const made = new PacketWay(this.#tools, {
      kind: 'veth',
      names: [real, `${real}p`],
      which,
      isHere: other !== undefined,
    });
    this.#ways.set(name, made);
    return made.near.ifindex;
  }

  #send(hook: string): Sent | string {
    const { device, direction } = find('hook', this.#hooks, hook);
    const way = find('device', this.#ways, device);
    const end = way.near.ifindex === this.#indexOf(device) ? way.near : way.far;
    const sent = way.send(end, direction, [...new Set(this.#ways.values())]);
    return typeof sent === 'string' ? sent : { at: this.#behind(sent.at), sender: sent.sender };
  }

  /** The hook behind which an end receives: its own ingress hook, or else the egress hook at the other end. */
  #behind(end: End | undefined): string | undefined {
    if (end === undefined) return undefined;
    const own = end.isHere ? this.#hookAt(end.ifindex, 'ingress') : undefined;
    if (own !== undefined) return own;
    const way = [...this.#ways.values()].find(({ near, far }) => end === near || end === far)!;
    return this.#hookAt((end === way.near ? way.far : way.near).ifindex, 'egress');
  }

  #hookAt(ifindex: number, direction: 'ingress' | 'egress'): string | undefined {
    for (const [name, hook] of this.#hooks)
      if (this.#devices.get(hook.device) === ifindex && hook.direction === direction) return name;
    return undefined;
  }

  /** A packet that came in by the device where it is is at its ingress, unless it has left that, and goes out again. */
  #hookOf({ ifindex, cameBy }: Ran, left: readonly string[]): string {
    const [ingress, egress] = [this.#hookAt(ifindex, 'ingress'), this.#hookAt(ifindex, 'egress')];
    const isAway = ingress !== undefined && left.includes(ingress);
    const hook = cameBy === ifindex && !isAway ? ingress : egress;
    if (hook === undefined) throw new CallFailed('the log of a packet', `a program at no hook (device ${ifindex})`);
    return hook;
  }

  #redirectTo(hook: string): Redirect {
    const { device, direction } = find('hook', this.#hooks, hook);
    return { ifindex: this.#indexOf(device), flags: direction === 'ingress' ? 1 : 0 };
  }

  #addFilter(hook: string, filter: Parameters<DevicePackets['addFilter']>[1]): void {
    const { device, direction } = find('hook', this.#hooks, hook);
    const ifindex = find('device', this.#devices, device);
    must(`RTM_NEWTFILTER at ${hook}`, this.#tools.netlink.addFilter(ifindex, { ...filter, direction }));
  }
}
