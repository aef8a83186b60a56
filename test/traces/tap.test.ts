import { describe, expect, test } from 'vitest';
import { parseTrace } from '../../traces/read.ts';
import type { Replayed } from '../../traces/replay.ts';
import { renderTap, renderTapSkip } from '../../traces/tap.ts';

/** A trace of queries, of which the first were taken as `verdicts` says. */
function replayed(title: string, count: number, verdicts: readonly (readonly string[])[]): Replayed {
  const step = { request: { op: 'prog_query', hook: 'ingress', buffer: 1 }, expect: { outcome: 'ok' } };
  const trace = parseTrace('test', {
    format: 'mprog-trace',
    version: 1,
    profile: 'tcx',
    title,
    universe: {
      programs: { A: 'sched_cls' },
      hooks: { ingress: { kind: 'tcx', device: 'dev', direction: 'ingress' } },
    },
    steps: Array.from({ length: count }, () => step),
  });
  const steps = verdicts.map((differences, index) => ({
    number: index + 1,
    step: trace.steps[index]!,
    ok: differences.length === 0,
    differences,
    fields: differences.map(() => 'outcome'),
    unanswered: [],
  }));
  return { trace, ok: steps.every(({ ok }) => ok) && steps.length === count, steps };
}

const results = () => [
  replayed('good \\ # 1', 1, [[]]),
  replayed('bad', 3, [[], ['outcome: expected ok, found EINVAL', 'two\nlines # here']]),
];

describe('TAP 14', () => {
  test('has a subtest for each trace, announced at the level of its parent, and a line for each step', () => {
    expect(renderTap(results(), 'tap')).toBe(`TAP version 14
1..2
# Subtest: good \\\\ \\# 1
    1..1
    ok 1 - query, room for 1
ok 1 - good \\\\ \\# 1
# Subtest: bad
    1..3
    ok 1 - query, room for 1
    not ok 2 - query, room for 1
      ---
      differences:
        - "outcome: expected ok, found EINVAL"
        - "two\\nlines # here"
      ...
    ok 3 - query, room for 1 # SKIP not run: an earlier step failed
not ok 2 - bad
`);
  });
  test('bails out where traces that were planned were not run', () => {
    const text = renderTap(results().slice(0, 1), 'tap', { planned: 3 });
    expect(text).toContain('\n1..3\n');
    expect(text).toMatch(/\nBail out! interrupted after 1 of 3 traces\n$/);
  });
});

describe('the rule that decides a step that failed', () => {
  const ruled = (fields: readonly string[]): Replayed => {
    const failed = replayed('bad', 1, [['outcome: expected ok, found EINVAL']]);
    const [{ step, ...rest }] = failed.steps as [Replayed['steps'][number]];
    const expect_ = { ...step.expect, rule: 'query/count' };
    return { ...failed, steps: [{ ...rest, fields, step: { ...step, expect: expect_ } }] };
  };
  test('is in the diagnostics of TAP and of KTAP', () => {
    expect(renderTap([ruled(['outcome'])], 'tap')).toContain('found EINVAL"\n      rule: "query/count"\n      ...');
    expect(renderTap([ruled(['outcome'])], 'ktap')).toContain('found EINVAL\n  # rule: query/count\n  not ok 1');
  });
  test('is left out where it is what differs', () => {
    for (const flavour of ['tap', 'ktap'] as const)
      expect(renderTap([ruled(['rule'])], flavour)).not.toContain('query/count');
  });
});

describe('KTAP 1', () => {
  test('has a version line for each subtest, diagnostics ahead of their result, and no "#" in a description', () => {
    expect(renderTap(results(), 'ktap')).toBe(`KTAP version 1
1..2
  KTAP version 1
  1..1
  ok 1 query, room for 1
ok 1 good \\ _ 1
  KTAP version 1
  1..3
  ok 1 query, room for 1
  # outcome: expected ok, found EINVAL
  # two lines # here
  not ok 2 query, room for 1
  ok 3 query, room for 1 # SKIP not run: an earlier step failed
not ok 2 bad
`);
  });
  test('does not meet its plan where traces that were planned were not run', () => {
    const text = renderTap(results().slice(0, 1), 'ktap', { planned: 3 });
    expect(text).toContain('\n1..3\n');
    expect(text).toMatch(/\n# interrupted after 1 of 3 traces\n$/);
  });
});

describe('a run that is skipped as a whole', () => {
  test.each([
    ['tap', 'TAP version 14\n1..0 # SKIP no tcx\n'],
    ['ktap', 'KTAP version 1\n1..0 # SKIP no tcx\n'],
  ] as const)('says so in %s', (flavour, text) => {
    expect(renderTapSkip('no tcx', flavour)).toBe(text);
  });
});

describe('a trace that is skipped', () => {
  const skipped = { trace: replayed('flag # 1', 1, []).trace, skipped: 'no kernel has the flag FIRST' };
  test.each([
    ['tap', 'ok 2 - flag \\# 1 # SKIP no kernel has the flag FIRST\n'],
    ['ktap', 'ok 2 flag _ 1 # SKIP no kernel has the flag FIRST\n'],
  ] as const)('is one line of the plan in %s', (flavour, text) => {
    const stream = renderTap([results()[0]!, skipped], flavour);
    expect(stream).toContain('\n1..2\n');
    expect(stream.endsWith(text)).toBe(true);
  });
});
