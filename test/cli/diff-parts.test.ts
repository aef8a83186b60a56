import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DiffReport } from '../../checker/diff/diff-report.ts';
import { ran } from '../support/room.ts';

let folder: string;
const mprog = (...args: string[]) => ran(folder, ...args);
const read = (name: string) => readFileSync(join(folder, name), 'utf8');
const timeless = (text: string) => text.replace(/"seconds": [\d.]+/g, '"seconds": 0');

/** Small scopes, of which two have examples of one group. */
const ASKED = ['diff', 'cgroup-5.6', 'cgroup-6.1', '--json'];

describe('the parts of a comparison', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mprog-parts-'));
    writeFileSync(join(folder, 'whole.json'), (await mprog(...ASKED)).stdout);
    for (const index of [1, 2])
      writeFileSync(join(folder, `${index}.json`), (await mprog(...ASKED, '--shard', `${index}/2`)).stdout);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('have each scope once, and come to the report of the whole', async () => {
    const whole = DiffReport.parse(JSON.parse(read('whole.json')));
    const parts = [1, 2].map((index) => DiffReport.parse(JSON.parse(read(`${index}.json`))));
    expect(parts.flatMap(({ scopes }) => scopes.map(({ scope }) => scope.name)).toSorted()).toEqual(
      whole.scopes.map(({ scope }) => scope.name).toSorted(),
    );
    expect(whole.groups.length).toBeGreaterThan(0);
    expect(timeless((await mprog('merge', '2.json', '1.json', '--json')).stdout)).toBe(timeless(read('whole.json')));
  });

  test('say in text that they are parts, and together what the whole says', async () => {
    const part = await mprog(...ASKED.slice(0, 3), '--shard', '1/2');
    expect(part.stdout).toContain('part 1 of 2: mprog merge puts all parts together');
    const whole = await mprog(...ASKED.slice(0, 3));
    expect(await mprog('merge', '1.json', '2.json')).toMatchObject({ status: 1, stdout: whole.stdout });
  });

  test('do not pass while one is missing', async () => {
    const { status, stdout } = await mprog('merge', '1.json');
    expect([status, stdout]).toEqual([3, expect.stringContaining('inconclusive: part 2 of 2 missing')]);
  });

  test('do not pass where one was interrupted, and say so together', async () => {
    const cut = DiffReport.parse(JSON.parse(read('2.json')));
    Object.assign(cut, { interrupted: true, result: 'inconclusive' });
    Object.assign(cut.scopes.at(-1)!, { finished: false });
    Object.assign(cut.part!.found.at(-1)!, { finished: false, interrupted: true });
    writeFileSync(join(folder, 'cut.json'), JSON.stringify(cut));
    const { status, stdout } = await mprog('merge', '1.json', 'cut.json', '--json');
    expect([status, JSON.parse(stdout)]).toEqual([
      3,
      expect.objectContaining({ interrupted: true, result: 'inconclusive' }),
    ]);
  });

  test('are refused where they are of other comparisons, or have something wrong in them', async () => {
    writeFileSync(join(folder, 'other.json'), read('2.json').replace('"b": "cgroup-6.1"', '"b": "cgroup"'));
    expect(await mprog('merge', '1.json', 'other.json')).toMatchObject({
      status: 2,
      stderr: 'other.json: part.b: expected "cgroup-6.1", found "cgroup", as in 1.json\n',
    });
    writeFileSync(join(folder, 'wrong.json'), read('2.json').replace('"cases": ', '"cases": -0.5, "_": '));
    const { status, stderr } = await mprog('merge', '1.json', 'wrong.json');
    expect([status, stderr]).toEqual([2, expect.stringMatching(/wrong\.json: part\.found\.\d\.found\.groups\.0/)]);
    expect(await mprog('merge', '1.json', 'whole.json')).toMatchObject({
      status: 2,
      stderr: 'whole.json: part: expected a part (--shard i/n), found a whole run\n',
    });
  });

  test('are no more than there are scopes, and write no traces', async () => {
    expect((await mprog(...ASKED.slice(0, 3), '--shard', '1/99')).stderr).toMatch(
      /^--shard: expected at most \d parts/,
    );
    const refused = await mprog(...ASKED.slice(0, 3), '--shard', '1/2', '--traces', 'here');
    expect([refused.status, refused.stderr]).toEqual([2, '--shard: cannot be combined with --traces\n']);
  });
});
