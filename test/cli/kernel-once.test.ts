import { describe, expect, test } from 'vitest';
import type { KernelDifference } from '../../checker/live/kernel-verdict.ts';
import type { PoolResult } from '../../cli/kernel-pool.ts';
import { verdictOf } from '../../cli/kernel-report.ts';
import { kernelDocument } from '../../cli/text/render-kernel.ts';
import { profileNamed } from '../../spec/families/profiles.ts';
import { rulesOf } from '../../spec/profile.ts';
import type { Scope } from '../../spec/semantics.ts';
import { plainText } from '../support/print.ts';

const tcx = profileNamed('tcx');
const scope: Scope = tcx.family.scopes(tcx).default!;
const seen = (outcome: 'ok' | 'ENOENT') => ({ outcome, view: { is: 'nothing' }, hooks: {} }) as const;

/** A run to its end, in which every rule was confirmed. */
const pool: PoolResult = {
  visited: [
    {
      transitions: 9,
      successes: 1,
      leftOut: 0,
      undefinedBehaviour: 0,
      apart: new Set(),
      confirmed: new Map(rulesOf(tcx).map(({ id }) => [id, 1])),
      deviations: [],
    },
  ],
  planned: 1,
  done: 1,
  deaths: [],
  alarms: [],
  log: true,
  interrupted: false,
};

const difference = (reproduced: boolean): KernelDifference => ({
  rule: 'link-close/attached',
  sentence: 'the spec says ok, the kernel ENOENT',
  expected: seen('ok'),
  found: seen('ENOENT'),
  cases: 1,
  steps: [],
  reproduced,
});

const verdict = (...differences: KernelDifference[]) =>
  verdictOf({ semantics: tcx, leftOut: () => [] }, { profile: 'tcx', scope, keepGoing: true }, pool, differences, 1, 1);

describe('a difference of the kernel', () => {
  test('that happens again is one', () => {
    expect(verdict().result).toBe('held');
    expect(verdict(difference(true), difference(false)).result).toBe('violated');
  });
  test('that does not is no verdict, however much was visited', () => {
    const once = verdict(difference(false));
    expect([once.result, once.reasons]).toEqual([
      'inconclusive',
      [expect.stringMatching(/^1 difference did not happen again: another process may have held a link/)],
    ]);
    const text = plainText(kernelDocument(tcx, once));
    expect(text).toContain('? inconclusive. This is not a pass.');
    expect(text).toContain('? the spec says ok, the kernel ENOENT');
    expect(text).not.toContain('✗');
  });
});
