import { stopwatch } from '../checker/search/stopwatch.ts';
import { KernelMachine as AnyKernel } from '../kernel/kernel-machine.ts';
import type { Driver } from '../traces/drivers/driver.ts';
import { ProcessDriver } from '../traces/drivers/process-driver.ts';
import { replayingOn } from '../traces/drivers/replay.ts';
import type { TraceFile } from '../traces/files.ts';
import type { Trace } from '../traces/format.ts';
import { parseTrace } from '../traces/read.ts';
import type { ReplayReport } from '../traces/replay-report.ts';
import { type Result, replayReport } from '../traces/results.ts';
import { ArgumentError } from './argument-error.ts';
import { goesBy, requireFit } from './fit.ts';
import { kernelDriver } from './kernel.ts';
import { checked, options, RUNNING, requireMachine, text } from './options.ts';
import { type Running, unlessEnded } from './running.ts';

/** Where a replay stands, from 1 on. */
export interface ReplayProgress {
  readonly trace: number;
  readonly traces: number;
  readonly step: number;
}

/** How traces are replayed. */
export interface ReplayOptions extends Running<ReplayProgress> {
  /** What a report calls the driver. */
  readonly on?: string | undefined;
}

const OPTIONS = options<ReplayOptions>({ on: text.optional(), ...RUNNING });

/** A trace, or one and the file it was read from. */
export type Replayable = Trace | TraceFile;

const isList = (given: Replayable | readonly Replayable[]): given is readonly Replayable[] => Array.isArray(given);

const isFile = (given: Replayable): given is TraceFile =>
  typeof given === 'object' && given !== null && 'trace' in given;

/** The traces with what errors and the report call them, checked. */
function filesOf(given: Replayable | readonly Replayable[]): readonly TraceFile[] {
  const files = (isList(given) ? given : [given]).map((each, index): TraceFile => {
    const { path, trace } = isFile(each) ? each : { path: `traces[${index}]`, trace: each };
    return { path, trace: parseTrace(path, trace) };
  });
  if (files.length === 0) throw new ArgumentError('traces: expected at least one, found none');
  return files;
}

/**
 * Takes a driver through traces, each up to the first step that is not as expected. The report is that of `mprog replay --json`
 * (docs/replay.schema.json): for each trace `held`, `violated` with the first step and field that differ, or `skipped`
 * with the reason. What the driver cannot tell is not compared, and is listed with each step as `unanswered`. Any machine of this
 * package is a driver. Rejects with a DriverError, which says trace and step, on an answer that is none and on an exception of the driver; with a TraceError on
 * what is no trace, or asks for what the semantics of a SpecMachine or model does not have, an ArgumentError, and the reason of the signal.
 */
export async function replay(
  traces: Replayable | readonly Replayable[],
  driver: Driver,
  given: ReplayOptions = {},
): Promise<ReplayReport> {
  const { signal, onProgress, on } = checked(OPTIONS, given);
  const files = filesOf(traces);
  requireMachine('driver', driver);
  if (driver.reset === undefined && files.length > 1)
    throw new ArgumentError(`driver: expected a function reset, to replay ${files.length} traces one after the other`);
  const semantics = goesBy(driver);
  if (semantics !== undefined) for (const { path, trace } of files) requireFit(semantics, path, trace);
  const asked = driver instanceof AnyKernel ? kernelDriver(driver) : driver;
  const seconds = stopwatch();
  const results: Result[] = [];
  for (const [index, file] of files.entries()) {
    const run = replayingOn(file.trace, asked, file.path);
    for (;;) {
      const next = await unlessEnded(run.next(), signal).catch((error: unknown) => {
        signal?.throwIfAborted();
        throw error;
      });
      signal?.throwIfAborted();
      if (next.done) {
        results.push({ ...file, ...next.value! });
        break;
      }
      onProgress?.({ trace: index + 1, traces: files.length, step: next.value });
    }
  }
  const target = driver instanceof AnyKernel ? 'kernel' : driver instanceof ProcessDriver ? 'exec' : 'driver';
  return replayReport(results, files.length, { target, ...(on === undefined ? {} : { on }) }, seconds());
}
