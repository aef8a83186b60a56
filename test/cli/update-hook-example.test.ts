import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { freplace, freplaceList, withUpdateHook } from '../../proposals.ts';
import { QUESTIONS } from '../../spec/families/questions.ts';
import { ROOT } from '../support/command.ts';
import { ran } from '../support/room.ts';

const EXAMPLE = 'examples/freplace-update-hook.ts';
const command = (line: string) => ran(ROOT, ...line.split(' '));

describe('the example with bpf_link_update_hook', () => {
  test('is checked against its model', async () => {
    const { status, stdout } = await command(`check ${EXAMPLE}`);
    expect([status, stdout]).toEqual([0, expect.stringContaining('spec and model agree on every transition')]);
    expect(stdout).toContain('freplace-update-hook · scope default');
  });
  test('keeps what freplace does not', async () => {
    const { status, stdout } = await command(`check ${EXAMPLE} --properties held-link-keeps-its-place`);
    expect([status, stdout]).toEqual([0, expect.stringContaining('held, and is an anomaly of freplace')]);
  });
  test('differs from freplace in the operation alone', async () => {
    const { status, stdout } = await command(`diff freplace ${EXAMPLE} --scope default --json`);
    const { vocabulary, groups } = JSON.parse(stdout);
    expect([status, vocabulary.map(({ what }: { what: string }) => what), groups]).toEqual([
      1,
      ['operation link_update_hook'],
      [],
    ]);
  });
  test('has its rules listed', async () => {
    const { status, stdout } = await command(`rules ${EXAMPLE}`);
    expect([status, stdout]).toEqual([0, expect.stringContaining('update-hook/taken')]);
  });
});

test('docs/freplace.md says how each of its designs is run', () => {
  const page = readFileSync(join(ROOT, 'docs/freplace.md'), 'utf8');
  expect(page).toContain(`\`mprog check ${EXAMPLE} --properties all\``);
  const [{ designs }] = QUESTIONS.filter(({ page: name }) => name === 'freplace') as [(typeof QUESTIONS)[number]];
  const names = designs.map(({ name }) => name);
  for (const design of [freplace, freplaceList]) expect(names).toContain(withUpdateHook(design).name);
});
