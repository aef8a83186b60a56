import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CommuteReport } from '../../checker/commute/report.ts';
import { PropertyReport } from '../../checker/promises/property-report.ts';
import { readTrace } from '../../traces/read.ts';
import { cgroupsMissing, kernelMissing } from '../support/machines.ts';
import { ran } from '../support/room.ts';

const PROPOSAL = new URL('../../examples/keep-the-relative.ts', import.meta.url).pathname;
const AT_XDP = new URL('../../examples/xdp-multi-prog.ts', import.meta.url).pathname;
const AT_FULL = new URL('../cases/proposals/detach-at-full.ts', import.meta.url).pathname;
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'mprog-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const mprog = (...args: string[]) => ran(directory, ...args);

describe('mprog check of a proposal with properties that are not about states and steps alone', () => {
  const HISTORY = new URL('../cases/proposals/wrong/history-depends-on-a-name.mjs', import.meta.url).pathname;
  const line = '– properties that only --properties asks: mine   (mprog check FILE --properties mine)';
  const few = ['--programs', '1', '--links', '0', '--foreign', '0'];
  test('names them, of one scope and of several', async () => {
    expect((await mprog('check', HISTORY, ...few)).stdout.split('\n')).toContain(line);
    const { stdout } = await mprog('check', HISTORY, 'tcx', '--depth', '1');
    expect(stdout.split('\n').filter((each) => each === line)).toHaveLength(2);
    const unasked = JSON.parse((await mprog('check', HISTORY, ...few, '--json')).stdout).unasked;
    expect(unasked).toEqual(['mine']);
    expect(JSON.parse((await mprog('check', 'tcx', ...few, '--json')).stdout).unasked).toBeUndefined();
  });
});

describe('what a proposal says of properties that nothing exercises', () => {
  const IDLE = new URL('../cases/proposals/idle-promises.mjs', import.meta.url).pathname;
  const left = 'not asked, because the proposal leaves them out: after-is-behind of tcx';
  test('a check of a property that took the place of another one is inconclusive, and names those that are left out', async () => {
    const { status, stdout } = await mprog('check', IDLE, '--programs', '2', '--links', '1');
    expect(status).toBe(3);
    expect(stdout).toContain('    property before-is-in-front\n');
    expect(stdout).toContain(`– ${left}\n`);
    expect(stdout).toContain('– properties that only --properties asks: untried ');
  });
  test('a search is inconclusive where it leaves one of them, or one that was named, without a case', async () => {
    const asked = async (file: string, properties: string) => {
      const { status, stdout } = await mprog('check', file, '--properties', properties);
      return [status, stdout.split('\n').filter((line) => /^. (?:inconclusive|not asked)/.test(line))];
    };
    const untried = '? inconclusive: untried not exercised. This is not a pass.';
    expect(await asked(IDLE, 'no-program-twice,untried')).toEqual([3, [`– ${left}`, untried]]);
    expect(await asked(IDLE, 'no-program-twice')).toEqual([0, [`– ${left}`]]);
    const all = '? inconclusive: before-is-in-front, untried not exercised. This is not a pass.';
    expect(await asked(IDLE, 'all')).toEqual([3, [`– ${left}`, all]]);
  });
  test('a page says so, and not that the search was cut short', async () => {
    const page = join(directory, 'idle.md');
    const args = ['check', IDLE, '--properties', 'no-program-twice,untried'];
    expect((await mprog('report', page, '--', ...args)).status).toBe(3);
    const [, missed] = readFileSync(page, 'utf8').split('## What was not');
    expect(missed).toContain('- **idle-promises**: properties not exercised: `untried`.');
    expect(missed).toContain('- **idle-promises**: properties of its base that it leaves out: `after-is-behind`.');
    expect(missed).not.toContain('was not finished');
  });
  test('the rules name them', async () => {
    const { stdout } = await mprog('rules', IDLE);
    expect(stdout).toContain('- properties that are new: untried\n');
    expect(stdout).toContain('- properties that say something else: before-is-in-front\n');
    expect(stdout).toContain('- properties removed: after-is-behind\n');
  });
});

describe('mprog check --properties', () => {
  test('lists known anomalies with the rule, the steps and where else they are', async () => {
    const { status, stdout } = await mprog('check', 'tcx', '--properties', 'all');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ relative-untouched +2 +detach\/before +tcx-6\.17, mprog-first-merge, cgroup, /m);
    expect(stdout).toMatch(
      /^ accepted-revision-nothing-changed +4 +attach\/append +tcx-6\.17, mprog-first-merge, rfc-v2$/m,
    );
  });
  test('prints one documented object with --json', async () => {
    const { status, stdout } = await mprog('check', 'tcx', '--properties', 'full-list-shrinks,fd-or-id', '--json');
    expect(status).toBe(0);
    const report = PropertyReport.parse(JSON.parse(stdout));
    expect(report.properties.map(({ id, result, expected }) => [id, result, expected])).toEqual([
      ['fd-or-id', 'held', true],
      ['full-list-shrinks', 'violated', true],
    ]);
    expect(report.properties[1]!.finding).toMatchObject({
      rule: 'detach/index-beyond-capacity',
      scope: 'boundary',
      alsoIn: ['tcx-6.17', 'mprog-first-merge'],
    });
  });
  test('asks nothing of packets of a proposal at a hook where none are sent', async () => {
    const property = 'update-changes-one-program';
    const { status, stdout } = await mprog('check', AT_XDP, '--properties', property);
    expect(status).toBe(3);
    expect(stdout).toContain(`– not exercised: ${property}`);
  });
  test('says which cases of a known anomaly the base of a proposal decides otherwise, where there are any', async () => {
    const asked = 'relative-untouched,full-list-shrinks,set-relative-counts';
    const { stdout } = await mprog('check', AT_FULL, '--properties', asked);
    expect(stdout.split('\n').filter((line) => line.includes('of it'))).toEqual([
      '  relative-untouched: 28 cases of it are not in tcx: first after 2 steps by detach/after, where tcx says ERANGE by detach/index-beyond-capacity',
    ]);
  });
  test('says which anomaly a proposal mends', async () => {
    const { status, stdout } = await mprog('check', PROPOSAL, '--properties', 'relative-untouched');
    expect(status).toBe(0);
    expect(stdout).toContain('relative-untouched held, and is an anomaly of tcx');
  });
  test.skipIf(kernelMissing !== undefined)('asks the running kernel', async () => {
    const { status, stdout } = await mprog('check', 'tcx', '--properties', 'relative-untouched', '--confirm', 'kernel');
    expect(status).toBe(0);
    expect(stdout).toMatch(/relative-untouched +2 +detach\/before +reproduced/);
  });
  test.skipIf(cgroupsMissing !== undefined)(
    'takes no revision alone for another behaviour of a kernel that the profile is not for',
    async () => {
      const asked = ['check', 'cgroup-5.6', '--properties', 'set-replace-counts', '--confirm', 'kernel', '--json'];
      const { status, stdout } = await mprog(...asked);
      expect(status).toBe(0);
      const { kernel } = PropertyReport.parse(JSON.parse(stdout)).properties[0]!.finding!;
      expect(kernel).toMatchObject({ result: 'inconclusive', reason: expect.stringContaining('a revision alone') });
    },
  );
  test.each([
    [['--properties', 'nope'], 'tcx has no property "nope"'],
    [['--properties', 'all', '--scope', 'ci'], 'has its own scopes'],
    [['--confirm', 'kernel'], '--confirm: needs --properties'],
    [['--properties', 'fd-or-id', '--accept', 'so it is'], 'expected one violation that is not on record yet, found 0'],
  ])('exits with 2 on %j', async (args, said) => {
    const { status, stderr } = await mprog('check', 'tcx', ...args);
    expect([status, stderr]).toEqual([2, expect.stringContaining(said)]);
  });
});

describe('mprog commute', () => {
  test('shows who must coordinate with whom', async () => {
    const { status, stdout } = await mprog('commute', 'tcx');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ 1 attach +O$/m);
    expect(stdout).toMatch(/^ 2 attach BEFORE +· +O$/m);
    expect(stdout).toMatch(/^ room for one( +[\d,]+){7}$/m);
  });
  test('prints one documented object with --json', async () => {
    const { status, stdout } = await mprog('commute', 'cgroup-5.6', '--json');
    expect(status).toBe(0);
    expect(CommuteReport.parse(JSON.parse(stdout)).profile).toBe('cgroup-5.6');
  });
  test('writes both orders of every witness of a pair, and never over another file', async () => {
    const pair = ['commute', 'tcx', '--pair', 'attach, attach REPLACE x', '--out', 'witnesses'];
    const { status, stdout } = await mprog(...pair);
    expect(status).toBe(0);
    const files = readdirSync(join(directory, 'witnesses'));
    expect(files.length).toBeGreaterThan(0);
    expect(files.length % 2).toBe(0);
    expect(stdout).toContain(`${files.length} traces written to witnesses`);
    for (const file of files) expect(readTrace(join(directory, 'witnesses', file)).origin?.kind).toBe('difference');
    expect((await mprog('replay', 'witnesses', '--target', 'model')).status).toBe(0);
    const other = join(directory, 'witnesses', files[0]!);
    writeFileSync(other, '{}');
    expect((await mprog(...pair)).status).toBe(2);
    expect(readFileSync(other, 'utf8')).toBe('{}');
  });
  test.each([
    [['tcx', '--pair', 'attach'], 'expected two kinds with a comma between, found "attach"'],
    [['cgroup-5.6', '--pair', 'attach, attach BEFORE'], 'cgroup-5.6 has no pair "attach, attach BEFORE"'],
    [['nothing'], 'no profile is called "nothing"'],
    [['tcx', '--json', '--markdown'], "option '--markdown' cannot be used with option '--json'"],
  ])('exits with 2 on %j', async (args, said) => {
    const { status, stderr } = await mprog('commute', ...args);
    expect([status, stderr]).toEqual([2, expect.stringContaining(said)]);
  });
});
