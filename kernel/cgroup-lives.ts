import { mkdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from './errno.ts';
import { CallFailed } from './failure.ts';
import type { Guest } from './guest.ts';

/** How long the kernel may take to release a cgroup that was removed, in milliseconds; it takes two grace periods. */
const PATIENCE = 60_000;
const PAUSE = new Int32Array(new SharedArrayBuffer(4));

/** What a call of node:fs comes to: 0, or the name of an errno. */
function tried(call: () => void): Result {
  try {
    call();
    return 0;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return code;
  }
}

/** Makes the directory of a cgroup; 0 or the name of an errno. */
export const makeCgroup = (path: string): Result => tried(() => mkdirSync(path));

/** Removes the cgroup of a directory; 0 or the name of an errno. Until the kernel has released it (`awaitRelease`) it is dying. */
export const removeCgroup = (path: string): Result => tried(() => rmdirSync(path));

/** The same while a process is in it. Throws CallFailed where none can be put there. */
export function removeBusyCgroup(path: string, guest: Guest): Result {
  const entered = tried(() => guest.enter(path));
  if (typeof entered === 'string' && entered !== 'ENOENT') throw new CallFailed(`a process put into ${path}`, entered);
  const result = removeCgroup(path);
  if (entered === 0) guest.leave();
  return result;
}

/** Waits until so many cgroups below a directory are dying: one that was removed is there until nobody uses it; only then are its links defunct. */
export function awaitRelease(top: string, dying: number): void {
  const until = performance.now() + PATIENCE;
  const there = () => /^nr_dying_descendants (\d+)$/m.exec(readFileSync(join(top, 'cgroup.stat'), 'utf8'))?.[1];
  while (there() !== String(dying)) {
    if (performance.now() > until) throw new CallFailed('the release of a cgroup', 'no result', ` in ${PATIENCE} ms`);
    Atomics.wait(PAUSE, 0, 0, 1);
  }
}
