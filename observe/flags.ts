import { numberOf } from './attribute.ts';
import type { Value } from './strace/value.ts';

/** Flags of the system calls that are followed. Sources: include/uapi/linux/sched.h, close_range.h and fcntl.h of v6.18, for x86-64. */
const BITS = {
  CLONE_FILES: 0x400,
  CLONE_THREAD: 0x10000,
  CLONE_NEWNET: 0x40000000,
  O_CLOEXEC: 0x80000,
  AT_REMOVEDIR: 0x200,
  CLOSE_RANGE_UNSHARE: 0x2,
  CLOSE_RANGE_CLOEXEC: 0x4,
  FD_CLOEXEC: 0x1,
} as const;

/** Whether a set of flags, in names, numbers or both, has one. */
export function hasFlag(value: Value | undefined, flag: keyof typeof BITS): boolean {
  if (value?.is === 'bits') return value.of.some((each) => hasFlag(each, flag));
  if (value?.is === 'name') return value.name === flag;
  return ((numberOf(value) ?? 0) & BITS[flag]) !== 0;
}

const FCNTL = { F_DUPFD: 0, F_SETFD: 2, F_DUPFD_CLOEXEC: 1030 } as const;

/** Whether a call of fcntl(2) is of a command. */
export const isCommand = (value: Value | undefined, command: keyof typeof FCNTL): boolean =>
  value?.is === 'name' ? value.name === command : numberOf(value) === FCNTL[command];
