import { NOTHING, type Outcome, type Reply } from '../spec/vocabulary/index.ts';

const reply = (outcome: Outcome): Reply => Object.freeze({ outcome, view: NOTHING });

// One frozen reply per outcome, made once: a refusal allocates nothing, and comparing two replies compares pointers.

/** The request was carried out. */
export const OK = reply('ok');
/** The old program is not the link's. */
export const EPERM = reply('EPERM');
/** The object, or its slot, does not exist. */
export const ENOENT = reply('ENOENT');
/** The slot cannot be pinned where it is. */
export const EACCES = reply('EACCES');
/** The fd is not open. */
export const EBADF = reply('EBADF');
/** The slot belongs to a link. */
export const EBUSY = reply('EBUSY');
/** The program is in the list already. */
export const EEXIST = reply('EEXIST');
/** The device is gone. */
export const ENODEV = reply('ENODEV');
/** The arguments make no sense. */
export const EINVAL = reply('EINVAL');
/** The list is full. */
export const ENOSPC = reply('ENOSPC');
/** The directives disagree, or the index is outside the array. */
export const ERANGE = reply('ERANGE');
/** The link is in no slot. */
export const ENOLINK = reply('ENOLINK');
/** The expected revision is not the current one. */
export const ESTALE = reply('ESTALE');
/** The kernel would read or write outside of its arrays. */
export const UNDEFINED = reply('undefined');
