import { stripVTControlCharacters } from 'node:util';
import { MARKS } from './init.ts';

/** Lines of a kernel log that nothing may raise: warnings, bugs, and the reports of sanitizers and of lockdep. */
const ALARMS =
  /\bWARNING: |\bBUG: |\bkernel BUG at|\bKASAN\b|\bKMSAN\b|\bKCSAN\b|\bUBSAN\b|\bOops\b|general protection fault|refcount_t: |suspicious RCU usage|possible (recursive|circular) locking|possible irq lock inversion|inconsistent lock state|bad unlock balance|blocked for more than \d+ seconds|self-detected stall|unreferenced object|Kernel panic/;

/** Lines of that form that say what sanitizers are there, or how the machine is protected: no alarm. */
const HARMLESS = /KernelAddressSanitizer initialized|spectre|retbleed|mitigation/i;

/** Whether a line of a kernel log is an alarm. */
export const isAlarm = (line: string) => ALARMS.test(line) && !HARMLESS.test(line);

const STAMP = /^\[\s*\d+\.\d+\](\[\s*[TC]\d+\])?\s?/;

/** The kernel log of a guest, as it comes over the first serial port. */
export class GuestLog {
  #rest = '';
  readonly #lines: string[] = [];
  #begin: number | undefined;
  #ended = false;

  push(chunk: Buffer): void {
    const parts = (this.#rest + chunk.toString('utf8')).split(/\r?\n/);
    this.#rest = parts.pop()!;
    for (const part of parts) this.#take(part);
  }

  #take(line: string): void {
    const text = stripVTControlCharacters(line.replaceAll('\r', '')).trimEnd();
    if (text === '') return;
    if (text.endsWith(MARKS.begin)) this.#begin = this.#lines.length;
    if (text.endsWith(MARKS.end)) this.#ended = true;
    this.#lines.push(text);
  }

  /** The whole log, line by line. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Whether the command in the guest ended. */
  get ended(): boolean {
    return this.#ended;
  }

  /** The last lines, with the one that is under way. */
  last(count: number): readonly string[] {
    const unfinished = this.#rest.trim();
    return [...this.#lines, ...(unfinished === '' ? [] : [unfinished])].slice(-count);
  }

  /** The first alarm with what follows it, and the last lines. */
  around(count: number): readonly string[] {
    const at = this.#lines.findIndex(isAlarm);
    const last = this.#lines.length - count;
    if (at === -1 || at >= last) return this.last(count);
    const first = this.#lines.slice(at, Math.min(at + count, last));
    return [...first, ...(at + count < last ? ['…'] : []), ...this.#lines.slice(last)];
  }

  /** Alarms before the command began: of the boot, or of the emulator. */
  get bootAlarms(): readonly string[] {
    return this.#alarms(0, this.#begin ?? this.#lines.length);
  }

  /** Alarms since the command began. */
  get alarms(): readonly string[] {
    return this.#begin === undefined ? [] : this.#alarms(this.#begin, this.#lines.length);
  }

  #alarms(from: number, to: number): readonly string[] {
    return this.#lines
      .slice(from, to)
      .map((line) => line.replace(STAMP, ''))
      .filter(isAlarm);
  }

  /** Why the kernel gave up, if it did. */
  get panic(): string | undefined {
    const line = this.#lines.find((each) => /Kernel panic - not syncing/.test(each));
    return line === undefined ? undefined : line.replace(STAMP, '').replace(/^Kernel panic - not syncing: ?/, '');
  }
}
