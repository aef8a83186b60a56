import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CallFailed } from './failure.ts';

/**
 * A process that does nothing but be in a cgroup. It is started when it is needed first, and ends with this process: it waits for
 * the end of a pipe from it. Its start copies every fd of this process for a moment, so that a link which another thread closes just
 * then goes a little later: what asks for a guest is asked of one thread alone.
 */
export class Guest {
  readonly #mount: string;
  #child: ChildProcess | undefined;

  /** `mount`: where cgroup2 is mounted. */
  constructor(mount: string) {
    this.#mount = mount;
  }

  /** Moves it into a cgroup; throws as writeFileSync, and CallFailed where no process can be started. */
  enter(path: string): void {
    this.#move(path);
  }

  /** Moves it back to where this process is. */
  leave(): void {
    const own = /^0::(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1] ?? '/';
    this.#move(join(this.#mount, own));
  }

  end(): void {
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }

  #move(path: string): void {
    this.#child ??= started();
    writeFileSync(join(path, 'cgroup.procs'), String(this.#child.pid));
  }
}

/** A shell that waits for the end of its input: there is one everywhere, the guests of `mprog vm` too. */
function started(): ChildProcess {
  const child = spawn('sh', ['-c', 'read -r _'], { stdio: ['pipe', 'ignore', 'ignore'] });
  child.on('error', () => undefined);
  // One that could not be started must not be killed: until the error is told, Node would send the signal to pid 0, which is this
  // process with its whole group.
  if (child.pid === undefined) throw new CallFailed('the start of a process (sh)', 'no result');
  child.unref();
  (child.stdin as unknown as { unref(): void }).unref();
  return child;
}
