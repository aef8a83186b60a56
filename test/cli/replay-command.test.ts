import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ReplayReport } from '../../traces/replay-report.ts';
import { ran } from '../support/room.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const scenarios = readdirSync(join(ROOT, 'scenarios')).filter((file) => file.endsWith('.json')).length;
let directory: string;
const mprog = (...args: string[]) => ran(directory, ...args);

const trace = (more: object, request: object = {}, expectation: object = {}) => ({
  format: 'mprog-trace',
  version: 1,
  profile: 'tcx',
  title: 'a trace',
  universe: {
    programs: { A: 'sched_cls' },
    links: ['L1'],
    hooks: { ingress: { kind: 'tcx', device: 'dev', direction: 'ingress' } },
  },
  steps: [
    {
      request: { op: 'prog_attach', hook: 'ingress', prog: { is: 'prog', name: 'A' }, ...request },
      expect: { outcome: 'ok', ...expectation },
    },
  ],
  ...more,
});
const write = (name: string, document: object) => writeFileSync(join(directory, name), JSON.stringify(document));
const cgroup = {
  universe: { programs: { A: 'cgroup_skb' }, links: ['L1'], hooks: { ingress: { kind: 'cgroup', parent: 'none' } } },
};

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'mprog-'));
  mkdirSync(join(directory, 'mixed'));
  for (const name of ['cases/01-feature-probe.json', 'cases/17-room-for-thirty-two.json'])
    cpSync(join(ROOT, 'test', name), join(directory, 'mixed', name.slice(6)));
  cpSync(join(ROOT, 'scenarios'), join(directory, 'mixed/scenarios'), { recursive: true });
});
afterAll(() => rmSync(directory, { recursive: true }));

describe('mprog replay of a folder with traces of several profiles and race scenarios', () => {
  const summary = [
    'tcx     1 trace, 3 steps: all held',
    'cgroup  1 trace, 3 steps: all held',
    `${scenarios} race scenarios skipped: run them with mprog race, not mprog replay`,
  ];
  test.each(['spec', 'model'])('is one run with one summary on the %s', async (target) => {
    const { status, stdout } = await mprog('replay', 'mixed', '--target', target, '--quiet');
    expect(stdout.trimEnd().split('\n')).toEqual([
      ...summary,
      `2 traces, 6 steps: all held on the ${target}s of tcx, cgroup`,
    ]);
    expect(status).toBe(0);
  });
  test('is one object with --json', async () => {
    const { status, stdout } = await mprog('replay', 'mixed', '--target', 'spec', '--json');
    const report = ReplayReport.parse(JSON.parse(stdout));
    expect(report).toMatchObject({ on: 'the specs of tcx, cgroup', held: 2, violated: 0, skipped: 0 });
    expect(report.scenarios).toHaveLength(scenarios);
    expect(report.traces.map(({ profile, result }) => [profile, result])).toEqual([
      ['tcx', 'held'],
      ['cgroup', 'held'],
    ]);
    expect(status).toBe(0);
  });
  test('is one stream with --tap', async () => {
    const { stdout } = await mprog('replay', 'mixed', '--target', 'model', '--tap');
    expect(stdout.match(/^TAP version 14$/gm)).toHaveLength(1);
    expect(stdout.match(/^1\.\.\d+$/gm)).toEqual(['1..2']);
    expect(stdout).toContain(`\n# ${scenarios} race scenarios skipped`);
  });
  test('the recorded races are traces like any other', async () => {
    const { status, stdout } = await mprog('replay', join(ROOT, 'traces/races'), '--target', 'spec', '--quiet');
    expect(stdout).toMatch(/\d+ traces, \d+ steps: all held on the specs of /);
    expect(status).toBe(0);
  });
  test('a scenario alone is no trace, and a folder of scenarios has none', async () => {
    expect(await mprog('replay', 'mixed/scenarios/crash.json', '--target', 'spec')).toMatchObject({
      status: 2,
      stdout: '',
      stderr:
        'mixed/scenarios/crash.json: format: expected "mprog-trace", found "mprog-race", a race scenario, which mprog race takes\n',
    });
    expect(await mprog('replay', 'mixed/scenarios', '--target', 'spec')).toMatchObject({
      status: 2,
      stderr: 'mixed/scenarios: there is no trace here, only race scenarios; mprog race takes those\n',
    });
  });
});

describe('what a profile does not have is an error of the file, with 2, and never a difference', () => {
  test.each([
    [
      'kind',
      trace({ profile: 'cgroup' }),
      'universe.hooks.ingress.kind: expected "cgroup", which is what cgroup is about, found "tcx"',
    ],
    [
      'family',
      trace({ profile: 'xdp' }),
      'profile: expected one of the family lists, found xdp, which is of the family xdp',
    ],
    ['flag', trace({}, { flags: ['FIRST'] }), 'step 1, request: the profile tcx has no flag FIRST of prog_attach'],
    [
      'operation',
      trace({ ...cgroup, profile: 'cgroup-5.6' }, { op: 'link_create', link: 'L1' }),
      'step 1, request: the profile cgroup-5.6 has no operation link_create',
    ],
    [
      'field',
      trace({ ...cgroup, profile: 'cgroup-5.6' }, { revision: 'current' }),
      'step 1, request: the profile cgroup-5.6 has no field revision of prog_attach',
    ],
    [
      'rule',
      trace({}, {}, { rule: 'attach/apend' }),
      'step 1, expect.rule: no rule of tcx is called "attach/apend" (did you mean "attach/append"?)',
    ],
    ['no-such-rule', trace({}, {}, { rule: 'nope/rule' }), 'step 1, expect.rule: no rule of tcx is called "nope/rule"'],
  ])('%s', async (name, document, said) => {
    write(`${name}.json`, document);
    for (const args of [
      ['replay', `${name}.json`, '--target', 'spec'],
      ['replay', `${name}.json`, '--target', 'model'],
      ['explain', `${name}.json`],
    ])
      expect(await mprog(...args)).toMatchObject({ status: 2, stdout: '', stderr: `${name}.json: ${said}\n` });
  });
  test('a rule of another semantics than that of the trace is not compared, and no error', async () => {
    write('another.json', trace({}, {}, { rule: 'nope/rule' }));
    for (const args of [
      ['replay', 'another.json', '--target', 'spec'],
      ['explain', 'another.json'],
    ])
      expect((await mprog(...args, '--profile', 'tcx-6.17')).status).toBe(0);
  });
  test('a flag of another kind of hook has a bit, and can be set', async () => {
    write('bit.json', trace({}, { flags: ['ALLOW_MULTI'] }, { outcome: 'EINVAL' }));
    for (const target of ['spec', 'model'])
      expect((await mprog('replay', 'bit.json', '--target', target)).status).toBe(0);
  });
  test('--profile FILE that is about another kind of hook', async () => {
    write('good.json', trace({}));
    expect(await mprog('replay', 'good.json', '--target', 'spec', '--profile', 'cgroup')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('good.json: universe.hooks.ingress.kind: expected "cgroup"'),
    });
  });
});

describe('a trace of a proposal', () => {
  beforeAll(async () => {
    const { stdout } = await mprog(
      'diff',
      'tcx',
      join(ROOT, 'examples/keep-the-relative.ts'),
      '--traces',
      'differences',
    );
    expect(stdout).not.toBe('');
  }, 120_000);
  test('is replayed on the spec with --profile FILE', async () => {
    const file = join(ROOT, 'examples/keep-the-relative.ts');
    const { status, stdout } = await mprog('replay', 'differences', '--target', 'spec', '--profile', file, '--quiet');
    expect(stdout).toMatch(/^\d+ traces?, \d+ steps: all held on the spec of keep-the-relative\n$/);
    expect(status).toBe(0);
  });
  test('and without it is one error that says which profile is missing', async () => {
    for (const args of [
      ['replay', 'differences', '--target', 'model'],
      ['replay', 'differences', '--target', 'spec'],
    ]) {
      const { status, stdout, stderr } = await mprog(...args);
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(
        /^differences\/\S+\.json: profile: expected tcx, .*, found "keep-the-relative"; give .* --profile FILE\n$/,
      );
    }
  });
});

test('a rule that did not decide is a difference on the spec', async () => {
  const text = readFileSync(join(ROOT, 'traces/conformance/tcx/attach--append.json'), 'utf8');
  writeFileSync(join(directory, 'rule.json'), text.replace('"rule": "attach/append"', '"rule": "attach/replace"'));
  const { status, stdout } = await mprog('replay', 'rule.json', '--target', 'spec');
  expect(stdout).toContain('rule: expected attach/replace, found attach/append');
  expect(status).toBe(1);
});
