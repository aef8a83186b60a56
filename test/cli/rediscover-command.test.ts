import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ran } from '../support/room.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'mprog-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const mprog = (...args: string[]) => ran(directory, ...args);

describe('mprog rediscover', () => {
  test('tells the property, the steps and the trace of a fix', async () => {
    const { status, stdout } = await mprog('rediscover', 'd210');
    expect(status).toBe(0);
    expect(stdout).toContain('1 of 1 fix rediscovered');
    expect(stdout).toMatch(/✓ d210f9735e13 +within-its-arrays +1 +\d/);
    expect(stdout).toMatch(/1 +detach \(no subject\) +undefined +detach\/before-the-array/);
  });
  test('says of a fix that is out of reach why, and exits with 4 where there is no other', async () => {
    const { status, stdout } = await mprog('rediscover', '56145d237385');
    expect([status, stdout]).toEqual([4, expect.stringContaining('a race of a reference count in the trampoline')]);
  });
  test('exits with 2 on a fix that there is not, and on one that is named by too little', async () => {
    for (const wanted of ['nothing', 'd2']) {
      const { status, stderr } = await mprog('rediscover', wanted);
      expect([status, stderr]).toEqual([2, expect.stringContaining('expected commits among dc644b540a2d, ')]);
    }
  });
  test('writes traces that the profile with the fix takes', async () => {
    const { status, stdout } = await mprog('rediscover', 'edfa', 'f9b0', 'ba62', '--out', 'fixes');
    expect([status, stdout]).toEqual([0, expect.stringContaining('2 traces written to fixes')]);
    expect(readdirSync(join(directory, 'fixes')).toSorted()).toEqual(['edfa9af0a73e.json', 'f9b0e1088bbf.json']);
    for (const target of ['spec', 'model']) expect((await mprog('replay', 'fixes', '--target', target)).status).toBe(0);
    // The first merge has none of these fixes.
    expect((await mprog('replay', 'fixes', '--target', 'model', '--profile', 'mprog-first-merge')).status).not.toBe(0);
  });
});
