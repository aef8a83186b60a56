import type { Outcome as Any } from '../../../vocabulary/outcome.ts';

/**
 * What requests of this family come to. EPERM: a capability is missing, or the old program of an update is not the link's. ENODEV,
 * and EINVAL of link_create: no such device. ENOENT: no link or program has the id. EBADF, and EBADFD of link_info: an fd is not open. EBUSY: the place is taken. EEXIST:
 * the expected program is not there, the other mode is taken, or an upper device has a program. ENOLINK: the link is defunct.
 * EOPNOTSUPP: the driver has no XDP, or the upper device takes no ports. ERANGE: the MTU is too large for the program. ELOOP: a bridge
 * below a bridge. EINVAL: everything else.
 */
export const OUTCOMES = [
  'ok',
  'EPERM',
  'ENOENT',
  'EBADF',
  'EBADFD',
  'EBUSY',
  'EEXIST',
  'ENODEV',
  'EINVAL',
  'ERANGE',
  'ELOOP',
  'ENOLINK',
  'EOPNOTSUPP',
] as const satisfies readonly Any[];
