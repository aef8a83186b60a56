import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KernelVerdict } from '../../checker/live/kernel-verdict.ts';
import { type KernelPart, mergeKernelParts } from '../../checker/live/merge.ts';
import { profileNamed } from '../../spec/families/profiles.ts';
import { AnyScope } from '../../spec/families/register.ts';
import { cgroupsMissing } from '../support/machines.ts';
import { mprogIn } from '../support/run.ts';

const scope = AnyScope.parse(Object.values(profileNamed('cgroup').family.scopes(profileNamed('cgroup')))[0]);
const TO_TELL = { profile: 'cgroup', base: 'old', changes: ['three'], all: true };
const RULES = { rules: ['one', 'two', 'three'], toTell: TO_TELL };
const seen = (outcome: string) => ({ outcome, view: {}, hooks: {} });

/** A part in which some rules were confirmed, and some differences found, by the number of their steps. */
function part(
  index: number,
  confirmed: Readonly<Record<string, number>>,
  differences: readonly number[] = [],
  apart: readonly string[] = ['three'],
): KernelPart {
  return {
    format: 'mprog-kernel-verdict',
    version: 2,
    tool: '0.1.0',
    profile: 'cgroup',
    scope,
    result: differences.length > 0 ? 'violated' : 'held',
    seconds: 1.5,
    part: { index, of: 2, from: 'cgroup', states: 9 },
    kernel: { release: '6.18.44', intended: true, configuration: {}, log: true },
    objects: {},
    workers: 4,
    states: { planned: 5, visited: 5 - index },
    transitions: 100 * index,
    successes: 10,
    leftOut: 1,
    reasons: [],
    confirmed: Object.entries(confirmed).map(([rule, transitions]) => ({
      rule,
      transitions,
      ...(apart.includes(rule) ? { apart: true as const } : {}),
    })),
    notExercised: RULES.rules.filter((rule) => !(rule in confirmed)).map((rule) => ({ rule, reason: 'nothing' })),
    differences: differences.map((steps) => ({
      rule: 'one',
      sentence: 'the spec says ok, the kernel EPERM',
      cases: 2,
      expected: seen('ok'),
      found: seen('EPERM'),
      reproduced: true,
      steps: Array.from({ length: steps }, () => ({ request: {} })),
    })),
  } as unknown as KernelPart;
}

describe('the parts of a cross-check', () => {
  test('add up, in the order of the rules', () => {
    expect(mergeKernelParts([part(2, { three: 5, one: 1 }), part(1, { one: 4, two: 2 })], RULES)).toMatchObject({
      result: 'held',
      seconds: 3,
      states: { planned: 9, visited: 7 },
      transitions: 300,
      successes: 20,
      leftOut: 2,
      confirmed: [
        { rule: 'one', transitions: 5 },
        { rule: 'two', transitions: 2 },
        { rule: 'three', transitions: 5, apart: true },
      ],
      notExercised: [],
    });
  });
  test('do not pass where a rule that was changed deliberately was confirmed in none', () => {
    const changed = (rule: string) =>
      mergeKernelParts(
        [part(1, { three: 5 }), part(2, { one: 1 })].map((each) => ({ ...each, changed: `${rule}=EBUSY` })),
        RULES,
      );
    expect([changed('one').result, changed('two').result, changed('two').reasons]).toEqual([
      'held',
      'inconclusive',
      ['two, which was changed deliberately, was not exercised in this scope'],
    ]);
  });
  test('do not pass where a rule that was brought was confirmed in none', () => {
    const { result, reasons } = mergeKernelParts([part(1, { one: 1 }), part(2, { two: 1 })], RULES);
    expect([result, reasons]).toEqual([
      'inconclusive',
      ['three, which cgroup brings, was not exercised in this scope'],
    ]);
  });
  test('do not pass where its base would have decided alike all that it decided', () => {
    const { result, reasons } = mergeKernelParts([part(1, { one: 1, three: 1 }, [], []), part(2, { two: 1 })], RULES);
    expect([result, reasons]).toEqual([
      'inconclusive',
      [
        expect.stringContaining(
          'three, which cgroup brings, decided nothing in this scope that its base decides otherwise',
        ),
      ],
    ]);
  });
  test('do not pass while one is missing', () => {
    const { result, reasons } = mergeKernelParts([part(2, { one: 1, two: 1, three: 1 })], RULES);
    expect([result, reasons]).toEqual(['inconclusive', ['part 1 of 2 missing']]);
  });
  test('show each distinct difference once, with the shortest trace', () => {
    const { result, differences } = mergeKernelParts([part(1, {}, [3]), part(2, {}, [2])], RULES);
    expect(result).toBe('violated');
    expect(differences.map(({ cases, steps }) => [cases, steps.length])).toEqual([[4, 2]]);
  });
  test('are refused where they are of two kernels', () => {
    const other = { ...part(2, {}), kernel: { ...part(2, {}).kernel, release: '6.12' } };
    expect(() => mergeKernelParts([part(1, {}), other], RULES)).toThrow('release: expected "6.18.44", found "6.12"');
  });
});

/** What two runs of the same say alike: other tests expedite the grace periods of the whole system meanwhile. */
function comparable({ kernel, ...rest }: KernelVerdict) {
  const { '/sys/kernel/rcu_expedited': _, ...configuration } = kernel.configuration;
  return { ...rest, kernel: { ...kernel, configuration }, seconds: 0 };
}

describe.skipIf(cgroupsMissing !== undefined)(
  `mprog merge of the running kernel${cgroupsMissing === undefined ? '' : ` (skipped: ${cgroupsMissing})`}`,
  () => {
    let folder: string;
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'mprog-parts-'));
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    test('makes of all parts what the whole run says', { timeout: 120_000 }, () => {
      const asked = ['kernel', 'cgroup', '--scope', 'ci', '--programs', '1', '--links', '0', '--no-write', '--json'];
      const whole = KernelVerdict.parse(JSON.parse(mprogIn(folder, ...asked).stdout));
      for (const index of [1, 2])
        writeFileSync(join(folder, `${index}.json`), mprogIn(folder, ...asked, '--shard', `${index}/2`).stdout);
      const { stdout, status } = mprogIn(folder, 'merge', '2.json', '1.json', '--json');
      const merged = KernelVerdict.parse(JSON.parse(stdout));
      expect(comparable(merged)).toEqual(comparable(whole));
      expect([status, whole.result]).toEqual([0, 'held']);
    });
  },
);
