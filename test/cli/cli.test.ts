import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Verdict } from '../../checker/check/verdict.ts';
import { SuiteReport } from '../../checker/mutate/suite-report.ts';
import { tcx } from '../../index.ts';
import { rulesOf } from '../../spec/profile.ts';
import { readTrace } from '../../traces/read.ts';
import { ROOT } from '../support/command.ts';
import { kernelMissing } from '../support/machines.ts';
import { ran, refused } from '../support/room.ts';
import { MAIN } from '../support/run.ts';

const SHIPPED = new URL('../../traces/conformance', import.meta.url).pathname;
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'mprog-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const mprog = (...args: string[]) => ran(directory, ...args);

describe('mprog', () => {
  test('explains itself, and exits with 0', async () => {
    for (const command of [[], ['check'], ['kernel'], ['diff'], ['rules'], ['traces'], ['replay'], ['explain']]) {
      const { status, stdout } = await mprog(...command, '--help');
      expect([status, stdout.includes('Usage: mprog')]).toEqual([0, true]);
    }
  });
  test('names the profiles that a check did not begin', async () => {
    const bounded = await mprog('check', 'tcx', 'cgroup', 'xdp', '--states', '5');
    expect([bounded.status, bounded.stdout.trimEnd().split('\n').at(-1)]).toEqual([3, '– not begun: cgroup, xdp']);
    expect((await mprog('check', 'tcx', '--states', '5')).stdout).not.toContain('not begun');
    const properties = await mprog('check', 'xdp', 'tcx', '--properties', 'all');
    expect(properties.stdout).not.toContain('not begun');
  });
  test('exits with 2 on wrong usage, and says what was expected', async () => {
    for (const [args, said] of [
      [['frobnicate'], "unknown command 'frobnicate'"],
      [
        ['check', 'xdq'],
        'no profile is called "xdq" (did you mean "xdp"?); there is tcx, tcx-6.17, netkit, mprog-first-merge',
      ],
      [['check', 'nowhere.ts'], 'nowhere.ts: there is no such file'],
      [['check', 'rfc-v2', '--fault', 'no'], '--fault: expected one of'],
      [['diff', 'tcx'], "missing required argument 'b'"],
      [['diff', 'tcx', 'cgroup', '--markdown', '--mail'], 'expected one of --json, --markdown and --mail'],
      [['kernel', 'rfc-v2', '--capacity', '9'], "--capacity: the kernel's capacity is 63 and cannot be changed"],
      [['kernel', 'cgroup', '--scope', 'huge'], '--scope: expected default, ci'],
      [
        ['mutate', 'cgroup-5.6', '--suite', join(SHIPPED, 'xdp')],
        'profile: expected one of the family xdp, found cgroup-5.6, which is of the family cgroups',
      ],
      [
        ['mutate', 'cgroup', '--suite', join(SHIPPED, 'cgroup-6.17/link-update--swap-by-count-2.json')],
        'by cgroup itself, so that no mutant is killed by it',
      ],
      [
        ['mutate', 'xdp', '--operator', 'update-by-count', 'mode-lost'],
        '--operator: expected one that makes a mutant of xdp, found update-by-count, mode-lost',
      ],
      [
        ['mutate', 'xdp', '--by', 'check', '--operator', 'fault'],
        'expected one that makes a mutant of xdp, found fault',
      ],
      [['matrix', join(ROOT, 'docs/kernels.json'), '--memory', '100'], '--memory: expected at least 512, found 100'],
      [['check', 'freplace', '--programs', '2'], '--programs: scopes of freplace have no such bound'],
      [['check', '--programs', 'many'], 'expected a whole number below 1000000, found "many"'],
      [['check', '--programs', '99'], '--programs: expected at most '],
      [['check', '--programs', '0'], '--programs: expected at least 1, found 0'],
      [['check', '--scope', 'defult'], 'main or all, found "defult" (did you mean "default"?)'],
      [['check', '--fault', 'attach/capacity-by-indx'], '(did you mean "attach/capacity-by-index"?)'],
      [['check', 'fast-path', '--variant', 'sond'], 'found "sond" (did you mean "sound"?)'],
      [['kernel', 'tcx', '--scope', 'lifetime'], 'found "lifetime" (did you mean "lifetimes"?)'],
      [['find', 'tcx', '--outcome', 'EBUZY'], 'found "EBUZY" (did you mean "EBUSY"?)'],
      [['race', 'crsh'], 'no scenario is called "crsh" (did you mean "crash"?)'],
      [
        ['check', '--scope', 'huge'],
        '--scope: expected default, lifetimes, directions, boundary, clsact, running, outgoing, filtered, redirected, callers, tokens, attributes, targets, holders, failures, full, hooks, verdicts, main or all, found "huge"',
      ],
      [['check', '--scope', 'all', '--links', '1'], '--scope all cannot be combined with --links'],
      [['check', '--fault', 'none'], '--fault: expected one of'],
      [['check', '--fault', 'a', '--fault', 'b'], 'option \'--fault <id>\' takes one value, found "a" and "b"'],
      [['kernel', '--change', 'a=EPERM', '--change', 'a=EPERM'], "option '--change <rule=errno>' takes one value"],
      [['check', '--workers', '0'], '--workers: expected a number from 1 to 256, found 0'],
      [['check', '--workers', '257', '--shard', '1/2'], '--workers: expected a number from 1 to 256, found 257'],
      [['check', '--accept', 'x', '--shard', '1/2'], '--accept: cannot be combined with --shard'],
      [['check', '--accept', 'x', '--no-write'], '--accept: writes what is accepted'],
      [
        ['check', '--properties', 'all', '--stats'],
        '--properties: has its own scopes, and cannot be combined with --stats',
      ],
      [['check', '--properties', 'all', '--programs', '5'], 'cannot be combined with --programs'],
      [['check', '--properties', 'all', '--no-symmetry'], 'cannot be combined with --no-symmetry'],
      [['check', '--properties', 'all', '--shard', '1/2'], 'cannot be combined with --shard'],
      [['check', 'fast-path', '--workers', '2'], '--workers: check fast-path takes'],
      [['check', 'fast-path', '--no-write'], '--no-write: check fast-path takes'],
      [['traces', 'tcx', '--out', ''], "'': cannot be written"],
      [['check', '--prefill', '63', '--capacity', '5'], '--prefill: there cannot be more prefilled slots'],
      [['traces', 'tcx'], "required option '--out <dir>' not specified"],
      [['replay', 'nowhere.json', '--target', 'spec'], 'nowhere.json: there is no such file'],
      [['replay', 'nowhere.json', '--target', 'windows'], 'Allowed choices are spec, model, kernel'],
      [['replay', directory, '--target', 'spec'], 'there is no .json file in this directory'],
      [['explain', directory], 'this is a directory, not a file'],
    ] as const) {
      const { status, stderr, stdout } = await refused(directory, ...args);
      expect([args, status, stdout]).toEqual([args, 2, '']);
      expect(stderr).toContain(said);
    }
  });
  test('without a command says which there are, and exits with 2', async () => {
    const { status, stdout, stderr } = await mprog();
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('Usage: mprog');
  });
  test('is quiet when whoever reads its output stops', () => {
    const shell = spawnSync('sh', ['-c', '"$0" "$1" rules tcx | true', process.execPath, MAIN], { encoding: 'utf8' });
    expect([shell.stdout, shell.stderr]).toEqual(['', '']);
  });
});

describe('mprog check', () => {
  test('says that the default scope holds, what it looked at and what never fired', async () => {
    const { status, stdout } = await mprog('check', 'tcx');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^tcx · scope default: 3 programs, 1 of another type, 2 links, capacity 63/);
    expect(stdout).toContain('✓ spec and model agree on every transition');
    expect(stdout).toContain(`– 104 of ${rulesOf(tcx).length} rules fired`);
    expect(stdout).toContain('rules not exercised in this scope: attach/full');
  });
  test('says which states are not expanded, whether slots were filled or not', async () => {
    const said = async (...args: string[]) => (await mprog('check', 'tcx', ...args)).stdout.split('\n')[0];
    expect(await said('--floor', '2')).toContain(
      'capacity 63, states with fewer than 2 slots are not expanded, 1 hook',
    );
    const filled = ['--programs', '1', '--links', '0', '--prefill', '3'];
    expect(await said(...filled, '--floor', '2')).toContain(
      '3 slots prefilled; states with fewer than 2 are not expanded',
    );
    expect(await said(...filled, '--floor', '3')).toContain('3 slots prefilled; states with fewer are not expanded');
    expect(await said(...filled, '--floor', '0')).toContain('3 slots prefilled, 1 hook');
  });
  test('prints one documented object with --json', async () => {
    const { status, stdout } = await mprog('check', 'tcx', '--json', '--programs', '2');
    expect(status).toBe(0);
    const verdict = Verdict.parse(JSON.parse(stdout));
    expect(verdict.scope).toMatchObject({ programs: 2 });
    expect(verdict.transitions).toBeGreaterThan(10_000);
  });
  test('exits with 3 and says that nothing is held where a bound was hit', async () => {
    const { status, stdout } = await mprog('check', 'tcx', '--depth', '1');
    expect(status).toBe(3);
    expect(stdout).toContain('? inconclusive: depth 1.');
    expect(stdout).not.toContain('✓');
  });
  test('exits with 1 on a planted fault, shows the trace, and writes it', async () => {
    const { status, stdout } = await mprog('check', 'tcx', '--fault', 'attach/replace-takes-linked-slot');
    expect(status).toBe(1);
    expect(stdout).toContain('✗ after 2 steps: the spec says EBUSY, the model ok');
    expect(stdout).toMatch(/attach B {2}REPLACE A +EBUSY +ok/);
    expect(stdout).toContain('decided by  attach/target-owned-by-link');
    const file = /written to {2}(\S+)/.exec(stdout)![1]!;
    const trace = readTrace(join(directory, file));
    expect(trace.steps.at(-1)!.expect).toMatchObject({ outcome: 'EBUSY', rule: 'attach/target-owned-by-link' });
    expect((await mprog('replay', file, '--target', 'model')).status).toBe(0);
    expect((await mprog('check', 'tcx', '--fault', 'attach/replace-takes-linked-slot')).status).toBe(1);
    expect(readdirSync(join(directory, 'traces/counterexamples'))).toHaveLength(1);
  });
  test.each([
    ['check', 'tcx', '--scope', 'default'],
    ['fuzz', 'tcx', '--seed', '1'],
  ])('shows what it found where the trace of it cannot be written: %s', async (...command) => {
    const readOnly = mkdtempSync(join(tmpdir(), 'mprog-'));
    writeFileSync(join(readOnly, 'traces'), '');
    const { status, stdout, stderr } = await ran(readOnly, ...command, '--fault', 'attach/after-off-by-one');
    rmSync(readOnly, { recursive: true });
    expect(status).toBe(1);
    expect(stdout).toContain('✗');
    expect(stdout).not.toContain('written to');
    expect(stderr).toMatch(/traces\/\w+\/tcx-\w+\.json: cannot be written \(ENOTDIR\)\n$/);
  });
  test('looks for a planted fault in every scope', async () => {
    const { status, stdout } = await mprog('check', 'tcx', '--fault', 'detach/full-tail-removable', '--no-write');
    expect(status).toBe(1);
    expect(stdout).toContain('the spec says ERANGE, the model ok');
  });
  test('says inconclusive, with 3, when it is interrupted', async () => {
    const child = spawn(
      process.execPath,
      [MAIN, 'check', '--programs', '9', '--links', '6', '--retired', '9', '--json'],
      {
        cwd: directory,
      },
    );
    let stdout = '';
    child.stdout.on('data', (data) => {
      stdout += data;
    });
    await new Promise<void>((resolve) => child.stderr.once('data', () => resolve())); // its first line of progress
    child.kill('SIGINT');
    const status = await new Promise((resolve) => child.once('close', resolve));
    expect(status).toBe(3);
    expect(Verdict.parse(JSON.parse(stdout))).toMatchObject({
      result: 'inconclusive',
      bound: 'the run was interrupted',
    });
  });
});

test('mprog check of one that is named twice checks it once', async () => {
  const [once, twice] = await Promise.all(
    [['freplace-2020-id'], ['freplace-2020-id', 'freplace-2020-id']].map(async (names) => {
      const { stdout } = await mprog('check', ...names, '--no-write', '--json');
      return { ...JSON.parse(stdout), seconds: 0 };
    }),
  );
  expect(twice).toEqual(once);
});

test('mprog check --accept needs a violation', async () => {
  const { status, stderr } = await mprog('check', '--scope', 'clsact', '--accept', 'x');
  expect([status, stderr]).toEqual([2, '--accept: expected a violation to accept, found none\n']);
});

describe('mprog rules', () => {
  test('prints every table as text, Markdown and JSON', async () => {
    expect((await mprog('rules', 'tcx')).stdout).toContain('BPF_PROG_ATTACH\n 1    EINVAL');
    expect((await mprog('rules', 'tcx', '--markdown')).stdout).toContain('## BPF_PROG_DETACH');
    expect(JSON.parse((await mprog('rules', 'tcx', '--json')).stdout).tables).toHaveLength(tcx.tables.length);
    expect((await mprog('rules', 'tcx')).stdout).not.toContain('Changes to');
  });
  test('lists what a derived semantics changes in its base', async () => {
    const file = new URL('../../examples/keep-the-relative.ts', import.meta.url).pathname;
    const changes = [
      'rules that are new or changed: detach/nothing-in-front, detach/nothing-behind',
      'facts that are new or told otherwise: relativeAt of prog_detach',
      'properties that are new: relative-stays',
    ];
    expect((await mprog('rules', file)).stdout).toContain(
      `Changes to tcx:\n${changes.map((line) => `- ${line}\n`).join('')}`,
    );
    expect(JSON.parse((await mprog('rules', file, '--json')).stdout)).toMatchObject({ base: 'tcx', changes });
    expect((await mprog('rules', 'tcx-6.17')).stdout).toContain('- rules removed: detach/unnamed-without-capability\n');
  });
});

describe('mprog traces, replay and explain', () => {
  beforeAll(() => {
    cpSync(join(SHIPPED, 'tcx'), join(directory, 'suite'), { recursive: true });
  });
  test('a suite is replayed on spec and model', async () => {
    for (const target of ['spec', 'model']) {
      const { status, stdout } = await mprog('replay', 'suite', '--target', target, '--quiet');
      expect(status).toBe(0);
      expect(stdout).toMatch(/^\d+ traces, \d+ steps: all held on the (spec|model) of tcx\n$/);
    }
  });
  test('a trace is not written over another silently', async () => {
    const told = ['traces', 'cgroup-5.6', '--against', 'cgroup-6.1', '--out', 'told'];
    const other = join(directory, 'told', 'cgroup-5.6--cgroup-6.1-001.json');
    mkdirSync(join(directory, 'told'));
    writeFileSync(other, '{}');
    expect(await mprog(...told)).toMatchObject({ status: 2 });
    expect(readFileSync(other, 'utf8')).toBe('{}');
    expect((await mprog(...told, '--force')).status).toBe(0);
    expect(readFileSync(other, 'utf8')).not.toBe('{}');
  });
  test('what only one of two profiles can say is named where no trace of both can have it', async () => {
    const args = ['traces', join(ROOT, 'examples/freplace-update-hook.ts'), '--against', 'freplace', '--out', 'none'];
    const { status, stdout } = await mprog(...args);
    expect(status).toBe(3);
    expect(stdout).toContain('– operation link_update_hook: freplace-update-hook only, so that no trace has it;');
    const { words } = SuiteReport.parse(JSON.parse((await mprog(...args, '--json')).stdout));
    expect(words).toEqual([{ what: 'operation link_update_hook', only: 'freplace-update-hook' }]);
  });
  test('and so it is where a library takes no request with that', async () => {
    const file = join(directory, 'forced.mjs');
    writeFileSync(
      file,
      `import { cgroup56, derive, rule, succeed } from 'mprog-spec';
      const forced = rule('detach/forced', 'FORCE does nothing.', { FORCE: true }, succeed('nothing'));
      export default derive(cgroup56, { name: 'forced', title: 'cgroup-5.6 with a flag', flags: { FORCE: ['prog_detach'] },
        insert: [{ before: 'detach/empty', rules: [forced] }] });`,
    );
    const { stdout } = await mprog('traces', file, '--against', 'cgroup-5.6', '--for', 'c-selftest', '--out', 'none');
    expect(stdout).toContain('– flag FORCE: forced only, so that no trace has it;');
  });
  test('a difference is exit code 1, with what was expected and what was found', async () => {
    const text = readFileSync(join(directory, 'suite', 'attach--append.json'), 'utf8');
    writeFileSync(join(directory, 'wrong.json'), text.replace('"outcome": "ok"', '"outcome": "EPERM"'));
    const { status, stdout } = await mprog('replay', 'wrong.json', '--target', 'model');
    expect(status).toBe(1);
    expect(stdout).toContain('✗ wrong.json');
    expect(stdout).toMatch(/^ +outcome: expected EPERM, found ok\n +rule {2}attach\/append$/m);
    expect((await mprog('replay', 'wrong.json', '--target', 'model', '--ktap')).stdout).toContain('not ok 1 attach A');
    expect((await mprog('explain', 'wrong.json')).status).toBe(1);
  });
  test.each([
    ['rule', { rule: 'attach/already-attached' }, 'rule: expected attach/already-attached, found attach/append'],
    [
      'list',
      { hooks: { ingress: { is: 'list', revision: 2, count: 7, slots: [{ prog: 'A', link: 'none' }] } } },
      'ingress afterwards: expected A of 7 rev 2, found A rev 2',
    ],
  ])('explain says where a step comes out otherwise than the trace says: its %s', async (_, expect_, said) => {
    const trace = JSON.parse(readFileSync(join(directory, 'suite', 'attach--append.json'), 'utf8'));
    const step = trace.steps.find((each: { expect: { rule: string } }) => each.expect.rule === 'attach/append');
    Object.assign(step.expect, expect_);
    writeFileSync(join(directory, 'otherwise.json'), JSON.stringify(trace));
    const { status, stdout } = await mprog('explain', 'otherwise.json');
    expect([status, stdout]).toEqual([1, expect.stringContaining(said)]);
    const { stdout: json } = await mprog('explain', 'otherwise.json', '--json');
    expect(JSON.parse(json)).toMatchObject({ result: 'violated' });
  });
  test('explain says which rule decided each step, and why', async () => {
    const { status, stdout } = await mprog(
      'explain',
      join('suite', 'attach--target-owned-by-link.json'),
      '--step',
      '2',
    );
    expect(status).toBe(0);
    expect(stdout).toContain('→  EBUSY');
    expect(stdout).toContain('attach/target-owned-by-link: A slot that has a link is replaced through that link only.');
    expect(stdout).toContain('because     REPLACE: true, target: linked');
  });
  test('the kernel target is skipped with one line and exit code 4 where it cannot be used', () => {
    // Without koffi there is no way to call bpf(2), whatever the privileges.
    const { status, stdout } = spawnSync(
      process.execPath,
      ['--require', './no-koffi.cjs', MAIN, 'replay', 'suite', '--target', 'kernel'],
      {
        cwd: withoutKoffi(),
        encoding: 'utf8',
      },
    );
    expect([status, stdout]).toEqual([4, expect.stringMatching(/^skipped: .*koffi.*\n$/)]);
  });
  test.skipIf(kernelMissing !== undefined)('a trace is replayed on the kernel', async () => {
    const { status, stdout } = await mprog('replay', join('suite', 'attach--replace.json'), '--target', 'kernel');
    expect(status).toBe(0);
    expect(stdout).toMatch(/1 trace, 2 steps: all held on kernel \d/);
    expect(existsSync(join(directory, 'traces'))).toBe(true);
  });
});

/** Makes koffi impossible to load in a process that requires the file. */
function withoutKoffi(): string {
  writeFileSync(
    join(directory, 'no-koffi.cjs'),
    `const Module = require('node:module');
const load = Module._load;
Module._load = (name, ...rest) => {
  if (name === 'koffi') throw Object.assign(new Error('not here'), { code: 'MODULE_NOT_FOUND' });
  return load(name, ...rest);
};
`,
  );
  return directory;
}
