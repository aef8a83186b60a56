/** Nothing is shown of what is done within this time, in ms. */
const PATIENCE = 1000;
/** How often a line is shown, in ms: rewritten in place on a terminal, added elsewhere. */
const TERMINAL_EVERY = 100;
const PLAIN_EVERY = 5000;

/** A terminal that does not know its width (some harnesses have such) gets plain lines. */
const TERMINAL = process.stderr.isTTY === true && process.stderr.columns > 0;

/** What rewrites a line takes a while to load, and is of use on a terminal only. */
const rewriting = TERMINAL ? await import('log-update') : undefined;

/** One line on standard error that says how far things are. */
export class Progress {
  readonly #line = rewriting?.createLogUpdate(process.stderr);
  #next = performance.now() + PATIENCE;

  /** Shows a line, if it is time for one. */
  update(text: () => string): void {
    const now = performance.now();
    if (now < this.#next) return;
    if (this.#line !== undefined) this.#line(text());
    else process.stderr.write(`${text()}\n`);
    this.#next = now + (TERMINAL ? TERMINAL_EVERY : PLAIN_EVERY);
  }

  /** Takes the line away. */
  done(): void {
    this.#line?.clear();
  }
}

/** Lets signals and output through; a long computation calls it now and then. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
