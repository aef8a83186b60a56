import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { accessSync, constants, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { KernelVerdict } from '../../checker/live/kernel-verdict.ts';
import { tcx } from '../../index.ts';
import { findCgroupMount } from '../../kernel/cgroup-mount.ts';
import { openKernel } from '../../kernel/kernel-machine.ts';
import { System } from '../../kernel/syscalls.ts';
import { rulesOf } from '../../spec/profile.ts';
import { cgroupsMissing, kernelMissing } from '../support/machines.ts';
import { MAIN, mprogIn } from '../support/run.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'mprog-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

/** How many programs and links the whole system has, by walking their ids (BPF_PROG_GET_NEXT_ID, BPF_LINK_GET_NEXT_ID). */
function systemWide(): number {
  const system = new System();
  let found = 0;
  for (const command of [11, 31])
    for (let id = 0; ; found += 1) {
      const attr = Buffer.alloc(12);
      attr.writeUInt32LE(id, 0);
      if (system.bpf(command, attr) !== 0) break;
      id = attr.readUInt32LE(4);
    }
  return found;
}

/** Waits until the kernel has let go of what a process that ended had; what others had before may go as well. */
async function settled(expected: number): Promise<number> {
  for (let attempt = 0; attempt < 50 && systemWide() > expected; attempt += 1)
    await new Promise((resolve) => setTimeout(resolve, 100));
  return systemWide();
}

const SWITCH = '/sys/kernel/rcu_expedited';
const expedited = () => readFileSync(SWITCH, 'utf8').trim();

/** Whether grace periods are as they are by default, and can be expedited. */
const canExpedite = ((): boolean => {
  try {
    accessSync(SWITCH, constants.W_OK);
    return expedited() === '0';
  } catch {
    return false;
  }
})();

/** Waits until a run says how many states it has visited. */
const visiting = ({ stderr }: ChildProcessWithoutNullStreams) =>
  new Promise<void>((resolve) => {
    stderr.on('data', (data) => {
      if (/\d of \d+ states/.test(String(data))) resolve();
    });
  });

describe.skipIf(kernelMissing !== undefined)(
  `what mprog kernel leaves behind${kernelMissing === undefined ? '' : ` (skipped: ${kernelMissing})`}`,
  () => {
    test('confirms the spec in every state of scope ci, and leaves nothing behind', async () => {
      const before = systemWide();
      const { status, stdout } = mprogIn(directory, 'kernel', 'tcx', '--scope', 'ci', '--json');
      const verdict = KernelVerdict.parse(JSON.parse(stdout));
      expect(verdict).toMatchObject({
        result: 'held',
        differences: [],
        reasons: [],
        states: { planned: 8, visited: 8 },
        objects: {
          programs: 2,
          'programs of another type': 1,
          'prefilled programs': 0,
          links: 1,
          hooks: 1,
        },
      });
      expect(verdict.transitions).toBeGreaterThan(250_000);
      expect(verdict.confirmed.length + verdict.notExercised.length).toBe(rulesOf(tcx).length);
      expect(verdict.notExercised.map(({ rule }) => rule)).toContain('attach/full');
      expect(status).toBe(0);
      expect(await settled(before)).toBeLessThanOrEqual(before);
    });

    test.each([
      ['SIGINT', 3],
      ['SIGTERM', 3],
    ] as const)('ends on %s as inconclusive, and leaves nothing behind', async (signal, code) => {
      const before = systemWide();
      const child = spawn(process.execPath, [MAIN, 'kernel', 'tcx', '--json'], { cwd: directory });
      let stdout = '';
      child.stdout.on('data', (data) => {
        stdout += data;
      });
      await visiting(child);
      expect(systemWide()).toBeGreaterThan(before);
      child.kill(signal);
      const status = await new Promise((resolve) => child.once('close', resolve));
      expect(status).toBe(code);
      expect(KernelVerdict.parse(JSON.parse(stdout))).toMatchObject({
        result: 'inconclusive',
        reasons: ['the run was interrupted'],
      });
      expect(await settled(before)).toBeLessThanOrEqual(before);
    });

    test('leaves nothing behind when it is killed', async () => {
      const before = systemWide();
      const child = spawn(process.execPath, [MAIN, 'kernel', 'tcx'], { cwd: directory });
      await visiting(child);
      child.kill('SIGKILL');
      await new Promise((resolve) => child.once('close', resolve));
      expect(await settled(before)).toBeLessThanOrEqual(before);
    });

    test.skipIf(!canExpedite).each(['SIGTERM', 'SIGKILL'] as const)(
      `puts grace periods back on %s${canExpedite ? '' : ` (skipped: ${SWITCH} is not 0, or cannot be written)`}`,
      async (signal) => {
        const child = spawn(process.execPath, [MAIN, 'kernel', 'tcx', '--expedite'], { cwd: directory });
        await visiting(child);
        expect(expedited()).toBe('1');
        child.kill(signal);
        await new Promise((resolve) => child.once('close', resolve));
        // What puts them back outlives a process that is killed by a moment.
        if (signal === 'SIGKILL') await vi.waitUntil(() => expedited() === '0', { timeout: 5_000 });
        expect(expedited()).toBe('0');
      },
    );
  },
);

describe.skipIf(cgroupsMissing !== undefined)(
  `what mprog kernel cgroup leaves behind${cgroupsMissing === undefined ? '' : ` (skipped: ${cgroupsMissing})`}`,
  () => {
    const left = () => readdirSync(findCgroupMount()).filter((name) => name.startsWith('mprog-spec-'));

    test('leaves no cgroup behind when it is interrupted, and sweeps up after one that was killed', async () => {
      for (const signal of ['SIGINT', 'SIGKILL'] as const) {
        const child = spawn(process.execPath, [MAIN, 'kernel', 'cgroup'], { cwd: directory });
        await visiting(child);
        expect(left().length).toBeGreaterThan(0);
        child.kill(signal);
        await new Promise((resolve) => child.once('close', resolve));
        if (signal === 'SIGKILL') openKernel({ kind: 'cgroup' }).close();
        expect(left()).toEqual([]);
      }
    });

    test('touches no cgroup of a process that lives', () => {
      const other = `${findCgroupMount()}/mprog-spec-1-1-1`;
      mkdirSync(other);
      try {
        openKernel({ kind: 'cgroup' }).close();
        expect(left()).toEqual(['mprog-spec-1-1-1']);
      } finally {
        rmdirSync(other);
      }
    });
  },
);
