import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Forbidden } from '../../checker/diff/diff-format.ts';
import { DiffReport } from '../../checker/diff/diff-report.ts';
import { judged, kindsIn } from '../../checker/diff/diff-result.ts';
import { forbidden } from '../../cli/forbidden.ts';
import { ran } from '../support/room.ts';

const SMALL = ['--scope', 'clsact'];
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'mprog-'));
  const proposal = (name: string, more: string) =>
    writeFileSync(
      join(directory, `${name}.mjs`),
      `import { derive, fail, rule, succeed, tcx } from 'mprog-spec';
export default derive(tcx, { name: '${name}', title: '${name}', ${more} });`,
    );
  proposal(
    'other-errno',
    `replace: { 'detach/empty': rule('detach/empty', 'Nothing is there.', { list: 'empty' }, fail('ESRCH')) }`,
  );
  proposal(
    'other-effect',
    `replace: { 'link-detach/detach': rule('link-detach/detach', 'A link stays.', {}, fail('EBUSY')) }`,
  );
  proposal(
    'other-word',
    `flags: { SOLE: ['prog_attach'] }, insert: [{ before: 'attach/replace', rules: [
    rule('attach/sole', 'SOLE is refused beside REPLACE.', { SOLE: true, REPLACE: true }, fail('EPERM'))] }]`,
  );
  proposal('at-full', `remove: ['detach/index-beyond-capacity']`);
});
afterAll(() => rmSync(directory, { recursive: true }));

const compare = (name: string, ...options: string[]) => ran(directory, 'diff', 'tcx', `${name}.mjs`, ...options);

describe('mprog diff', () => {
  test('prints one report by the schema, with the scope and the command that makes it again', async () => {
    const { status, stdout } = await compare('other-errno', ...SMALL, '--programs', '1', '--json');
    const report = DiffReport.parse(JSON.parse(stdout));
    expect(status).toBe(1);
    expect(report.command).toBe('mprog diff tcx other-errno.mjs --scope clsact --programs 1');
    expect(report.scopes.map(({ scope }) => scope)).toMatchObject([
      { name: 'clsact with programs changed', programs: 1 },
    ]);
    expect([...kindsIn(report)]).toEqual(['errno']);
    expect(report.errnos).toContainEqual({ op: 'prog_detach', errno: 'ESRCH', only: 'other-errno', other: ['ENOENT'] });
  });
  test('exits with 1 for a difference of a forbidden kind, and with 0 for others', async () => {
    expect((await compare('other-errno', ...SMALL, '--forbid', 'errno')).status).toBe(1);
    expect((await compare('other-errno', ...SMALL, '--forbid', 'behaviour,vocabulary')).status).toBe(0);
    expect((await compare('other-effect', ...SMALL, '--forbid', 'errno')).status).toBe(0);
    expect((await compare('other-effect', ...SMALL, '--forbid', 'errno', '--forbid', 'behaviour')).status).toBe(1);
    expect((await compare('other-word', ...SMALL, '--forbid', 'vocabulary')).status).toBe(1);
    expect((await compare('other-word', ...SMALL, '--forbid', 'behaviour')).status).toBe(0);
    const { stdout } = await compare('other-errno', ...SMALL, '--forbid', 'behaviour', '--json');
    expect(DiffReport.parse(JSON.parse(stdout))).toMatchObject({
      result: 'held',
      finding: 'differences',
      forbidden: ['behaviour'],
    });
  });
  test('exits with 3 where what was brought is not put to the test, whatever is forbidden', async () => {
    const { status, stdout } = await compare('at-full', ...SMALL);
    expect(stdout.split('\n')[1]).toMatch(/^inconclusive: changes of at-full not exercised: removal of rule/);
    expect(status).toBe(3);
    expect((await compare('at-full', ...SMALL, '--forbid', 'errno')).status).toBe(3);
  });
  test('refuses kinds that there are not, and two forms at once', async () => {
    const wrong = await compare('other-errno', '--forbid', 'errno,all');
    expect([wrong.status, wrong.stdout]).toEqual([2, '']);
    expect(wrong.stderr).toContain('expected behaviour, errno, vocabulary or several of them, found "all"');
    expect((await compare('other-errno', '--mail', '--json')).stderr).toContain(
      'expected one of --json, --markdown and --mail',
    );
  });
});

test('an interrupted comparison is inconclusive, even where a forbidden difference was found', async () => {
  const { stdout } = await compare('other-errno', ...SMALL, '--json');
  const report = DiffReport.parse(JSON.parse(stdout));
  expect(judged(report, ['errno'])).toEqual({ result: 'violated', finding: 'differences', forbidden: ['errno'] });
  expect(judged({ ...report, interrupted: true }, ['errno']).result).toBe('inconclusive');
});

test('kinds add up, each once', () => {
  const kinds: readonly Forbidden[] = forbidden('vocabulary,errno', forbidden('errno'));
  expect(kinds).toEqual(['errno', 'vocabulary']);
});
