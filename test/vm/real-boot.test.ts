import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findTool } from '../../vm/tools.ts';
import { mprog } from '../support/command.ts';
import { left } from '../support/processes.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'mprog-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const KERNEL = process.env.MPROG_VM_KERNEL ?? `/boot/vmlinuz-${release()}`;

/** Why no machine is booted here, if so. */
function reasonNot(): string | undefined {
  if (process.env.MPROG_VM !== '1') return 'MPROG_VM is not 1';
  const lacking = ['qemu-system-x86_64', 'busybox'].filter((tool) => findTool(tool) === undefined);
  if (lacking.length > 0) return `${lacking.join(' and ')}: not installed`;
  return existsSync(KERNEL) ? undefined : `${KERNEL}: there is no such kernel (MPROG_VM_KERNEL)`;
}
const reason = reasonNot();

const remains = () => readdirSync(tmpdir()).filter((name) => name.startsWith('mprog-vm-'));
const emulators = () =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

describe.skipIf(reason !== undefined)(`a real boot${reason === undefined ? '' : ` (skipped: ${reason})`}`, () => {
  test('runs a command as it runs here: output, exit code, and the file that it writes', {
    timeout: 180_000,
  }, async () => {
    const traces = join(directory, 'traces');
    const words = ['check', 'tcx', '--fault', 'attach/before-off-by-one', '--scope', 'default', '--traces', traces];
    const { code, stdout, stderr } = await mprog([
      'vm',
      '--kernel',
      KERNEL,
      '--',
      ...words,
      '--workers',
      '1',
      '--json',
    ]);
    const document = JSON.parse(stdout);
    expect([code, document.format]).toEqual([1, expect.stringMatching(/^mprog-verdicts?$/)]);
    const [file] = readdirSync(traces);
    expect(stderr).toContain(`brought back from the guest: ${join(traces, file!)}`);
    expect((await mprog(['replay', join(traces, file!), '--target', 'spec', '--quiet'])).code).toBe(0);
    expect(remains()).toEqual([]);
  });
  test('that is interrupted leaves nothing behind', { timeout: 60_000 }, async () => {
    const before = emulators();
    const { code, stderr } = await mprog(['vm', '--kernel', KERNEL, '--', 'check', 'tcx'], {
      name: 'SIGINT',
      at: 9000,
    });
    expect([code, stderr]).toEqual([3, expect.stringContaining('interrupted')]);
    expect(remains()).toEqual([]);
    const own = emulators().filter((pid) => !before.includes(pid) && isEmulator(pid));
    expect(await left(own)).toEqual([]);
  });
});

function isEmulator(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('qemu');
  } catch {
    return false; // it went meanwhile
  }
}
