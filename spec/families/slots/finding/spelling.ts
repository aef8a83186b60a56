import type { Call } from '../../../finding.ts';
import type {
  CgroupAttachType,
  Flags,
  Hook,
  LinkRef,
  OptionalProgRef,
  Relative,
  Request,
  Revision,
  Universe,
} from '../vocabulary/index.ts';

/** The attach types of cgroups, in C and in Go. */
const CGROUPS: Readonly<Record<CgroupAttachType, readonly [c: string, go: string]>> = {
  ingress: ['INET_INGRESS', 'InetIngress'],
  egress: ['INET_EGRESS', 'InetEgress'],
  sock_create: ['INET_SOCK_CREATE', 'InetSockCreate'],
  connect4: ['INET4_CONNECT', 'Inet4Connect'],
  sendmsg4: ['UDP4_SENDMSG', 'UDP4Sendmsg'],
  getsockopt: ['GETSOCKOPT', 'Getsockopt'],
  setsockopt: ['SETSOCKOPT', 'Setsockopt'],
};

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** The attach type of a hook in C. */
export function attachType(hook: Hook): string {
  if (hook.kind === 'cgroup') return `BPF_CGROUP_${CGROUPS[hook.attachType][0]}`;
  if (hook.kind === 'xdp') return 'BPF_XDP';
  return hook.kind === 'tcx' ? `BPF_TCX_${hook.direction.toUpperCase()}` : `BPF_NETKIT_${hook.end.toUpperCase()}`;
}

/** The same in Go. */
export function goAttachType(hook: Hook): string {
  if (hook.kind === 'cgroup') return `ebpf.AttachCGroup${CGROUPS[hook.attachType][1]}`;
  if (hook.kind === 'xdp') return 'ebpf.AttachXDP';
  return hook.kind === 'tcx' ? `ebpf.AttachTCX${capital(hook.direction)}` : `ebpf.AttachNetkit${capital(hook.end)}`;
}

/** Where a request is to be made: the ifindex of a device, or the fd of a cgroup. */
export interface Target {
  readonly hook: Hook;
  readonly field: 'target_ifindex' | 'target_fd';
  readonly value: string;
}

export function targetOf({ hooks }: Universe, name: string): Target {
  const hook = hooks[name]!;
  if (hook.kind === 'cgroup') return { hook, field: 'target_fd', value: `cgroup_fd_${name}` };
  const end = hook.kind === 'netkit' && hook.by !== 'primary' ? `_${hook.by}` : '';
  return { hook, field: 'target_ifindex', value: `ifindex_${hook.device}${end}` };
}

/** Flags as they are written in C; nothing where there is none. */
export const flagsIn = (flags: readonly string[]): string | undefined =>
  flags.length === 0
    ? undefined
    : flags.map((flag) => (flag === 'UNKNOWN' ? '(1U << 20)' : `BPF_F_${flag}`)).join(' | ');

/** The flags without a bit in the merged interface. */
const NO_BIT: readonly string[] = ['FIRST', 'LAST'];

/** Why flags cannot be set by a library, if so. */
export function flagUnsaid(flags: Flags, known: readonly string[]): string | undefined {
  const other = flags.find((flag) => NO_BIT.includes(flag) || known.includes(flag));
  return other === undefined ? undefined : `flag ${other} has no bit in the merged uapi`;
}

/** The fd of a program; nothing where none is named. */
export function progFd(ref: OptionalProgRef): string | undefined {
  if (ref.is === 'prog') return `fd_${ref.name}`;
  return ref.is === 'none' ? undefined : ref.is === 'closed-fd' ? 'closed_fd' : 'map_fd';
}

export const linkFd = (ref: LinkRef): string =>
  ref.is === 'link' ? `fd_${ref.name}` : ref.is === 'closed-fd' ? 'closed_fd' : 'prog_fd';

/** How a relative is named: the field and its value, and the bits that go with it. */
export interface Named {
  readonly fd?: string;
  readonly id?: string;
  readonly bits: readonly ('LINK' | 'ID')[];
}

export function namedBy(relative: Relative): Named {
  switch (relative.is) {
    case 'none':
      return { bits: [] };
    case 'prog':
    case 'link': {
      const bits = relative.is === 'link' ? (['LINK'] as const) : [];
      return relative.by === 'id'
        ? { id: `id_${relative.name}`, bits: [...bits, 'ID'] }
        : { fd: `fd_${relative.name}`, bits };
    }
    case 'closed-fd':
      return { fd: 'closed_fd', bits: relative.as === 'link' ? ['LINK'] : [] };
    case 'wrong-kind-fd':
      return relative.as === 'link' ? { fd: 'prog_fd', bits: ['LINK'] } : { fd: 'map_fd', bits: [] };
    case 'unknown-id':
      return { id: 'unknown_id', bits: relative.as === 'link' ? ['LINK', 'ID'] : ['ID'] };
    case 'zero':
      return {
        bits: [...(relative.as === 'link' ? ['LINK' as const] : []), ...(relative.by === 'id' ? ['ID' as const] : [])],
      };
  }
}

export const revisionOf = (revision: Revision): string | undefined =>
  revision === 'none' ? undefined : revision === 'current' ? 'revision' : 'stale_revision';

/** Fields and what they are set to; `undefined` where they say nothing. */
export type Fields = Readonly<Record<string, string | undefined>>;

/** Fields that say something, with an equals sign or a colon. */
export const said = (fields: Fields, is: string): string =>
  Object.entries(fields)
    .flatMap(([field, value]) => (value === undefined ? [] : [`${field}${is}${value}`]))
    .join(', ');

/** Where a link is pinned. */
export const pinOf = (link: string) => `"/sys/fs/bpf/${link}"`;

/** The requests that are made by something else than bpf(2), and by what. */
export function elsewhere(request: Request, what: string): Call {
  const by = {
    device_remove: 'RTM_DELLINK',
    device_create: 'RTM_NEWLINK',
    qdisc_add: 'RTM_NEWQDISC',
    qdisc_replace: 'RTM_NEWQDISC with NLM_F_REPLACE',
    qdisc_remove: 'RTM_DELQDISC',
    cgroup_remove: 'rmdir(2)',
    cgroup_create: 'mkdir(2)',
    run: 'a packet at the hook, or a system call about a socket of the cgroup',
  } as const;
  const made = (by as Readonly<Record<string, string>>)[request.op] ?? request.op;
  return { unsaid: `${what} has no call for this; it is made by ${made}` };
}
