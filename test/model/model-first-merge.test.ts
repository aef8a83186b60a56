import { beforeEach, describe, expect, test } from 'vitest';
import { modelNamed } from '../../model/index.ts';
import { FIRST_MERGE_FAULTS } from '../../model/mprog/faults.ts';
import type { UniverseInput } from '../../spec/families/slots/vocabulary/index.ts';
import { Steps } from '../support/steps.ts';

const INGRESS = { kind: 'tcx', device: 'dev', direction: 'ingress' } as const;
const small = {
  programs: { A: 'sched_cls', B: 'sched_cls', C: 'sched_cls', X: 'sk_lookup' },
  links: ['L1'],
  hooks: { ingress: INGRESS },
} satisfies UniverseInput;
const kept = { ...small, hooks: { ingress: { ...INGRESS, clsact: true } } } satisfies UniverseInput;

const fillers = Array.from({ length: 63 }, (_, index) => `F${index}`);
const filled = (count: number): UniverseInput => ({
  ...small,
  programs: { ...small.programs, ...Object.fromEntries(fillers.map((name) => [name, 'sched_cls'])) },
  prefill: { ingress: fillers.slice(0, count) },
});
const named = (name: string, universe: UniverseInput) => new Steps(modelNamed(name).create(), universe);

const beside = (name: string) => ({ is: 'prog', name, by: 'fd' }) as const;
const BEFORE = { flags: ['BEFORE'] };
const AFTER = { flags: ['AFTER'] };

let steps: Steps;
const start = (universe: UniverseInput) => {
  steps = named('mprog-first-merge', universe);
};
beforeEach(() => start(small));

describe('a full hook of the first merge', () => {
  const all = (text: string) => `${text} ${fillers.join(' ')}`;
  beforeEach(() => start(filled(63)));

  test('refuses to append: the index is 63', () => {
    const unchanged = `ERANGE | ${fillers.join(' ')} @64`;
    expect(steps.attach('A')).toBe(unchanged);
    expect(steps.attach('A', AFTER)).toBe(unchanged);
    expect(steps.attach('A', { ...AFTER, relative: beside('F62') })).toBe(unchanged);
    expect(steps.create('L1', 'A')).toBe(unchanged);
  });

  test('lets BEFORE through, and has 64 slots then', () => {
    expect(steps.attach('A', BEFORE)).toBe(all('ok | A').concat(' @65'));
    const { outcome, view } = steps.query();
    expect([outcome, view.is === 'list' && view.count]).toEqual(['ok', 64]);
    expect(view).toEqual(steps.machine.observe('ingress'));
  });

  test('lets BEFORE the last slot through, and AFTER the last but one', () => {
    const [last, body] = ['F62', fillers.slice(0, 62).join(' ')];
    expect(steps.attach('A', { ...BEFORE, relative: beside(last) })).toBe(`ok | ${body} A ${last} @65`);
    start(filled(63));
    expect(steps.attach('A', { ...AFTER, relative: beside('F61') })).toBe(`ok | ${body} A ${last} @65`);
  });

  test('lets a link through as well', () => {
    expect(steps.create('L1', 'A', BEFORE)).toBe(all('ok | A/L1').concat(' @65'));
  });

  test('says ENOENT and EINVAL where the merged code says ERANGE: the list being full is looked at last', () => {
    expect(steps.attach('A', { ...BEFORE, relative: beside('B') })).toMatch(/^ENOENT/);
    expect(steps.attach('A', { relative: beside('F1') })).toMatch(/^EINVAL/);
    expect(steps.attach('A', { flags: ['BEFORE', 'AFTER'] })).toMatch(/^ERANGE/);
  });
});

describe('a hook of the first merge with one slot too many', () => {
  const [first, last] = ['A F0', 'F61 F62'];
  const middle = fillers.slice(1, 61).join(' ');
  const overfull = `${first} ${middle} ${last} @65`;
  beforeEach(() => {
    start(filled(63));
    steps.attach('A', BEFORE);
  });

  test('takes a 65th slot in a way that nothing can be said of', () => {
    expect(steps.attach('B', BEFORE)).toBe(`undefined | ${overfull}`);
    expect(steps.attach('B', { ...BEFORE, relative: beside('F62') })).toBe(`undefined | ${overfull}`);
    expect(steps.attach('B', { ...AFTER, relative: beside('F60') })).toBe(`undefined | ${overfull}`);
    expect(steps.create('L1', 'B', BEFORE)).toBe(`undefined | ${overfull}`);
  });

  test('still refuses an index of 63 and above', () => {
    expect(steps.attach('B')).toBe(`ERANGE | ${overfull}`);
    expect(steps.attach('B', { ...AFTER, relative: beside('F61') })).toBe(`ERANGE | ${overfull}`);
  });

  test('cannot replace or remove what is in the slot too many, but every other', () => {
    const replace = (name: string) => ({ flags: ['REPLACE'], replace: { is: 'prog', name } });
    expect(steps.attach('B', replace('F62'))).toBe(`ERANGE | ${overfull}`);
    expect(steps.detach('F62')).toBe(`ERANGE | ${overfull}`);
    expect(steps.detach(undefined)).toBe(`ERANGE | ${overfull}`);
    expect(steps.attach('B', replace('A'))).toBe(`ok | B F0 ${middle} ${last} @66`);
    expect(steps.detach('B')).toBe(`ok | F0 ${middle} ${last} @67`);
  });

  test('gives the device’s removal nothing to stop at', () => {
    expect(steps.removeDevice()).toBe(`undefined | ${overfull}`);
  });

  test('does not let go of a link in the slot too many', () => {
    start(filled(62));
    const body = `A ${fillers.slice(0, 62).join(' ')}`;
    steps.create('L1', 'C');
    expect(steps.attach('A', BEFORE)).toBe(`ok | ${body} C/L1 @65`);
    const before = steps.machine.save();
    expect(steps.detachLink('L1')).toBe(`ok | ${body} C/L1 @65`);
    expect(steps.machine.same(before)).toBe(true);
    expect(steps.update('L1', 'B')).toBe(`ERANGE | ${body} C/L1 @65`);
    expect(steps.closeLink('L1')).toBe(`undefined | ${body} C/L1 @65`);
  });
});

describe('a hook of the first merge without an entry', () => {
  test('has nothing to query, but can be looked at', () => {
    const nothing = { outcome: 'ENOENT', view: { is: 'nothing' } };
    expect(steps.query()).toEqual(nothing);
    expect(steps.query({ attachFlags: true })).toEqual(nothing);
    expect(steps.query({ queryFlags: 'UNKNOWN' }).outcome).toBe('EINVAL');
    expect(steps.list()).toBe('@1');
    expect(steps.attach('A')).toBe('ok | A @2');
    expect(steps.query().view).toEqual(steps.machine.observe('ingress'));
    expect(steps.detach('A')).toBe('ok | @1');
    expect(steps.query()).toEqual(nothing);
  });

  test('refuses every detach with ENOENT', () => {
    for (const rest of [{}, BEFORE, { flags: ['REPLACE'] }, { revision: 'stale' }])
      expect(steps.detach(undefined, rest)).toBe('ENOENT | @1');
  });
});

describe('an empty entry that is kept alive, in the first merge', () => {
  beforeEach(() => start(kept));

  test('can be queried', () => {
    expect(steps.query()).toEqual({ outcome: 'ok', view: { is: 'list', revision: 1, count: 0, slots: [] } });
  });

  test('has a detach without subject reach outside of the list', () => {
    for (const rest of [{}, BEFORE, AFTER]) expect(steps.detach(undefined, rest)).toBe('undefined | @1');
  });

  test('has every other refusal of a detach', () => {
    expect(steps.detach('A')).toBe('ENOENT | @1');
    expect(steps.detach(undefined, { flags: ['REPLACE'] })).toBe('EINVAL | @1');
    expect(steps.detach(undefined, { revision: 'stale' })).toBe('ESTALE | @1');
    expect(steps.detach(undefined, { ...BEFORE, relative: beside('A') })).toBe('ENOENT | @1');
    expect(steps.detach(undefined, { ...AFTER, relative: beside('A') })).toBe('ENOENT | @1');
    expect(steps.detach(undefined, { ...AFTER, relative: { is: 'closed-fd', as: 'prog' } })).toBe('EBADF | @1');
    expect(steps.detach(undefined, { flags: ['BEFORE', 'AFTER'] })).toBe('ERANGE | @1');
    expect(steps.detach(undefined, { relative: beside('A') })).toBe('EINVAL | @1');
  });
});

describe('an entry that is kept alive', () => {
  test.each(['tcx', 'mprog-first-merge'])('goes on counting when the list becomes empty: %s', (name) => {
    steps = named(name, kept);
    expect(steps.attach('A', AFTER)).toBe('ok | A @2');
    expect(steps.detach('A')).toBe('ok | @3');
    expect(steps.attach('B', { revision: 'current' })).toBe('ok | B @4');
    expect(steps.create('L1', 'C', BEFORE)).toBe('ok | C/L1 B @5');
    expect(steps.closeLink('L1')).toBe('ok | B @6');
    expect(steps.removeDevice()).toBe('ok | nothing');
    expect(steps.references('A', 'B', 'C')).toEqual([1, 1, 1]);
  });

  test('is left as it is by an attach that fails', () => {
    steps = named('tcx', kept);
    steps.attach('A');
    steps.detach('A');
    expect(steps.attach('A', { ...BEFORE, relative: beside('B') })).toBe('ENOENT | @3');
    expect(steps.create('L1', 'A', { flags: ['REPLACE'] })).toBe('ENOENT | @3');
  });

  test('has nothing to detach while it is empty, since the fix', () => {
    steps = named('tcx', kept);
    for (const rest of [{}, BEFORE, { relative: beside('A') }])
      expect(steps.detach(undefined, rest)).toBe('ENOENT | @1');
    // As the kernel has it, these two come first.
    expect(steps.detach(undefined, { flags: ['REPLACE'] })).toBe('EINVAL | @1');
    expect(steps.detach(undefined, { revision: 'stale' })).toBe('ESTALE | @1');
    expect(steps.query().view).toEqual({ is: 'list', revision: 1, count: 0, slots: [] });
  });
});

describe('a universe', () => {
  test('says which revision an entry starts at, the first and every later one', () => {
    steps = named('tcx', { ...small, revision: 7 });
    expect(steps.list()).toBe('@7');
    expect(steps.attach('A')).toBe('ok | A @8');
    expect(steps.detach('A')).toBe('ok | @7');
    steps = named('tcx', { ...kept, revision: 7 });
    expect(steps.attach('A')).toBe('ok | A @8');
    expect(steps.detach('A')).toBe('ok | @9');
  });

  test('with an XDP hook has its programs attached there, and no others', () => {
    steps = named('tcx', {
      programs: { A: 'xdp', B: 'xdp', T: 'sched_cls' },
      links: ['L1'],
      hooks: { receive: { kind: 'xdp', device: 'dev' } },
    });
    expect(steps.attach('A')).toBe('ok | A @2');
    expect(steps.attach('T')).toBe('EINVAL | A @2');
    expect(steps.create('L1', 'T')).toBe('EINVAL | A @2');
    expect(steps.create('L1', 'B', BEFORE)).toBe('ok | B/L1 A @3');
    expect(steps.detach('T')).toBe('EINVAL | B/L1 A @3');
    expect(steps.detach('A')).toBe('ok | B/L1 @4');
  });

  test('has flags of other hooks that tcx knows nothing of', () => {
    steps = named('tcx', { ...small, flags: ['ODD'] });
    for (const flag of ['FIRST', 'LAST', 'ALLOW_MULTI', 'ALLOW_OVERRIDE', 'PREORDER', 'ODD']) {
      expect(steps.attach('A', { flags: [flag] })).toBe('EINVAL | @1');
      expect(steps.create('L1', 'A', { flags: [flag] })).toBe('EINVAL | @1');
    }
  });
});

describe('the faults of the first merge', () => {
  test('are those of tcx but the one that it was born with', () => {
    expect(Object.keys(FIRST_MERGE_FAULTS).length).toBeGreaterThanOrEqual(8);
    expect(() => modelNamed('mprog-first-merge').create('attach/capacity-by-index')).toThrow(/expected a fault/);
    expect(modelNamed('mprog-first-merge').faults).toBe(FIRST_MERGE_FAULTS);
  });

  test('are planted', () => {
    steps = new Steps(modelNamed('mprog-first-merge').create('attach/replace-keeps-revision'), small);
    steps.attach('A');
    expect(steps.attach('B', { flags: ['REPLACE'], replace: { is: 'prog', name: 'A' } })).toBe('ok | B @2');
  });
});
