import type { CgroupAttachType } from './hook.ts';

/*
 * Numbers of bpf(2) that traces are put into and read from, by their names without the prefix. Source of all:
 * include/uapi/linux/bpf.h, v6.18. Flags have theirs in flags.ts.
 */

/** enum bpf_cmd, as far as it is about attaching. */
export const COMMANDS = {
  MAP_CREATE: 0,
  PROG_LOAD: 5,
  OBJ_PIN: 6,
  OBJ_GET: 7,
  PROG_ATTACH: 8,
  PROG_DETACH: 9,
  PROG_GET_FD_BY_ID: 13,
  OBJ_GET_INFO_BY_FD: 15,
  PROG_QUERY: 16,
  LINK_CREATE: 28,
  LINK_UPDATE: 29,
  LINK_GET_FD_BY_ID: 30,
  LINK_DETACH: 34,
} as const;

/** enum bpf_prog_type, as far as universes have it. */
export const PROG_TYPES = {
  sched_cls: 3,
  xdp: 6,
  cgroup_skb: 8,
  cgroup_sock: 9,
  cgroup_sock_addr: 18,
  cgroup_sockopt: 25,
  sk_lookup: 30,
} as const;

/** enum bpf_attach_type, likewise. */
export const ATTACH_TYPES = {
  CGROUP_INET_INGRESS: 0,
  CGROUP_INET_EGRESS: 1,
  CGROUP_INET_SOCK_CREATE: 2,
  CGROUP_INET4_CONNECT: 10,
  CGROUP_UDP4_SENDMSG: 14,
  CGROUP_GETSOCKOPT: 21,
  CGROUP_SETSOCKOPT: 22,
  SK_LOOKUP: 36,
  XDP: 37,
  TCX_INGRESS: 46,
  TCX_EGRESS: 47,
  NETKIT_PRIMARY: 54,
  NETKIT_PEER: 55,
} as const;

/** The attach types that a program of XDP is loaded for which is to run from a map. */
export const XDP_MAP_ATTACH_TYPES = { XDP_DEVMAP: 33, XDP_CPUMAP: 35 } as const;

type AttachTypeName = keyof typeof ATTACH_TYPES;

/** The attach type of each direction of a tcx hook. */
export const OF_DIRECTION = {
  ingress: 'TCX_INGRESS',
  egress: 'TCX_EGRESS',
} as const satisfies Readonly<Record<string, AttachTypeName>>;

/** The attach type of each end of a netkit pair. */
export const OF_END = { primary: 'NETKIT_PRIMARY', peer: 'NETKIT_PEER' } as const satisfies Readonly<
  Record<string, AttachTypeName>
>;

/** The attach type of each kind of cgroup hook. */
export const OF_CGROUP = {
  ingress: 'CGROUP_INET_INGRESS',
  egress: 'CGROUP_INET_EGRESS',
  sock_create: 'CGROUP_INET_SOCK_CREATE',
  connect4: 'CGROUP_INET4_CONNECT',
  sendmsg4: 'CGROUP_UDP4_SENDMSG',
  getsockopt: 'CGROUP_GETSOCKOPT',
  setsockopt: 'CGROUP_SETSOCKOPT',
} as const satisfies Readonly<Record<CgroupAttachType, AttachTypeName>>;
