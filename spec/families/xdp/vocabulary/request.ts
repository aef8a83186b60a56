import { z } from 'zod';
import { Flags } from './flags.ts';
import { DeviceName, LinkName, ProgName } from './names.ts';
import { LinkRef, NetlinkFd, OldProg, ProgRef } from './references.ts';

/**
 * Who asks. `privileged`: with CAP_NET_ADMIN over the network namespace and CAP_SYS_ADMIN. `unprivileged`: with no capability, but with
 * the fds that it names, which another handed to it. Both are in the namespace in which the devices are before the first request.
 */
export const Caller = z.enum(['privileged', 'unprivileged']);
export type Caller = z.infer<typeof Caller>;

const flags = Flags.default([]);
const caller = Caller.default('privileged');

/**
 * RTM_SETLINK of the device `hook` with IFLA_XDP: sets a program (`prog`), clears the place (`none`), or asks nothing (`absent`).
 * `expected` is IFLA_XDP_EXPECTED_FD, which is looked at only under REPLACE. `extra` is an attribute that is only ever reported:
 * IFLA_XDP_ATTACHED or IFLA_XDP_PROG_ID.
 */
const XdpSet = z.strictObject({
  op: z.literal('xdp_set'),
  hook: DeviceName,
  prog: NetlinkFd,
  flags,
  expected: NetlinkFd.default({ is: 'absent' }),
  extra: z.enum(['none', 'attached', 'prog-id']).default('none'),
  caller,
});

/**
 * BPF_LINK_CREATE around `prog` at the device `hook`. On success the new link, and the fd returned, are called `link` from then on.
 * `attachType`: BPF_XDP, or `other` (0). A device that is gone or in another namespace is named by an ifindex that no device has.
 */
const LinkCreate = z.strictObject({
  op: z.literal('link_create'),
  hook: DeviceName,
  link: LinkName,
  prog: ProgRef,
  flags,
  attachType: z.enum(['xdp', 'other']).default('xdp'),
  caller,
});

/** BPF_LINK_UPDATE of `link` to `prog`; `old` is old_prog_fd, which is looked at only under REPLACE and must be 0 without it. */
const LinkUpdate = z.strictObject({
  op: z.literal('link_update'),
  link: LinkRef,
  prog: ProgRef,
  old: OldProg.default({ is: 'none' }),
  flags,
  caller,
});

/**
 * BPF_LINK_DETACH of `link`: the link object lives on, defunct. `by`: through an fd of the caller's, or through one that it gets for
 * the id of the link (BPF_LINK_GET_FD_BY_ID) and closes again.
 */
const LinkDetach = z.strictObject({
  op: z.literal('link_detach'),
  link: LinkRef,
  by: z.enum(['fd', 'id']).default('fd'),
  caller,
});

/** close(2) of the last fd of `link`; EBADF where it is not open. Its name may be given to a new link. */
const LinkClose = z.strictObject({ op: z.literal('link_close'), link: LinkName });

/** close(2) of the last fd of `prog`; EBADF where it is not open. The program lives while a place or link holds it. */
const ProgClose = z.strictObject({ op: z.literal('prog_close'), prog: ProgName });

/** Removal of a network device (RTM_DELLINK); ENODEV where it is not in the namespace of the callers. */
const DeviceRemove = z.strictObject({ op: z.literal('device_remove'), device: DeviceName });

/**
 * A new network device under the name of one that is gone, of the same kind (RTM_NEWLINK); EEXIST where it is there. It makes no sense
 * for a device that has been moved: a name stands for one device at a time.
 */
const DeviceCreate = z.strictObject({ op: z.literal('device_create'), device: DeviceName });

/**
 * Moves a device to a network namespace in which no caller is (RTM_SETLINK with IFLA_NET_NS_FD); ENODEV where it is not in that of the
 * callers. It never comes back, and nobody removes it. A port leaves its bridge.
 */
const DeviceMove = z.strictObject({ op: z.literal('device_move'), device: DeviceName });

/** Makes a device a port of the bridge `upper`, and of no other (RTM_SETLINK with IFLA_MASTER). */
const UpperAdd = z.strictObject({ op: z.literal('upper_add'), device: DeviceName, upper: DeviceName });

/** Takes a device out of its bridge (RTM_SETLINK with IFLA_MASTER 0). */
const UpperRemove = z.strictObject({ op: z.literal('upper_remove'), device: DeviceName });

/** RTM_GETLINK of the device `hook`: shows a device (see observation.ts). */
const Look = z.strictObject({ op: z.literal('look'), hook: DeviceName, caller });

/** BPF_OBJ_GET_INFO_BY_FD of a link: shows a link (see observation.ts); EBADFD where its fd is not open. */
const LinkInfo = z.strictObject({ op: z.literal('link_info'), link: LinkName, caller });

/** BPF_PROG_GET_FD_BY_ID of a program, whose fd is closed again: whether it is loaded still; ENOENT where it is not. */
const ProgById = z.strictObject({ op: z.literal('prog_by_id'), prog: ProgName, caller });

/** One request to the kernel, with every object named symbolically. */
export const Request = z.discriminatedUnion('op', [
  XdpSet,
  LinkCreate,
  LinkUpdate,
  LinkDetach,
  LinkClose,
  ProgClose,
  DeviceRemove,
  DeviceCreate,
  DeviceMove,
  UpperAdd,
  UpperRemove,
  Look,
  LinkInfo,
  ProgById,
]);
/** A request with every field present. */
export type Request = Readonly<z.output<typeof Request>>;
/** A request as a person writes it: fields that are left out take their defaults. */
export type RequestInput = z.input<typeof Request>;
export type Op = Request['op'];
/** The request of one operation. */
export type RequestOf<O extends Op> = Extract<Request, { op: O }>;

/** Completes a request from its short form; throws a ZodError on a malformed one. */
export function request(input: RequestInput): Request {
  return Request.parse(input);
}

/** The operations there are. */
export const OPS = Request.options.map(({ shape }) => shape.op.value) as readonly Op[] as readonly [Op, ...Op[]];
