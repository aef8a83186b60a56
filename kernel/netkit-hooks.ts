import type { Hook } from '../spec/families/slots/vocabulary/index.ts';
import { must, type Result } from './errno.ts';
import { CallFailed, NotForKernel } from './failure.ts';
import { find } from './handles.ts';
import { type Attached, type DevicePackets, type Hooks, hooksOfKind, type Sent, type Target } from './hooks.ts';
import { ATTACH_TYPES } from './layout.ts';
import { LOOPBACK_IFINDEX, netkitPolicies } from './netlink.ts';
import { PacketWay } from './packet-way.ts';
import type { Toolbox } from './tools.ts';

type NetkitHook = Extract<Hook, { kind: 'netkit' }>;

const ATTACH_TYPE = { primary: ATTACH_TYPES.NETKIT_PRIMARY, peer: ATTACH_TYPES.NETKIT_PEER } as const;

/** The interface indices of a pair, and how packets are sent over it, if they are. */
interface Pair {
  readonly primary: number;
  readonly peer: number;
  readonly way?: PacketWay;
}

let pairsMade = 0;

/** Hooks of netkit pairs that are made for them, both ends in the private network namespace. */
export class NetkitHooks implements Hooks {
  readonly kind = 'netkit';
  readonly prefillFlags = 0;
  readonly packets?: DevicePackets;
  readonly #tools: Toolbox;
  readonly #hooks: ReadonlyMap<string, NetkitHook>;
  readonly #pairs = new Map<string, Pair>();
  readonly #targets = new Map<string, Target>();

  /** `sends`: whether packets are to be sent. Throws NotForKernel on a hook of another kind. */
  constructor(tools: Toolbox, hooks: Readonly<Record<string, Hook>>, sends: boolean) {
    this.#tools = tools;
    this.#hooks = hooksOfKind('netkit', hooks);
    if (sends)
      this.packets = {
        over: 'devices',
        send: (hook) => this.#send(hook),
        hookOf: ({ ifindex }) => this.#sendingTo(ifindex),
        redirectTo: (hook) => {
          throw new NotForKernel(`hook ${hook}: expected a tcx hook to redirect to`);
        },
        addFilter: (hook) => {
          throw new NotForKernel(`hook ${hook}: expected a tcx hook for filters`);
        },
      };
  }

  /** Throws KernelUnavailable where this kernel has no netkit. */
  make(): void {
    this.#tools.requireNetkit();
    for (const [name, { device, end, by }] of this.#hooks) {
      let pair = this.#pairs.get(device);
      if (pair === undefined) {
        pair = this.#makePair(device);
        this.#pairs.set(device, pair);
      }
      const ifindex = by === 'other' ? LOOPBACK_IFINDEX : pair[by];
      this.#targets.set(name, { target_ifindex: ifindex, attach_type: ATTACH_TYPE[end] });
    }
  }

  target(hook: string): Target {
    return this.#targets.get(hook) ?? find('hook', this.#targets, hook);
  }

  /** The peer goes with the primary. */
  removeDevice(device: string): Result {
    return this.#tools.netlink.delete(find('device', this.#pairs, device).primary);
  }

  /** Deletes the pairs first: what is attached to them goes at once, where closing would wait for every link. */
  release({ links, progs }: Attached): void {
    const { system, netlink } = this.#tools;
    for (const { primary, way } of this.#pairs.values()) way === undefined ? netlink.delete(primary) : way.close();
    this.#pairs.clear();
    for (const fd of [...links, ...progs]) system.close(fd);
  }

  #makePair(device: string): Pair {
    const { netlink } = this.#tools;
    pairsMade += 1;
    const names = [`mprog${pairsMade}k`, `mprog${pairsMade}p`] as const;
    if (this.packets !== undefined) {
      const policies = [this.#policyOf(device, 'primary'), this.#policyOf(device, 'peer')] as const;
      const drops = [policies[0] === 'drop', policies[1] === 'drop'] as const;
      const pair = { kind: 'netkit', names, which: pairsMade % 0x10000, isHere: true, drops } as const;
      const way = new PacketWay(this.#tools, { ...pair, more: netkitPolicies(...policies) });
      return { primary: way.near.ifindex, peer: way.far.ifindex, way };
    }
    must('RTM_NEWLINK of a netkit pair', netlink.createPair('netkit', ...names));
    return { primary: netlink.indexOf(names[0]), peer: netlink.indexOf(names[1]) };
  }

  #policyOf(device: string, end: NetkitHook['end']): 'pass' | 'drop' {
    const own = [...this.#hooks.values()].find((hook) => hook.device === device && hook.end === end);
    return own?.policy ?? 'pass';
  }

  #send(hook: string): Sent | string {
    const { device, end } = find('hook', this.#hooks, hook);
    const { way } = find('device', this.#pairs, device);
    const sent = way!.send(end === 'primary' ? way!.near : way!.far, 'egress', [way!]);
    if (typeof sent === 'string') return sent;
    return { at: sent.at === undefined ? undefined : this.#sendingTo(sent.at.ifindex), sender: sent.sender };
  }

  /** The hook of the end whose packets a device receives: programs run when the packet is with the receiver already. */
  #sendingTo(ifindex: number): string {
    for (const [name, { device, end, by }] of this.#hooks) {
      const pair = this.#pairs.get(device);
      if (by === 'primary' && pair?.[end === 'primary' ? 'peer' : 'primary'] === ifindex) return name;
    }
    throw new CallFailed('the log of a packet', `a program at no hook (device ${ifindex})`);
  }
}
