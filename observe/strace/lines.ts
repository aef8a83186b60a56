import { quote } from '../../spec/vocabulary/quote.ts';
import { TraceError } from '../../traces/trace-error.ts';
import { parseCall } from './grammar.ts';
import type { Call, Exit, Parsed, Takeover } from './value.ts';

/** What stands before a call: the pid, in one of two forms, and a time of `-t`, `-tt`, `-ttt` or `-r`. */
const HEAD = /^(?:\[pid\s+(\d+)\] +|(\d+) +)?(?:\d+(?:[:.]\d+)+ +)?/;

/** Lines that say nothing of a call. */
const PASSED_OVER = /^(?:$|#|--- |strace: Process |Process \d+ |<detached|strace: Can't)/;

/** The end of a line whose call goes on; in execve(2) of a thread, with the pid that it has from there on. */
const BEGUN = / <(?:unfinished|pid changed to (\d+)) \.\.\.>$/;

/** The end of a line whose process does not outlive the call. */
const CUT = / <unfinished \.\.\.>\) += \?.*$/;

const SUPERSEDED = /^\+\+\+ superseded by execve in pid (\d+) /;
const MODE = /^(?:strace: )?\[ Process PID=\d+ runs in (.+) mode\. \]$/;

/** What a log says, in the order in which calls ended. */
export type Entry = Call | Exit | Takeover;

interface Pending {
  readonly name: string;
  readonly from: number;
  readonly text: string;
}

/** Reads lines one by one; calls that were begun wait for their ends. */
class Lines {
  readonly entries: Entry[] = [];
  readonly #path: string;
  readonly #pending = new Map<number, Pending>();

  constructor(path: string) {
    this.#path = path;
  }

  refuse(line: number, message: string): never {
    throw new TraceError(`${this.#path}:${line}: ${message}`);
  }

  take(text: string, line: number): void {
    const head = HEAD.exec(text)!;
    const body = text.slice(head[0].length);
    const pid = Number(head[1] ?? head[2] ?? 0);
    if (PASSED_OVER.test(body) || this.#isMode(body, line)) return;
    const superseding = SUPERSEDED.exec(body)?.[1];
    if (superseding !== undefined) this.#takeOver(Number(superseding), pid, line);
    else if (/^\+\+\+ (exited|killed) /.test(body)) this.#exit(pid, line);
    else if (/^<\.\.\. /.test(body)) this.#resume(pid, body, line);
    else this.#call(pid, body, line);
  }

  #isMode(body: string, line: number): boolean {
    const mode = MODE.exec(body)?.[1];
    if (mode === undefined || mode === '64 bit') return false;
    this.refuse(line, `mode: expected calls of 64-bit processes on x86-64, found a process in ${mode} mode`);
  }

  #exit(pid: number, line: number): void {
    this.#cut(pid, line);
    this.entries.push({ is: 'exit', pid, line });
  }

  /** A call that its process does not outlive. One that changes what is attached is printed whole when it begins; others say nothing. */
  #cut(pid: number, line: number): void {
    const begun = this.#pending.get(pid);
    this.#pending.delete(pid);
    if (begun?.name !== 'bpf') return;
    const text = `${begun.text}) = ?`;
    if (!('at' in parseCall(text)))
      this.entries.push({ is: 'call', pid, name: begun.name, from: begun.from, line, text });
  }

  #ended(call: Call): void {
    const cut = CUT.exec(call.text);
    if (cut === null) {
      this.entries.push(call);
      return;
    }
    this.#pending.set(call.pid, { ...call, text: call.text.slice(0, cut.index) });
    this.#cut(call.pid, call.line);
  }

  /** A thread in execve(2) has the pid of its process from here on; strace may say so twice. */
  #takeOver(pid: number, over: number, line: number): void {
    const begun = this.#pending.get(pid);
    if (begun === undefined) return;
    this.#pending.delete(pid);
    this.#cut(over, line);
    this.#pending.set(over, begun);
    this.entries.push({ is: 'takeover', pid, over, line });
  }

  #call(pid: number, body: string, line: number): void {
    const call = /^([a-z_][a-z0-9_]*)(\(.*)$/.exec(body);
    if (call === null) this.refuse(line, `expected a line of strace, such as "bpf(…) = 0", found ${quote(body)}`);
    const [, name, text] = call as unknown as [string, string, string];
    const begun = BEGUN.exec(text);
    if (begun !== null) this.#pending.set(pid, { name, from: line, text: text.slice(0, begun.index) });
    if (begun?.[1] !== undefined) this.#takeOver(pid, Number(begun[1]), line);
    if (begun === null) this.#ended({ is: 'call', pid, name, from: line, line, text });
  }

  #resume(pid: number, body: string, line: number): void {
    const [, name, rest] = /^<\.\.\. (\w+) resumed>(.*)$/.exec(body) ?? [];
    const begun = this.#pending.get(pid);
    // A log that starts in the middle has ends of calls that began before it.
    if (begun === undefined && name !== undefined && name !== 'bpf') return;
    if (begun === undefined || name !== begun.name)
      this.refuse(line, `expected the end of a call that was begun, found ${quote(body)}`);
    this.#pending.delete(pid);
    this.#ended({ is: 'call', pid, name, from: begun.from, line, text: begun.text + rest });
  }

  /** Refuses calls of bpf(2) that never ended. */
  end(): void {
    for (const { name, from } of this.#pending.values())
      if (name === 'bpf') this.refuse(from, 'bpf: expected the end of this call further down, found none');
  }
}

/** The calls of a log in the order in which they ended; a TraceError at the first line that is none of strace. */
export function linesOf(path: string, text: string): readonly Entry[] {
  const lines = new Lines(path);
  for (const [index, line] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries())
    lines.take(line, index + 1);
  lines.end();
  if (!lines.entries.some((entry) => entry.is === 'call' && entry.name === 'bpf'))
    throw new TraceError(`${path}: expected a log of strace with calls of bpf(2), found none; -e trace=bpf shows them`);
  return lines.entries;
}

/** The instructions of a program, which say nothing of attaching and can be most of a log. */
const INSTRUCTIONS = /\b(insns|func_info|line_info)=\[[^\]]*\]/g;

/** Arguments and result of a call; a TraceError with its line where they are not whole. */
export function parsed(path: string, { name, line, text }: Call): Parsed {
  const shorter = text.replace(INSTRUCTIONS, '$1=[]');
  const read = parseCall(shorter);
  if (!('at' in read)) return read;
  const rest = shorter.slice(read.at);
  const what =
    rest === '' ? 'the rest of the call, found the end of the line' : `${read.expected}, found ${quote(rest)}`;
  throw new TraceError(`${path}:${line}: ${name}: expected ${what}`);
}
