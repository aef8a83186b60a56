import { closeSync, constants, openSync, readSync } from 'node:fs';

/** Lines of the kernel log that no request may raise. */
const ALARMS =
  /WARNING:|BUG:|Oops|refcount_t:|KASAN|UBSAN|general protection|suspicious RCU|possible recursive locking/;

/** The kernel log from now on, where it may be read (CAP_SYSLOG, or dmesg_restrict off). */
export class KernelLog {
  readonly #fd: number;
  readonly #record = Buffer.alloc(8192);

  private constructor(fd: number) {
    this.#fd = fd;
  }

  /** Starts reading at the end of what was logged so far; `undefined` where the log may not be read. */
  static open(path = '/dev/kmsg'): KernelLog | undefined {
    try {
      const log = new KernelLog(openSync(path, constants.O_RDONLY | constants.O_NONBLOCK));
      log.alarms();
      return log;
    } catch {
      return undefined;
    }
  }

  /** The alarming lines that came since this was asked last. */
  alarms(): readonly string[] {
    const found: string[] = [];
    for (;;) {
      const record = this.#next();
      if (record === undefined) return found;
      if (ALARMS.test(record)) found.push(record);
    }
  }

  /** One record's text, without its prefix of priority and time; `undefined` where there is none more. */
  #next(): string | undefined {
    try {
      const length = readSync(this.#fd, this.#record);
      if (length === 0) return undefined;
      return this.#record
        .toString('utf8', 0, length)
        .replace(/^[^;]*;/, '')
        .trim();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') return ''; // records were overwritten before they were read; go on with the oldest
      return undefined;
    }
  }

  close(): void {
    closeSync(this.#fd);
  }
}
