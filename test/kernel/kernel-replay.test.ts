import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ReplayReport } from '../../traces/replay-report.ts';
import { CASES } from '../support/cases.ts';
import { cgroupsMissing, kernelMissing } from '../support/machines.ts';
import { mprogIn } from '../support/run.ts';

const missing = kernelMissing ?? cgroupsMissing;
const title = `mprog replay --target kernel${missing === undefined ? '' : ` (skipped: ${missing})`}`;
if (missing !== undefined) console.log(title);

let directory: string;
const replay = (...args: string[]) => mprogIn(directory, 'replay', ...args, '--target', 'kernel', '--expedite');

const attach = (flags: readonly string[], outcome: string) => ({
  request: { op: 'prog_attach', hook: 'ingress', prog: { is: 'prog', name: 'A' }, flags },
  expect: { outcome },
});
const write = (name: string, step: object, universe: object = {}, more: object = {}) =>
  writeFileSync(
    join(directory, name),
    JSON.stringify({
      format: 'mprog-trace',
      version: 1,
      profile: 'tcx',
      title: name,
      universe: {
        programs: { A: 'sched_cls' },
        hooks: { ingress: { kind: 'tcx', device: 'dev', direction: 'ingress' } },
        ...universe,
      },
      steps: [step],
      ...more,
    }),
  );

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'mprog-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

describe.skipIf(missing !== undefined)(title, () => {
  test.each([
    ['a flag without a bit', attach(['FIRST'], 'ok'), {}, 'step 1: no kernel has the flag FIRST'],
    ['a flag of a proposal', attach(['MIDDLE'], 'ok'), { flags: ['MIDDLE'] }, 'step 1: no kernel has the flag MIDDLE'],
    ['undefined behaviour', attach([], 'undefined'), {}, 'step 1: undefined behaviour, in which the kernel warns'],
    ['another capacity', attach([], 'ok'), { capacity: 5 }, "the kernel's capacity is 63 and cannot be changed"],
    ['another revision', attach([], 'ok'), { revision: 7 }, 'a hook of the kernel starts at revision 1'],
    [
      'an XDP hook',
      attach([], 'ok'),
      { programs: { A: 'xdp' }, hooks: { ingress: { kind: 'xdp', device: 'dev' } } },
      'hook ingress: expected a hook of kind tcx or netkit or cgroup, found one of kind xdp',
    ],
  ])('skips a trace with %s, with 4 and the reason, and never calls it a difference', (_, step, universe, said) => {
    write('odd.json', step, universe, { profile: 'somebody' });
    const plain = replay('odd.json');
    expect(plain.stdout).toContain(`– odd.json  skipped: ${said}`);
    expect(plain.stdout).toMatch(/\n1 trace, 0 steps: 1 skipped on kernel \S+\n$/);
    expect(plain.status).toBe(4);
    const json = replay('odd.json', '--json');
    expect(ReplayReport.parse(JSON.parse(json.stdout))).toMatchObject({
      held: 0,
      violated: 0,
      skipped: 1,
      traces: [{ result: 'skipped', reason: expect.stringContaining(said), steps: [] }],
    });
    expect(json.status).toBe(4);
    const tap = replay('odd.json', '--tap');
    expect(tap.stdout).toContain(`\n1..1\nok 1 - odd.json # SKIP ${said}`);
    expect(tap.status).toBe(4);
  });

  test('takes a trace of a proposal without --profile: the kind of its hooks is enough', () => {
    write('proposal.json', attach([], 'ok'), {}, { profile: 'tcx-of-somebody' });
    const { status, stdout } = replay('proposal.json');
    expect(stdout).toMatch(/1 trace, 1 step: all held on kernel \S+\n$/);
    expect(status).toBe(0);
  });

  test('takes traces of both kinds of hook in one run, passes over scenarios, and skips what it must', () => {
    mkdirSync(join(directory, 'mixed'));
    for (const name of ['01-feature-probe.json', '17-room-for-thirty-two.json'])
      cpSync(join(CASES, name), join(directory, 'mixed', name));
    write('mixed/first.json', attach(['LAST'], 'ok'), {}, { profile: 'rfc-v2' });
    writeFileSync(join(directory, 'mixed/race.json'), '{ "format": "mprog-race" }');
    const { status, stdout } = replay('mixed', '--quiet');
    expect(stdout.trimEnd().split('\n')).toEqual([
      'tcx     1 trace, 3 steps: all held',
      'cgroup  1 trace, 3 steps: all held',
      'rfc-v2  1 trace, 0 steps: 1 skipped',
      '1 race scenario skipped: run them with mprog race, not mprog replay',
      expect.stringMatching(/^3 traces, 6 steps: 2 held, 1 skipped on kernel \S+$/),
    ]);
    expect(status).toBe(0);
    const differs = replay('mixed', join(directory, 'different.json'));
    expect(differs.status).toBe(2);
    write('different.json', attach([], 'EBUSY'));
    expect(replay('mixed', 'different.json')).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('2 held, 1 violated, 1 skipped'),
    });
  });

  test('says that a trace whose hooks are not of its profile is wrong', () => {
    write('kind.json', attach([], 'ok'), {}, { profile: 'cgroup' });
    expect(replay('kind.json')).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining('kind.json: universe.hooks.ingress.kind: expected "cgroup"'),
    });
  });
});
