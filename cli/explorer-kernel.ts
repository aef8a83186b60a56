import { stopwatch } from '../checker/search/stopwatch.ts';
import { KernelUnavailable } from '../kernel/failure.ts';
import { parseTraceText } from '../traces/read.ts';
import type { ReplayReport } from '../traces/replay-report.ts';
import { replayReport } from '../traces/results.ts';
import { follow } from './follow.ts';
import { skippedFor } from './replay-kernel.ts';
import { openMachines } from './replay-machines.ts';

/** What the page calls its trace. */
const PATH = 'the trace of the page';

/** The report of `mprog replay --target kernel` on the text of a trace. Throws a TraceError on what is none. */
export async function replayOnKernel(text: string): Promise<ReplayReport> {
  const file = { path: PATH, trace: parseTraceText(PATH, text) };
  const seconds = stopwatch();
  try {
    const machines = await openMachines('kernel', [file], undefined, undefined);
    try {
      const { result } = await follow(machines.take(file), (step) => `${machines.title}: step ${step}`);
      const results = result === undefined ? [] : [{ ...file, ...result }];
      return replayReport(results, 1, { target: 'kernel', on: machines.title }, seconds());
    } finally {
      await machines.close();
    }
  } catch (error) {
    if (!(error instanceof KernelUnavailable)) throw error;
    const results = [{ ...file, skipped: skippedFor(error, file) }];
    return replayReport(results, 1, { target: 'kernel', reason: error.reason }, seconds());
  }
}
