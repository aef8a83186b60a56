import { z } from 'zod';
import { Flags } from './flags.ts';
import { DeviceName, HookName, LinkName, ProgName, SocketName } from './names.ts';
import { LinkRef, OptionalProgRef, ProgRef, Relative } from './references.ts';

/**
 * The expected revision of a request: `none` (0, not checked), `current` (what a query would give now; 1 on a hook
 * whose device is gone) or `stale` (any other value that is not 0).
 */
export const Revision = z.enum(['none', 'current', 'stale']);
export type Revision = z.infer<typeof Revision>;

/**
 * Who asks. `privileged`: with CAP_NET_ADMIN and CAP_SYS_ADMIN. `bpf-only`: with no capability but CAP_BPF and CAP_PERFMON.
 * `no-capability`: with none. These two hold the fds that they name, which another loaded or handed to them. `token`: with CAP_NET_ADMIN in a
 * user namespace of its own alone, and programs that it loaded with a BPF token of that namespace (docs/tokens.md).
 */
export const Caller = z.enum(['privileged', 'bpf-only', 'no-capability', 'token']);
export type Caller = z.infer<typeof Caller>;

/** Everybody who lacks CAP_NET_ADMIN. */
export const Unprivileged = Caller.exclude(['privileged']);

/** Those of them who have nothing in its place. */
export const Lacking = Caller.exclude(['privileged', 'token']);

const NONE = { is: 'none' } as const;
const flags = Flags.default([]);
const relative = Relative.default(NONE);
const optionalProg = OptionalProgRef.default(NONE);
const revision = Revision.default('none');
const caller = Caller.default('privileged');
/** Whether memory runs out when all else is done. */
const short = z.boolean().default(false);

/** BPF_PROG_ATTACH of `prog`; `replace` is replace_bpf_fd, which is looked at only under REPLACE. */
const ProgAttach = z.strictObject({
  op: z.literal('prog_attach'),
  hook: HookName,
  flags,
  prog: ProgRef,
  relative,
  replace: optionalProg,
  revision,
  caller,
  short,
});

/**
 * BPF_PROG_DETACH of `prog`, or, with `none`, of whatever slot the directives designate; `replace` is replace_bpf_fd, which
 * the command takes and no kernel looks at.
 */
const ProgDetach = z.strictObject({
  op: z.literal('prog_detach'),
  hook: HookName,
  flags,
  prog: optionalProg,
  relative,
  replace: optionalProg,
  revision,
  caller,
  short,
});

/** BPF_LINK_CREATE around `prog`. On success the new link, and the fd returned, are called `link` from then on. */
const LinkCreate = z.strictObject({
  op: z.literal('link_create'),
  hook: HookName,
  link: LinkName,
  prog: ProgRef,
  relative,
  flags,
  revision,
  caller,
  short,
});

/** BPF_LINK_UPDATE of `link` to `prog`, expecting `old` to be its program where one is named (under flag REPLACE). */
const LinkUpdate = z.strictObject({
  op: z.literal('link_update'),
  flags,
  link: LinkRef,
  prog: ProgRef,
  old: optionalProg,
  caller,
});

/** BPF_LINK_DETACH of `link`: the link object lives on, defunct. */
const LinkDetach = z.strictObject({ op: z.literal('link_detach'), link: LinkRef, caller, short });

/** close(2) of an fd of `link`; EBADF where none is open. With the last fd, where no pin holds it, the link is freed. */
const LinkClose = z.strictObject({ op: z.literal('link_close'), link: LinkName, short });

/**
 * One more fd of `link`: by its id (BPF_LINK_GET_FD_BY_ID), as a second fd by dup(2) would be, or from its pin (BPF_OBJ_GET). ENOENT
 * where there is none.
 */
const LinkOpen = z.strictObject({
  op: z.literal('link_open'),
  link: LinkName,
  from: z.enum(['id', 'pin']).default('id'),
  caller,
});

/** BPF_OBJ_PIN of `link` on a bpffs, under its name; EINVAL where no fd of it is open, EEXIST where it is pinned. The pin holds the link as an fd does. */
const LinkPin = z.strictObject({ op: z.literal('link_pin'), link: LinkName });

/** unlink(2) of the pin of `link`; ENOENT where there is none. */
const LinkUnpin = z.strictObject({ op: z.literal('link_unpin'), link: LinkName });

/** An fd of `prog` by its id (BPF_PROG_GET_FD_BY_ID), once the fd that it had is closed; ENOENT where nothing holds it any more. */
const ProgOpen = z.strictObject({ op: z.literal('prog_open'), prog: ProgName, caller });

/** close(2) of the last fd of `prog`; EBADF where it is not open. The program lives while a slot or link holds it. */
const ProgClose = z.strictObject({ op: z.literal('prog_close'), prog: ProgName });

/** BPF_PROG_QUERY with room for `buffer` ids, or with no id buffer at all (`none`, although count is not 0). */
const ProgQuery = z.strictObject({
  op: z.literal('prog_query'),
  hook: HookName,
  /** The query_flags field: `EFFECTIVE` is bit 0, the only one any hook knows. */
  queryFlags: z.enum(['none', 'EFFECTIVE', 'UNKNOWN']).default('none'),
  /** Whether the attach_flags field, which no query takes anything from, is set. */
  attachFlags: z.boolean().default(false),
  /** Whether a buffer for the flags of every slot is given (prog_attach_flags). */
  progAttachFlags: z.boolean().default(false),
  buffer: z.union([z.literal('none'), z.int().min(0).max(4096)]),
  /**
   * The attribute: made for this query; what the query before left, with the count given anew (`reused`); or without its last
   * field, which is the revision (`short`: 56 bytes, as before there were revisions).
   */
  attr: z.enum(['fresh', 'reused', 'short']).default('fresh'),
  caller,
});

/**
 * Removal of the network device (RTM_DELLINK); ENODEV where it is gone already. `busy`: while somebody else is about to add a
 * filter, and so holds its qdisc.
 */
const DeviceRemove = z.strictObject({
  op: z.literal('device_remove'),
  device: DeviceName,
  busy: z.boolean().default(false),
});

/** A new network device under the name of one that is gone (RTM_NEWLINK); EEXIST where it is there. */
const DeviceCreate = z.strictObject({ op: z.literal('device_create'), device: DeviceName });

/** A qdisc that runs classic filters, and so needs the entries of hooks: of both, or of that of ingress alone. */
export const Qdisc = z.enum(['clsact', 'ingress']);
export type Qdisc = z.infer<typeof Qdisc>;

/** Adds such a qdisc to a device (RTM_NEWQDISC). `short`: memory runs out before all that it needs is made. */
const QdiscAdd = z.strictObject({
  op: z.literal('qdisc_add'),
  device: DeviceName,
  qdisc: Qdisc,
  short: z.boolean().default(false),
});

/** Removes the one that a device has (RTM_DELQDISC), with its filters. */
const QdiscRemove = z.strictObject({ op: z.literal('qdisc_remove'), device: DeviceName });

/** Puts one in the place of the one that a device has, or adds it (RTM_NEWQDISC with NLM_F_REPLACE). */
const QdiscReplace = z.strictObject({ op: z.literal('qdisc_replace'), device: DeviceName, qdisc: Qdisc });

/**
 * Removal of the cgroup of a hook (rmdir); ENOENT where it is gone already, EBUSY where it has children. `busy`: while a process
 * is in it.
 */
const CgroupRemove = z.strictObject({
  op: z.literal('cgroup_remove'),
  hook: HookName,
  busy: z.boolean().default(false),
});

/** A new cgroup under the name of one that is gone (mkdir); EEXIST where it is there, ENOENT where its parent is gone. */
const CgroupCreate = z.strictObject({ op: z.literal('cgroup_create'), hook: HookName });

/** The domain of a socket: `inet` is AF_INET, `unix` is AF_UNIX. All are datagram sockets. */
export const Domain = z.enum(['inet', 'unix']);
export type Domain = z.infer<typeof Domain>;

/**
 * A socket that a process in the cgroup of a hook makes (socket(2)), called `socket` from then on. It is of that cgroup for good,
 * wherever its processes go. ENOENT where the cgroup is gone: no process is there.
 */
const SocketCreate = z.strictObject({
  op: z.literal('socket_create'),
  hook: HookName,
  socket: SocketName,
  domain: Domain.default('inet'),
});

/** close(2) of the last fd of a socket; EBADF where it is not open. A cgroup that is gone is released with its last socket. */
const SocketClose = z.strictObject({ op: z.literal('socket_close'), socket: SocketName });

/**
 * What the programs of a hook are for: one packet at it, or one system call about a socket of its cgroup. It changes nothing that
 * another request sees: what a call sets is unset, and the socket that it makes is closed. Its view is a `packet` or a `call`; the
 * outcome is `ok` also where the packet or call is refused.
 *
 * A packet is one byte of UDP over IPv4; its sender has IP_RECVERR set. At a cgroup the socket that sends it (egress), or is to
 * receive it (ingress), was made by a process in that cgroup, and the other one outside of every cgroup of the universe. With
 * `socket` a process in the cgroup of the hook uses that one instead, wherever it was made; of domain `unix`, a packet is one
 * datagram to or from another such socket outside.
 */
const Run = z.strictObject({
  op: z.literal('run'),
  hook: HookName,
  /**
   * The socket option that a getsockopt or setsockopt is about: one that the kernel knows, where its own part succeeds, or one
   * that it does not, where its own part is ENOPROTOOPT. Nothing else takes notice of it.
   */
  option: z.enum(['known', 'unknown']).default('known'),
  /** The socket that is used, by a process in the cgroup of the hook; `none`: one that this process makes there. */
  socket: z.union([z.literal('none'), SocketName]).default('none'),
});

/** One request at the level of bpf(2) and its neighbours, with every object named symbolically. */
export const Request = z.discriminatedUnion('op', [
  ProgAttach,
  ProgDetach,
  LinkCreate,
  LinkUpdate,
  LinkDetach,
  LinkClose,
  ProgClose,
  ProgQuery,
  DeviceRemove,
  DeviceCreate,
  QdiscAdd,
  QdiscRemove,
  QdiscReplace,
  CgroupRemove,
  CgroupCreate,
  LinkOpen,
  LinkPin,
  LinkUnpin,
  ProgOpen,
  SocketCreate,
  SocketClose,
  Run,
]);
/** A request with every field present. */
export type Request = Readonly<z.output<typeof Request>>;
/** A request as a person writes it: fields that are left out take their defaults (nothing set, nothing named). */
export type RequestInput = z.input<typeof Request>;
export type Op = Request['op'];

/** What makes qdiscs and cgroups come and go, and devices come again. */
export const COMING_AND_GOING: readonly string[] = [
  'device_create',
  'qdisc_add',
  'qdisc_remove',
  'qdisc_replace',
  'cgroup_remove',
  'cgroup_create',
] satisfies readonly Op[];
/** What gives links and programs more holders than the fd that they came with. */
export const HOLDING: readonly string[] = ['link_open', 'link_pin', 'link_unpin', 'prog_open'] satisfies readonly Op[];

/** What makes sockets come and go. */
export const OF_SOCKETS: readonly string[] = ['socket_create', 'socket_close'] satisfies readonly Op[];

/** The end of what hooks are at: a device, or a cgroup. */
export const ENDS_TARGET: ReadonlySet<string> = new Set(['device_remove', 'cgroup_remove'] satisfies readonly Op[]);

/** The request of one operation. */
export type RequestOf<O extends Op> = Extract<Request, { op: O }>;

/** Completes a request from its short form; throws a ZodError on a malformed one. */
export function request(input: RequestInput): Request {
  return Request.parse(input);
}
