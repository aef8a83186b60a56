import type { HookKind } from '../spec/families/slots/vocabulary/index.ts';
import type { Call } from './script.ts';

/** Why a trace cannot be carried. */
export class NotCarried extends Error {}

/** What comes of a trace, or why it cannot be carried: the reason, in one line. */
export function orWhyNot<T>(make: () => T): T | string {
  try {
    return make();
  } catch (error) {
    if (error instanceof NotCarried) return error.message;
    throw error;
  }
}

/** Adds to a reason which step it is about. */
export function located<T>(index: number, make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw error instanceof NotCarried ? new NotCarried(`step ${index + 1}: ${error.message}`) : error;
  }
}

/** The path of a trace, as it is printed in a comment of one line. */
export const inOneLine = (path: string): string => path.replaceAll(/[\r\n]/g, '_');

/** What a format can carry of traces. */
export interface Carried {
  /** The kinds of hook that it can make. */
  readonly kinds: readonly HookKind[];
  /** Whether it has pins of links, callers without privileges, qdiscs, cgroups with a process, and hooks that are named by another device. */
  readonly isFull?: true;
  /** Whether its programs note that they ran, for packets and calls, and it has sockets of cgroups. */
  readonly hasRuns?: true;
}

/** What every format can carry. */
export const USUAL: Carried = { kinds: ['tcx', 'cgroup'] };

/** What formats can carry that make every system call themselves. */
export const FULL: Carried = { kinds: ['tcx', 'cgroup', 'netkit'], isFull: true };

/** What formats can carry that load programs of their own making too. */
export const RAW: Carried = { ...FULL, hasRuns: true };

type PinCall = Extract<Call, { readonly call: 'link_get' | 'link_pin' | 'link_unpin' }>;
type RunCall = Extract<Call, { readonly call: 'run' | 'socket_create' | 'socket_close' }>;
type QdiscCall = Extract<Call, { readonly call: 'qdisc_add' | 'qdisc_remove' | 'qdisc_replace' }>;

export const isOfPin = (call: Call): call is PinCall => /^link_(get|pin|unpin)$/.test(call.call);
export const isOfQdisc = (call: Call): call is QdiscCall => /^qdisc_/.test(call.call);

/** Packets and calls, and the sockets that they are by. */
export const isOfRun = (call: Call): call is RunCall => /^(run|socket_)/.test(call.call);

/** A call that every format can carry. */
type UsualCall = Exclude<Call, PinCall | QdiscCall | RunCall | { readonly call: 'cgroup_remove_in_use' }>;

export const isUsual = (call: Call): call is UsualCall =>
  !isOfPin(call) && !isOfQdisc(call) && !isOfRun(call) && call.call !== 'cgroup_remove_in_use';
