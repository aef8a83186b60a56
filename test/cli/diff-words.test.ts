import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { describeSituation } from '../../cli/text/diff-words.ts';
import { ran } from '../support/room.ts';

const directory = mkdtempSync(join(tmpdir(), 'mprog-diff-words-'));
afterAll(() => rmSync(directory, { recursive: true }));

describe('a situation in words', () => {
  test.each([
    ['prog_attach', { subject: 'not-a-program' }, 'subject not-a-program'],
    ['link_update', { prog: 'program', old: 'not-a-program', REPLACE: true }, 'old not-a-program, REPLACE'],
    ['prog_attach', { BEFORE: true, relative: 'unlisted' }, 'BEFORE, relative unlisted'],
    [
      'prog_attach',
      { subject: 'unlisted', relative: 'none', target: 'unlisted', REPLACE: false },
      'no special condition in common',
    ],
    ['prog_attach', { REPLACE: true, target: 'unlisted' }, 'REPLACE, target unlisted'],
    ['prog_attach', { subject: 'not-open', target: 'not-a-program' }, 'subject not-open'],
    ['prog_detach', { subject: 'unlisted' }, 'subject unlisted'],
    ['link_create', { directives: 'nowhere' }, 'directives nowhere'],
  ])('of %s %j says what is out of the ordinary', (op, situation, said) => {
    expect(describeSituation(op, situation)).toBe(said);
  });
});

test('errnos of only one are counted, as they are listed with its vocabulary', async () => {
  const file = join(directory, 'loud.mjs');
  writeFileSync(
    file,
    `import { derive, fail, rule, tcx } from 'mprog-spec';
export default derive(tcx, { name: 'loud', title: 'a test', flags: { LOUD: ['prog_attach'] },
  insert: [{ before: 'attach/append', rules: [rule('attach/loud', 'No.', { LOUD: true }, fail('ECANCELED'))] }] });`,
  );
  const { stdout } = await ran(directory, 'diff', 'tcx', file, '--programs', '2', '--links', '1');
  expect(stdout).toMatch(/^1 vocabulary item and 1 errno of only one$/m);
  expect(stdout).toMatch(/^- flag LOUD: loud only/m);
  expect(stdout).toMatch(/^- ECANCELED of prog_attach: loud only/m);
  const mail = await ran(directory, 'diff', 'tcx', file, '--programs', '2', '--links', '1', '--mail');
  expect(mail.stdout.replaceAll('\n', ' ')).toContain('differ in vocabulary: flag LOUD, ECANCELED of prog_attach (');
});

test('an errno that nothing was seen of in these scopes is no case that the other profile never reaches', async () => {
  const file = join(directory, 'links-alone.mjs');
  writeFileSync(
    file,
    `import { derive, netkit } from 'mprog-spec';
export default derive(netkit, { name: 'links-alone', title: 'a test', refuse: { prog_attach: 'EOPNOTSUPP' } });`,
  );
  const of = async (scope: string) => {
    const { stdout } = await ran(directory, 'diff', file, 'netkit', '--scope', scope);
    return stdout.split('\n').find((line) => line.startsWith('- ENXIO of prog_attach'));
  };
  expect(await of('callers')).toBe('- ENXIO of prog_attach: netkit only; no request that both were asked gave it');
  expect(await of('ends')).toBe('- ENXIO of prog_attach: netkit only; links-alone gives EOPNOTSUPP there');
});
