import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

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

  /** Moves it into a cgroup; throws as writeFileSync. */
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
    writeFileSync(join(path, 'cgroup.procs'), String(this.#started().pid));
  }

  #started(): ChildProcess {
    if (this.#child !== undefined) return this.#child;
    const child = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'] });
    child.unref();
    (child.stdin as unknown as { unref(): void }).unref();
    // One that could not be started has no pid, and then nothing can be written.
    child.on('error', () => undefined);
    this.#child = child;
    return child;
  }
}
