import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KernelVerdict } from '../../checker/live/kernel-verdict.ts';
import { readTrace } from '../../traces/read.ts';
import { mprog, ROOT } from '../support/command.ts';
import { cgroupsMissing, kernelMissing } from '../support/machines.ts';
import { refused } from '../support/room.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'mprog-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

/** A scope of a few states. */
const SMALL = ['--scope', 'ci', '--programs', '1', '--foreign', '0', '--links', '0', '--workers', '1'];

const SOLE = `
import { derive, fail, rule, tcx } from 'mprog-spec';
export default derive(tcx, {
  name: 'sole',
  title: 'tcx with a flag that no kernel has',
  flags: { SOLE: ['prog_attach'] },
  insert: [
    {
      before: 'attach/already-attached',
      rules: [rule('attach/not-sole', 'SOLE is refused.', { SOLE: true }, fail('EBUSY'))],
    },
  ],
});
`;

describe('mprog kernel FILE', () => {
  test('skips, in one line, a proposal about hooks that are driven in no kernel', async () => {
    const said =
      'xdp-multi-prog is about hooks with slots of kind xdp: no kernel is driven at others than tcx, netkit and cgroup';
    const ended = await refused(ROOT, 'kernel', 'examples/xdp-multi-prog.ts');
    expect(ended).toEqual({ status: 4, stdout: `skipped: ${said}\n`, stderr: '' });
  });

  test('skips, in one line, a semantics of a family of its own', async () => {
    const toy = readFileSync(join(ROOT, 'test/support/toy.ts'), 'utf8').replace('../../index.ts', 'mprog-spec');
    const ended = await mprog(['kernel', file('toy.ts', `${toy}\nexport default queue;\n`)]);
    const said = 'queue: the family toy has no kernel target: only lists, cgroups, xdp, freplace have';
    expect(ended).toMatchObject({ code: 4, stdout: `skipped: ${said}\n`, stderr: '' });
  });

  test.each([
    ['a file that there is not', 'nowhere.ts', [], 'nowhere.ts: there is no such file'],
    ['a rule to change that there is not', 'sole.ts', ['--change', 'attach/sole=EPERM'], 'no rule of sole is called'],
    ['a capacity that no kernel has', 'sole.ts', ['--capacity', '9'], "--capacity: the kernel's capacity is 63"],
    ['a scope that there is not', 'sole.ts', ['--scope', 'huge'], '--scope: expected default, ci, directions'],
  ])('refuses %s', async (_, name, more, said) => {
    file('sole.ts', SOLE);
    const ended = await refused(ROOT, 'kernel', join(directory, name), ...more);
    expect(ended).toEqual({ status: 2, stdout: '', stderr: expect.stringContaining(said) });
    expect(ended.stderr.trim().split('\n')).toHaveLength(1);
  });
});

describe.skipIf(kernelMissing !== undefined)(
  `mprog kernel FILE on this kernel${kernelMissing === undefined ? '' : ` (skipped: ${kernelMissing})`}`,
  () => {
    test('finds the change itself first, minimised, with a trace to replay', async () => {
      const example = 'examples/keep-the-relative.ts';
      const ended = await mprog(['kernel', example, ...SMALL, '--expedite', '--traces', directory, '--json']);
      expect(ended.code).toBe(1);
      const { profile, result, kernel, differences } = KernelVerdict.parse(JSON.parse(ended.stdout));
      expect([profile, result, kernel.intended]).toEqual(['keep-the-relative', 'violated', false]);
      const [first] = differences;
      expect(first).toMatchObject({
        rule: 'detach/nothing-in-front',
        reproduced: true,
        expected: { outcome: 'ENOENT', hooks: { ingress: { count: 1, revision: 2 } } },
        found: { outcome: 'ok', hooks: { ingress: { count: 0, revision: 1 } } },
      });
      expect(first!.steps).toHaveLength(2);
      expect(readTrace(first!.file!)).toMatchObject({ profile: 'keep-the-relative', origin: { kind: 'kernel' } });
      const replay = ['replay', first!.file!, '--target'];
      expect(await mprog([...replay, 'spec', '--profile', example])).toMatchObject({ code: 0 });
      expect(await mprog([...replay, 'kernel'])).toMatchObject({
        code: 1,
        stdout: expect.stringContaining('outcome: expected ENOENT, found ok'),
      });
    });

    test('names what no kernel can be asked, and is inconclusive', async () => {
      const ended = await mprog(['kernel', file('sole.ts', SOLE), ...SMALL, '--expedite', '--json']);
      expect(ended.code).toBe(3);
      const { result, reasons, differences, states } = KernelVerdict.parse(JSON.parse(ended.stdout));
      expect([result, differences, states]).toEqual(['inconclusive', [], { planned: 3, visited: 3 }]);
      expect(reasons).toEqual([
        'requests with the flag SOLE (prog_attach) were not made: no kernel has a bit for it',
        'attach/not-sole, which sole brings, was not exercised in this scope',
      ]);
    });

    test('makes no request with undefined behaviour', async () => {
      const clsact = [...SMALL.with(1, 'clsact'), '--keep-going', '--json', '--no-write'];
      const ended = await mprog(['kernel', 'mprog-first-merge', ...clsact]);
      const { reasons, notExercised } = KernelVerdict.parse(JSON.parse(ended.stdout));
      expect(reasons).toContainEqual(expect.stringMatching(/^[\d,]+ requests with undefined behaviour were not made/));
      const reason = 'undefined behaviour: a request that it decides is not made';
      expect(notExercised).toContainEqual({ rule: 'attach/beyond-the-array', reason });
    });

    test('is told by a worker where a function of the proposal fails', async () => {
      const late = `
import { derive, fail, rule, slotsOf, tcx } from 'mprog-spec';
import { isMainThread } from 'node:worker_threads';
export default derive(tcx, {
  name: 'late',
  title: 'tcx with a fact that cannot be told in a worker',
  facts: [{ of: ['prog_attach'], field: 'odd', values: [false, true], reads: [], tell: (state, { hook }) => {
    if (!isMainThread && slotsOf(state, hook).length > 0) throw new Error('no idea');
    return slotsOf(state, hook).length > 5;
  } }],
  insert: [{ before: 'attach/full', rules: [rule('attach/odd', 'Never odd.', { odd: true }, fail('EPERM'))] }],
});
`;
      const ended = await mprog(['kernel', file('late.ts', late), ...SMALL]);
      expect(ended).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('throws Error: no idea') });
      expect(ended.stderr).toContain('late.ts:');
    });
  },
);

describe.skipIf(cgroupsMissing !== undefined)(
  `mprog kernel with a semantics of other kernels${cgroupsMissing === undefined ? '' : ` (skipped: ${cgroupsMissing})`}`,
  () => {
    test('finds in what an earlier semantics differs', { timeout: 120_000 }, async () => {
      const ended = await mprog([
        'kernel',
        'cgroup-v3-posted',
        '--scope',
        'ci',
        '--workers',
        '1',
        '--no-write',
        '--json',
      ]);
      expect(ended.code).toBe(1);
      const { differences } = KernelVerdict.parse(JSON.parse(ended.stdout));
      expect(differences.length).toBeGreaterThan(0);
      for (const { reproduced, steps } of differences) expect([reproduced, steps.length < 5]).toEqual([true, true]);
    });
  },
);
