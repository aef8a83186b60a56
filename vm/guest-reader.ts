import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { type Entry, isFile, readCpio } from './cpio.ts';
import { STDOUT } from './init.ts';

/** What comes of a command in a guest. */
export interface GuestResult {
  readonly code: number;
  readonly stdout: Buffer;
  /** The files that it wrote or changed, by their absolute paths. */
  readonly files: ReadonlyMap<string, Buffer>;
}

/** What a guest says on its second serial port, as it comes. */
export interface GuestListener {
  /** The guest is up; its release. */
  began(release: string): void;
  /** A line of standard error. */
  said(line: string): void;
  /** The command used up its time, and was asked to end. */
  timedOut(): void;
}

const LINE =
  /^(?:B (?<release>\S+)|E (?<said>.*)|(?<timeout>T)|F (?<failed>.+)|R (?<code>\d+) (?<size>\d+) (?<digest>[0-9a-f]{64}))$/;

/** Reads what a guest says (`initScript`), in whatever pieces it comes. */
export class GuestReader {
  readonly #listener: GuestListener;
  #rest = Buffer.alloc(0);
  #head: { readonly code: number; readonly size: number; readonly digest: string } | undefined;
  #result: GuestResult | undefined;
  #failure: string | undefined;

  constructor(listener: GuestListener) {
    this.#listener = listener;
  }

  /** What came of the command, once all of it is there. */
  get result(): GuestResult | undefined {
    return this.#result;
  }

  /** Why nothing can come of it. */
  get failure(): string | undefined {
    return this.#failure;
  }

  push(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    while (this.#head === undefined && this.#failure === undefined) {
      const end = this.#rest.indexOf(10);
      if (end === -1) return;
      const line = this.#rest.toString('utf8', 0, end);
      this.#rest = this.#rest.subarray(end + 1);
      this.#take(line);
    }
    if (this.#head !== undefined && this.#result === undefined && this.#rest.length >= this.#head.size) this.#finish();
  }

  #take(line: string): void {
    const found = LINE.exec(line)?.groups;
    if (found === undefined) {
      this.#failure = `expected a line of the guest's script on its second serial port, found ${JSON.stringify(line.slice(0, 80))}`;
      return;
    }
    const { release, said, timeout, failed, code, size, digest } = found;
    if (release !== undefined) this.#listener.began(release);
    else if (said !== undefined) this.#listener.said(said);
    else if (timeout !== undefined) this.#listener.timedOut();
    else if (failed !== undefined) this.#failure = failed;
    else this.#head = { code: Number(code), size: Number(size), digest: digest! };
  }

  #finish(): void {
    const { code, size, digest } = this.#head!;
    const archive = this.#rest.subarray(0, size);
    const found = createHash('sha256').update(archive).digest('hex');
    if (found !== digest) {
      this.#failure = 'the results were damaged on the way (their digest differs): the guest may be out of memory';
      return;
    }
    const entries = readCpio(gunzipSync(archive));
    const content = (entry: Entry | undefined) => entry?.data?.() ?? Buffer.alloc(0);
    const written = entries.filter((entry) => isFile(entry) && entry.path !== STDOUT);
    this.#result = {
      code,
      stdout: content(entries.find(({ path }) => path === STDOUT)),
      files: new Map(written.map((entry) => [`/${entry.path}`, content(entry)])),
    };
  }
}
