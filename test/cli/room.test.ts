import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ran } from '../support/room.ts';
import { mprogIn } from '../support/run.ts';

const directory = mkdtempSync(join(tmpdir(), 'mprog-'));
afterAll(() => rmSync(directory, { recursive: true }));
const proposal = (name: string, more: string) =>
  writeFileSync(
    join(directory, name),
    `import { derive, fail, rule, tcx } from 'mprog-spec';
export default derive(tcx, { name: '${name.slice(0, -4)}', title: 'a test', ${more} });`,
  );
proposal(
  'sound.mjs',
  `replace: { 'attach/full': rule('attach/no-room', 'Full.', { REPLACE: false, room: 'full' }, fail('ENOSPC')) }`,
);
proposal('wrong.mjs', `remove: ['attach/ful']`);
const late = new URL('../cases/proposals/late/replaces-nothing.mjs', import.meta.url).pathname;

// Each is run after the others: nothing may be left of them (a report, an exit code, a proposal to blame, listeners, a cut).
test.each([
  [0, '--help'],
  [2, ''],
  [2, 'frobnicate --json'],
  [1, 'check tcx --fault attach/replace-takes-linked-slot --no-write --json'],
  [0, 'rules sound.mjs'],
  [2, 'rules wrong.mjs'],
  [2, `commute ${late} --pair attach,attach`],
  [3, 'check tcx --depth 1 --json'],
  [2, 'check nowhere.mjs --json'],
  [3, 'diff tcx sound.mjs --scope boundary --programs 1 --links 0 --foreign 0 --mail'],
  [0, 'race two-first --json'],
  [2, 'replay nowhere.json --target spec'],
  [0, 'rules tcx'],
])('ends with %i in a room as in a process of its own, with the same output: mprog %s', async (code, line) => {
  const args = line.split(' ').filter(Boolean);
  const { status, stdout, stderr } = mprogIn(directory, ...args);
  // Without times, and without the progress that is shown of what takes more than a second.
  const timeless = (text: string) => text.replace(/"seconds": [\d.e-]+|^.* · .*\n/gm, '');
  const here = await ran(directory, ...args);
  expect([here.status, ...[here.stdout, here.stderr].map(timeless)]).toEqual([
    status,
    ...[stdout, stderr].map(timeless),
  ]);
  expect(status).toBe(code);
});
