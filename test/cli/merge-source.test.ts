import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { digestOf } from '../../cli/proposal-digest.ts';
import { ROOT } from '../support/command.ts';
import { changed, differingKernel } from '../support/reports.ts';
import { ran } from '../support/room.ts';

const folder = mkdtempSync(join(tmpdir(), 'mprog-merge-source-'));
afterAll(() => rmSync(folder, { recursive: true }));
/** A trace that also holds for a semantics whose hooks are never full. */
const TRACE = join(ROOT, 'traces/conformance/tcx/attach--after-unlisted-2.json');
const file = (name: string) => join(folder, name);
const write = (name: string, content: unknown) =>
  writeFileSync(file(name), typeof content === 'string' ? content : JSON.stringify(content));
const read = (name: string) => JSON.parse(readFileSync(file(name), 'utf8'));
const merge = (...files: readonly string[]) => ran(folder, 'merge', ...files);

const proposal = (name: string) => `import { derive, tcx } from 'mprog-spec';
import { TITLE } from './title.ts';
export default derive(tcx, { name: '${name}', title: TITLE, remove: ['attach/full'] });`;

beforeEach(() => {
  write('mine.ts', proposal('mine'));
  write('title.ts', "export const TITLE = 'as it is';");
});

/** What commands print, each run once: their files are the same before each test. */
const printed = new Map<string, string>();

/** Runs a command in one part, and writes it. */
async function part(name: string, line: string): Promise<void> {
  const text = printed.get(line) ?? (await ran(folder, ...line.split(' '), '--shard', '1/1', '--json')).stdout;
  printed.set(line, text);
  write(name, JSON.parse(text));
}

/** The parts of each kind of run that `mprog merge` loads a file for. */
const KINDS: Readonly<Record<string, () => Promise<void>>> = {
  check: () => part('part.json', 'check mine.ts --scope clsact'),
  'check of several profiles': () => part('part.json', 'check mine.ts tcx --depth 1'),
  diff: () => part('part.json', 'diff mine.ts tcx --scope clsact'),
  mutate: () => part('part.json', `mutate mine.ts --suite ${TRACE} --operator query-count-one-more --scope clsact`),
  kernel: async () => {
    await KINDS.check!();
    const { scope } = read('part.json');
    const from = { index: 1, of: 1, from: 'mine.ts', source: digestOf([file('mine.ts')]), states: 1 };
    write('part.json', { ...differingKernel(scope), profile: 'mine', differences: [], result: 'held', part: from });
  },
};

describe.each(Object.entries(KINDS))('the parts of %s', (kind, make) => {
  test('are of the files as they were', async () => {
    await make();
    expect((await merge('part.json')).stderr).toBe('');
    write('title.ts', "export const TITLE = 'another';");
    expect(await merge('part.json')).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(
        /^part\.json: (verdicts\.0\.)?part\.source: expected "\w{16}", as mine\.ts( and tcx)? is now, found "\w{16}"\n$/,
      ),
    });
  });

  test('are of the semantics that they name', async () => {
    await make();
    const several = kind === 'check of several profiles';
    const way = several ? 'verdicts.0.profile' : kind === 'diff' ? 'a.profile' : 'profile';
    const other = changed(read('part.json'), way, 'yours');
    const beside = { 'check of several profiles': 'summaries.0.profile', diff: 'profiles.0' }[kind];
    write('part.json', beside === undefined ? other : changed(other, beside, 'yours'));
    expect(await merge('part.json')).toMatchObject({
      status: 2,
      stderr: `part.json: ${way}: expected "mine", found "yours"\n`,
    });
  });
});

test('a part that has no digest of its file is refused', async () => {
  await KINDS.check!();
  write('part.json', changed(read('part.json'), 'part.source', undefined));
  expect((await merge('part.json')).stderr).toMatch(
    /part\.source: expected "\w{16}", as mine\.ts is now, found nothing/,
  );
});
