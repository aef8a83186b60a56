import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { expediteGracePeriods } from '../../kernel/grace-periods.ts';
import { refused } from '../support/room.ts';

let directory: string;
let file: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'mprog-'));
  file = join(directory, 'rcu_expedited');
});
afterAll(() => rmSync(directory, { recursive: true }));
beforeEach(() => writeFileSync(file, '0\n'));

const now = () => readFileSync(file, 'utf8').trim();

describe('grace periods', () => {
  test('are expedited until that is ended', async () => {
    const periods = await expediteGracePeriods(file);
    expect([periods.reason, now()]).toEqual([undefined, '1']);
    await periods.end();
    expect(now()).toBe('0');
  });

  test('stay expedited where they were before', async () => {
    writeFileSync(file, '1\n');
    const periods = await expediteGracePeriods(file);
    expect(periods.reason).toBeUndefined();
    await periods.end();
    expect(now()).toBe('1');
  });

  test('are left alone, with the reason, where there is no such file, or none that can be written', async () => {
    const missing = await expediteGracePeriods(join(directory, 'none'));
    expect(missing.reason).toBe(`${directory}/none cannot be written (ENOENT)`);
    await missing.end();
    expect((await expediteGracePeriods(directory)).reason).toBe(`${directory} cannot be written (EISDIR)`);
  });

  test.each([
    ['replay', 'traces/facts', '--target', 'spec'],
    ['fuzz', 'tcx', '--target', 'model'],
  ])('are none of mprog %s where no kernel is asked', async (...args) => {
    expect(await refused(directory, ...args, '--expedite')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--expedite: only with --target kernel'),
    });
  });
});
