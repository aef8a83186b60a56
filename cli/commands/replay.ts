import { type Command, Option } from 'commander';
import { stopwatch } from '../../checker/search/stopwatch.ts';
import { KernelUnavailable } from '../../kernel/kernel-machine.ts';
import { DriverError } from '../../traces/drivers/driver-error.ts';
import { readTraceFiles, type TraceFile, type TraceFiles } from '../../traces/files.ts';
import { type Result, replayReport } from '../../traces/results.ts';
import { renderTap, renderTapSkip, type TapFlavour } from '../../traces/tap.ts';
import { wholeNumber } from '../arguments.ts';
import { markdownOption, show } from '../document/show.ts';
import { failureOf, requireTimeout } from '../driver-process.ts';
import { exitCodeOf, UsageError } from '../exit.ts';
import { follow } from '../follow.ts';
import { expediteOption, withGracePeriods } from '../grace-periods.ts';
import { Progress } from '../progress.ts';
import { skippedFor } from '../replay-kernel.ts';
import { openMachines } from '../replay-machines.ts';
import { EXEC, type Machines, type ReplayTarget, replayTarget, type Target } from '../targets.ts';
import { plural, say, sayJson, write } from '../text/output.ts';
import { passedOverLine, replayDocument } from '../text/render-replay.ts';

interface Options {
  readonly target: ReplayTarget;
  readonly timeout?: number;
  readonly expedite?: boolean;
  readonly tap?: boolean;
  readonly ktap?: boolean;
  readonly markdown?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly profile?: string;
}

const HELP = `
A directory stands for all .json files below it; race scenarios among them are skipped. Traces of several profiles can be
replayed together. The kernel target works in a network namespace of its own and leaves nothing behind. It skips a trace
that no kernel can execute, such as a trace with a flag of a proposal.

exec:COMMAND starts a driver for another implementation: a process that reads requests and answers each with its result,
one JSON object on a line (docs/driver-protocol.md). COMMAND is split at spaces; no shell reads it.

Exit codes: 0 all held, some perhaps skipped; 1 a difference; 2 a file is wrong, or uses an operation, field or flag
that its profile does not have (of spec and model also a rule), or the driver dies, gives an invalid answer, or gives none in
time; 3 interrupted; 4 all skipped, or the kernel is not available here.

Examples:
  mprog replay traces/conformance/tcx --target kernel
  mprog replay mine.json --target model --tap
  mprog replay traces/conformance/tcx --target exec:./driver --timeout 5
`;

/** `mprog replay`. */
export function register(program: Command): void {
  program
    .command('replay')
    .description('replay traces on a machine and compare the results')
    .argument('<file...>', 'trace files, or directories of them')
    .addOption(
      new Option('--target <machine>', 'what to replay on: spec, model, kernel or exec:COMMAND')
        .argParser(replayTarget)
        .makeOptionMandatory(),
    )
    .option('--timeout <s>', 'with exec: how long an answer may take, in seconds (default: 10)', wholeNumber)
    .option('--profile <name>', 'the semantics to replay by, by name or by file, instead of those of the traces')
    .addOption(expediteOption())
    .option('--tap', 'print TAP 14')
    .option('--ktap', 'print KTAP 1')
    .addOption(markdownOption().conflicts(['tap', 'ktap']))
    .option('--json', 'print the results as one JSON object')
    .option('--quiet', 'print failures and the summary only')
    .addHelpText('after', HELP)
    .action(async (paths: string[], options: Options) => {
      process.exitCode = await withGracePeriods(options, () => run(paths, options));
    });
}

function flavourOf({ tap, ktap, json }: Options): TapFlavour | undefined {
  if ([tap, ktap, json].filter(Boolean).length > 1) throw new UsageError('expected one of --tap, --ktap and --json');
  return tap ? 'tap' : ktap ? 'ktap' : undefined;
}

async function run(paths: readonly string[], options: Options): Promise<number> {
  const flavour = flavourOf(options);
  requireTimeout(options);
  const files = readTraceFiles(paths);
  const seconds = stopwatch();
  const machines = await open(options, files);
  if (machines instanceof KernelUnavailable) return skip(machines, files, options, flavour);
  let closed = false;
  const close = async () => {
    if (!closed) await machines.close();
    closed = true;
  };
  try {
    const { results, failure = await failureOf(close) } = await replayAll(machines, files.traces);
    const { title: on } = machines;
    const report = replayReport(
      results,
      files.traces.length,
      { target: nameOf(options.target), on },
      seconds(),
      files.scenarios,
    );
    if (failure !== undefined) {
      // What was found before is not lost; a JSON object is one of the error alone.
      if (!options.json && (results.length > 0 || flavour !== undefined)) {
        await print(on, results, files, options, flavour, failure.message);
        if (flavour === undefined) say(endedAfter(results.length, files.traces.length));
      }
      throw failure;
    }
    if (options.json) sayJson(report);
    else await print(on, results, files, options, flavour);
    if (report.interrupted) {
      const line = `interrupted after ${plural(results.length, 'trace')} of ${files.traces.length}`;
      // Behind TAP or a JSON object it would make them none.
      if (flavour === undefined && !options.json) say(line);
      else process.stderr.write(`${line}\n`);
    }
    return exitCodeOf(report);
  } finally {
    // After an answer that is none, what the driver ends with is beside the point.
    await failureOf(close);
  }
}

const endedAfter = (done: number, planned: number) =>
  done < planned
    ? `ended after ${plural(done, 'trace')} of ${planned}`
    : 'the driver failed at its end, so this is not a pass';

/** The machines, or why there are none, where it is the kernel and cannot be used. */
async function open({ target, timeout, profile }: Options, files: TraceFiles): Promise<Machines | KernelUnavailable> {
  try {
    return await openMachines(target, files.traces, profile, timeout);
  } catch (error) {
    if (error instanceof KernelUnavailable) return error;
    throw error;
  }
}

/** Says that every trace is skipped, and why. */
function skip(
  unavailable: KernelUnavailable,
  { traces, scenarios }: TraceFiles,
  options: Options,
  flavour: TapFlavour | undefined,
): number {
  const { reason } = unavailable;
  const results = traces.map((file): Result => ({ ...file, skipped: skippedFor(unavailable, file) }));
  const report = replayReport(results, traces.length, { target: nameOf(options.target), reason }, 0, scenarios);
  if (flavour !== undefined) write(renderTapSkip(reason, flavour));
  else if (options.json) sayJson(report);
  else say(`skipped: ${reason}`);
  return exitCodeOf(report);
}

/** What came of the traces, up to the end, to an interruption or to what a driver failed at. */
async function replayAll(
  machines: Machines,
  files: readonly TraceFile[],
): Promise<{ readonly results: readonly Result[]; readonly failure?: DriverError }> {
  const progress = new Progress();
  const results: Result[] = [];
  for (const [index, file] of files.entries()) {
    try {
      const { result } = await follow(
        machines.take(file),
        (step) =>
          `${machines.title}: trace ${index + 1} of ${files.length}, step ${step} of ${file.trace.steps.length}`,
        progress,
      );
      if (result === undefined) break;
      results.push({ ...file, ...result });
    } catch (error) {
      if (!(error instanceof DriverError)) throw error;
      return { results, failure: error };
    }
  }
  return { results };
}

async function print(
  title: string,
  results: readonly Result[],
  { traces: { length: planned }, scenarios }: TraceFiles,
  { quiet = false, markdown }: Options,
  flavour: TapFlavour | undefined,
  failure?: string,
): Promise<void> {
  if (flavour === undefined) {
    await show(replayDocument(results, { title, planned, scenarios }, quiet), markdown);
    return;
  }
  const passedOver = scenarios.length === 0 ? '' : `# ${passedOverLine(scenarios)}\n`;
  write(renderTap(results, flavour, { planned, failure }) + passedOver);
}

const nameOf = (target: ReplayTarget) => (target.startsWith(EXEC) ? 'exec' : (target as Target));
