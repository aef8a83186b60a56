import { describe, expect, test } from 'vitest';
import { SpecMachine } from '../../library/typed.ts';
import type { State } from '../../spec/families/slots/state.ts';
import { request, Universe, type UniverseInput, type View } from '../../spec/families/slots/vocabulary/index.ts';
import { whoRan } from '../../spec/families/slots/who-ran.ts';
import { describeObservation } from '../../spec/families/slots/words.ts';

const HOOKS = {
  in: { kind: 'tcx', device: 'dev', direction: 'ingress', clsact: true },
  out: { kind: 'tcx', device: 'dev', direction: 'egress', clsact: true },
  far: { kind: 'tcx', device: 'far', direction: 'ingress', clsact: true, peer: 'dev' },
} as const satisfies UniverseInput['hooks'];

const PROGRAMS = { A: 'sched_cls', B: 'sched_cls', Q: 'sched_cls', T: 'sched_cls' } as const;

const universe = (more: Partial<UniverseInput>) => ({ programs: PROGRAMS, hooks: HOOKS, ...more });

/** What becomes of a packet that is sent, and what the programs did. */
function told(hook: string, more: Partial<UniverseInput>) {
  const spec = new SpecMachine('tcx');
  spec.reset(Universe.parse(universe(more)));
  const sent = request({ op: 'run', hook });
  const { rule, view } = spec.explain(sent);
  return {
    rule: rule.id,
    said: describeObservation(view as View),
    did: whoRan(spec.state as State, sent, view as View),
  };
}

describe('a packet', () => {
  test('that is redirected, and crosses a pair, is followed to its end', () => {
    const more = {
      prefill: { in: ['A', 'B'], out: ['T'], far: ['Q'] },
      verdicts: { A: -1, B: 7, T: 0, Q: 2 },
      redirects: { A: 'out' },
    };
    expect(told('in', more)).toEqual({
      rule: 'run/redirect-to',
      said: 'A B ran, then T at out, then Q at far, came to far, dropped',
      did: [
        'A ran, asked for out, and said NEXT',
        'B ran and said REDIRECT',
        'the packet came to out',
        'at out: T ran and said PASS',
        'the packet came to far',
        'at far: Q ran and said DROP',
      ],
    });
  });
  test('that comes to a hook where nothing is attached is told to be there', () => {
    const { rule, said, did } = told('out', { prefill: { out: ['A'] }, verdicts: { A: -1 } });
    expect([rule, said]).toEqual(['run/across', 'A ran, came to far, delivered']);
    expect(did).toEqual(['A ran and said NEXT', 'the packet came to far']);
  });
  test('that a filter redirects to nowhere is dropped, and one that it steals is consumed', () => {
    const filters = { in: [{ prog: 'Q', priority: 1 }] };
    const nowhere = told('in', { filters, verdicts: { Q: 7 }, redirects: { Q: 'none' } });
    expect(nowhere).toEqual({
      rule: 'run/filter-redirects',
      said: 'Q ran, dropped',
      did: ['filter 1 (Q) ran, asked for a device that does not exist, and said REDIRECT'],
    });
    expect(told('in', { filters, verdicts: { Q: 4 } }).said).toBe('Q ran, consumed');
  });
});

describe('a universe', () => {
  const wrong = (more: object) =>
    Universe.safeParse(universe(more)).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  const far = { ...HOOKS.far, device: 'other', peer: 'dev' };
  test.each([
    [{ redirects: { X: 'in' } }, 'redirects.X: X is not a program of type sched_cls of the universe'],
    [{ redirects: { A: 'off' } }, 'redirects.A: expected "none" or a tcx hook of the universe, found "off"'],
    [
      { hooks: { ...HOOKS, far: { ...HOOKS.far, peer: 'far' } } },
      'hooks.far.peer: expected another device that hooks are at, found "far"',
    ],
    [
      { hooks: { ...HOOKS, far: { ...HOOKS.far, peer: 'off' } } },
      'hooks.far.peer: expected another device that hooks are at, found "off"',
    ],
    [{ hooks: { ...HOOKS, other: far } }, 'hooks.other.peer: expected one other end for each device, found "dev"'],
    [
      { hooks: { ...HOOKS, out: { ...HOOKS.out, peer: 'far' } } },
      'hooks.out.peer: expected it at an ingress hook, found it at an egress hook',
    ],
  ])('is refused: %o', (more, message) => {
    expect(wrong(more)).toEqual([message]);
  });
});

test('an end of a pair is not made again alone', () => {
  const spec = new SpecMachine('tcx');
  spec.reset(Universe.parse(universe({})));
  expect(spec.apply(request({ op: 'device_remove', device: 'far' })).outcome).toBe('ok');
  expect(spec.apply(request({ op: 'device_remove', device: 'dev' })).outcome).toBe('ENODEV');
  expect(() => spec.apply(request({ op: 'device_create', device: 'dev' }))).toThrow('no end of a pair');
});
