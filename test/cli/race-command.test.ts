import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RaceReport } from '../../checker/races/verdict.ts';
import { readTrace } from '../../traces/read.ts';
import { ROOT } from '../support/command.ts';
import { kernelMissing } from '../support/machines.ts';
import { ran } from '../support/room.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'mprog-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const mprog = (...args: string[]) => ran(directory, 'race', ...args);

const SHIPPED = (name: string) => readFileSync(new URL(`../../scenarios/${name}.json`, import.meta.url), 'utf8');

/** A shipped scenario with something changed, as a file of one's own. */
function file(name: string, scenario: string, change: (text: string) => string): string {
  writeFileSync(join(directory, name), change(SHIPPED(scenario)));
  return name;
}

describe('mprog race', () => {
  test('lists every scenario with its figures, and exits with 0 where all came out as they say', async () => {
    const { status, stdout } = await mprog();
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ two-first +tcx +2 +2 +5 +\d+ +· +· +· +✓ +✗/m);
    expect(stdout).toMatch(/^ └ two-first-pinned +rfc-v2 +2 +2 +5/m);
    expect(stdout).toContain('5. ends-where-wanted: In the end every program is attached');
    expect(stdout).not.toContain('not exercised by any race');
    expect(stdout).toMatch(/✓ \d+ races, [\d,]+ interleavings, \d+\.\d s: all held, as the scenarios expect\n$/);
  });
  test('tells one scenario with what is promised and a sequence diagram', async () => {
    const { status, stdout } = await mprog('stale-priority', '--profile', 'tcx');
    expect(status).toBe(0);
    expect(stdout).toContain('Why: The incident described in the message of commit e420bed02507 (tcx)');
    expect(stdout).toContain('✗ programs-are-left-alone is violated in 3 of 3 interleavings');
    expect(stdout).toMatch(/├─ attach B {2}REPLACE A ─*▶│ {2}ok {4,}B rev 3/);
  });
  test('knows which properties there are', async () => {
    const { status, stderr } = await mprog('two-first', '--property', 'nope');
    expect(status).toBe(2);
    expect(stderr).toMatch(/^--property: expected one of acts-on-seen-list, .*, found "nope"\n$/);
  });
  test('names the properties that no interleaving put to the test, and does not say that they hold', async () => {
    const { status, stdout } = await mprog('stale-priority', '--profile', 'tcx');
    expect(status).toBe(0);
    const idle = /^· not exercised in any interleaving: (.*)$/m.exec(stdout)![1]!.split(', ');
    expect(idle).toContain('links-are-left-alone');
    for (const id of idle) expect(stdout).not.toContain(`✓ ${id}`);
    const { verdicts } = RaceReport.parse(
      JSON.parse((await mprog('stale-priority', '--profile', 'tcx', '--json')).stdout),
    );
    const { properties } = verdicts[0]!;
    expect(
      properties.filter(({ result, tested }) => result === 'inconclusive' && tested === 0).map(({ id }) => id),
    ).toEqual(idle);
    expect(properties.every(({ result, tested }) => result !== 'held' || tested > 0)).toBe(true);
  });
  test('shows a link that another agent takes by its id and detaches', async () => {
    const { status, stdout } = await mprog(
      'link-taken-by-id',
      '--profile',
      'tcx',
      '--property',
      'links-are-left-alone',
    );
    expect(status).toBe(0);
    expect(stdout).toContain('✗ links-are-left-alone is violated in 3 of 3 interleavings');
    expect(stdout).toMatch(/● {2}get an fd of L1 by id +│\n +│ +├─ detach link L1 ─+▶│ {2}ok {2}\(empty\) rev 1/);
  });
  test('prints one whole interleaving with --show, the same in every run, also where nothing is violated', async () => {
    const args = ['link-taken-by-id-unprivileged', '--profile', 'tcx', '--show'];
    const { status, stdout } = await mprog(...args);
    expect(status).toBe(0);
    expect(stdout).toContain('the shortest interleaving (the first of that length), 2 steps, nothing is violated:');
    expect(stdout).toMatch(/● {2}get an fd of L1 by id +│ {2}EPERM, gives up/);
    const timeless = (text: string) => text.replace(/\d+\.\d+ s/g, '');
    expect(timeless((await mprog(...args)).stdout)).toBe(timeless(stdout));
    const longest = (await mprog('retry-enough', '--profile', 'tcx', '--show', 'longest')).stdout;
    const depth = /depth (\d+)/.exec(longest)![1]!;
    expect(longest).toContain(
      `the longest interleaving (the first of that length), ${depth} steps, nothing is violated:`,
    );
    expect((await mprog(...args, 'shortest', '--diagram', 'mermaid')).stdout).toContain(
      'Note over a2: get an fd of L1 by id: EPERM',
    );
    const { verdicts } = RaceReport.parse(JSON.parse((await mprog('two-first', '--show', '--json')).stdout));
    expect(verdicts[0]!.shown).toMatchObject({ length: 'shortest', violates: ['ends-where-wanted'] });
    expect(verdicts[0]!.shown!.steps.map(({ agent }) => agent)).toEqual(['one', 'two']);
    expect(await mprog('--show')).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^--show: expected the name/),
    });
  });
  test('draws for Mermaid', async () => {
    const { stdout } = await mprog('two-first', '--profile', 'cgroup', '--diagram', 'mermaid');
    expect(stdout).toContain(`sequenceDiagram
  participant a1 as one
  participant a2 as two
  participant hook as cgroup
  Note over hook: (empty) rev 1
  a1->>hook: attach A MULTI BEFORE none
  hook-->>a1: ok
  Note over hook: A MULTI rev 2
`);
  });
  test('prints one documented object with --json', async () => {
    const { status, stdout } = await mprog('late-update', 'late-update-checked', '--json');
    expect(status).toBe(0);
    const { verdicts } = RaceReport.parse(JSON.parse(stdout));
    expect(verdicts.map(({ scenario, profile, result }) => [scenario, profile, result])).toEqual([
      ['late-update', 'tcx', 'held'],
      ['late-update', 'cgroup', 'held'],
      ['late-update-checked', 'tcx', 'held'],
      ['late-update-checked', 'cgroup', 'held'],
    ]);
    const finding = verdicts[0]!.properties.find(({ id }) => id === 'removes-what-was-meant')!.finding!;
    expect(finding.steps.at(-1)).toMatchObject({ agent: 'old', outcome: 'ok', lists: { ingress: 'A3/L1 rev 4' } });
  });
  test('writes an interleaving as a trace that every target replays, and never over another file', async () => {
    const args = ['late-update', '--profile', 'tcx', '--out', 'late.json'];
    expect(await mprog(...args)).toMatchObject({ status: 0, stdout: expect.stringContaining('written to  late.json') });
    expect(readTrace(join(directory, 'late.json')).origin).toEqual({
      kind: 'race',
      note: 'Made by, in this order: old, new, old.',
    });
    for (const target of ['spec', 'model'])
      expect((await ran(directory, 'replay', 'late.json', '--target', target)).status).toBe(0);
    expect((await mprog(...args)).status).toBe(0);
    writeFileSync(join(directory, 'late.json'), '{}');
    expect(await mprog(...args)).toMatchObject({ status: 2, stderr: expect.stringContaining('other content') });
    expect((await mprog(...args, '--force')).status).toBe(0);
  });
  test('wants to know which interleaving to write where there are several', async () => {
    expect(await mprog('override-shutdown', '--out', 'x.json')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--profile cgroup --property removes-what-was-meant'),
    });
    expect(await mprog('late-update-checked', '--out', 'x.json')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('nothing is violated'),
    });
  });
  test('tells a scenario under another semantics, or says why that cannot be', async () => {
    const ranked = await mprog('ranked', '--profile', 'mprog-first-merge');
    expect(ranked.status).toBe(0);
    expect(ranked.stdout).toContain('✗ lands-where-wanted is violated in 14 of 30 interleavings');
    expect(await mprog('late-update', '--profile', 'rfc-v2')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('it has no operation link_update'),
    });
    expect(await mprog('override-shutdown', '--profile', 'tcx')).toMatchObject({
      status: 2,
      stderr: 'override-shutdown is for cgroup, and tcx is of tcx\n',
    });
  });
  test('does not say that the changes of a proposal were exercised', async () => {
    const proposal = join(ROOT, 'examples/keep-the-relative.ts');
    const said = '– this does not say whether the changes of keep-the-relative were exercised; mprog check does\n';
    expect((await mprog('--profile', proposal)).stdout).toContain(said);
    expect((await mprog('--profile', 'tcx')).stdout).not.toContain('mprog check does');
    expect((await ran(directory, 'commute', proposal)).stdout).toContain(said);
    const withFlag = await ran(directory, 'commute', join(ROOT, 'examples/xdp-multi-prog.ts'));
    expect(withFlag.stdout).toContain('– no request of these pairs sets SOLE\n');
  });
  test('exits with 3 where a bound was hit, and says nothing of what held', async () => {
    const { status, stdout } = await mprog('ranked', '--profile', 'tcx', '--states', '10');
    expect(status).toBe(3);
    expect(stdout).toContain(
      '? inconclusive: the search was not finished. No counterexample so far. This is not a pass.',
    );
    expect(stdout).not.toContain('✓');
    const many = await mprog('--profile', 'tcx', '--states', '5');
    expect(many.status).toBe(3);
    expect(many.stdout).toMatch(/^\? not run to the end: .*ranked \(tcx\).*\. This is not a pass\.$/m);
    expect(many.stdout).not.toMatch(/^[✓✗] \d+ races/m);
    expect(many.stdout).toMatch(/ranked +tcx +3 +\? +5 /);
  });
  test('says what is violated where a bound was hit, and counts no interleavings then', async () => {
    const expected = await mprog('crash', '--profile', 'tcx', '--states', '8');
    expect(expected.status).toBe(3);
    expect(expected.stdout).toContain('2 agents · interleavings not counted · 8 states');
    expect(expected.stdout).toContain('Nothing is violated so far that the scenario does not expect.');
    const unexpected = file('unexpected.json', 'crash', (text) => text.replaceAll('["crash-leaves-only-pins"]', '[]'));
    const found = await mprog(unexpected, '--profile', 'tcx', '--states', '8');
    expect(found.status).toBe(1);
    expect(found.stdout).not.toContain('No counterexample');
    expect(found.stdout).toContain('? the search was not finished: there may be more than what is violated below\n');
    const report = await ran(
      directory,
      'report',
      'crash.md',
      '--',
      'race',
      unexpected,
      '--profile',
      'tcx',
      '--states',
      '8',
    );
    expect(report.status).toBe(1);
    expect(readFileSync(join(directory, 'crash.md'), 'utf8')).toContain('Not searched to the end: crash.');
  });
});

describe('a scenario of one’s own', () => {
  test('is run from its file', async () => {
    expect((await mprog(file('mine.json', 'two-first', (text) => text))).stdout).toContain(
      '✗ ends-where-wanted is violated in 2 of 2',
    );
  });
  test('exits with 1 where more is violated than it says, or less', async () => {
    const more = file('more.json', 'two-first', (text) => text.replaceAll('["ends-where-wanted"]', '[]'));
    expect(await mprog(more)).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('(not expected by the scenario)'),
    });
    const less = file('less.json', 'two-first', (text) =>
      text.replaceAll('"ends-where-wanted"', '"ends-where-wanted", "no-gap"'),
    );
    expect(await mprog(less)).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('✗ no-gap should be violated by the scenario, and was not exercised'),
    });
  });
  test('exits with 2 where it is wrong, and says where and what was expected', async () => {
    for (const [change, said] of [
      [
        (text: string) => text.replace('"do": "attach"', '"do": "attack"'),
        'agent one, step 1, do: expected "query", "attach"',
      ],
      [(text: string) => text.replace('"place": "first"', '"place": "front"'), 'agent one, step 1, place: expected'],
      [
        (text: string) => text.replace('"place": "first"', '"place": { "before": "Z" }'),
        'agent one, step 1, place.before: expected a program or link of the scenario (A, B), found "Z"',
      ],
      [
        (text: string) => text.replace('"place": "first"', '"retry": { "on": ["ESTALE"], "times": 1 }'),
        'agent one, step 1, retry: expected a query in front of it to go back to, found none',
      ],
      [
        (text: string) => text.replace('"name": "two"', '"name": "one"'),
        'agent one, name: another agent is called one already',
      ],
      [(text: string) => text.replace('"breaks"', '"broken"'), 'expected no field called "broken"'],
      [
        (text: string) => text.replace('"hooks"', '"profiles": ["tc"], "hooks"'),
        'profiles: expected tcx, tcx-6.17, netkit, mprog-first-merge',
      ],
      [
        (text: string) => text.replace('"B": "B"', '"B": "B", "A": "A"'),
        'agent two, programs.A: another agent has a program called A',
      ],
      [
        (text: string) => text.replace('"breaks": {', '"breaks": { "tc": [],'),
        'breaks: expected tcx, tcx-6.17, netkit, mprog-first-merge',
      ],
      [
        (text: string) => text.replace('"breaks": {', '"breaks": { "cgroup-5.6": [], "xdp": [],'),
        'breaks: expected tcx, tcx-6.17, netkit, mprog-first-merge, rfc-v2, cgroup',
      ],
      [
        (text: string) => text.replace('["tcx", "cgroup"]', '["tcx", "tcx"]').replace('"cgroup": [', '"rfc-v2": ['),
        'hooks.1: expected each hook once, found "tcx" again',
      ],
      [
        (text: string) => text.replace('"place": "first"', '"flags": ["PREORDERR"]'),
        'agent one, step 1: two-first does not apply to tcx: it has no flag PREORDERR',
      ],
      [
        (text: string) =>
          text.replace('"do": "attach",\n          "prog": "A",\n          "place": "first"', '"do": "take"'),
        'agent one, step 1: expected a link or a prog, found neither',
      ],
      [
        (text: string) =>
          text.replace(
            '"prog": "A",\n          "place": "first"',
            '"prog": "A" }, { "do": "link detach", "link": "L1"',
          ),
        'agent one, step 2, link: expected a link of the scenario (none), found "L1"',
      ],
      [
        (text: string) =>
          text.replace('"do": "attach",\n          "prog": "A",\n          "place": "first"', '"do": "device remove"'),
        'agent one, step 1, do: expected a step for cgroups too, found "device remove"',
      ],
      [
        (text: string) =>
          text
            .replace('"do": "attach",\n          "prog": "B"', '"do": "link create", "link": "L1", "prog": "B"')
            .replace('"prog": "A",\n          "place": "first"', '"prog": "A" }, { "do": "link detach", "link": "L1"'),
        'agent one, step 2, link: expected an fd of L1',
      ],
      [
        (text: string) => text.replace('"place": "first"', '"place": { "before": "last" }'),
        'agent one, step 1, place.before: expected a program or link of the scenario (A, B), found "last"',
      ],
      [
        (text: string) => text.replace('"place": "first"', '"place": "first", "flags": ["BEFORE"]'),
        'agent one, step 1, flags.0: expected a flag that "place" does not say, found "BEFORE"',
      ],
      [
        (text: string) => text.replace('"place": "first"', '"flags": ["ALLOW_MULTI"]'),
        'agent one, step 1, flags.0: expected a flag that "mode" does not say, found "ALLOW_MULTI"',
      ],
      [
        (text: string) =>
          text.replace('"do": "attach"', '"do": "query" }, { "retry": { "on": ["ok"], "times": 1 }, "do": "attach"'),
        'agent one, step 2, retry.on.0: expected "EPERM", "ENOENT"',
      ],
      [
        (text: string) => text.replace('"do": "attach"', '"do": "crash" }, { "do": "attach"'),
        'agent one, step 2, do: expected nothing behind a crash, found "attach"',
      ],
      [
        (text: string) => text.replace('"steps"', '"setup": [{ "do": "crash" }], "steps"'),
        'agent one, steps: expected none behind the crash in the setup, found 1',
      ],
      [() => '{', 'line 1, column 2: expected JSON'],
      [() => '', 'expected a scenario, found an empty file'],
    ] as const) {
      const { status, stdout, stderr } = await mprog(file('wrong.json', 'two-first', change));
      expect([status, stdout, stderr]).toEqual([2, '', expect.stringContaining(`wrong.json: ${said}`)]);
      expect(stderr).toMatch(/^.*\n$/);
    }
    expect(await mprog('nothing')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('no scenario is called "nothing"; there is'),
    });
    expect(await mprog('nowhere.json')).toMatchObject({ status: 2, stderr: 'nowhere.json: there is no such file\n' });
  });
  test('whose setup is refused is wrong', async () => {
    const wrong = file('setup.json', 'stale-priority', (text) =>
      text.replace('"setup": [', '"setup": [{ "do": "detach", "prog": "A" }, '),
    );
    expect(await mprog(wrong, '--profile', 'tcx')).toMatchObject({
      status: 2,
      stderr:
        'setup.json: agent datapath, setup step 1, do: expected a setup step that succeeds under tcx, found ENOENT\n',
    });
  });
});

describe('the parts of a run of mprog race', () => {
  const timeless = (text: string) => text.replace(/"seconds": [\d.]+/g, '"seconds": 0');
  const asked = ['two-first', 'revision-starts-over', 'stale-priority', '--json'];
  const part = async (index: number) => {
    const path = join(directory, `part-${index}.json`);
    writeFileSync(path, (await mprog(...asked, '--shard', `${index}/3`)).stdout);
    return path;
  };
  test('have each race once, and come to the report of the whole', async () => {
    const paths = [await part(1), await part(2), await part(3)];
    const { stdout } = await ran(directory, 'merge', ...paths.toReversed(), '--json');
    expect(timeless(stdout)).toBe(timeless((await mprog(...asked)).stdout));
    expect(timeless((await mprog(...asked, '--workers', '1')).stdout)).toBe(timeless(stdout));
    expect(JSON.parse(stdout).verdicts.length).toBe(6);
  });
  test('do not pass while one is missing, and are not those of another run', async () => {
    const paths = [await part(1), await part(3)];
    const { status, stdout } = await ran(directory, 'merge', ...paths);
    expect([status, stdout]).toEqual([3, expect.stringContaining('? part 2 of 3 missing')]);
    writeFileSync(paths[1]!, readFileSync(paths[1]!, 'utf8').replace('"two-first"', '"two-second"'));
    expect(await ran(directory, 'merge', ...paths)).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/part-3\.json: part\.races\.0: expected .*two-first.*, found .*two-second.*part-1/),
    });
  });
  test('are no more than there are races', async () => {
    expect(await mprog('two-first', '--shard', '1/9')).toMatchObject({
      status: 2,
      stderr: '--shard: expected at most 2 parts, one for each race, found 9\n',
    });
  });
});

describe('mprog race --confirm kernel', () => {
  test('is skipped with one line, and exit code 4, where there is no kernel of that semantics', async () => {
    const { status, stdout } = await mprog('update-beside-preorder', '--confirm', 'kernel');
    expect(status).toBe(4);
    expect(stdout).toContain('– kernel skipped: cgroup-6.17 is for Linux 6.17.*, 6.18.0 to 6.18.39');
  });
  test.skipIf(kernelMissing !== undefined)('says that the kernel does the same', async () => {
    const { status, stdout } = await mprog('revision-starts-over', '--profile', 'tcx', '--confirm', 'kernel');
    expect(status).toBe(0);
    expect(stdout).toMatch(/✓ reproduced on Linux \d/);
  });
});
