import type { ChildProcess } from 'node:child_process';
import type { Request, Universe } from '../../spec/semantics.ts';
import { isUndefined } from '../../spec/vocabulary/outcome.ts';
import type { Told } from '../compare.ts';
import type { Trace } from '../format.ts';
import { type JsonTextError, parseJson } from '../json-text.ts';
import { undefinedIn } from '../not-for-kernel.ts';
import type { About, Answer, Driver, Skip } from './driver.ts';
import { DriverError } from './driver-error.ts';
import { LineReader } from './lines.ts';
import { type Message, PROTOCOL } from './messages.ts';
import { endGroup, startGroup } from './process-group.ts';

export interface ProcessOptions {
  /** How long an answer may take, in ms; 10,000 unless given. */
  readonly timeout?: number;
  /** Ends the wait for an answer: what is asked then rejects with the reason. */
  readonly signal?: AbortSignal;
  /** What becomes of the standard error of the process: passed on, unless it is to be ignored. */
  readonly stderr?: 'inherit' | 'ignore';
  /** The directory it is started in; that of this process unless given. */
  readonly cwd?: string;
}

/** How long an answer may take unless it is said otherwise, in ms. */
export const TIMEOUT = 10_000;

/** How long a process may take to end once its standard input is closed, in ms; after that it is killed. */
const FAREWELL = 1000;

/** How long what a process wrote before it ended may take to arrive, in ms. */
const REMAINS = 200;

/** Somebody who waits for a line. */
interface Waiting {
  resolve(line: string): void;
  reject(error: Error): void;
}

/**
 * A driver in a process of its own that speaks JSON lines: one object for each message on its standard input, one for each answer
 * on its standard output (docs/driver-protocol.md). It is the leader of a process group; the whole group is gone after `close`, and
 * when this process ends. Everything that goes wrong is a DriverError, after which the process is killed and every question is refused.
 */
export class ProcessDriver implements Driver {
  readonly #command: string;
  readonly #child: ChildProcess;
  readonly #timeout: number;
  readonly #signal: AbortSignal | undefined;
  readonly #lines = new LineReader();
  #waiting: Waiting | undefined;
  #broken: Error | undefined;

  protected constructor(command: string, child: ChildProcess, { timeout = TIMEOUT, signal }: ProcessOptions) {
    this.#command = command;
    this.#child = child;
    this.#timeout = timeout;
    this.#signal = signal;
    child.stdin!.on('error', () => {}); // that it ended is said by its end
    child.stdout!.on('data', (bytes: Buffer) => this.#receive(bytes));
    child.once('exit', () => {
      const gone = () => this.#break(new DriverError(`${command} ${endOf(child)} instead of answering`));
      child.once('close', gone);
      setTimeout(gone, REMAINS).unref();
    });
  }

  /** Starts a command, such as `./driver` or `python3 driver.py`: words with spaces between them, no shell. */
  static async start(command: string, options: ProcessOptions = {}): Promise<ProcessDriver> {
    const child = await startGroup(command, options);
    return new ProcessDriver(command, child, options);
  }

  reset(universe: Universe, { profile, title }: About): Promise<Skip | undefined> {
    return this.#ask({ op: 'reset', protocol: PROTOCOL, profile, title, universe }) as Promise<Skip | undefined>;
  }

  async apply(request: Request): Promise<Answer | Skip> {
    const answer = (await this.#ask({ op: 'apply', request })) as Answer | Skip;
    if (typeof answer === 'object' && answer !== null && 'outcome' in answer && isUndefined(answer.outcome))
      throw new DriverError(
        `answer to apply: outcome: expected "ok" or the name of an errno, found "${answer.outcome}"`,
      );
    return answer;
  }

  observe(hook: string): Promise<Told | Skip> {
    return this.#ask({ op: 'observe', hook }) as Promise<Told | Skip>;
  }

  skips(trace: Trace): string | undefined {
    return undefinedIn(trace);
  }

  /**
   * Closes the standard input of the process, gives it a second to end, and kills what is left of its group. A DriverError where it ended by a signal or
   * with another exit code than 0, or wrote more than answers.
   */
  async close(): Promise<void> {
    const wrong = this.#broken === undefined ? await this.#farewell() : undefined;
    this.kill();
    if (wrong !== undefined) throw new DriverError(wrong);
  }

  /** How the process ends once nothing is asked any more, where that is not as it should be. */
  async #farewell(): Promise<string | undefined> {
    const { exitCode, signalCode } = this.#child;
    const gone = exitCode !== null || signalCode !== null;
    this.#child.stdin!.end();
    if (!gone)
      await Promise.race([
        new Promise((resolve) => this.#child.once('close', resolve)),
        new Promise((resolve) => setTimeout(resolve, FAREWELL).unref()),
      ]);
    const isWell = this.#child.signalCode === null && (this.#child.exitCode ?? 0) === 0;
    if (!isWell) return `${this.#command} ${endOf(this.#child)} after its last answer`;
    const line = this.#lines.take();
    if (line !== undefined) return `${this.#command} wrote a line after its last answer: ${cut(line)}`;
    const part = this.#lines.unfinished();
    return part === undefined ? undefined : `${this.#command} wrote more after its last answer: ${cut(part)}`;
  }

  /** Kills the process and all of its group at once. */
  kill(): void {
    endGroup(this.#child);
    this.#child.stdout!.destroy();
    this.#break(new DriverError(`${this.#command} was closed`));
  }

  /** Sends a message and waits for the answer: any JSON value. */
  async #ask(message: Message): Promise<unknown> {
    this.#signal?.throwIfAborted();
    if (this.#broken !== undefined) throw this.#broken;
    const early = this.#lines.take();
    if (early !== undefined)
      throw this.#fail(`${this.#command} wrote a line before it was asked for ${message.op}: ${cut(early)}`);
    const answer = this.#line(message.op);
    this.#child.stdin!.write(`${JSON.stringify(message)}\n`);
    return this.#parsed(message.op, await answer);
  }

  #line(op: Message['op']): Promise<string> {
    return new Promise((resolve, reject) => {
      const late = `${this.#command} did not answer ${op} within ${this.#timeout / 1000} s`;
      const timer = setTimeout(() => this.#fail(late), this.#timeout);
      const abort = () => this.#break(this.#signal!.reason as Error);
      const done = () => {
        clearTimeout(timer);
        this.#signal?.removeEventListener('abort', abort);
        this.#waiting = undefined;
      };
      this.#signal?.addEventListener('abort', abort);
      this.#waiting = {
        resolve: (line) => {
          done();
          resolve(line);
        },
        reject: (error) => {
          done();
          reject(error);
        },
      };
    });
  }

  #parsed(op: Message['op'], line: string): unknown {
    try {
      return parseJson(line);
    } catch (error) {
      // A message about columns is of no use for a line that is no JSON at all.
      const { message } = error as JsonTextError;
      const said = message.includes('expected JSON') ? `expected one line of JSON, found ${cut(line)}` : message;
      throw this.#fail(`answer of ${this.#command} to ${op}: ${said}`);
    }
  }

  #receive(bytes: Buffer): void {
    if (!this.#lines.add(bytes)) {
      this.#fail(`${this.#command} wrote a line that is longer than ${LineReader.LONGEST} bytes`);
      return;
    }
    const line = this.#waiting === undefined ? undefined : this.#lines.take();
    if (line !== undefined) this.#waiting!.resolve(line);
  }

  /** The error of a process that does not keep to the protocol; it is killed. */
  #fail(message: string): DriverError {
    const error = new DriverError(message);
    endGroup(this.#child);
    this.#break(error);
    return error;
  }

  #break(error: Error): void {
    this.#broken ??= error;
    this.#waiting?.reject(this.#broken);
  }
}

/** How a process ended. */
const endOf = ({ exitCode, signalCode }: ChildProcess) =>
  signalCode === null ? `ended with exit code ${exitCode}` : `was ended by ${signalCode}`;

const cut = (line: string) => JSON.stringify(line.length > 80 ? `${line.slice(0, 80)}…` : line);
