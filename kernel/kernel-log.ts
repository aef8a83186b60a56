import { closeSync, constants, openSync, readSync } from 'node:fs';

/** Reads one record of an open log into a buffer; gives its length in bytes. */
type Read = (fd: number, record: Buffer) => number;

/** Lines of the kernel log that no request may raise. */
const ALARMS =
  /WARNING:|BUG:|Oops|refcount_t:|KASAN|UBSAN|general protection|suspicious RCU|possible recursive locking/;

/** The kernel log from now on, where it may be read (CAP_SYSLOG, or dmesg_restrict off). */
export class KernelLog {
  readonly #fd: number;
  readonly #record = Buffer.alloc(8192);
  readonly #read: Read;
  #isWhole = true;

  private constructor(fd: number, read: Read) {
    this.#fd = fd;
    this.#read = read;
  }

  /** Starts reading at the end of what was logged so far; `undefined` where the log may not be read. */
  static open(path = '/dev/kmsg', read: Read = readSync): KernelLog | undefined {
    try {
      const log = new KernelLog(openSync(path, constants.O_RDONLY | constants.O_NONBLOCK), read);
      log.alarms();
      log.#isWhole = true;
      return log;
    } catch {
      return undefined;
    }
  }

  /** Whether every record was read that came since it was opened: the kernel overwrites old ones, read or not. */
  get isWhole(): boolean {
    return this.#isWhole;
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
      const length = this.#read(this.#fd, this.#record);
      if (length === 0) return undefined;
      return this.#record
        .toString('utf8', 0, length)
        .replace(/^[^;]*;/, '')
        .trim();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EPIPE') return undefined;
      // Records were overwritten before they were read; go on with the oldest.
      this.#isWhole = false;
      return '';
    }
  }

  close(): void {
    closeSync(this.#fd);
  }
}
