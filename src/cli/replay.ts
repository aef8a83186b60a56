import { type Command, Option } from 'commander';
import { KernelUnavailable } from '../kernel/kernel-machine.ts';
import { describeRequest } from '../traces/describe.ts';
import type { Trace } from '../traces/format.ts';
import { readTrace } from '../traces/read.ts';
import { type Replayed, replayTrace } from '../traces/replay.ts';
import { renderTap, renderTapSkip, type TapFlavour } from '../traces/tap.ts';
import { EXIT, UsageError } from './exit.ts';
import { traceFiles } from './files.ts';
import { interruption } from './interruption.ts';
import { colours, plural, say, sayJson } from './output.ts';
import { breathe, Progress } from './progress.ts';
import { semanticsArgument } from './semantics.ts';
import { type OpenTarget, openTarget, TARGETS, type Target } from './targets.ts';

interface Options {
  readonly target: Target;
  readonly tap?: boolean;
  readonly ktap?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly profile?: string;
}

const HELP = `
A directory stands for all .json files below it. The kernel target works in a network namespace of its own and leaves
nothing behind.

Exit codes: 0 all as expected; 1 a difference; 2 a file is wrong; 3 interrupted; 4 the kernel is not available here.

Examples:
  mprog replay traces/conformance/tcx --target kernel
  mprog replay mine.json --target model --tap
`;

/** `mprog replay`. */
export function register(program: Command): void {
  program
    .command('replay')
    .description('take a machine through traces and compare what comes of it')
    .argument('<file...>', 'trace files, or directories of them')
    .addOption(new Option('--target <machine>', 'what to replay on').choices(TARGETS).makeOptionMandatory())
    .option('--profile <name>', 'the semantics to replay by, by name or by file, instead of that of the traces')
    .option('--tap', 'print TAP 14')
    .option('--ktap', 'print KTAP 1')
    .option('--json', 'print the results as one JSON object')
    .option('--quiet', 'print failures and the summary only')
    .addHelpText('after', HELP)
    .action(async (paths: string[], options: Options) => {
      process.exitCode = await run(paths, options);
    });
}

interface File {
  readonly path: string;
  readonly trace: Trace;
}

interface Result extends File {
  readonly replayed: Replayed;
}

function flavourOf({ tap, ktap, json }: Options): TapFlavour | undefined {
  if ([tap, ktap, json].filter(Boolean).length > 1) throw new UsageError('expected one of --tap, --ktap and --json');
  return tap ? 'tap' : ktap ? 'ktap' : undefined;
}

async function run(paths: readonly string[], options: Options): Promise<number> {
  const flavour = flavourOf(options);
  const files = traceFiles(paths).map((path) => ({ path, trace: readTrace(path) }));
  const profiles = new Set(files.map(({ trace }) => trace.profile));
  if (profiles.size > 1) throw new UsageError(`the traces are of several profiles: ${[...profiles].join(', ')}`);
  const target = await open(options, options.profile ?? [...profiles][0]!, flavour);
  if (target === undefined) return EXIT.SKIPPED;
  try {
    const { results, stopped } = await replayAll(target, files);
    report(target, results, files.length, options, flavour);
    if (stopped) {
      // A line behind a JSON object would make it none.
      const stream = flavour === undefined && !options.json ? process.stdout : process.stderr;
      stream.write(`interrupted after ${plural(results.length, 'trace')} of ${files.length}\n`);
    }
    if (results.some(({ replayed }) => !replayed.ok)) return EXIT.VIOLATION;
    return stopped ? EXIT.INCONCLUSIVE : EXIT.HELD;
  } finally {
    target.close();
  }
}

/** The target, or nothing (with a line that says why) where it is the kernel and cannot be used. */
async function open(
  { target, json }: Options,
  profile: string,
  flavour: TapFlavour | undefined,
): Promise<OpenTarget | undefined> {
  try {
    return await openTarget(target, await semanticsArgument(profile));
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    if (!(error instanceof KernelUnavailable)) throw error;
    if (flavour !== undefined) process.stdout.write(renderTapSkip(error.reason, flavour));
    else if (json) sayJson({ format: 'mprog-replay', version: 1, target, skipped: error.reason });
    else say(`skipped: ${error.reason}`);
    return undefined;
  }
}

async function replayAll(target: OpenTarget, files: readonly File[]): Promise<{ results: Result[]; stopped: boolean }> {
  const progress = new Progress();
  const interrupted = interruption();
  const results: Result[] = [];
  try {
    for (const [index, { path, trace }] of files.entries()) {
      if (interrupted.requested()) break;
      try {
        const onStep = (step: number) =>
          progress.update(
            () => `${target.title}: trace ${index + 1} of ${files.length}, step ${step} of ${trace.steps.length}`,
          );
        results.push({ path, trace, replayed: replayTrace(trace, target.machine, onStep) });
      } catch (error) {
        if (error instanceof RangeError) throw new UsageError(`${path}: ${error.message}`);
        throw error;
      }
      await breathe();
    }
    return { results, stopped: results.length < files.length };
  } finally {
    progress.done();
    interrupted.forget();
  }
}

function report(
  target: OpenTarget,
  results: readonly Result[],
  planned: number,
  options: Options,
  flavour: TapFlavour | undefined,
): void {
  if (flavour !== undefined) {
    process.stdout.write(
      renderTap(
        results.map(({ replayed }) => replayed),
        flavour,
        planned,
      ),
    );
    return;
  }
  const steps = results.reduce((sum, { replayed }) => sum + replayed.steps.length, 0);
  const failed = results.filter(({ replayed }) => !replayed.ok);
  if (options.json) {
    const traces = results.map(({ path, replayed: { ok, steps: taken } }) => ({ path, ok, steps: taken }));
    sayJson({
      format: 'mprog-replay',
      version: 1,
      target: options.target,
      on: target.title,
      failed: failed.length,
      ...(results.length < planned ? { interrupted: { planned } } : {}),
      traces,
    });
    return;
  }
  for (const { path, replayed } of results) {
    if (replayed.ok && options.quiet) continue;
    say(
      `${replayed.ok ? colours.green('✓') : colours.red('✗')} ${path}  ${plural(replayed.trace.steps.length, 'step')}`,
    );
    const last = replayed.steps.at(-1);
    if (replayed.ok || last === undefined) continue;
    say(`    step ${last.number}: ${describeRequest(last.step.request, 'several')}`);
    for (const difference of last.differences) say(`      ${difference}`);
  }
  const summary = `${plural(results.length, 'trace')}, ${plural(steps, 'step')}`;
  const said = failed.length === 0 ? 'all as expected' : `${failed.length} not as expected`;
  say(`${summary}: ${said} on ${target.title}`);
}
