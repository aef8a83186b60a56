import { closeSync, constants, mkdirSync, openSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import type { HookName, Universe } from '../spec/vocabulary/index.ts';
import { KernelUnavailable } from './failure.ts';
import { find } from './handles.ts';
import { ATTACH_TYPES } from './layout.ts';
import type { Places, Target } from './places.ts';

/** What every cgroup made here is called: the process and the thread that made it, and a number. */
const PREFIX = 'mprog-spec-';
const NAME = /^mprog-spec-(\d+)-/;

/** Slots of a cgroup and attach type. Source: BPF_CGROUP_MAX_PROGS, kernel/bpf/cgroup.c, v6.18. */
export const CGROUP_CAPACITY = 64;

/** Where the cgroup2 hierarchy is mounted; throws KernelUnavailable where it is not. */
export function cgroupMount(): string {
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
  const found = mounts.map((line) => line.split(' ')).find(([, , type]) => type === 'cgroup2');
  if (found === undefined) throw new KernelUnavailable('cgroup2 is not mounted');
  return found[1]!.replaceAll('\\040', ' ');
}

/** Removes a cgroup and those below it; what is attached there goes with them. One that is in use or gone is left. */
function removeTree(path: string): void {
  try {
    for (const entry of readdirSync(path, { withFileTypes: true }))
      if (entry.isDirectory()) removeTree(join(path, entry.name));
    rmdirSync(path);
  } catch {
    // Someone else was faster, or moved a process into it.
  }
}

function made(mount: string): readonly { readonly path: string; readonly pid: number }[] {
  return readdirSync(mount).flatMap((name) => {
    const pid = NAME.exec(name)?.[1];
    return pid === undefined ? [] : [{ path: join(mount, name), pid: Number(pid) }];
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Removes every cgroup that this process made, in whichever thread, and those of processes that were killed. */
export function removeLeftCgroups(): void {
  let mount: string;
  try {
    mount = cgroupMount();
  } catch {
    return;
  }
  for (const { path, pid } of made(mount)) if (pid === process.pid || !isAlive(pid)) removeTree(path);
}

/** Removes the cgroups of processes that are no more: a process that is killed cannot remove its own. */
export function sweepCgroups(mount: string): void {
  for (const { path, pid } of made(mount)) if (!isAlive(pid)) removeTree(path);
}

let worldsMade = 0;

/** The cgroups of one universe, below one that is made for them. */
export class Cgroups implements Places {
  readonly #root: string;
  readonly #fds = new Map<HookName, number>();

  /** Throws KernelUnavailable where cgroups cannot be made. */
  constructor(mount: string, { hooks }: Universe) {
    worldsMade += 1;
    this.#root = join(mount, `${PREFIX}${process.pid}-${threadId}-${worldsMade}`);
    try {
      mkdirSync(this.#root);
      const paths = new Map<string, string>([['none', this.#root]]);
      for (const [name, hook] of Object.entries(hooks)) {
        if (hook.kind !== 'cgroup')
          throw new RangeError(`hook ${name}: expected a cgroup, found one of kind ${hook.kind}`);
        const path = join(paths.get(hook.parent)!, name);
        mkdirSync(path);
        paths.set(name, path);
        this.#fds.set(name, openSync(path, constants.O_RDONLY | constants.O_DIRECTORY));
      }
    } catch (error) {
      this.release();
      if (error instanceof RangeError) throw error;
      throw new KernelUnavailable(`no cgroup can be made: ${(error as Error).message}`, { cause: error });
    }
  }

  target(hook: HookName): Target {
    return { target_ifindex: find('hook', this.#fds, hook), attach_type: ATTACH_TYPES.CGROUP_INET_INGRESS };
  }

  removeDevice(): never {
    throw new RangeError('device_remove: a cgroup has no device');
  }

  release(): void {
    for (const fd of this.#fds.values()) closeSync(fd);
    this.#fds.clear();
    removeTree(this.#root);
  }
}
