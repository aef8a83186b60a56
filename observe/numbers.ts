import type { CgroupAttachType, ProgType } from '../spec/families/slots/vocabulary/index.ts';

/**
 * Numbers of bpf(2) and their names without prefix, as far as they are about attaching.
 * Source: include/uapi/linux/bpf.h, v6.18 (enum bpf_cmd, bpf_prog_type and bpf_attach_type; BPF_F_*).
 */
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
  BTF_LOAD: 18,
  LINK_CREATE: 28,
  LINK_UPDATE: 29,
  LINK_GET_FD_BY_ID: 30,
  LINK_DETACH: 34,
} as const;
export type Command = keyof typeof COMMANDS;

const PROG_TYPES: Readonly<Record<number, ProgType>> = {
  3: 'sched_cls',
  6: 'xdp',
  8: 'cgroup_skb',
  9: 'cgroup_sock',
  18: 'cgroup_sock_addr',
  25: 'cgroup_sockopt',
};

/** The type of a program of a universe; `sk_lookup` stands for all that no hook takes. */
export const progType = (type: number): ProgType => PROG_TYPES[type] ?? 'sk_lookup';

/** What an attach type is for: a direction of tcx, or an attach type of cgroups. */
export type Place =
  | { readonly kind: 'tcx'; readonly direction: 'ingress' | 'egress' }
  | { readonly kind: 'cgroup'; readonly attachType: CgroupAttachType };

const cgroup = (attachType: CgroupAttachType): Place => ({ kind: 'cgroup', attachType });

/** The attach types that are read, by number. */
export const PLACES: Readonly<Record<number, Place>> = {
  0: cgroup('ingress'),
  1: cgroup('egress'),
  2: cgroup('sock_create'),
  10: cgroup('connect4'),
  14: cgroup('sendmsg4'),
  21: cgroup('getsockopt'),
  22: cgroup('setsockopt'),
  46: { kind: 'tcx', direction: 'ingress' },
  47: { kind: 'tcx', direction: 'egress' },
};

const ATTACH_TYPES = {
  BPF_CGROUP_INET_INGRESS: 0,
  BPF_CGROUP_INET_EGRESS: 1,
  BPF_CGROUP_INET_SOCK_CREATE: 2,
  BPF_CGROUP_INET4_CONNECT: 10,
  BPF_CGROUP_UDP4_SENDMSG: 14,
  BPF_CGROUP_GETSOCKOPT: 21,
  BPF_CGROUP_SETSOCKOPT: 22,
  BPF_TCX_INGRESS: 46,
  BPF_TCX_EGRESS: 47,
};

const TYPES = {
  BPF_PROG_TYPE_UNSPEC: 0,
  BPF_PROG_TYPE_SCHED_CLS: 3,
  BPF_PROG_TYPE_XDP: 6,
  BPF_PROG_TYPE_CGROUP_SKB: 8,
  BPF_PROG_TYPE_CGROUP_SOCK: 9,
  BPF_PROG_TYPE_CGROUP_SOCK_ADDR: 18,
  BPF_PROG_TYPE_CGROUP_SOCKOPT: 25,
};

const FLAGS = {
  BPF_F_ALLOW_OVERRIDE: 1 << 0,
  BPF_F_ALLOW_MULTI: 1 << 1,
  BPF_F_REPLACE: 1 << 2,
  BPF_F_BEFORE: 1 << 3,
  BPF_F_AFTER: 1 << 4,
  BPF_F_ID: 1 << 5,
  BPF_F_PREORDER: 1 << 6,
  BPF_F_LINK: 1 << 13,
  BPF_F_QUERY_EFFECTIVE: 1 << 0,
};

/** The number of every name that strace prints and this folder reads. */
export const NAMED: ReadonlyMap<string, number> = new Map([
  ...Object.entries(COMMANDS).map(([name, number]) => [`BPF_${name}`, number] as const),
  ...Object.entries({ ...ATTACH_TYPES, ...TYPES, ...FLAGS, NULL: 0 }),
]);

const BY_NUMBER: ReadonlyMap<number, Command> = new Map(
  Object.entries(COMMANDS).map(([name, number]) => [number, name as Command]),
);

/** The command of a number, if it is one of those above. */
export const commandOf = (number: number): Command | undefined => BY_NUMBER.get(number);
