import type {
  Call,
  Domain,
  Filter,
  Hook,
  HookKind,
  Packet,
  Qdisc,
  RequestOf,
} from '../spec/families/slots/vocabulary/index.ts';
import type { Result } from './errno.ts';
import { NotForKernel } from './failure.ts';
import type { Redirect } from './instructions.ts';
import type { Ran } from './packet-log.ts';

/** One hook as bpf(2) names it: target_ifindex is the index of a device, or target_fd, an fd of a cgroup's directory. */
export interface Target {
  readonly target_ifindex: number;
  readonly attach_type: number;
}

/** The fds of everything that may be attached. */
export interface Attached {
  readonly links: readonly number[];
  readonly progs: readonly number[];
}

/** What became of a packet for its sender and its receiver, or of a call for its caller. */
export type Became = Omit<Packet, 'ran' | 'further' | 'to'> | Omit<Call, 'ran'>;

/** What became of a packet that was sent over a device, for its sender and its receiver. */
export interface Sent {
  /** The hook behind which it was received, if it was. */
  readonly at: string | undefined;
  readonly sender: 'ok' | 'ENOBUFS';
}

/** What makes devices and qdiscs come and go; each gives 0 or the name of an errno. */
export interface Targets {
  createDevice(device: string): Result;
  addQdisc(device: string, qdisc: Qdisc): Result;
  removeQdisc(device: string): Result;
  replaceQdisc(device: string, qdisc: Qdisc): Result;
}

/** What makes cgroups, and sockets in them, come and go; each gives 0 or the name of an errno. */
export interface CgroupTargets {
  removeCgroup(hook: string, busy: boolean): Result;
  createCgroup(hook: string): Result;
  createSocket(hook: string, socket: string, domain: Domain): Result;
  closeSocket(socket: string): Result;
}

/** How packets are sent over devices: which hooks they come to is found out from a log of the programs that ran. */
export interface DevicePackets {
  readonly over: 'devices';
  /** Sends one packet at a hook; the name of an errno where it cannot be sent. */
  send(hook: string): Sent | string;
  /** The hook at which a program ran, given the hooks that the packet has left for good. */
  hookOf(ran: Ran, left: readonly string[]): string;
  /** What a program that redirects to a hook asks for. */
  redirectTo(hook: string): Redirect;
  /** Puts a classic filter behind the list of a hook. */
  addFilter(hook: string, filter: Omit<Filter, 'prog'> & { readonly prog: number }): void;
}

/** How packets are sent, and calls made, with sockets of cgroups: all programs run at the cgroup of the socket. */
export interface SocketPackets {
  readonly over: 'sockets';
  /** What is done at the hook of a request: the name of an errno where it cannot be done. */
  run(request: RequestOf<'run'>): Became | string;
}

/** How packets are sent, and calls made, at hooks. */
export type Packets = DevicePackets | SocketPackets;

/** The hooks of one universe, which are all of one kind. */
export interface Hooks {
  readonly kind: HookKind;
  /** The attach_flags that the prefill is attached with. */
  readonly prefillFlags: number;
  /** Makes what the hooks are on; after an Error `release` is due. */
  make(): void;
  /** How bpf(2) names a hook; an Error for a name that is not in the universe. */
  target(hook: string): Target;
  /** Deletes a device; 0 or the name of an errno. An Error for a name that is not in the universe. */
  removeDevice(device: string): Result;
  /** How devices come again, and what their qdiscs are; not of every kind. */
  readonly targets?: Targets;
  /** How cgroups go and come again, where the hooks are theirs. */
  readonly cgroups?: CgroupTargets;
  /** Where packets can be sent. */
  readonly packets?: Packets;
  /** Takes the hooks and what is attached to them away, and closes these fds; safe when called again without fds. */
  release(attached: Attached): void;
}

type OfKind<K extends HookKind> = Extract<Hook, { kind: K }>;

/** Hooks by name, which must be of one kind. Throws NotForKernel on one of another. */
export function hooksOfKind<K extends HookKind>(
  kind: K,
  hooks: Readonly<Record<string, Hook>>,
): ReadonlyMap<string, OfKind<K>> {
  for (const [name, hook] of Object.entries(hooks))
    if (hook.kind !== kind)
      throw new NotForKernel(
        `hook ${name}: expected a hook of kind ${kind} as the others, found one of kind ${hook.kind}`,
      );
  return new Map(Object.entries(hooks) as [string, OfKind<K>][]);
}
