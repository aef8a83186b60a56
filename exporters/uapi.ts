import { FLAG_BITS } from '../spec/families/slots/vocabulary/index.ts';

/*
 * Numbers of the uapi by the names that programs of a format give them, so that no header has to have them. Source of all:
 * include/uapi/linux/bpf.h, v6.18.
 */

/** enum bpf_prog_type, as far as programs of universes need it. */
export const PROG_TYPES: Readonly<Record<string, number>> = {
  sched_cls: 3,
  xdp: 6,
  cgroup_skb: 8,
  cgroup_sock: 9,
  cgroup_sock_addr: 18,
  cgroup_sockopt: 25,
  sk_lookup: 30,
};

/** enum bpf_attach_type, likewise. */
export const ATTACH_TYPES: Readonly<Record<string, number>> = {
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
};

/** enum bpf_cmd, likewise. */
export const COMMANDS: Readonly<Record<string, number>> = {
  MAP_CREATE: 0,
  PROG_LOAD: 5,
  PROG_ATTACH: 8,
  PROG_DETACH: 9,
  PROG_GET_FD_BY_ID: 13,
  OBJ_GET_INFO_BY_FD: 15,
  PROG_QUERY: 16,
  LINK_CREATE: 28,
  LINK_UPDATE: 29,
  LINK_GET_FD_BY_ID: 30,
  LINK_DETACH: 34,
};

/** Every number that a program of a format needs, by its name there. */
export function numbers(): readonly (readonly [name: string, value: number])[] {
  const prefixed = (prefix: string, some: Readonly<Record<string, number>>) =>
    Object.entries(some).map(([name, value]) => [prefix + name.toUpperCase(), value] as const);
  return [
    ...prefixed('BPF_', COMMANDS),
    ...prefixed('TYPE_', PROG_TYPES),
    ...prefixed('AT_', ATTACH_TYPES),
    ...prefixed('F_', FLAG_BITS),
  ];
}
