import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { MAIN, ROOT } from '../support/command.ts';
import { left, runs } from '../support/processes.ts';

const directory = mkdtempSync(join(tmpdir(), 'mprog-report-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** The process that another has begun, as soon as there is one. */
async function childOf(parent: number): Promise<number> {
  for (let tries = 0; tries < 200; tries += 1) {
    const children = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim();
    if (children !== '') return Number(children.split(' ')[0]);
    await setTimeout(50);
  }
  throw new Error('the command was not begun');
}

/** A report of a command that runs for long, and what comes of it. */
function begin(): {
  readonly process: ChildProcess;
  readonly ended: Promise<readonly [number | string | null, string]>;
} {
  const words = ['report', join(directory, 'long.html'), '--', 'check', 'cgroup', '--programs', '7', '--links', '5'];
  const child = spawn(process.execPath, [MAIN, ...words], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (part) => {
    stderr += part;
  });
  const ended = new Promise<readonly [number | string | null, string]>((resolve) =>
    child.once('close', (code, signal) => resolve([code ?? signal, stderr])),
  );
  return { process: child, ended };
}

describe.skipIf(process.platform !== 'linux')('the command behind -- of mprog report', () => {
  test('that is killed gives 3, a line and no page', async () => {
    const { process: report, ended } = begin();
    process.kill(await childOf(report.pid!), 'SIGKILL');
    const [code, stderr] = await ended;
    expect([code, stderr]).toEqual([3, 'interrupted: the command was ended by SIGKILL; nothing was written\n']);
    expect(readdirSync(directory)).toEqual([]);
  });

  test('does not outlive a terminal that is closed', async () => {
    const { process: report } = begin();
    const command = await childOf(report.pid!);
    try {
      // It listens for signals first of all, and that takes a moment.
      await setTimeout(700);
      expect(runs(command)).toBe(true);
      const gone = new Promise((resolve) => report.once('exit', (_, signal) => resolve(signal)));
      report.kill('SIGHUP');
      expect(await gone).toBe('SIGHUP');
      expect(await left([command])).toEqual([]);
    } finally {
      if (runs(command)) process.kill(command, 'SIGKILL');
    }
    expect(readdirSync(directory)).toEqual([]);
  });
});
