import { dirname } from 'node:path';
import { type Command, Option } from 'commander';
import { stopwatch } from '../../checker/search/stopwatch.ts';
import { CallFailed, KernelUnavailable, NotForKernel } from '../../kernel/failure.ts';
import { requireFit, requireHooksOf } from '../../library/fit.ts';
import { record } from '../../library/record.ts';
import { PROFILES } from '../../spec/families/profiles.ts';
import type { Profile } from '../../spec/profile.ts';
import { familyOf, type Origin, type Trace } from '../../traces/format.ts';
import { isItf } from '../../traces/itf-trace.ts';
import { notForKernel } from '../../traces/not-for-kernel.ts';
import { parseDocument, parseTrace } from '../../traces/parse.ts';
import { textOf } from '../../traces/text-file.ts';
import { TraceError } from '../../traces/trace-error.ts';
import type { TraceFile } from '../../traces/trace-file.ts';
import { formatTrace, requireWritable, writeTrace } from '../../traces/write.ts';
import { markdownOption } from '../document/show.ts';
import { UsageError } from '../exit.ts';
import { unknownProfile } from '../fit.ts';
import { interruption } from '../interruption.ts';
import { type ObserveOptions, readingOf, readShown, told } from '../observed.ts';
import { semanticsArgument } from '../semantics.ts';
import { traced } from '../strace.ts';
import { openTarget, TARGETS, type Target } from '../targets.ts';
import { write } from '../text/output.ts';

interface Options extends ObserveOptions {
  readonly target?: Target;
  readonly log?: string;
  readonly strace: string;
}

const HELP = `
FILE is a trace whose steps may leave out what they expect; what is there is not read. The trace that is written has what the machine
answers: the outcome of each step, what a query shows, what every hook shows afterwards, and of the spec the rule.

With -- COMMAND… the command runs under strace (6.18 or later) with the options that mprog observe needs; then it prints what mprog observe
prints of the log, and ends as that does. What the command prints is on standard output, with --json on standard error.

Exit codes: 0 recorded; 2 wrong usage, or a file that is wrong; 3 interrupted, and nothing was written; 4 the kernel is not available here,
or cannot be asked a request. Of a command: those of mprog observe.

Examples:
  mprog record requests.json --target spec
  mprog record requests.json --target kernel --out on-this-kernel.json
  mprog record --out what-it-did.json --log strace.log -- ./loader eth0
`;

/** `mprog record`. */
export function register(program: Command): void {
  program
    .command('record')
    .description('make requests of a machine, or run a command under strace, and write a trace of the answers')
    .argument('[words...]', 'FILE, a trace with or without what its steps expect (- is standard input); or -- COMMAND…')
    .addOption(new Option('--target <machine>', 'what to ask, for FILE: spec, model or kernel').choices(TARGETS))
    .option('--profile <name>', 'the semantics, by name or by file, instead of that of the trace')
    .option('--out <file>', 'write the trace to a file instead of printing it')
    .option('--force', 'replace a file of other content')
    .option('--log <file>', 'with COMMAND: keep the log of strace')
    .option('--strace <program>', 'with COMMAND: the strace to run', 'strace')
    .option('--empty', 'with COMMAND: nothing was attached before it, at hooks where the log does not show that')
    .addOption(markdownOption())
    .option('--json', 'with COMMAND: print the results as one JSON object')
    .addHelpText('after', HELP)
    .action(async (words: string[], options: Options, self: Command) => {
      process.exitCode = await run(words, options, commandIn(self));
    });
}

/** The words behind --, if there is one: a command. */
function commandIn({ parent }: Command): readonly string[] | undefined {
  const { rawArgs = [] } = (parent ?? {}) as { readonly rawArgs?: readonly string[] };
  const at = rawArgs.indexOf('--');
  return at === -1 ? undefined : rawArgs.slice(at + 1);
}

const EITHER = 'expected FILE with --target spec, model or kernel, or -- COMMAND…';

async function run(
  words: readonly string[],
  options: Options,
  command: readonly string[] | undefined,
): Promise<number> {
  if (command !== undefined) {
    const [program] = command;
    const { target } = options;
    if (program === undefined || words.length > command.length || target !== undefined)
      throw new UsageError(`${EITHER}, found ${program === undefined ? 'no command' : 'both'}`);
    return runCommand(command, options);
  }
  const [path, ...others] = words;
  const { target, log, empty, markdown, json } = options;
  if (path === undefined || others.length > 0 || target === undefined)
    throw new UsageError(
      `${EITHER}, found ${path === undefined ? 'neither' : others.length > 0 ? 'several files' : 'no --target'}`,
    );
  const alone = Object.entries({ log, empty, markdown, json }).find(
    ([, value]) => value !== undefined && value !== false,
  );
  if (alone !== undefined) throw new UsageError(`--${alone[0]}: only with -- COMMAND…`);
  return recordFile(path, { ...options, target });
}

/** Runs a command under strace, and says of the log what `mprog observe` says. */
async function runCommand(command: readonly string[], options: Options): Promise<number> {
  const { strace, log, force = false, json = false } = options;
  const reading = await readingOf(options);
  if (options.out !== undefined) requireWritable(dirname(options.out));
  const { text, ended } = await traced({ command, strace, log, force, apart: json });
  const seconds = stopwatch();
  if (ended !== 0)
    process.stderr.write(`${command[0]}: ended with ${typeof ended === 'number' ? `exit code ${ended}` : ended}\n`);
  if (!/\bbpf\(/.test(text)) throw new UsageError(`${command[0]}: expected calls of bpf(2), found none`);
  const shown = await readShown(log ?? `strace of ${command[0]}`, text, reading);
  return told([shown], seconds(), options);
}

/** Reads a trace whose steps may leave out what they expect. Every failure is a TraceError with its place. */
function requestsIn(path: string): Trace {
  const [file, name] = path === '-' ? ['/dev/stdin', 'standard input'] : [path, path];
  const document = parseDocument(name, textOf(file));
  const { steps, states } = (document ?? {}) as { readonly steps?: unknown; readonly states?: unknown };
  if (isItf(document) && Array.isArray(states))
    return parseTrace(name, { ...(document as object), states: states.map(each(UNREAD_STATE)) });
  if (!Array.isArray(steps)) return parseTrace(name, document);
  return parseTrace(name, { ...(document as object), steps: steps.map(each(UNREAD_STEP)) });
}

/** What stands for what is not read. No step succeeds by it, so that no name is taken: that is judged by the answers. */
const UNREAD = 'EINVAL';
const UNREAD_STEP = { expect: { outcome: UNREAD }, otherwise: undefined };
const UNREAD_STATE = { outcome: UNREAD, rule: undefined, view: undefined, hooks: undefined };

const each = (fields: object) => (value: unknown) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value, ...fields } : value;

async function recordFile(
  path: string,
  { target, profile, out, force = false }: Options & { readonly target: Target },
): Promise<number> {
  const trace = requestsIn(path);
  const semantics =
    profile === undefined ? PROFILES.find(({ name }) => name === trace.profile) : await semanticsArgument(profile);
  if (semantics === undefined) throw unknownProfile(path, trace);
  (target === 'kernel' ? requireHooksOf : requireFit)(semantics, path, trace);
  if (out !== undefined) requireWritable(dirname(out));
  const reason = target === 'kernel' ? notForKernel(trace) : undefined;
  if (reason !== undefined) return skipped(reason);
  try {
    return await recordOn(target, semantics, { path, trace }, (made) => {
      if (out === undefined) write(formatTrace(made));
      else writeTrace(out, made, { force });
    });
  } catch (error) {
    if (error instanceof KernelUnavailable) return skipped(error.reason);
    if (error instanceof NotForKernel || error instanceof CallFailed) return skipped(error.message);
    throw error;
  }
}

function skipped(reason: string): number {
  process.stderr.write(`skipped: ${reason}\n`);
  return 4;
}

/** A TraceError about a step, with the file that the step is in. */
const inFile = (path: string) => (error: unknown) => {
  const file = path === '-' ? 'standard input' : path;
  throw error instanceof TraceError ? new TraceError(`${file}: ${error.message}`) : error;
};

async function recordOn(
  target: Target,
  semantics: Profile,
  { path, trace }: TraceFile,
  done: (made: Trace) => void,
): Promise<number> {
  const { machine, title, close } = await openTarget(target, semantics);
  try {
    const origin: Origin = {
      ...trace.origin,
      kind: target === 'kernel' ? 'kernel' : 'hand',
      note: `recorded on ${title}`,
    };
    const requests = trace.steps.map(({ request }) => request);
    const { universe, title: said } = trace;
    const about = { profile: semantics.name, family: familyOf(trace).name, title: said, universe, requests, origin };
    done(await record(machine, about, { signal: interruption }).catch(inFile(path)));
    return 0;
  } catch (error) {
    if (!interruption.aborted) throw error;
    process.stderr.write('interrupted: nothing was written\n');
    return 3;
  } finally {
    close();
  }
}
