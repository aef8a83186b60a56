import { describe, expect, test } from 'vitest';
import { PROFILES, Stepping } from '../../browser.ts';
import { choices, grouped, passes } from '../../explorer/grouping.ts';
import { NO_FILTER } from '../../explorer/session.ts';

const named = (name: string) => PROFILES.find((each) => each.name === name)!;

function possibleOf(...names: readonly string[]) {
  const [a, b] = names.map(named);
  const scope = a!.family.scopes(a!).default;
  const stepping = new Stepping(b === undefined ? [a!] : [a!, b], { scope });
  return stepping.possible(stepping.start());
}

const possible = possibleOf('tcx');

describe('the requests of a state', () => {
  test('are each in one group, whatever is grouped', () => {
    const groups = grouped(possible, NO_FILTER);
    expect(groups.reduce((sum, { size }) => sum + size, 0)).toBe(possible.length);
    const all = groups.flatMap(({ rows }) => rows.flatMap(({ first, more }) => [first, ...more]));
    expect(new Set(all)).toEqual(new Set(possible));
    expect(groups.every(({ op, rows }) => rows.every(({ first }) => first.op === op))).toBe(true);
  });
  test('of one row have outcome, rule and state in common', () => {
    for (const { first, more } of grouped(possible, NO_FILTER).flatMap(({ rows }) => rows))
      for (const each of more) {
        expect(each.by).toEqual(first.by);
        expect(each.after[0]).toBe(first.after[0]);
      }
  });
  test('that change something come first, and refusals last', () => {
    for (const { rows } of grouped(possible, NO_FILTER)) {
      const order = rows.map(({ first }) => (first.changes ? 0 : first.by[0]!.outcome === 'ok' ? 1 : 2));
      expect(order).toEqual(order.toSorted());
    }
  });
});

describe('a filter', () => {
  const size = (filter: Partial<typeof NO_FILTER>, of = possible) =>
    of.filter((each) => passes(each, { ...NO_FILTER, ...filter })).length;
  test('lets pass what has each word, in request, outcome or rule', () => {
    const all = grouped(possible, { ...NO_FILTER, text: 'Attach einval' }).flatMap(({ rows }) => rows);
    expect(all.length).toBeGreaterThan(0);
    for (const { first } of all) expect([first.said, first.by[0]!.outcome].join(' ')).toMatch(/attach.*EINVAL/);
    expect(size({ text: 'no request says this' })).toBe(0);
  });
  test('by outcome and by rule lets pass as many in sum as there are', () => {
    const { outcomes, rules } = choices(possible);
    const sum = (sizes: readonly number[]) => sizes.reduce((a, b) => a + b, 0);
    expect(sum(outcomes.map((outcome) => size({ outcome })))).toBe(possible.length);
    expect(sum(rules.map((rule) => size({ rule })))).toBe(possible.length);
    expect(rules.length).toBeGreaterThan(outcomes.length);
  });
  test('of what changes something lets no refusal pass', () => {
    const left = possible.filter((each) => passes(each, { ...NO_FILTER, changes: true }));
    expect(left.length).toBeGreaterThan(0);
    expect(new Set(left.map(({ by }) => by[0]!.outcome))).toEqual(new Set(['ok']));
  });
  test('of differences lets pass where two semantics come apart alone', () => {
    const two = possibleOf('tcx', 'mprog-first-merge');
    const differing = two.filter((each) => passes(each, { ...NO_FILTER, differs: true }));
    expect(differing.length).toBeGreaterThan(0);
    for (const { by, differs } of differing)
      expect(differs === 'behaviour' || by[0]?.outcome !== by[1]?.outcome).toBe(true);
    expect(size({ differs: true }, possibleOf('tcx', 'tcx-6.17'))).toBe(0);
  });
});
