import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mprog, ROOT } from '../support/command.ts';

let directory: string;
let file: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'mprog-'));
  file = join(directory, 'toy.ts');
  const toy = readFileSync(join(ROOT, 'test/support/toy.ts'), 'utf8').replace('../../index.ts', 'mprog-spec');
  writeFileSync(file, `${toy}\nexport default queue;\n`);
});
afterAll(() => rmSync(directory, { recursive: true }));

test.each([
  ['check', '✓ 7 of 7 rules fired'],
  ['rules', 'Only the owner gives a device back.'],
  ['commute', '1 acquire'],
])('%s takes a file with a semantics of a family of its own', async (command, said) => {
  expect(await mprog([command, file])).toMatchObject({ code: 0, stdout: expect.stringContaining(said) });
});

test('what is of two families cannot be compared, in one line', async () => {
  const stderr = 'tcx and queue cannot be compared: one is of the family lists, the other of toy\n';
  expect(await mprog(['diff', 'tcx', file])).toMatchObject({ code: 2, stderr });
});
