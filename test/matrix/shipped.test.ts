import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { mergeResults } from '../../matrix/merge.ts';
import { readMatrixFile } from '../../matrix/read.ts';
import { explanationOf } from '../../matrix/words.ts';
import { PROFILES } from '../../spec/families/profiles.ts';
import { ROOT } from '../support/command.ts';

const NAMES = PROFILES.map(({ name }) => name);
const file = readMatrixFile(join(ROOT, 'docs/kernels.json'), NAMES);
const { kernels, failed } = mergeResults(file, [join(ROOT, 'docs/kernels')]);
const differences = kernels.flatMap(({ name, cells }) =>
  cells.flatMap(({ profile, differences: own }) => own.map((each) => ({ kernel: name, profile, ...each }))),
);
const explained = differences.map((each) => explanationOf(file, each.kernel, each.profile, each));

describe('the shipped results', () => {
  test('are of every kernel of the file, at least seven', () => {
    expect(failed).toEqual([]);
    expect(kernels.length).toBeGreaterThanOrEqual(7);
  });
  test('fit every profile that the kernel must fit, without a warning in its log', () => {
    for (const { name, cells, alarms } of kernels) {
      expect([name, alarms]).toEqual([name, []]);
      for (const { profile, expected, result } of cells)
        if (expected) expect([name, profile, result]).toEqual([name, profile, 'fits']);
    }
    expect(kernels.filter(({ cells }) => cells.some(({ expected }) => expected)).length).toBeGreaterThanOrEqual(6);
  });
  test('tell the profiles of cgroups apart by a link update, and by queries with a short attribute', () => {
    const differing = (kernel: string, profile: string) =>
      differences.filter((each) => each.kernel === kernel && each.profile === profile).map(({ trace }) => trace);
    for (const kernel of ['6.17.8', '6.18.5'])
      expect(differing(kernel, 'cgroup')).toEqual(
        ['link-update--swap', 'query--short-count', 'query--short-slots', 'query--short-too-small'].map(
          (name) => `traces/conformance/cgroup/${name}.json`,
        ),
      );
    for (const kernel of ['6.12.117', '7.3.4'])
      expect(differing(kernel, 'cgroup-6.17')).toEqual([
        'traces/conformance/cgroup-6.17/link-update--swap-by-count-2.json',
      ]);
  });
  test('tell tcx before and after a detach asked for a capability apart', () => {
    const fitting = (kernel: string) =>
      kernels
        .find(({ name }) => name === kernel)!
        .cells.flatMap((cell) => (cell.result === 'fits' ? [cell.profile] : []));
    for (const kernel of ['6.12.43', '6.16.3', '6.17.8', '6.18.5']) {
      expect(fitting(kernel)).toContain('tcx-6.17');
      expect(fitting(kernel)).not.toContain('tcx');
    }
    for (const kernel of ['6.12.117', '7.3.4', 'running']) {
      expect(fitting(kernel)).toContain('tcx');
      expect(fitting(kernel)).not.toContain('tcx-6.17');
    }
  });
  test('have no difference without an explanation, and no explanation without a difference', () => {
    expect(differences.filter((_, index) => explained[index] === undefined)).toEqual([]);
    expect((file.explanations ?? []).filter((each) => !explained.includes(each))).toEqual([]);
  });
});

describe('the nightly job', () => {
  const workflow = readFileSync(join(ROOT, '.github/workflows/kernels.yml'), 'utf8');
  const steps = workflow.split('\n').filter((line) => /\bmatrix (merge )?docs\/kernels\.json/.test(line));

  test('holds the kernel of the machine that runs it to nothing', () => {
    expect(steps.length).toBe(2);
    for (const step of steps) expect(step).toContain(' --only-vm ');
  });
  test('fails where a command in front of a pipe does', () => {
    expect(workflow).toContain('\ndefaults:\n  run:\n    shell: bash\n');
  });
});
