import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { mprog } from '../support/command.ts';

const folder = mkdtempSync(join(tmpdir(), 'mprog-loops-'));
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ['while it is loaded', 'for (;;);'],
  [
    'when a fact is asked',
    `import { derive, fail, rule, tcx } from 'mprog-spec';
    const facts = [{ of: ['prog_attach'], field: 'x', values: [false, true], reads: [], tell: () => { for (;;); } }];
    const rules = [rule('attach/x', 'X.', { x: true }, fail('EBUSY'))];
    export default derive(tcx, { name: 'endless', title: 'endless', facts, insert: [{ before: 'attach/full', rules }] });`,
  ],
])('a proposal that never ends %s is ended by a signal', async (_, text) => {
  const file = join(folder, 'endless.mjs');
  writeFileSync(file, text);
  const ended = await mprog(['check', file, '--no-write'], { name: 'SIGTERM', at: 1500 });
  expect(ended).toMatchObject({ code: 'SIGTERM', stdout: '' });
  expect(ended.after).toBeLessThan(5000);
});
