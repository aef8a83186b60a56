/** Puts lines together from what arrives in pieces. */
export class LineReader {
  /** The longest line, in bytes. */
  static readonly LONGEST = 16 * 1024 * 1024;
  readonly #lines: string[] = [];
  #rest: Buffer[] = [];
  #length = 0;

  /** Adds what has arrived; `false` where a line is too long. */
  add(bytes: Buffer): boolean {
    let rest = bytes;
    for (let end = rest.indexOf(10); end !== -1; end = rest.indexOf(10)) {
      this.#lines.push(Buffer.concat([...this.#rest, rest.subarray(0, end)]).toString('utf8'));
      this.#rest = [];
      this.#length = 0;
      rest = rest.subarray(end + 1);
    }
    if (rest.length > 0) this.#rest.push(rest);
    this.#length += rest.length;
    return this.#length <= LineReader.LONGEST;
  }

  /** What arrived behind the last whole line; `undefined` where that is nothing. */
  unfinished(): string | undefined {
    return this.#length === 0 ? undefined : Buffer.concat(this.#rest).toString('utf8');
  }

  /** The first line that nobody has taken yet. */
  take(): string | undefined {
    return this.#lines.shift();
  }
}
