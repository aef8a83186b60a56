import { describe, expect, test } from 'vitest';
import { USUAL } from '../../spec/families/register.ts';
import {
  type Machine,
  NOTHING,
  type Observation,
  OddAnswer,
  type Reply,
} from '../../spec/families/slots/vocabulary/index.ts';
import { compareAnswer } from '../../traces/compare.ts';
import { parseTrace } from '../../traces/read.ts';
import { replayTrace } from '../../traces/replay.ts';

const EMPTY: Observation = { is: 'list', revision: 1, count: 0, slots: [] };

/** A machine that says what it was told to say. */
function scripted(replies: readonly (Reply | Error)[], seen: Observation = EMPTY): Machine {
  const left = [...replies];
  return {
    reset: () => {},
    apply: () => {
      const next = left.shift()!;
      if (next instanceof Error) throw next;
      return next;
    },
    observe: () => seen,
  };
}

const query = (expect: object) => ({ request: { op: 'prog_query', hook: 'ingress', buffer: 1 }, expect });
const trace = (...steps: object[]) =>
  parseTrace('test', {
    format: 'mprog-trace',
    version: 1,
    profile: 'tcx',
    title: 'one # two',
    universe: {
      programs: { A: 'sched_cls' },
      hooks: { ingress: { kind: 'tcx', device: 'dev', direction: 'ingress' } },
    },
    steps,
  });
const ok: Reply = { outcome: 'ok', view: EMPTY };
const good = query({ outcome: 'ok', view: EMPTY, hooks: { ingress: EMPTY } });

/** Twenty slots, of which two have the programs of these numbers. */
const long = (sixth: number, seventh: number) =>
  Array.from({ length: 20 }, (_, index) => ({
    prog: `F${index === 5 ? sixth : index === 6 ? seventh : index}`,
    link: 'none',
  }));

describe('a replay', () => {
  test('is as expected where outcome, view and hooks are', () => {
    expect(replayTrace(trace(good, good), scripted([ok, ok]))).toMatchObject({
      ok: true,
      steps: [{ ok: true }, { ok: true }],
    });
  });
  test('compares outcome, view and every hook that is given', () => {
    const other = query({
      outcome: 'ENOSPC',
      view: { ...EMPTY, revision: 2 },
      hooks: { ingress: { ...EMPTY, count: 1, slots: [{ prog: 'A' }] } },
    });
    expect(replayTrace(trace(other), scripted([ok])).steps[0]!.differences).toEqual([
      'outcome: expected ENOSPC, found ok',
      'the query shows: expected (empty) rev 2, found (empty) rev 1',
      'ingress afterwards: expected A rev 1, found (empty) rev 1',
    ]);
  });
  test.each([
    [
      'the middle of a long list',
      { slots: long(5, 6) },
      { slots: long(6, 5) },
      'slots[5]: expected {"prog":"F5","link":"none"}, found {"prog":"F6","link":"none"}',
    ],
    [
      'the mode of an empty list',
      { slots: [], mode: 'MULTI' },
      { slots: [], mode: 'NONE' },
      'mode: expected MULTI, found NONE',
    ],
    [
      'a count below the slots',
      { slots: long(5, 6).slice(0, 2) },
      { slots: long(5, 6).slice(0, 2), count: 1 },
      'count: expected 2, found 1',
    ],
  ])('names what its words leave out: %s', (_, one, other, said) => {
    const list = (more: { readonly slots: readonly object[] }) =>
      ({ is: 'list', revision: 1, count: more.slots.length, ...more }) as unknown as Observation;
    const answer = { outcome: 'ok' as const, hooks: { ingress: list(other) } };
    const { differences } = compareAnswer(USUAL, { outcome: 'ok', hooks: { ingress: list(one) } }, answer);
    expect(differences.map(({ message }) => message)).toEqual([`ingress afterwards, ${said}`]);
  });
  test('counts the slots that were told where no count was', () => {
    const expected = { is: 'list', revision: 2, count: 1, slots: [{ prog: 'A', link: 'none' }] } as Observation;
    const answer = { outcome: 'ok' as const, hooks: { ingress: { is: 'list', slots: [] } } };
    const { differences } = compareAnswer(USUAL, { outcome: 'ok', hooks: { ingress: expected } }, answer);
    expect(differences).toEqual([
      { field: 'hooks.ingress.slots', message: 'ingress afterwards: expected A rev 2, found (empty) rev 2' },
    ]);
  });
  test('shows no revision of a list that was told without one in place of nothing', () => {
    const expected = { is: 'nothing' } as Observation;
    const answer = { outcome: 'ok' as const, hooks: { ingress: { is: 'list', slots: [] } } };
    const { differences } = compareAnswer(USUAL, { outcome: 'ok', hooks: { ingress: expected } }, answer);
    expect(differences.map(({ message }) => message)).toEqual([
      'ingress afterwards: expected (nothing), found (empty)',
    ]);
  });
  test('does not compare what is not given', () => {
    expect(replayTrace(trace(query({ outcome: 'ok' })), scripted([{ outcome: 'ok', view: NOTHING }], NOTHING)).ok).toBe(
      true,
    );
  });
  test('stops at the first step that is not as expected', () => {
    const result = replayTrace(trace(good, good, good), scripted([ok, { outcome: 'EINVAL', view: NOTHING }, ok]));
    expect(result.ok).toBe(false);
    expect(result.steps.map((step) => step.ok)).toEqual([true, false]);
  });
  test('of a machine that stops with an error says nothing of it: the error is thrown', () => {
    expect(() => replayTrace(trace(good), scripted([new Error('out of cheese')]))).toThrow('out of cheese');
  });
  test('takes an answer without a name for another than the expected one', () => {
    const { ok, steps } = replayTrace(trace(good), scripted([new OddAnswer('it failed with errno 524')]));
    expect(ok).toBe(false);
    expect(steps[0]!.differences).toEqual(['outcome: expected ok, but it failed with errno 524']);
  });
  test('compares the rule that decided where it is asked to', () => {
    const named = trace(query({ outcome: 'ok', rule: 'query/done' }));
    const by = (decidedBy: string) => ({ ...scripted([ok]), decidedBy });
    expect(replayTrace(named, by('query/done'), { rules: true }).ok).toBe(true);
    expect(replayTrace(named, by('query/other')).ok).toBe(true);
    expect(replayTrace(named, by('query/other'), { rules: true }).steps[0]!.differences).toEqual([
      'rule: expected query/done, found query/other',
    ]);
  });
});
