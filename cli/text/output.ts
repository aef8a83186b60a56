import { fstatSync, writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import pc from 'picocolors';
import type { Share } from '../../checker/search/share.ts';
import { visibleJson } from '../../spec/vocabulary/quote.ts';

/** Colours, where standard output is a terminal and NO_COLOR (or --no-color) does not say otherwise. */
export const colours = pc.createColors(
  process.stdout.isTTY === true && !process.env.NO_COLOR && !process.argv.includes('--no-color'),
);

let failure: NodeJS.ErrnoException | undefined;
let report: object | undefined;

/** Why standard output could not be written, unless whoever reads it just stopped reading. */
export function outputFailure(): NodeJS.ErrnoException | undefined {
  return failure?.code === 'EPIPE' ? undefined : failure;
}

/** Errors of standard output are noted and end nothing; there is nobody to tell those of standard error to. */
export function noteOutputErrors(): void {
  process.stdout.on('error', (error) => {
    failure ??= error;
  });
  process.stderr.on('error', () => {});
}

/** Whether standard output is a file, or a device other than a terminal: what is written there is never waited for. */
const isFile = once(() => {
  try {
    const stat = fstatSync(1);
    return stat.isFile() || (stat.isCharacterDevice() && !isatty(1));
  } catch {
    return false;
  }
});

/** Writes to standard output; what goes wrong is noted (`outputFailure`). */
export function write(text: string): void {
  if (failure !== undefined) return;
  if (!isFile()) {
    process.stdout.write(text);
    return;
  }
  try {
    // A full disk takes a part, says how much, and fails only when it is given the rest.
    for (let rest = Buffer.from(text); rest.length > 0; ) rest = rest.subarray(writeSync(1, rest));
  } catch (error) {
    failure = error as NodeJS.ErrnoException;
  }
}

/** Resolves when everything written was taken by whoever reads, or never will be. */
export function flushed(): Promise<void> {
  return new Promise((resolve) => {
    if (failure !== undefined || process.stdout.writableLength === 0) resolve();
    else process.stdout.write('', () => resolve());
  });
}

/** Writes a line to standard output. */
export function say(line = ''): void {
  write(`${line}\n`);
}

/** A document as --json prints it. */
export const jsonText = (document: object): string => `${visibleJson(JSON.stringify(document, null, 2))}\n`;

/** Sets the document that --json prints; it is written when the command ends, so that there is never a second one. */
export function sayJson(document: object): void {
  report = document;
}

let isSaid = false;

/** Writes the document that --json prints at once, of a command that goes on: nothing is written when it ends. */
export function sayJsonAtOnce(document: object): void {
  isSaid = true;
  write(jsonText(document));
}

/** Whether the document that --json prints was written already. */
export const isJsonSaid = (): boolean => isSaid;

/** The document that --json prints, if the command came to one. */
export function reported(): object | undefined {
  return report;
}

/** Whether --json is on the command line, however wrong the rest of it may be. What `vm` has behind -- is a command too. */
export const wantsJson = once(() => {
  const options = process.argv.slice(2);
  const end = options.find((word) => !word.startsWith('-')) === 'vm' ? -1 : options.indexOf('--');
  return options.slice(0, end === -1 ? undefined : end).includes('--json');
});

/** The places in an integer where thousands are set apart. */
const THOUSANDS = /\B(?=(\d{3})+$)/g;

/** A number with thousands set apart. Integers are written without what Node knows of languages, which takes 14 ms to load. */
export function count(value: number | bigint): string {
  const isExact = typeof value === 'bigint' || Number.isSafeInteger(value);
  return isExact ? String(value).replace(THOUSANDS, ',') : value.toLocaleString('en-US');
}

/** `1 trace`, `2 traces`. */
export function plural(value: number | bigint, noun: string, several = `${noun}s`): string {
  return `${count(value)} ${Number(value) === 1 ? noun : several}`;
}

function once<T>(find: () => T): () => T {
  let found: { readonly value: T } | undefined;
  return () => {
    found ??= { value: find() };
    return found.value;
  };
}

/** Of which part of a run all that follows is. */
export function partLine({ index, of }: Share, what?: string): string {
  return `part ${index} of ${of}: ${what === undefined ? '' : `${what}; `}mprog merge puts all parts together`;
}
