import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { writeText } from '../traces/write.ts';
import { GuestFailure, VmInputError } from '../vm/errors.ts';
import { cellsOf, heldTo, mustFit } from './cells.ts';
import type { KernelEntry } from './file.ts';
import { driverDigest, filesDigest, keyOf, suitesDigest } from './key.ts';
import { locate } from './locate.ts';
import { readResult } from './read.ts';
import { type Guests, replayOn } from './replay-on.ts';
import type { KernelResult } from './result.ts';

/** A matrix to be run. */
export interface MatrixRun {
  /** The file that names the kernels: paths in it are seen from there. */
  readonly path: string;
  readonly kernels: readonly KernelEntry[];
  readonly profiles: readonly string[];
  /** Where the result of each kernel is kept. */
  readonly results: string;
  /** Whether kernels are run again that have a result. */
  readonly again: boolean;
  readonly tool: string;
  readonly guests: Guests;
  readonly on?: {
    /** A kernel is next: the how-manieth. */
    readonly kernel?: (entry: KernelEntry, number: number) => void;
    /** A kernel has a result, that was kept or made. */
    readonly result?: (result: KernelResult, kept: boolean) => void;
  };
}

/** What came of one kernel: its result, or why there is none. */
export type Outcome = KernelResult | { readonly name: string; readonly reason: string };

export const isResult = (outcome: Outcome): outcome is KernelResult => 'cells' in outcome;

/** Runs a matrix, a kernel at a time; results that are kept and still hold are taken. Throws what ends all of it. */
export async function* runMatrix(run: MatrixRun): AsyncGenerator<Outcome> {
  const parts = [run.tool, suitesDigest(run.profiles), driverDigest(), ...run.profiles];
  for (const [index, entry] of run.kernels.entries()) {
    run.guests.signal?.throwIfAborted();
    run.on?.kernel?.(entry, index + 1);
    try {
      yield await runOne(run, entry, parts);
    } catch (error) {
      if (!(error instanceof GuestFailure || error instanceof VmInputError)) throw error;
      yield { name: entry.name, reason: error.message };
    }
  }
}

async function runOne(run: MatrixRun, entry: KernelEntry, parts: readonly string[]): Promise<KernelResult> {
  const { path, profiles, results, again, tool, guests } = run;
  const located = locate(entry, path);
  const key = keyOf([...parts, await filesDigest(located.files), located.release ?? '']);
  const file = join(results, `${entry.name}.json`);
  if (!again && existsSync(file)) {
    const kept = readResult(file);
    if (kept.key === key) {
      const result = heldTo(entry, kept);
      run.on?.result?.(result, true);
      return result;
    }
  }
  const started = performance.now();
  const { report, release, machine, alarms } = await replayOn(located, profiles, guests);
  const result: KernelResult = {
    format: 'mprog-matrix-result',
    version: 1,
    tool,
    key,
    suites: parts[1]!,
    name: entry.name,
    source: located.source,
    release,
    machine,
    seconds: Math.round((performance.now() - started) / 100) / 10,
    alarms: [...(alarms ?? [])],
    ...(alarms === undefined ? { log: 'not read' as const } : {}),
    cells: [...cellsOf(report, profiles, mustFit(entry, release))],
  };
  writeText(file, `${JSON.stringify(result, null, 1)}\n`, { force: true });
  run.on?.result?.(result, false);
  return result;
}
