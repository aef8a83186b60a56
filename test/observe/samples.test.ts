import { describe, expect, test } from 'vitest';
import { cgroup, tcx } from '../../spec/families/profiles.ts';
import { SpecMachine } from '../../spec/spec-machine.ts';
import { parseTrace } from '../../traces/read.ts';
import { replayTrace } from '../../traces/replay.ts';
import { formatTrace } from '../../traces/write.ts';
import { edited, observed, partOf, sample } from '../support/observing.ts';

const said = (name: string) => partOf(sample(name)).steps.map((step) => `${step.said} ${step.found}`);

describe('a log of strace 7.2 is read whole', () => {
  test('at tcx hooks', () => {
    const part = partOf(sample('tcx-7.2'));
    expect([part.result, part.profile, part.unjudged, part.hooks]).toEqual([
      'held',
      'tcx',
      [],
      { 'lo-ingress': 'lo ingress', 'lo-egress': 'lo egress' },
    ]);
    expect(part.steps.slice(0, 8).map((step) => [step.said, step.found, step.rule])).toEqual([
      ['attach a  at lo-ingress', 'ok', 'attach/append'],
      ['attach a  at lo-ingress', 'EEXIST', 'attach/already-attached'],
      ['attach b  BEFORE a  at lo-ingress', 'ok', 'attach/insert-before'],
      ['query, room for 64  at lo-ingress', 'ok', 'query/slots'],
      [expect.stringMatching(/^attach c {2}AFTER b/), 'ok', 'attach/insert-after'],
      [expect.stringMatching(/^attach c {2}AFTER b/), 'ESTALE', 'attach/stale-revision'],
      [expect.stringMatching(/^create link L1/), 'ok', 'link-create/append'],
      [expect.stringMatching(/^create link L2/), 'ok', 'link-create/insert-before'],
    ]);
  });
  test('at cgroups that it makes and removes, with the errno of an ancestor', () => {
    const part = partOf(sample('cgroup-7.2'));
    expect([part.result, part.name, part.unjudged]).toEqual(['held', 'cgroup ingress', []]);
    expect(part.steps[1]).toMatchObject({ found: 'EPERM', rule: 'attach/forbidden-by-ancestor' });
    expect(part.steps.filter(({ request }) => request.op === 'cgroup_remove')).toHaveLength(2);
  });
});

test('a link is closed with the last fd of all processes', () => {
  const steps = partOf(sample('tcx-7.2')).steps.map(({ request }) => request.op);
  // It is closed in the parent, detached and closed in the child, and closed for good in the parent.
  expect(steps.filter((op) => op === 'link_close')).toHaveLength(2);
  expect(steps.indexOf('link_close')).toBeGreaterThan(steps.indexOf('link_detach'));
});

test('strace 6.1 shows later fields as bytes, and -X raw shows numbers: both say the same as names', () => {
  expect(said('links-6.1')).toEqual(said('links-raw-7.2'));
  expect(partOf(sample('links-6.1')).result).toBe('held');
});

test.each([
  ['tcx-7.2', tcx],
  ['cgroup-7.2', cgroup],
] as const)('the trace of %s is one that the specification holds to', (name, profile) => {
  const [trace] = observed(sample(name)).traces;
  const read = parseTrace(name, JSON.parse(formatTrace(trace!)));
  expect(replayTrace(read, new SpecMachine(profile), { rules: true })).toMatchObject({ ok: true });
});

test('ids, pins and several fds of a link are followed', () => {
  const part = partOf(sample('pins-7.2'));
  expect([
    part.result,
    part.steps.map(({ rule }) => rule).filter((rule) => /^(link|prog)-(close|open|pin|unpin)/.test(rule)),
  ]).toEqual([
    'held',
    [
      'prog-close/close',
      'prog-open/open',
      'link-open/open',
      'link-pin/pin',
      'link-close/held',
      'link-close/held',
      'link-open/open',
      'link-close/held',
      'link-unpin/last',
      'prog-close/close',
      'prog-close/close',
    ],
  ]);
});

describe('a deviation is found and located', () => {
  test('an outcome', () => {
    const part = partOf(edited(sample('tcx-7.2'), '-1 EEXIST (File exists)', '0'));
    const line =
      sample('tcx-7.2')
        .split('\n')
        .findIndex((each) => each.includes('EEXIST')) + 1;
    expect([part.result, part.steps.at(-1)]).toEqual([
      'violated',
      expect.objectContaining({
        number: 2,
        line,
        found: 'ok',
        expected: 'EEXIST',
        rule: 'attach/already-attached',
        differences: ['outcome: expected EEXIST, found ok'],
      }),
    ]);
    const [trace] = observed(edited(sample('tcx-7.2'), '-1 EEXIST (File exists)', '0')).traces;
    expect(replayTrace(trace!, new SpecMachine(tcx)).ok).toBe(false);
  });
  test('a revision that a query shows', () => {
    const part = partOf(edited(sample('tcx-7.2'), 'revision=0x3', 'revision=0x4'));
    expect(part.steps.at(-1)!.differences).toEqual(['the query shows: expected b a rev 3, found b a rev 4']);
  });
  test('the order of a later query', () => {
    const part = partOf(edited(sample('cgroup-7.2'), 'prog_ids=[395428, 395429]', 'prog_ids=[395429, 395428]'));
    expect(part.result).toBe('violated');
  });
});

describe('what the log does not tell is not judged', () => {
  test('calls that overlap, and what depends on them', () => {
    const part = partOf(sample('both-7.2'));
    expect([part.result, part.unjudged.map(({ why }) => why)]).toEqual([
      'inconclusive',
      [
        expect.stringMatching(/^went on while the call of line \d+ did: their order is not known$/),
        expect.stringMatching(/^not known since line \d+: went on/),
      ],
    ]);
    expect(part.steps.every(({ result }) => result === 'held')).toBe(true);
  });
  test('a cgroup that was there before, and a program that another made', () => {
    const part = partOf(sample('late-7.2'));
    expect([part.result, part.steps, part.unjudged.map(({ line, why }) => [line, why])]).toEqual([
      'inconclusive',
      [],
      [
        [9, expect.stringMatching(/^what was attached at \/sys\/.* before the log begins is not known; --empty says/)],
        [11, expect.stringMatching(/^the prog with id \d+ was never seen to be made$/)],
      ],
    ]);
  });
});
