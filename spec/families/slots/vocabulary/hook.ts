import { z } from 'zod';
import { DeviceName, HookName } from './names.ts';

/**
 * The program types the universe knows. `sched_cls` is what tcx takes, `xdp` what an XDP hook takes; `cgroup_skb`,
 * `cgroup_sock`, `cgroup_sock_addr` and `cgroup_sockopt` are what hooks of cgroups take; `sk_lookup` stands for a program that no
 * hook under test takes.
 */
export const ProgType = z.enum([
  'sched_cls',
  'sk_lookup',
  'cgroup_skb',
  'xdp',
  'cgroup_sock',
  'cgroup_sock_addr',
  'cgroup_sockopt',
]);
export type ProgType = z.infer<typeof ProgType>;

/** What is to be known of an attach type of cgroups. */
interface AttachTypeFacts {
  readonly takes: ProgType;
  /** What programs are run for: a packet, or a system call. */
  readonly sees: 'packet' | 'call';
  /** The values that the verifier lets a program return. */
  readonly returns: readonly [least: number, most: number];
}

const CALL = { sees: 'call', returns: [0, 1] } as const;

/**
 * The attach types of cgroups. `ingress`, `egress`: one UDP packet to, or from, a socket of the cgroup. The others: one system call
 * about a socket of the cgroup, `sock_create` socket(2), `connect4` connect(2) and `sendmsg4` sendto(2) of a UDP socket over IPv4,
 * `getsockopt` and `setsockopt` the calls of that name. What sees packets is attached with CAP_NET_ADMIN, what sees calls without
 * any capability. Sources: include/uapi/linux/bpf.h (enum bpf_attach_type) and
 * kernel/bpf/verifier.c (check_return_code), v6.18.
 */
export const CGROUP_ATTACH_TYPES = {
  ingress: { takes: 'cgroup_skb', sees: 'packet', returns: [0, 1] },
  egress: { takes: 'cgroup_skb', sees: 'packet', returns: [0, 3] },
  sock_create: { takes: 'cgroup_sock', ...CALL },
  connect4: { takes: 'cgroup_sock_addr', ...CALL },
  sendmsg4: { takes: 'cgroup_sock_addr', ...CALL },
  getsockopt: { takes: 'cgroup_sockopt', ...CALL },
  setsockopt: { takes: 'cgroup_sockopt', ...CALL },
} as const satisfies Record<string, AttachTypeFacts>;

export type CgroupAttachType = keyof typeof CGROUP_ATTACH_TYPES;
export const CgroupAttachType = z.enum(Object.keys(CGROUP_ATTACH_TYPES) as [CgroupAttachType]);

/**
 * A hook. `tcx`: one direction of a network device; where the device has a clsact qdisc, the entry of the hook outlives
 * its slots; `peer` is the device at the other end of a veth pair, whose packets come to this device: from its egress hook to the
 * ingress hook here. `netkit`: one end of a pair, both named through the ifindex of the primary; `by` says whose ifindex requests pass
 * instead, to be refused; `policy` says what becomes of a packet that this end sends where nothing is attached, by default it passes.
 * `xdp`: the receive path of a device. `cgroup`: one attach type of a cgroup (by default the inet ingress hook), below the cgroup of
 * another hook of the universe, or directly below a cgroup where nothing is attached (`none`).
 */
export const Hook = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('tcx'),
    device: DeviceName,
    direction: z.enum(['ingress', 'egress']),
    clsact: z.boolean().default(false),
    peer: DeviceName.exactOptional(),
  }),
  z.strictObject({
    kind: z.literal('netkit'),
    device: DeviceName,
    end: z.enum(['primary', 'peer']),
    by: z.enum(['primary', 'peer', 'other']).default('primary'),
    policy: z.enum(['pass', 'drop']).exactOptional(),
  }),
  z.strictObject({ kind: z.literal('xdp'), device: DeviceName }),
  z.strictObject({
    kind: z.literal('cgroup'),
    parent: z.union([z.literal('none'), HookName]),
    attachType: CgroupAttachType.default('ingress'),
  }),
]);
export type Hook = Readonly<z.infer<typeof Hook>>;
export type HookKind = Hook['kind'];

/** The program type that hooks of devices take, by their kind. */
export const TAKES = { tcx: 'sched_cls', netkit: 'sched_cls', xdp: 'xdp' } as const satisfies Record<
  Exclude<HookKind, 'cgroup'>,
  ProgType
>;

/** The program type that a hook takes. */
export const takenBy = (hook: Hook): ProgType =>
  hook.kind === 'cgroup' ? CGROUP_ATTACH_TYPES[hook.attachType].takes : TAKES[hook.kind];

/** Whether programs of a hook are run for system calls, and so may set what these come to. */
export const seesCalls = (hook: Hook): boolean =>
  hook.kind === 'cgroup' && CGROUP_ATTACH_TYPES[hook.attachType].sees === 'call';

/** Where the hooks of each kind are. */
const IS_AT = { tcx: 'device', netkit: 'device', xdp: 'device', cgroup: 'cgroup' } as const satisfies Record<
  HookKind,
  string
>;

/** The kinds of hook there are at a device, or at a cgroup. */
export const kindsAt = (where: (typeof IS_AT)[HookKind]): readonly HookKind[] =>
  (Object.keys(IS_AT) as HookKind[]).filter((kind) => IS_AT[kind] === where);

/** The number of slots of each kind of hook. Sources: BPF_MPROG_MAX of bpf_mprog.h (less one), BPF_CGROUP_MAX_PROGS of bpf-cgroup.h, v6.18. */
export const CAPACITY = { tcx: 63, netkit: 63, xdp: 63, cgroup: 64 } as const satisfies Record<HookKind, number>;
