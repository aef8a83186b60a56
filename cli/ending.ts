import { Interrupted } from '../checker/search/interrupted.ts';
import { headOf } from '../traces/report-head.ts';
import type { ErrorReport } from './error-report.ts';
import { EXIT, UsageError } from './exit.ts';
import { endAll, signalSeen } from './interruption.ts';
import { flushed, isJsonSaid, jsonText, outputFailure, reported, say, wantsJson, write } from './text/output.ts';

/** What a command had no verdict for: a line for a person, and the object that --json prints. */
type Problem = Pick<ErrorReport, 'exit' | 'kind' | 'message'> & { readonly said: string };

const problem = (exit: ErrorReport['exit'], kind: ErrorReport['kind'], message: string, said = message): Problem => ({
  exit,
  kind,
  message,
  said,
});

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'this is a directory, not a file',
  ENOTDIR: 'a part of this path is no directory',
  EACCES: 'no permission',
  EPERM: 'no permission',
  EEXIST: 'there is something else of that name',
  ENOSPC: 'there is no space left',
  EROFS: 'the file system is read-only',
  ELOOP: 'too many symbolic links',
};

const named = (error: unknown, name: string): error is Error => error instanceof Error && error.name === name;

/** What says of an error that it is that of a proposal, once one was loaded; `stray` errors came out of nowhere. */
let blame: (error: unknown, stray: boolean) => string | undefined = () => undefined;

/** From now on errors that `said` has a message for are wrong input. */
export function blameProposals(said: typeof blame): void {
  blame = said;
}

/** What an error means to whoever called the command. Errors go by their names: their modules are not loaded for this. */
function problemOf(error: unknown, stray = false): Problem {
  if (error instanceof Interrupted) return problem(EXIT.INCONCLUSIVE, 'interrupted', error.message);
  if (error instanceof UsageError || named(error, 'TraceError') || named(error, 'DriverError'))
    return problem(EXIT.USAGE, 'input', error.message);
  if (named(error, 'GuestTimeout')) return problem(EXIT.INCONCLUSIVE, 'interrupted', error.message);
  if (named(error, 'VmInputError') || named(error, 'GuestFailure')) return problem(EXIT.USAGE, 'input', error.message);
  if (named(error, 'VmUnavailable'))
    return problem(EXIT.SKIPPED, 'skipped', error.message, `skipped: ${error.message}`);
  if (named(error, 'CommanderError')) return problem(EXIT.USAGE, 'input', commanderMessage(error), '');
  if (named(error, 'KernelUnavailable') || named(error, 'CallFailed')) {
    const { reason = error.message } = error as Error & { reason?: string };
    return problem(EXIT.SKIPPED, 'skipped', reason, `skipped: ${reason}`);
  }
  const blamed = blame(error, stray);
  if (blamed !== undefined) return problem(EXIT.USAGE, 'input', blamed);
  const { code, path, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  if (typeof code === 'string' && typeof path === 'string' && syscall !== undefined)
    return problem(EXIT.USAGE, 'input', `${path}: ${REASONS[code] ?? code} (${syscall}: ${code})`);
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const message = error instanceof Error ? error.message : String(error);
  return problem(EXIT.INTERNAL, 'internal', `internal error: ${message}`, `mprog: internal error\n${stack}`);
}

/** What is wrong with the input, where an error says that; `undefined` for any other. */
export function inputMessage(error: unknown): string | undefined {
  const { exit, message } = problemOf(error);
  return exit === EXIT.USAGE ? message : undefined;
}

/** Commander has printed its message itself; where it printed help instead, there is none. */
function commanderMessage({ message }: Error): string {
  return message === '(outputHelp)' ? 'expected a command' : message.replace(/^error: /, '');
}

const isHelp = (error: unknown): boolean =>
  named(error, 'CommanderError') && (error as Error & { exitCode?: number }).exitCode === 0;

/** Says what went wrong: to a person on standard error (a skip is a result: on standard output), or as JSON. */
function tell({ said, ...more }: Problem): void {
  if (said !== '' && more.exit === EXIT.SKIPPED && !wantsJson()) say(said);
  else if (said !== '') process.stderr.write(`${said}\n`);
  if (wantsJson()) writeJson({ ...headOf('mprog-error', 2), ...resultOf(more), ...more } satisfies ErrorReport);
}

/** What was interrupted, or cannot be done here, has a result. */
function resultOf({ kind }: Pick<ErrorReport, 'kind'>): Pick<ErrorReport, 'result'> {
  if (kind === 'interrupted') return { result: 'inconclusive' };
  return kind === 'skipped' ? { result: 'skipped' } : {};
}

let jsonWritten = false;

function writeJson(document: object): void {
  if (jsonWritten || isJsonSaid()) return;
  jsonWritten = true;
  write(jsonText(document));
}

/** The exit code where it is certain what was written and what not. */
function exitWith(code: number): never {
  const failure = outputFailure();
  if (failure === undefined) process.exit(code);
  process.stderr.write(`mprog: standard output cannot be written: ${REASONS[failure.code ?? ''] ?? failure.message}\n`);
  process.exit(code === EXIT.HELD ? EXIT.USAGE : code);
}

/** Whether a command came to its verdict, which is about to be written. */
let ending = false;

/** Ends the process with the verdict of a command: its exit code, and its report where it has one. */
export async function endWith(code: number): Promise<never> {
  ending = true;
  // A signal that came while the verdict was put together is let in.
  await new Promise((resolve) => setImmediate(resolve));
  const seen = signalSeen();
  if (seen !== undefined && !seen.answered) return endWithError(new Interrupted());
  const report = reported();
  if (report !== undefined) writeJson(seen === undefined ? report : { interrupted: true, ...report });
  if (seen !== undefined)
    process.stderr.write(`interrupted by ${seen.signal}: what is shown is what was found by then\n`);
  await flushed();
  exitWith(signalSeen() === undefined ? code : EXIT.INCONCLUSIVE);
}

/** Ends the process where a command threw, or (`stray`) where something threw that no command waits for. */
export async function endWithError(error: unknown, stray = false): Promise<never> {
  if (isHelp(error)) return flushed().then(() => exitWith(EXIT.HELD));
  const found = problemOf(error, stray);
  const cut = signalSeen() !== undefined && found.exit !== EXIT.INTERNAL;
  const told = cut && found.exit !== EXIT.INCONCLUSIVE ? problemOf(new Interrupted()) : found;
  tell(told);
  await flushed();
  exitWith(told.exit);
}

let idle = false;

/** Ends the process where a command waits for nothing that can come: others that look out for that go first. */
export function endWhenIdle(): void {
  if (idle) void endWithError(new Error('the run ended without a verdict'));
  else setImmediate(() => {});
  idle = true;
}

/** How long a command may take to end by itself after a signal, and what it is cut off with may take, in ms. */
const GRACE = 500;
const CUT = 100;

/** What is done about a signal: a command that does not end by itself in time is ended, at once for the second signal. */
export function endOnSignal(_: NodeJS.Signals, times: number): void {
  if (times === 1) setTimeout(endNow, GRACE).unref();
  else void endNow();
}

const atMost = (ms: number, done: Promise<unknown>) =>
  Promise.race([done, new Promise((resolve) => setTimeout(resolve, ms))]);

async function endNow(): Promise<void> {
  await atMost(CUT, endAll());
  if (ending) await new Promise((resolve) => setTimeout(resolve, CUT));
  else tell(problemOf(new Interrupted()));
  await atMost(CUT, flushed());
  process.exit(EXIT.INCONCLUSIVE);
}
