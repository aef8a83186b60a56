import { z } from 'zod';
import { LinkName, ProgName } from './names.ts';

/** No object named: the field is zero. */
export const None = z.strictObject({ is: z.literal('none') });

/** An fd number that is not open. */
export const ClosedFd = z.strictObject({ is: z.literal('closed-fd') });

/** An fd that is open but of another kind than the field asks for (a map where a program is asked for, and so on). */
export const WrongKindFd = z.strictObject({ is: z.literal('wrong-kind-fd') });

const ProgFd = z.strictObject({ is: z.literal('prog'), name: ProgName });
const LinkFd = z.strictObject({ is: z.literal('link'), name: LinkName });

/**
 * A program named by its fd. A program of the universe whose fd has been closed is named by an fd that is no longer open.
 */
export const ProgRef = z.discriminatedUnion('is', [ProgFd, ClosedFd, WrongKindFd]);
export type ProgRef = z.infer<typeof ProgRef>;

/**
 * A program named by its fd, or none: the field is 0. Where a command needs a program there, 0 is fd 0, which is taken to
 * be open and no BPF object (with a closed fd 0 the kernel says EBADF instead of EINVAL).
 */
export const OptionalProgRef = z.discriminatedUnion('is', [None, ProgFd, ClosedFd, WrongKindFd]);
export type OptionalProgRef = z.infer<typeof OptionalProgRef>;

/** A link named by its fd. A link that does not exist, or is closed, is named by an fd that is not open. */
export const LinkRef = z.discriminatedUnion('is', [LinkFd, ClosedFd, WrongKindFd]);
export type LinkRef = z.infer<typeof LinkRef>;

const As = z.enum(['prog', 'link']);
const By = z.enum(['fd', 'id']);

/**
 * The relative object of a request, with the LINK and ID bits that go with it: LINK is set where a link is named or
 * `as` is `link`; ID is set where it is named by id.
 *
 * - `none`: value 0, neither bit.
 * - `prog`, `link`: an object of the universe by fd or by id. By fd after the fd was closed: a closed fd. By id after
 *   the object is gone (or before the link exists): an id that nothing has.
 * - `closed-fd`: an fd number that is not open, without ID.
 * - `wrong-kind-fd`: as `prog`, an open fd that is no program; as `link`, an open fd that is no link (a program's).
 * - `unknown-id`: an id that nothing has, with ID.
 * - `zero`: the bits set with nothing behind them: value 0 with ID (as `prog`), with LINK (as `link` by `fd`), or with
 *   both (as `link` by `id`).
 */
export const Relative = z.discriminatedUnion('is', [
  None,
  z.strictObject({ is: z.literal('prog'), name: ProgName, by: By }),
  z.strictObject({ is: z.literal('link'), name: LinkName, by: By }),
  z.strictObject({ is: z.literal('closed-fd'), as: As }),
  z.strictObject({ is: z.literal('wrong-kind-fd'), as: As }),
  z.strictObject({ is: z.literal('unknown-id'), as: As }),
  z.strictObject({ is: z.literal('zero'), as: As, by: By }).refine((zero) => zero.as === 'link' || zero.by === 'id', {
    path: ['by'],
    error: 'a zero as "prog" by "fd" sets no bit: write {"is": "none"}',
  }),
]);
export type Relative = z.infer<typeof Relative>;

/** Whether the LINK bit goes with this relative. */
export function setsLinkBit(relative: Relative): boolean {
  return relative.is === 'link' || ('as' in relative && relative.as === 'link');
}

/** Whether the ID bit goes with this relative. */
export function setsIdBit(relative: Relative): boolean {
  return relative.is === 'unknown-id' || ('by' in relative && relative.by === 'id');
}
