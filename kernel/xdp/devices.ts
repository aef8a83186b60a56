import type { Device, Universe } from '../../spec/families/xdp/vocabulary/index.ts';
import { must, type Result } from '../errno.ts';
import { KernelUnavailable } from '../failure.ts';
import { find } from '../handles.ts';
import { attribute, u32 } from '../netlink-message.ts';
import type { XdpTools } from './tools.ts';

/** Sources: include/uapi/linux/if_link.h, v6.18. */
const IFLA_ADDRESS = 1;
const IFLA_MTU = 4;
const IFLA_MASTER = 10;
const IFLA_NET_NS_FD = 28;

const LARGE_MTU = 9000;

/** An address of a bridge's own: without one it has that of a port, and zero when the last has left. */
const ADDRESS = Buffer.of(0x02, 0, 0, 0, 0, 1);

/** An interface index that no device has: the kernel gives them in turn. */
const NO_IFINDEX = 0x7ffffff0;

interface Made {
  /** Its name in the kernel; that of its peer has another letter. */
  readonly real: string;
  readonly device: Device;
  ifindex: number;
  /** How often it was made. */
  times: number;
  where: 'here' | 'moved' | 'gone';
}

let made = 0;

/** The network devices of one universe, made in the private network namespace. */
export class Devices {
  readonly #tools: XdpTools;
  readonly #devices: ReadonlyMap<string, Made>;

  /** Makes nothing yet. */
  constructor(tools: XdpTools, devices: Universe['devices']) {
    this.#tools = tools;
    this.#devices = new Map(
      Object.entries(devices).map(([name, device]) => {
        made += 1;
        return [name, { real: `mprogx${made}`, device, ifindex: NO_IFINDEX, times: 0, where: 'gone' }];
      }),
    );
  }

  /** Makes those that are gone. Throws KernelUnavailable where this kernel has none of a kind. */
  make(): void {
    for (const device of this.#devices.values()) if (device.where === 'gone') this.#make(device);
  }

  isHere(name: string): boolean {
    return this.#find(name).where === 'here';
  }

  get names(): readonly string[] {
    return [...this.#devices.keys()];
  }

  /** How often a device was made, this one included. */
  times(name: string): number {
    return this.#find(name).times;
  }

  /** The interface index of a device as the callers know it; one that no device has where it is gone or elsewhere. */
  ifindex(name: string): number {
    const { where, ifindex } = this.#find(name);
    return where === 'here' ? ifindex : NO_IFINDEX;
  }

  /** The device with an index, wherever it is; `none` for 0, and `ifindex:N` for one that is not of the universe. */
  nameOf(ifindex: number): string {
    if (ifindex === 0) return 'none';
    for (const [name, device] of this.#devices) if (device.ifindex === ifindex && device.where !== 'gone') return name;
    return `ifindex:${ifindex}`;
  }

  /** RTM_NEWLINK under the name of a device. Throws on one that was moved: its name is taken. */
  create(name: string): Result {
    const device = this.#find(name);
    if (device.where === 'moved')
      throw new Error(`device ${name} was moved: expected the name of a device that is gone`);
    if (device.where === 'here') return this.#request(device);
    this.#make(device);
    return 0;
  }

  remove(name: string): Result {
    const result = this.#tools.netlink.delete(this.ifindex(name));
    if (result === 0) this.#find(name).where = 'gone';
    return result;
  }

  /** Moves a device to the other network namespace. */
  move(name: string): Result {
    const { otherNamespace, netlink } = this.#tools;
    const result = netlink.set(this.ifindex(name), [attribute(IFLA_NET_NS_FD, u32(otherNamespace.fd))]);
    if (result === 0) this.#find(name).where = 'moved';
    return result;
  }

  /** Makes a device a port of another; of none without one. */
  setUpper(name: string, upper?: string): Result {
    const master = upper === undefined ? 0 : this.ifindex(upper);
    return this.#tools.netlink.set(this.ifindex(name), [attribute(IFLA_MASTER, u32(master))]);
  }

  /** Deletes what was moved; its name is free then. */
  deleteMoved(): void {
    for (const device of this.#devices.values()) {
      if (device.where !== 'moved') continue;
      this.#tools.otherNamespace.netlink.delete(device.ifindex);
      device.where = 'gone';
    }
  }

  /** Deletes every device; safe when called again. */
  release(): void {
    this.deleteMoved();
    for (const device of this.#devices.values()) {
      if (device.where === 'here') this.#tools.netlink.delete(device.ifindex);
      device.where = 'gone';
    }
  }

  #request({ real, device: { kind } }: Made): Result {
    const { netlink } = this.#tools;
    if (kind === 'veth') return netlink.createPair('veth', real, peerOf(real));
    return netlink.create(kind === 'plain' ? this.#tools.plainKind : kind, real);
  }

  #make(device: Made): void {
    const { netlink } = this.#tools;
    const { kind, mtu } = device.device;
    const result = this.#request(device);
    if (result === 'EOPNOTSUPP') throw new KernelUnavailable(`this kernel has no network device of kind ${kind}`);
    must(`RTM_NEWLINK of a ${kind}`, result);
    device.ifindex = netlink.indexOf(device.real);
    device.where = 'here';
    device.times += 1;
    if (kind === 'bridge')
      must('an address of a bridge', netlink.set(device.ifindex, [attribute(IFLA_ADDRESS, ADDRESS)]));
    if (mtu === 'usual') return;
    const ends = kind === 'veth' ? [netlink.indexOf(peerOf(device.real)), device.ifindex] : [device.ifindex];
    for (const end of ends) must('a large MTU', netlink.set(end, [attribute(IFLA_MTU, u32(LARGE_MTU))]));
  }

  #find(name: string): Made {
    return find('device', this.#devices, name);
  }
}

const peerOf = (real: string) => real.replace('x', 'y');
