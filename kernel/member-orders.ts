/** What the process that makes sockets is ordered: to make one in a cgroup, by the path of that, or to close its own fd of one. */
export type MemberOrder = { readonly in: string } | { readonly close: number };

/** The fd over which it is ordered, in packets of JSON; and that of the network namespace that it makes sockets in. */
export const ORDER_FD = 3;
export const NETWORK_FD = 4;
