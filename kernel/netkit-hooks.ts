import type { Hook } from '../spec/families/slots/vocabulary/index.ts';
import { must, type Result } from './errno.ts';
import { find } from './handles.ts';
import { type Attached, type Hooks, hooksOfKind, type Target } from './hooks.ts';
import { ATTACH_TYPES } from './layout.ts';
import { LOOPBACK_IFINDEX } from './netlink.ts';
import type { Toolbox } from './tools.ts';

type NetkitHook = Extract<Hook, { kind: 'netkit' }>;

const ATTACH_TYPE = { primary: ATTACH_TYPES.NETKIT_PRIMARY, peer: ATTACH_TYPES.NETKIT_PEER } as const;

/** The interface indices of a pair. */
interface Pair {
  readonly primary: number;
  readonly peer: number;
}

let pairsMade = 0;

/** Hooks of netkit pairs that are made for them, both ends in the private network namespace. */
export class NetkitHooks implements Hooks {
  readonly kind = 'netkit';
  readonly prefillFlags = 0;
  readonly #tools: Toolbox;
  readonly #hooks: ReadonlyMap<string, NetkitHook>;
  readonly #pairs = new Map<string, Pair>();
  readonly #targets = new Map<string, Target>();

  /** Throws NotForKernel on a hook of another kind. */
  constructor(tools: Toolbox, hooks: Readonly<Record<string, Hook>>) {
    this.#tools = tools;
    this.#hooks = hooksOfKind('netkit', hooks);
  }

  /** Throws KernelUnavailable where this kernel has no netkit. */
  make(): void {
    this.#tools.requireNetkit();
    for (const [name, { device, end, by }] of this.#hooks) {
      let pair = this.#pairs.get(device);
      if (pair === undefined) {
        pair = this.#makePair();
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
    for (const { primary } of this.#pairs.values()) netlink.delete(primary);
    this.#pairs.clear();
    for (const fd of [...links, ...progs]) system.close(fd);
  }

  #makePair(): Pair {
    const { netlink } = this.#tools;
    pairsMade += 1;
    const [primary, peer] = [`mprog${pairsMade}k`, `mprog${pairsMade}p`];
    must('RTM_NEWLINK of a netkit pair', netlink.createPair('netkit', primary, peer));
    return { primary: netlink.indexOf(primary), peer: netlink.indexOf(peer) };
  }
}
