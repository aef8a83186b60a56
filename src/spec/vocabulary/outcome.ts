import { z } from 'zod';

/** What a request came to: `ok`, or the symbolic name of the errno it failed with. */
export const Outcome = z.enum([
  'ok',
  'EPERM',
  'ENOENT',
  'E2BIG',
  'EBADF',
  'ENOMEM',
  'EACCES',
  'EFAULT',
  'EBUSY',
  'EEXIST',
  'ENODEV',
  'EINVAL',
  'ENOSPC',
  'ERANGE',
  'ENOLINK',
  'EOPNOTSUPP',
  'ESTALE',
]);
export type Outcome = z.infer<typeof Outcome>;

/** An outcome that is a failure. */
export type Errno = Exclude<Outcome, 'ok'>;
