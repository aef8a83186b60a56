import { z } from 'zod';

/** The errors of Linux, by their symbolic names. Source: include/uapi/asm-generic/errno-base.h and errno.h, v6.18. */
export const ERRNOS = [
  'EPERM',
  'ENOENT',
  'ESRCH',
  'EINTR',
  'EIO',
  'ENXIO',
  'E2BIG',
  'ENOEXEC',
  'EBADF',
  'ECHILD',
  'EAGAIN',
  'ENOMEM',
  'EACCES',
  'EFAULT',
  'ENOTBLK',
  'EBUSY',
  'EEXIST',
  'EXDEV',
  'ENODEV',
  'ENOTDIR',
  'EISDIR',
  'EINVAL',
  'ENFILE',
  'EMFILE',
  'ENOTTY',
  'ETXTBSY',
  'EFBIG',
  'ENOSPC',
  'ESPIPE',
  'EROFS',
  'EMLINK',
  'EPIPE',
  'EDOM',
  'ERANGE',
  'EDEADLK',
  'ENAMETOOLONG',
  'ENOLCK',
  'ENOSYS',
  'ENOTEMPTY',
  'ELOOP',
  'ENOMSG',
  'EIDRM',
  'ENODATA',
  'ETIME',
  'ENOLINK',
  'EPROTO',
  'EBADMSG',
  'EOVERFLOW',
  'ENOTUNIQ',
  'EBADFD',
  'EILSEQ',
  'EUSERS',
  'ENOTSOCK',
  'ENOPROTOOPT',
  'EOPNOTSUPP',
  'EADDRINUSE',
  'EADDRNOTAVAIL',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOBUFS',
  'EISCONN',
  'ENOTCONN',
  'ETIMEDOUT',
  'EALREADY',
  'EINPROGRESS',
  'ESTALE',
  'EUCLEAN',
  'EDQUOT',
  'ECANCELED',
  'EOWNERDEAD',
  'ENOTRECOVERABLE',
] as const;

/**
 * What a request came to: `ok`, or the symbolic name of the errno it failed with. `undefined`: the kernel reads or writes
 * outside of its arrays, and nothing can be said of what comes of it. `splat`: it warns, or uses memory that is freed.
 */
export const Outcome = z.enum(['ok', 'undefined', 'splat', ...ERRNOS]);
export type Outcome = z.infer<typeof Outcome>;

/** An outcome that is a failure. */
export type Errno = (typeof ERRNOS)[number];

/** Whether nothing is expected of what comes after an outcome. */
export const isUndefined = (outcome: string): boolean => outcome === 'undefined' || outcome === 'splat';
