import { Console } from 'node:console';
import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isMainThread } from 'node:worker_threads';
import { prepare } from '../library/prepare.ts';
import { thrown } from '../spec/guard/ask.ts';
import { type Place, watchCalls } from '../spec/guard/calls.ts';
import type { Profile } from '../spec/profile.ts';
import { ProposalError } from '../spec/proposal-error.ts';
import { cut, shown } from '../spec/shown.ts';
import { blameProposals } from './ending.ts';
import { UsageError } from './exit.ts';
import { Patience } from './patience.ts';
import { isOfProposal, lineIn, watchProcess } from './proposal-process.ts';

/** How long a file may take to be loaded, and each call of one of its functions, in ms. */
const PATIENCE = 10_000;

/** The files that were loaded. */
const loaded: string[] = [];

const located = (file: string, error: unknown, said: string) => {
  const line = lineIn(resolve(file), error);
  return `${file}${line === undefined ? '' : `:${line}`}: ${said}`;
};

/** What an error says that a proposal is to blame for; `undefined` for any other. */
function proposalMessage(error: unknown): string | undefined {
  if (!(error instanceof ProposalError)) return undefined;
  const file = error.file ?? loaded[0];
  return file === undefined ? undefined : located(file, error, error.message);
}

/** An error that came out of nowhere: from a timer, or a promise that nobody waits for. */
function strayMessage(error: unknown): string | undefined {
  const known = proposalMessage(error);
  if (known !== undefined) return known;
  const file = loaded.at(-1);
  if (file === undefined || !isOfProposal(error)) return undefined;
  return located(file, error, `throws ${thrown(error)}, and nothing handles it`);
}

/** Waits for a file to be loaded, but not for ever: while nothing else is to be done, or for ten seconds. */
async function patiently<T>(loading: Promise<T>): Promise<T> {
  let giveUp = (_: Error) => {};
  const endless = new Promise<never>((_, reject) => {
    giveUp = reject;
  });
  const stuck = () => giveUp(new ProposalError('is never loaded: it waits for a promise that does not settle'));
  const timer = globalThis.setTimeout(stuck, PATIENCE);
  timer.unref();
  process.once('beforeExit', stuck);
  try {
    return await Promise.race([loading, endless]);
  } finally {
    clearTimeout(timer);
    process.off('beforeExit', stuck);
  }
}

let patience: Patience | undefined;

/** Who ends the process where a file keeps it busy. A thread that is not the main one is not watched: that one comes to the same. */
function watching(): Patience | undefined {
  if (!isMainThread || patience !== undefined) return patience;
  const made = new Patience(PATIENCE);
  patience = made;
  // Without the line of the function: to find it takes longer than most calls.
  const message = ({ file, what }: Place) =>
    `${file}: ${what} does not come to an end: a call takes over ${PATIENCE / 1000} s`;
  watchCalls({ begins: (place) => made.begins(place.call, () => message(place)), ends: () => made.ends() });
  return made;
}

async function exported(file: string): Promise<unknown> {
  const [{ createJiti }, own] = await Promise.all([import('jiti'), import('../index.ts')]);
  // What a proposal imports is this package, wherever the proposal is.
  const jiti = createJiti(import.meta.url, {
    virtualModules: { 'mprog-spec': own },
    moduleCache: false,
    fsCache: false,
  });
  // What it prints is no part of what the command does.
  globalThis.console = new Console(process.stderr);
  const watched = watching();
  watched?.begins(file, () => `${file}: is never loaded: its code does not come to an end`);
  try {
    return await patiently(jiti.import(resolve(file), { default: true }));
  } finally {
    watched?.ends();
  }
}

/** A semantics that is whole, whose functions are watched, with what is on record of it beside its file. */
function prepared(value: unknown, file: string): Profile {
  if (typeof value !== 'object' || value === null || !('tables' in value))
    throw new ProposalError(
      `expected "export default derive(base, { … })", found ${value === undefined ? 'no default export' : shown(value)}`,
    );
  const semantics = prepare(value, file);
  return { ...semantics, records: join(dirname(file), 'anomalies', semantics.name) };
}

/** What jiti says of text that cannot be parsed: what is wrong, and where, with columns from 0. */
const UNPARSABLE = /^ParseError: (?<said>.*?)\s*\n\s*(?<path>.*):(?<line>\d+):(?<column>\d+)$/s;

/** What is wrong with the text of a file, or of one that it imports; `undefined` where it can be parsed. */
function unparsable(file: string, error: unknown): string | undefined {
  const found = error instanceof Error ? UNPARSABLE.exec(error.message)?.groups : undefined;
  if (found === undefined) return undefined;
  const { said, path, line, column } = found;
  return `${resolve(file) === path ? file : path}:${line}:${Number(column) + 1}: ${cut(said!)}`;
}

/** What a file is to blame for, as a UsageError that says where. */
export function blamed(file: string, error: unknown): UsageError {
  const syntax = unparsable(file, error);
  if (syntax !== undefined) return new UsageError(syntax);
  return new UsageError(
    located(file, error, error instanceof ProposalError ? error.message : `throws ${thrown(error)}`),
  );
}

/** The default export of a file of TypeScript or JavaScript, compiled as it is read; a UsageError that says what is wrong with it. */
export async function loadDefault(file: string): Promise<unknown> {
  if (!existsSync(file)) throw new UsageError(`${file}: there is no such file`);
  if (!statSync(file).isFile()) throw new UsageError(`${file}: expected a file`);
  loaded.push(file);
  watchProcess();
  blameProposals((error, stray) => (stray ? strayMessage(error) : proposalMessage(error)));
  try {
    const value = await exported(file);
    await setTimeout(1); // what it left behind to fail at once fails before anything is written
    return value;
  } catch (error) {
    throw blamed(file, error);
  }
}

/** A proposal from a file; a UsageError that says what is wrong with it. */
export async function loadProposal(file: string): Promise<Profile> {
  const value = await loadDefault(file);
  try {
    return prepared(value, file);
  } catch (error) {
    if (error instanceof ProposalError || isOfProposal(error)) throw blamed(file, error);
    throw error;
  }
}
