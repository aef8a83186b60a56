import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Verdict, Verdicts } from '../../checker/check/verdict.ts';
import { DiffReport } from '../../checker/diff/diff-format.ts';
import { ROOT } from '../support/command.ts';
import { ran } from '../support/room.ts';

const check = (...args: string[]) => ran(ROOT, 'check', ...args);

const PROPOSAL = 'test/cases/proposals/detach-at-full.ts';
const CHANGE = 'removal of rule detach/index-beyond-capacity';

describe('a check of a proposal', () => {
  test('is inconclusive where nothing put a change to the test, and names the change first', async () => {
    const { status, stdout } = await check(PROPOSAL, '--programs', '2', '--links', '1');
    const lines = stdout.split('\n');
    expect(status).toBe(3);
    expect(lines[2]).toBe('? inconclusive: 1 change of the proposal not exercised in this scope');
    expect(lines[3]).toBe(`    ${CHANGE}`);
    expect(stdout).toContain('No counterexample so far. This is not a pass.');
    expect(stdout).not.toContain('✓');
  });
  test('is inconclusive where nothing put a property to the test that it adds', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mprog-'));
    const file = join(folder, 'idle.mjs');
    const property = `{ kind: 'always', id: 'idle', sentence: 'S.', why: 'W.', sometimes: () => false, holds: () => true }`;
    writeFileSync(
      file,
      `import { derive, tcx } from 'mprog-spec';
      export default derive(tcx, { name: 'idle', title: 'a property that nothing exercises', properties: [${property}] });`,
    );
    const { status, stdout } = await check(file, '--programs', '2', '--links', '1');
    rmSync(folder, { recursive: true });
    expect([status, stdout.split('\n').slice(2, 4)]).toEqual([
      3,
      ['? inconclusive: 1 change of the proposal not exercised in this scope', '    property idle'],
    ]);
  });
  test.each([
    ['of which one before it in a series made a change', 'series.mjs', 'removal of rule attach/full'],
    ['that puts a rule in front of another', 'full-before-attached.mjs', 'order of rule attach/full'],
  ])('%s is inconclusive where nothing put the change to the test, and so is a comparison', async (_, file, change) => {
    const path = `test/cases/proposals/${file}`;
    const { status, stdout } = await check(path, '--programs', '1', '--links', '0', '--no-write');
    expect([status, stdout.split('\n')[3]]).toEqual([3, `    ${change}`]);
    const compared = await ran(ROOT, 'diff', 'tcx', path, '--scope', 'default', '--json');
    expect([compared.status, DiffReport.parse(JSON.parse(compared.stdout)).untested.b]).toEqual([3, [change]]);
    const whole = await check(path, '--scope', 'full', '--no-write');
    expect(whole.stdout).not.toContain('not exercised in this scope\n');
  });
  test('says so in its verdict as well', async () => {
    const { status, stdout } = await check(PROPOSAL, '--programs', '2', '--links', '1', '--json');
    const { result, untested, bound } = Verdict.parse(JSON.parse(stdout));
    expect({ status, result, untested, bound }).toEqual({
      status: 3,
      result: 'inconclusive',
      untested: [CHANGE],
      bound: undefined,
    });
  });
  test('holds where one of several scopes put every change to the test, and says at its end which were gone through', async () => {
    const { status, stdout } = await check(PROPOSAL, '--scope', 'main');
    expect(status).toBe(0);
    expect(stdout).toContain(`– changes of the proposal not exercised in this scope: ${CHANGE}`);
    expect(stdout.trimEnd().split('\n').at(-2)).toMatch(
      /^✓ detach-at-full: held in \d+ scopes \(default, full, hooks, [^)]*\) · (\d+) of \1 rules fired/,
    );
  });
  test('has one summary for each profile with --json', async () => {
    const { status, stdout } = await check(PROPOSAL, '--scope', 'main', '--json');
    const { verdicts, summaries } = Verdicts.parse(JSON.parse(stdout));
    expect(status).toBe(0);
    expect(verdicts.map(({ untested }) => untested)).toContainEqual([CHANGE]);
    expect(summaries).toMatchObject([{ profile: 'detach-at-full', result: 'held', neverFired: [], untested: [] }]);
  });
  test('asks nothing of the kind of a profile of this package', async () => {
    const { status, stdout } = await check('mprog-first-merge', '--programs', '2', '--links', '1');
    expect(status).toBe(0);
    expect(stdout).not.toContain('of the proposal not exercised');
    expect(stdout).toContain('rules not exercised in this scope: ');
  });
});
