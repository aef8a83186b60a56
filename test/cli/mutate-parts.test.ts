import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tallied } from '../../checker/mutate/report.ts';
import { ran } from '../support/room.ts';

const OPERATORS = ['--operator', 'rule-removed', 'query-count-one-more'];

let folder: string;
const mprog = (...args: string[]) => ran(folder, ...args);
const json = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'));

describe('the parts of a run of mprog mutate', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mprog-parts-'));
    const asked = ['mutate', 'cgroup-5.6', ...OPERATORS, '--scope', 'boundary', '--json'];
    writeFileSync(join(folder, 'whole.json'), (await mprog(...asked)).stdout);
    for (const index of [1, 2, 3])
      writeFileSync(join(folder, `${index}.json`), (await mprog(...asked, '--shard', `${index}/3`)).stdout);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('have each mutant once, and come to the report of the whole', async () => {
    const parts = [1, 2, 3].map((index) => json(`${index}.json`));
    expect(parts.map(({ part }) => [part.index, part.of, part.from])).toEqual([
      [1, 3, 'cgroup-5.6'],
      [2, 3, 'cgroup-5.6'],
      [3, 3, 'cgroup-5.6'],
    ]);
    const { stdout } = await mprog('merge', '2.json', '3.json', '1.json', '--json');
    const timeless = (text: string) => text.replace(/"seconds": [\d.]+/, '"seconds": 0');
    expect(timeless(stdout)).toBe(timeless(readFileSync(join(folder, 'whole.json'), 'utf8')));
    expect(json('whole.json').mutants.length).toBeGreaterThan(20);
  });

  test('say together which operators are used only where they are named, and were not', async () => {
    const leftIn = async (...args: string[]) =>
      /^– not used unless --operator names them: (.*)$/m.exec((await mprog(...args)).stdout)?.[1]?.split(', ');
    const all = await leftIn('merge', '1.json', '2.json', '3.json');
    expect(all).toContain('refused-where');
    expect(await leftIn('mutate', 'cgroup-5.6', '--operator', 'refused-where', '--scope', 'boundary')).toEqual(
      all?.filter((each) => each !== 'refused-where'),
    );
  });

  test('do not pass while one is missing', async () => {
    const { status, stdout } = await mprog('merge', '1.json', '3.json');
    expect(status).toBe(3);
    expect(stdout).toContain('inconclusive: part 2 of 3 missing');
  });

  test('come to a survivor that only one of them has', async () => {
    const changed = json('2.json');
    changed.mutants[0] = { ...changed.mutants[0], fate: 'survived', way: [] };
    writeFileSync(join(folder, 'survivor.json'), JSON.stringify({ ...changed, ...tallied(changed.mutants, () => '') }));
    expect((await mprog('merge', '1.json', 'survivor.json', '3.json')).status).toBe(1);
  });

  test.each([
    ['the same part twice', ['1.json', '1.json'], '1.json: part.index: part 1 is there twice, as in 1.json'],
    ['a whole run', ['1.json', 'whole.json'], 'whole.json: part: expected a part (--shard i/n), found a whole run'],
    ['a part of another run', ['1.json', 'other.json'], 'other.json: killer: expected'],
    ['a part of a check', ['1.json', 'check.json'], 'check.json: format: expected a part of a run of mprog mutate'],
  ])('are refused with %s', async (_, files, said) => {
    writeFileSync(join(folder, 'other.json'), JSON.stringify({ ...json('2.json'), killer: 'mprog check' }));
    writeFileSync(
      join(folder, 'check.json'),
      (await mprog('check', 'cgroup-5.6', '--scope', 'full', '--shard', '1/2', '--json')).stdout,
    );
    expect(await mprog('merge', ...files)).toMatchObject({ status: 2, stderr: expect.stringContaining(said) });
  });

  test('are no more than there are mutants', async () => {
    const { status, stderr } = await mprog(
      'mutate',
      'cgroup-5.6',
      ...OPERATORS,
      '--scope',
      'boundary',
      '--shard',
      '1/999',
    );
    expect(status).toBe(2);
    expect(stderr).toMatch(/--shard: expected at most \d+ parts, one for each mutant, found 999/);
  });
});
