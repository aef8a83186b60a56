import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';

/*
 * Cgroups outlive the process that made them. So the name of a directory says whose it is:
 * mprog-spec-<pid>-<pid namespace>-<thread>-<number>. It is removed when its machine is closed; by its process when that
 * ends (cgroup-exit.ts); or, where that was killed, by the next that opens a machine.
 */
const NAME = /^mprog-spec-(\d+)-(\d+)-(\d+)-\d+$/;

/** Pids mean something within one pid namespace only. */
const pidNamespace = (): string => /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '0';

let made = 0;

/** Makes a directory that is this thread's own, directly below a mount of cgroup2; throws as mkdirSync. */
export function makeFreshDirectory(mount: string): string {
  for (;;) {
    made += 1;
    const path = join(mount, `mprog-spec-${process.pid}-${pidNamespace()}-${threadId}-${made}`);
    try {
      mkdirSync(path);
      return path;
    } catch (error) {
      // Left by a process that had this pid before.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** Removes a cgroup and those below it, children first; what is gone already is no error. Throws as rmdirSync. */
export function removeTree(path: string): void {
  unlessGone(() => {
    for (const entry of readdirSync(path, { withFileTypes: true }))
      if (entry.isDirectory()) removeTree(join(path, entry.name));
    rmdirSync(path);
  });
}

/** Whose directories to remove: of every thread of this process, or of the calling thread. */
export type Owner = 'process' | 'thread';

/** Removes what this process or thread made below a mount and has not removed yet, as far as that is possible. */
export function removeOwn(mount: string, owner: Owner): void {
  removeWhere(mount, (pid, thread) => pid === process.pid && (owner === 'process' || thread === threadId));
}

/** Removes what processes that are no more have left below a mount, unless a process is in there. */
export function sweep(mount: string): void {
  removeWhere(mount, (pid, _, path) => !existsSync(`/proc/${pid}`) && holdsNoProcess(path));
}

function removeWhere(mount: string, wanted: (pid: number, thread: number, path: string) => boolean): void {
  const here = pidNamespace();
  for (const name of readdirSync(mount)) {
    const [, pid, namespace, thread] = NAME.exec(name) ?? [];
    const path = join(mount, name);
    if (namespace !== here || !wanted(Number(pid), Number(thread), path)) continue;
    try {
      removeTree(path);
    } catch {
      // Someone else is in there, or may do what we may not: whoever comes next tries again.
    }
  }
}

/** Whether neither a cgroup nor any below it has a process in it. */
function holdsNoProcess(path: string): boolean {
  try {
    return /^populated 0$/m.test(readFileSync(join(path, 'cgroup.events'), 'utf8'));
  } catch {
    return false;
  }
}

function unlessGone(act: () => void): void {
  try {
    act();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENODEV') throw error;
  }
}
