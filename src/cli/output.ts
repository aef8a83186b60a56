import pc from 'picocolors';

/** Colours, where standard output is a terminal and NO_COLOR (or --no-color) does not say otherwise. */
export const colours = pc.createColors(
  process.stdout.isTTY === true && !process.env.NO_COLOR && !process.argv.includes('--no-color'),
);

/** Writes a line to standard output. */
export function say(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** Writes a document to standard output. */
export function sayJson(document: unknown): void {
  say(JSON.stringify(document, null, 2));
}

/** A number with thousands set apart. */
export function count(value: number | bigint): string {
  return value.toLocaleString('en-US');
}

/** `1 trace`, `2 traces`. */
export function plural(value: number | bigint, noun: string, several = `${noun}s`): string {
  return `${count(value)} ${Number(value) === 1 ? noun : several}`;
}
