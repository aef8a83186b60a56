import { readFileSync } from 'node:fs';
import { KernelUnavailable } from './failure.ts';

/** A place where the cgroup2 hierarchy is mounted. */
export interface CgroupMount {
  readonly path: string;
  readonly writable: boolean;
}

/** The cgroup2 mounts in a text of the format of /proc/self/mounts (proc(5): source, path, type, options, two numbers). */
export function cgroupMounts(mounts: string): readonly CgroupMount[] {
  return mounts.split('\n').flatMap((line) => {
    const [, path, type, options] = line.split(' ');
    if (type !== 'cgroup2' || path === undefined || options === undefined) return [];
    return [{ path: decodeOctal(path), writable: options.split(',').includes('rw') }];
  });
}

/** Where cgroup2 is mounted writable; throws KernelUnavailable where it is not. */
export function findCgroupMount(): string {
  const found = cgroupMounts(readFileSync('/proc/self/mounts', 'utf8'));
  const first = found.find(({ writable }) => writable);
  if (first !== undefined) return first.path;
  throw new KernelUnavailable(
    found.length === 0 ? 'cgroup2 is not mounted' : `cgroup2 is mounted read-only at ${found[0]!.path}`,
  );
}

/** Space, tab, newline and backslash are written as three octal digits. */
function decodeOctal(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
