import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { KernelVerdict } from '../../checker/live/kernel-verdict.ts';
import { visitAll } from '../../cli/kernel-pool.ts';
import { findCgroupMount } from '../../kernel/cgroup-mount.ts';
import { SCOPES } from '../../spec/families/slots/scopes/scopes.ts';
import { readTrace } from '../../traces/read.ts';
import { cgroupsMissing, kernelMissing } from '../support/machines.ts';
import { refused } from '../support/room.ts';
import { MAIN } from '../support/run.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'mprog-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

/** Workers do more in all the more they are: each begins anew. */
const TWO = ['--workers', '2'];

const mprog = (...args: string[]) => spawnSync(process.execPath, [MAIN, ...args], { cwd: directory, encoding: 'utf8' });

describe('mprog kernel', () => {
  test('says what was expected on wrong usage', async () => {
    for (const [args, said] of [
      [
        ['--scope', 'huge'],
        '--scope: expected default, ci, directions, clsact, boundary, callers, targets, holders, attributes, running, outgoing, filtered, redirected, lifetimes, tokens or failures, found "huge"',
      ],
      [['--change', 'attach/full'], 'expected RULE=ERRNO, found "attach/full"'],
      [['--change', 'attach/none=EPERM'], 'no rule of tcx is called "attach/none"'],
      [
        ['--change', 'attach/already-attached=EEXIST'],
        '--change: expected another outcome than that of attach/already-attached, found "EEXIST"',
      ],
      [['--workers', '0'], '--workers: expected a number from 1 to 256, found 0'],
      [['xdq'], 'no profile is called "xdq"'],
    ] as const)
      expect(await refused(directory, 'kernel', ...args)).toMatchObject({
        status: 2,
        stderr: expect.stringContaining(said),
      });
  });

  test('reports a worker that dies, and does not pass over what it did not visit', async () => {
    const scope = { ...SCOPES.default, capacity: 5 };
    const result = await visitAll({ profile: 'tcx', scope, keepGoing: false }, [[], []], {
      workers: 1,
      stopped: () => false,
      onVisited: () => {},
    });
    expect(result).toMatchObject({ done: 0, planned: 2 });
    if (kernelMissing === undefined)
      expect(result.deaths).toEqual([
        expect.stringMatching(/^worker 1 died at state 1 of 2: the kernel's capacity is 63/),
      ]);
    else expect(result.unavailable).toBe(kernelMissing);
  });
});

describe.skipIf(kernelMissing !== undefined)(
  `mprog kernel on this kernel${kernelMissing === undefined ? '' : ` (skipped: ${kernelMissing})`}`,
  () => {
    test('finds a rule that was changed deliberately, names it, and writes a trace that can be replayed', () => {
      const { status, stdout } = mprog(
        'kernel',
        '--expedite',
        '--scope',
        'ci',
        '--change',
        'attach/already-attached=EBUSY',
      );
      expect(status).toBe(1);
      expect(stdout).toContain('✗ the spec says EBUSY, the kernel EEXIST');
      expect(stdout).toContain('decided by  attach/already-attached');
      const file = join(directory, /written to {2}(\S+)/.exec(stdout)![1]!);
      const trace = readTrace(file);
      expect(trace.steps).toHaveLength(2);
      expect(trace.origin?.kernel).toMatch(/^\d+\.\d+/);
      expect(mprog('replay', file, '--target', 'kernel')).toMatchObject({
        status: 1,
        stdout: expect.stringContaining('outcome: expected EBUSY, found EEXIST'),
      });
    });

    test('shows the requests of a difference that it does not write', () => {
      const change = ['--change', 'attach/already-attached=EBUSY', '--no-write'];
      const { status, stdout } = mprog('kernel', '--expedite', '--scope', 'ci', ...change);
      expect([status, stdout]).toEqual([1, expect.stringMatching(/^ {2}requests {4}attach (\w+); attach \1$/m)]);
    });

    test('does not pass where the rule that was changed decides nothing in the scope', { timeout: 60_000 }, () => {
      const one = ['--scope', 'ci', '--programs', '1', '--foreign', '0', '--links', '0', '--no-write'];
      const { status, stdout } = mprog('kernel', '--expedite', ...one, '--change', 'attach/full=EBUSY', ...TWO);
      expect([status, stdout]).toEqual([
        3,
        expect.stringContaining('– attach/full, which was changed deliberately, was not exercised in this scope\n'),
      ]);
    });

    test('collects all distinct differences with --keep-going, grouped by the rule that predicted otherwise', () => {
      const change = ['--change', 'detach/no-entry=EPERM'];
      const { status, stdout } = mprog(
        'kernel',
        '--expedite',
        '--scope',
        'ci',
        ...change,
        '--keep-going',
        '--json',
        '--no-write',
        ...TWO,
      );
      expect(status).toBe(1);
      const { differences, states, notExercised } = KernelVerdict.parse(JSON.parse(stdout));
      expect(states.visited).toBe(states.planned);
      expect(differences).toEqual([
        expect.objectContaining({
          rule: 'detach/no-entry',
          steps: [expect.objectContaining({ outcome: 'EPERM', rule: 'detach/no-entry' })],
          reproduced: true,
          found: expect.objectContaining({ outcome: 'ENOENT' }),
        }),
      ]);
      expect(differences[0]!.cases).toBeGreaterThan(500);
      // A rule that only differs decides requests: it is among the differences alone.
      expect(notExercised.map(({ rule }) => rule)).not.toContain('detach/no-entry');
    });
  },
);

describe.skipIf(cgroupsMissing !== undefined)(
  `mprog kernel cgroup on this kernel${cgroupsMissing === undefined ? '' : ` (skipped: ${cgroupsMissing})`}`,
  () => {
    /** The cgroups of one process that are left. */
    const left = (pid: number) =>
      readdirSync(findCgroupMount()).filter((name) => name.startsWith(`mprog-spec-${pid}-`));

    test('confirms the spec at the boundary of 64, and leaves no cgroup behind', { timeout: 120_000 }, () => {
      const { status, stdout, pid } = mprog('kernel', 'cgroup', '--scope', 'boundary', '--json', ...TWO);
      const verdict = KernelVerdict.parse(JSON.parse(stdout));
      expect(verdict).toMatchObject({ result: 'held', differences: [], states: { planned: 19, visited: 19 } });
      expect(verdict.objects).toEqual({
        programs: 1,
        'programs of another type': 0,
        'prefilled programs': 63,
        links: 1,
        cgroups: 1,
      });
      const confirmed = verdict.confirmed.map(({ rule }) => rule);
      expect(confirmed).toContain('attach/full');
      expect(confirmed).toContain('link-create/full');
      expect(status).toBe(0);
      expect(left(pid)).toEqual([]);
    });

    test('confirms the spec where a link is attached beside a link', { timeout: 240_000 }, () => {
      const { status, stdout, pid } = mprog('kernel', 'cgroup', '--scope', 'links', '--json', ...TWO);
      const verdict = KernelVerdict.parse(JSON.parse(stdout));
      expect(verdict).toMatchObject({ result: 'held', differences: [], states: { planned: 45, visited: 45 } });
      expect(verdict.objects).toEqual({
        programs: 1,
        'programs of another type': 0,
        'prefilled programs': 0,
        links: 2,
        cgroups: 1,
      });
      expect(status).toBe(0);
      expect(left(pid)).toEqual([]);
    });

    test('finds a rule that was changed deliberately', { timeout: 120_000 }, () => {
      const change = ['--change', 'attach/other-mode=EBUSY'];
      const { status, stdout } = mprog('kernel', 'cgroup', '--scope', 'ci', ...change, ...TWO);
      expect(status).toBe(1);
      expect(stdout).toContain('✗ the spec says EBUSY, the kernel EPERM');
    });
  },
);
