import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MAIN } from '../support/run.ts';

/** A read or write of a field at a place that has met too many hidden classes to remember any, and finds the field anew. */
const FORGETFUL = /^(?:Keyed)?(?:Load|Store)IC,.*,N,N,/gm;

/** How many of these V8 has logged for a command. */
function forgetful(command: string): number {
  const folder = mkdtempSync(join(tmpdir(), 'mprog-log-ic-'));
  const log = join(folder, 'v8.log');
  try {
    const flags = ['--log-ic', `--logfile=${log}`, '--no-logfile-per-isolate'];
    const { status } = spawnSync(process.execPath, [...flags, MAIN, ...command.split(' ')]);
    expect([0, 3]).toContain(status); // what one scope leaves open does not matter here
    return readFileSync(log, 'utf8').match(FORGETFUL)!.length;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

// About 5,000 are of the start; one object of a hidden class of its own in each step makes tens of thousands more.
test.each([
  'check cgroup --scope single --workers 1',
  'check xdp --properties all --workers 1',
  'check fast-path',
  'diff cgroup-6.17 cgroup --scope single --workers 1',
  'commute cgroup',
  'mutate cgroup-5.6',
])('mprog %s reads objects of few hidden classes', (command) => {
  expect(forgetful(command)).toBeLessThan(12_000);
});
