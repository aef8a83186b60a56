import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mprog } from '../support/command.ts';
import { cgroupsMissing, kernelMissing } from '../support/machines.ts';

const directory = mkdtempSync(join(tmpdir(), 'mprog-'));
afterAll(() => rmSync(directory, { recursive: true }));

const LONG = [
  'check tcx --programs 9 --links 6 --retired 9',
  'check all --scope all',
  'check examples/xdp-multi-prog.ts --programs 9',
  'check cgroup --properties all',
  'check fast-path --variant all',
  'diff tcx cgroup',
  'diff tcx examples/head-and-tail.ts',
  `commute cgroup --out ${directory}/witnesses`,
  'race',
  `traces cgroup --out ${directory}/suite`,
];
const KERNEL = ['kernel tcx --no-write', 'kernel cgroup --no-write', 'race --confirm kernel'];

/** How long a command takes that does nothing, in ms: what a moment is on this machine, with what else it does now. */
async function moment(): Promise<number> {
  const started = performance.now();
  await mprog(['--version']);
  return performance.now() - started;
}
let begun = 0;
beforeAll(async () => {
  begun = await moment();
});

/** A second, and slack for a machine that does other things too. */
const allowed = async (after: number) =>
  after < 1000 + 2 * begun ? 1000 + 2 * begun : 1000 + 2 * Math.max(begun, await moment());

const cgroups = () => {
  const mount = '/sys/fs/cgroup';
  return existsSync(mount) ? readdirSync(mount).filter((name) => name.startsWith('mprog-spec-')) : [];
};

async function trial(line: string, name: NodeJS.Signals, at: number): Promise<void> {
  const { code, stdout, stderr, after } = await mprog([...line.split(' '), '--json'], { name, at });
  if (after === undefined) return; // it was done before
  expect([line, at, code]).toEqual([line, at, 3]);
  expect(after).toBeLessThan(await allowed(after));
  expect(JSON.stringify(JSON.parse(stdout))).toMatch(/"interrupted"/);
  expect(stderr).toMatch(/interrupted/);
}

/** At once, while the rest is loaded, and when it is well under way: in ms after it listens for signals. */
const moments = () => [0, begun * Math.random(), begun * 2 + Math.random() * 500];

describe('SIGINT and SIGTERM end every command within a second, with 3 and a verdict that says so', () => {
  test.each(LONG)('mprog %s', async (line) => {
    for (const [index, at] of moments().entries()) await trial(line, index % 2 === 0 ? 'SIGTERM' : 'SIGINT', at);
    expect(readdirSync(directory)).toEqual([]);
  });
  test('mprog diff of a proposal with many flags, however much was compared by then', async () => {
    await trial('diff rfc-v2 test/cases/proposals/many-flags.mjs --workers 1', 'SIGTERM', 8000);
  });
  test.skipIf(kernelMissing !== undefined || cgroupsMissing !== undefined).each(KERNEL)(
    'mprog %s, and leave nothing behind',
    async (line) => {
      for (const [index, at] of moments().entries()) await trial(line, index % 2 === 0 ? 'SIGTERM' : 'SIGINT', at);
      expect(cgroups()).toEqual([]);
    },
  );
});
