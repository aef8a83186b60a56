import { z } from 'zod';
import { quote } from '../../../vocabulary/quote.ts';
import { LinkName, ProgName, TargetName } from './names.ts';

/**
 * A program named by its fd. A program that is not there, or whose fd has been closed, is named by an fd that is not open.
 * `closed-fd`: such an fd. `wrong-kind-fd`: an fd that is open and no program (a map).
 */
export const ProgRef = z.union([ProgName, z.enum(['closed-fd', 'wrong-kind-fd'])]);

/** A program or target named by its fd, as above, or none: the field is 0. */
export const AnyProgRef = z.union([ProgName, TargetName, z.enum(['none', 'closed-fd', 'wrong-kind-fd'])]);

/** A link named by its fd. A link that is not there, or whose fd has been closed, is named by an fd that is not open. */
export const LinkRef = z.union([LinkName, z.enum(['closed-fd', 'wrong-kind-fd'])]);

/**
 * A function of a program: an fd (attach_prog_fd, target_fd) and a BTF id (attach_btf_id, target_btf_id).
 *
 * - `none`: both are 0.
 * - `X.f`: the fd of a program and the BTF id of its function f. An EXT or fentry program has one function, `main`.
 * - `X`: the fd of X, and 0 for the BTF id. `id-only`: 0 for the fd, and a BTF id.
 * - `X.no-such-id`: a BTF id that X's BTF does not have. `X.not-a-function`: one of something else, such as of an int.
 * - `closed-fd`, `wrong-kind-fd`: such an fd, with some BTF id. A program that is not there, or whose fd has been closed, is
 *   named by a closed fd.
 */
export const FunctionRef = z
  .string()
  .regex(
    /^(?:none|id-only|closed-fd|wrong-kind-fd|[A-Za-z]\w{0,31}(?:\.(?:no-such-id|not-a-function|[A-Za-z]\w{0,31}))?)$/,
    {
      abort: true,
      error: ({ input }) =>
        `expected a function ("X.f", "X.no-such-id", "X.not-a-function", "X", "id-only", "closed-fd", "wrong-kind-fd" or "none"), found ${quote(input)}`,
    },
  );

/** `privileged`: with CAP_BPF, CAP_PERFMON, CAP_NET_ADMIN and CAP_SYS_ADMIN. `no-capability`: with none; it holds the fds that it names. */
export const Caller = z.enum(['privileged', 'no-capability']);

/** REPLACE is known to BPF_LINK_UPDATE alone; UNKNOWN stands for bits that no command defines. */
export const Flag = z.enum(['REPLACE', 'UNKNOWN']);
export const Flags = z.array(Flag).readonly();

const flags = Flags.default([]);
const caller = Caller.default('privileged');
const target = FunctionRef.default('none');

/**
 * BPF_PROG_LOAD of an EXT program, or of a fentry program, against a function. The program gets an fd. `expected`:
 * expected_attach_type, of EXT programs 0 (`none`) or not. `sleepable`: with BPF_F_SLEEPABLE. A program that is there cannot
 * be loaded; one that is gone can, and is another program then.
 */
const ProgLoad = z.strictObject({
  op: z.literal('prog_load'),
  prog: ProgName,
  target,
  expected: z.enum(['none', 'other']).default('none'),
  sleepable: z.boolean().default(false),
  caller,
});

/** BPF_PROG_LOAD of a target that is gone: another program of the same name. */
const TargetLoad = z.strictObject({ op: z.literal('target_load'), prog: TargetName });

/**
 * Attach of a program to a function: BPF_LINK_CREATE; in the posting of July 2020 BPF_RAW_TRACEPOINT_OPEN with tgt_prog_fd and
 * tgt_btf_id. On success the new link, and the fd returned, are called `link`. `attach_type`: 0 or a number that no command defines.
 */
const LinkCreate = z.strictObject({
  op: z.literal('link_create'),
  link: LinkName,
  prog: ProgRef,
  target,
  flags,
  attach_type: z.enum(['none', 'unknown']).default('none'),
  caller,
});

/** BPF_RAW_TRACEPOINT_OPEN of a program, which names no target. `name`: whether it names a tracepoint. */
const RawOpen = z.strictObject({
  op: z.literal('raw_open'),
  link: LinkName,
  prog: ProgRef,
  name: z.boolean().default(false),
  caller,
});

/** BPF_LINK_UPDATE of `link` to `prog`, expecting `old`. */
const LinkUpdate = z.strictObject({
  op: z.literal('link_update'),
  flags,
  link: LinkRef,
  prog: AnyProgRef,
  old: AnyProgRef.default('none'),
});

/** BPF_LINK_DETACH. */
const LinkDetach = z.strictObject({ op: z.literal('link_detach'), link: LinkRef });

/** bpf_link_update_hook(link, from) of the mails of April and July 2020: `link` takes the function that `from` holds. */
const LinkUpdateHook = z.strictObject({ op: z.literal('link_update_hook'), link: LinkRef, from: LinkRef });

/** close(2) of the fd of a link. BPF_OBJ_PIN of it, and unlink(2) of the pin. Each makes sense only where there is one. */
const LinkClose = z.strictObject({ op: z.literal('link_close'), link: LinkName });
const LinkPin = z.strictObject({ op: z.literal('link_pin'), link: LinkName });
const LinkUnpin = z.strictObject({ op: z.literal('link_unpin'), link: LinkName });

/** close(2) of the fd of a program or target, and BPF_PROG_GET_FD_BY_ID of one that has none. */
const ProgClose = z.strictObject({ op: z.literal('prog_close'), prog: z.union([ProgName, TargetName]) });
const ProgOpen = z.strictObject({ op: z.literal('prog_open'), prog: z.union([ProgName, TargetName]), caller });

/** BPF_MAP_UPDATE_ELEM and BPF_MAP_DELETE_ELEM of the one entry of the prog_array. */
const ArrayPut = z.strictObject({
  op: z.literal('array_put'),
  key: z.literal(0).default(0),
  prog: z.union([ProgName, TargetName, z.enum(['closed-fd', 'wrong-kind-fd'])]),
});
const ArrayDelete = z.strictObject({ op: z.literal('array_delete'), key: z.literal(0).default(0) });

/** The device runs another target from now on, or none. */
const DeviceSet = z.strictObject({ op: z.literal('device_set'), prog: AnyProgRef });

/** Nobody asks for it: a grace period ends, and what waited for that is freed. */
const GracePeriod = z.strictObject({ op: z.literal('grace_period') });

export const Request = z.discriminatedUnion('op', [
  ProgLoad,
  TargetLoad,
  LinkCreate,
  RawOpen,
  LinkUpdate,
  LinkDetach,
  LinkUpdateHook,
  LinkClose,
  LinkPin,
  LinkUnpin,
  ProgClose,
  ProgOpen,
  ArrayPut,
  ArrayDelete,
  DeviceSet,
  GracePeriod,
]);
export type Request = z.output<typeof Request>;
export type Op = Request['op'];
export type RequestOf<O extends Op> = Extract<Request, { op: O }>;
