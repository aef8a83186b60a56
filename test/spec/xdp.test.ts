import { describe, expect, test } from 'vitest';
import { checkAll } from '../../checker/check/check.ts';
import { knownOf } from '../../cli/anomalies.ts';
import { modelNamed } from '../../model/index.ts';
import { xdp } from '../../spec/families/profiles.ts';
import { OUTCOMES, request, Universe } from '../../spec/families/xdp/vocabulary/index.ts';
import { rulesOf, withOutcome } from '../../spec/profile.ts';
import { SpecMachine } from '../../spec/spec-machine.ts';
import { parseTrace } from '../../traces/read.ts';

const known = knownOf(xdp);
const scopes = xdp.family.scopes(xdp);
const verdictOf = (semantics: typeof xdp, scope: string) =>
  checkAll(semantics, modelNamed('xdp').create(), scopes[scope]!, { known }).verdict;

describe('XDP', () => {
  test.each([
    ['default', 122, 69_486],
    ['uppers', 162, 24_515],
    ['ports', 68, 17_634],
    ['callers', 8, 1_915],
  ])('holds in scope %s, with %i states and %i transitions', (scope, states, transitions) => {
    const verdict = verdictOf(xdp, scope);
    expect([verdict.result, verdict.states, verdict.transitions]).toEqual(['held', states, transitions]);
  });

  test('differs from its model where a rule says something else', () => {
    expect(verdictOf(withOutcome(xdp, 'xdp-set/held-by-link', 'EEXIST'), 'default').result).toBe('violated');
  });

  test.each([
    'set/old-keeps-reference',
    'set/same-keeps-reference',
    'update/old-keeps-reference',
    'update/same-keeps-reference',
    'update/refusal-keeps-reference',
  ])('counts references as its model does: %s', (fault) => {
    const { counterexample } = checkAll(xdp, modelNamed('xdp').create(fault), scopes.default!, { known }).verdict;
    expect(counterexample!.failure.is).toBe('references');
    expect(counterexample!.steps.length).toBeLessThanOrEqual(2);
  });

  test('comes to the outcomes that its vocabulary lists, each of them', () => {
    const outcomes = new Set(rulesOf(xdp).map(({ then }) => then.outcome));
    expect([...outcomes].toSorted()).toEqual([...OUTCOMES].toSorted());
  });

  test('has a universe in which a program is bound to a veth alone', () => {
    const bound = (kind: string) => ({ programs: { A: { boundTo: 'dev' } }, devices: { dev: { kind } } });
    expect(Universe.safeParse(bound('veth')).success).toBe(true);
    for (const kind of ['plain', 'bridge']) expect(Universe.safeParse(bound(kind)).success).toBe(false);
    expect(Universe.safeParse({ programs: {}, devices: {} }).success).toBe(false);
  });

  test('keeps the name of a device that has been moved', () => {
    const spec = new SpecMachine(xdp);
    spec.reset(Universe.parse({ programs: {}, devices: { veth: { kind: 'veth' } } }));
    expect(spec.apply(request({ op: 'device_move', device: 'veth' })).outcome).toBe('ok');
    expect(() => spec.apply(request({ op: 'device_create', device: 'veth' }))).toThrow('veth has been moved');
  });
});

/** A trace of one step, or of two. */
const trace = (...steps: readonly object[]) => ({
  format: 'mprog-trace',
  version: 1,
  family: 'xdp',
  profile: 'xdp',
  title: 'a trace',
  universe: { programs: { A: {} }, links: ['L1'], devices: { veth: { kind: 'veth' } } },
  steps,
});
const ok = { outcome: 'ok' };
const A = { is: 'prog', name: 'A' };
const create = { request: { op: 'link_create', hook: 'veth', link: 'L1', prog: A }, expect: ok };

test.each([
  [
    'a program that is not there',
    [{ request: { op: 'xdp_set', hook: 'veth', prog: { is: 'prog', name: 'Z' } }, expect: ok }],
    'expected a program of the universe (A), found "Z"',
  ],
  [
    'a bridge that is not there',
    [{ request: { op: 'upper_add', device: 'veth', upper: 'br' }, expect: ok }],
    'expected a device of the universe (veth), found "br"',
  ],
  [
    'a view of what shows nothing',
    [{ ...create, expect: { ...ok, view: { is: 'nothing' } } }],
    'expected no view, because a link_create shows nothing',
  ],
  [
    'a view of a program that is not there',
    [{ request: { op: 'link_info', link: 'L1' }, expect: { ...ok, view: { is: 'link', prog: 'Z', device: 'veth' } } }],
    'expected a program of the universe (A), found "Z"',
  ],
  [
    'the name of a link that is there',
    [create, create],
    'expected the name of no link, found "L1", which step 1 creates and nothing closes',
  ],
  [
    'a flag that there is not',
    [{ request: { op: 'xdp_set', hook: 'veth', prog: A, flags: ['BEFORE'] }, expect: ok }],
    'flags',
  ],
])('a trace with %s is refused, with its place', (_, steps, message) => {
  expect(() => parseTrace('a file', trace(...steps))).toThrow(message);
});
