import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { KernelLog } from '../kernel/kernel-log.ts';
import { PACKAGE } from '../traces/package-folder.ts';
import { ReplayReport } from '../traces/replay-report.ts';
import { GuestFailure } from '../vm/errors.ts';
import { type GuestRun, runInGuest } from '../vm/run.ts';
import { traceFolders } from './key.ts';
import type { Located } from './locate.ts';
import type { KernelResult } from './result.ts';

/** How guests are made, and what is heard of them. */
export type Guests = Pick<GuestRun, 'memory' | 'cpus' | 'timeout' | 'accelerator' | 'append' | 'signal' | 'on'>;

/** What came of the traces on one kernel. */
export interface ReplayedOn {
  readonly report: ReplayReport;
  readonly release: string;
  readonly machine: KernelResult['machine'];
  /** Lines of the kernel log that nothing may raise; missing where the log could not be read whole. */
  readonly alarms?: readonly string[];
}

function reportIn(text: string, code: number): ReplayReport {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new GuestFailure(`the replay gave no report (exit code ${code}): ${text.slice(0, 200)}`, []);
  }
  const parsed = ReplayReport.safeParse(document);
  if (!parsed.success)
    throw new GuestFailure(`the replay gave no report (exit code ${code}): ${text.slice(0, 200)}`, []);
  if (parsed.data.interrupted !== undefined)
    throw new GuestFailure(
      `the replay was ended after ${parsed.data.traces.length} of ${parsed.data.planned} traces`,
      [],
    );
  return parsed.data;
}

/** Replays the suites and anomalies of profiles on a kernel, in one process. Throws as `runInGuest`. */
export async function replayOn(
  { kernel, release }: Located,
  profiles: readonly string[],
  guests: Guests,
): Promise<ReplayedOn> {
  const words = ['replay', ...traceFolders(profiles), '--target', 'kernel', '--json'];
  if (kernel === undefined) return { ...(await replayHere(words, guests)), release: release!, machine: 'host' };
  const ran = await runInGuest({ ...guests, words, cwd: PACKAGE, packageFolder: PACKAGE, kernel });
  return {
    report: reportIn(ran.stdout.toString('utf8'), ran.code),
    release: ran.release,
    machine: ran.accelerator,
    alarms: ran.log.alarms,
  };
}

/** The same in a process beside this one. */
async function replayHere(
  words: readonly string[],
  { signal, on }: Guests,
): Promise<Pick<ReplayedOn, 'report' | 'alarms'>> {
  const log = KernelLog.open();
  const child = spawn(process.execPath, [join(PACKAGE, 'dist/cli/main.js'), ...words], {
    cwd: PACKAGE,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = () => child.kill('SIGTERM');
  signal?.addEventListener('abort', stop);
  const parts: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => parts.push(part));
  child.stderr.on('data', (part: Buffer) => on?.onSaid?.(part.toString('utf8').trimEnd()));
  const code = await new Promise<number>((resolve) => child.once('close', (status) => resolve(status ?? 1)));
  signal?.removeEventListener('abort', stop);
  signal?.throwIfAborted();
  const found = log?.alarms();
  log?.close();
  // Where nothing was found a warning may be among what was overwritten.
  const alarms = log?.isWhole === false && found?.length === 0 ? undefined : found;
  const report = reportIn(Buffer.concat(parts).toString('utf8'), code);
  return { report, ...(alarms === undefined ? {} : { alarms }) };
}
