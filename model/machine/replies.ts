import type { Answer } from '../../spec/vocabulary/machine.ts';
import type { Outcome } from '../../spec/vocabulary/outcome.ts';

/** What a request is answered that shows nothing, in every family. */
export type Plain = Answer<{ readonly is: 'nothing' }>;

const NOTHING = Object.freeze({ is: 'nothing' } as const);

const reply = (outcome: Outcome): Plain => Object.freeze({ outcome, view: NOTHING });

// One frozen reply per outcome, made once: a refusal allocates nothing, and comparing two replies compares pointers.

/** Memory outside of an array is read or written. */
export const UNDEFINED = reply('undefined');
/** The kernel warns, or uses memory that is freed. */
export const SPLAT = reply('splat');
/** The request was carried out. */
export const OK = reply('ok');
/** The old program is not the link's, or the mode of a cgroup forbids it. */
export const EPERM = reply('EPERM');
/** The object, or its slot, does not exist. */
export const ENOENT = reply('ENOENT');
/** The fd is not open. */
export const EBADF = reply('EBADF');
/** The fd whose object is to be described is not open. */
export const EBADFD = reply('EBADFD');
/** The slot belongs to a link. */
export const EBUSY = reply('EBUSY');
/** The program is in the list already. */
export const EEXIST = reply('EEXIST');
/** Memory ran out. */
export const ENOMEM = reply('ENOMEM');
/** The device is gone. */
export const ENODEV = reply('ENODEV');
/** The device is of another kind. */
export const ENXIO = reply('ENXIO');
/** There is no way to send over a device that is gone. */
export const ENETUNREACH = reply('ENETUNREACH');
/** The cgroup has no room for another program. */
export const E2BIG = reply('E2BIG');
/** The slot is not where it would have to be to be pinned, or the device is not the end that hooks are named through. */
export const EACCES = reply('EACCES');
/** The array has no room for another program. */
export const ENOSPC = reply('ENOSPC');
/** The driver has nothing of the kind. */
export const EOPNOTSUPP = reply('EOPNOTSUPP');
/** The arguments make no sense. */
export const EINVAL = reply('EINVAL');
/** The directives disagree, or the index is outside the array. */
export const ERANGE = reply('ERANGE');
/** A bridge would be below a bridge. */
export const ELOOP = reply('ELOOP');
/** The link is in no slot, or defunct. */
export const ENOLINK = reply('ENOLINK');
/** The expected revision is not the current one. */
export const ESTALE = reply('ESTALE');
