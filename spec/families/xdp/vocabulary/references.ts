import { z } from 'zod';
import { LinkName, ProgName } from './names.ts';

/** An fd number that is not open. */
const ClosedFd = z.strictObject({ is: z.literal('closed-fd') });

/** An fd that is open but of another kind than the field asks for: a map where a program is asked for, a program where a link is. */
const WrongKindFd = z.strictObject({ is: z.literal('wrong-kind-fd') });

const ProgFd = z.strictObject({ is: z.literal('prog'), name: ProgName });
const LinkFd = z.strictObject({ is: z.literal('link'), name: LinkName });

/**
 * A program named by its fd. A program of the universe whose fd has been closed is named by an fd that is not open any more, also
 * where a place or a link still holds the program.
 */
export const ProgRef = z.discriminatedUnion('is', [ProgFd, ClosedFd, WrongKindFd]);
export type ProgRef = z.infer<typeof ProgRef>;

/**
 * The field IFLA_XDP_FD or IFLA_XDP_EXPECTED_FD: `absent` where the attribute is not given; `none` where it is negative (-1), which
 * clears, or expects nothing there.
 */
export const NetlinkFd = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('absent') }),
  z.strictObject({ is: z.literal('none') }),
  ProgFd,
  ClosedFd,
  WrongKindFd,
]);
export type NetlinkFd = z.infer<typeof NetlinkFd>;

/** The old program of an update, named by its fd; `none`: the field is 0, and none is given. */
export const OldProg = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('none') }),
  ProgFd,
  ClosedFd,
  WrongKindFd,
]);
export type OldProg = z.infer<typeof OldProg>;

/** A link named by its fd. A link that does not exist, or is closed, is named by an fd that is not open. */
export const LinkRef = z.discriminatedUnion('is', [LinkFd, ClosedFd, WrongKindFd]);
export type LinkRef = z.infer<typeof LinkRef>;
