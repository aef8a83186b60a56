import type { Domain } from '../spec/families/slots/vocabulary/index.ts';
import type { Answer, SocketCall } from './socket-calls.ts';

/**
 * What the process that makes sockets is ordered: to make one in a cgroup, by the path of that; to make a call about one while it is
 * in a cgroup; or to close its own fd of one.
 */
export type MemberOrder =
  | { readonly in: string; readonly make: Domain }
  | { readonly in: string; readonly use: number; readonly call: SocketCall }
  | { readonly close: number };

/** What it says: what a call gave, that it could not go into the cgroup, or that it is at its end. */
export type Said =
  | { readonly is: 'answer'; readonly answer: Answer }
  | { readonly is: 'outside'; readonly errno: string }
  | { readonly is: 'failed'; readonly why: string };

/** The fd over which it is ordered, in packets of JSON; and that of the network namespace that it makes sockets in. */
export const ORDER_FD = 3;
export const NETWORK_FD = 4;
