import { describe, expect, test } from 'vitest';
import { HIERARCHY_INVARIANTS } from '../../spec/families/slots/properties/cgroup.ts';
import { INVARIANTS } from '../../spec/families/slots/properties/invariants.ts';
import { LAWS } from '../../spec/families/slots/properties/laws.ts';
import { MEMORY_LAWS } from '../../spec/families/slots/properties/memory.ts';
import type { Invariant, Law, World } from '../../spec/families/slots/properties/property.ts';
import { ORDER_LAWS } from '../../spec/families/slots/properties/run-order.ts';
import { type RequestInput, request, type Slot } from '../../spec/families/slots/vocabulary/index.ts';
import { SMALL } from '../support/machines.ts';

/** A world with one hook; `A/L1` is a slot with a link, `A!` one with PREORDER, and every object named is held once. */
function world(list: string, more: Partial<World> & { revision?: number; capacity?: number } = {}): World {
  const slots: Slot[] =
    list === ''
      ? []
      : list.split(' ').map((each) => {
          const [prog, link = 'none'] = each.replace('!', '').split('/');
          return { prog: prog!, link, ...(each.endsWith('!') ? { flags: ['PREORDER' as const] } : {}) };
        });
  const { revision = 1 + slots.length, capacity = 4, ...rest } = more;
  const linked = slots.filter((slot) => slot.link !== 'none').map((slot) => slot.link);
  return {
    devices: {},
    hooks: { ingress: { is: 'list', revision, count: slots.length, slots } },
    links: Object.fromEntries(linked.map((link) => [link, 'attached' as const])),
    references: Object.fromEntries(
      [...slots.map((slot) => slot.prog), ...linked, 'A', 'B', 'C'].map((name) => [name, 1]),
    ),
    universe: { ...SMALL, capacity },
    ...rest,
  };
}

const invariant = (id: string): Invariant => INVARIANTS.find((each) => each.id === id)!;
const law = (id: string): Law => LAWS.find((each) => each.id === id)!;
const orderLaw = (id: string): Law => ORDER_LAWS.find((each) => each.id === id)!;
const a = { is: 'prog', name: 'A' } as const;
const c = { is: 'prog', name: 'C' } as const;
const step = (before: World, input: RequestInput, outcome: 'ok' | 'EINVAL', after: World) => ({
  before,
  request: request(input),
  outcome,
  after,
});
const attach = (more: object = {}): RequestInput => ({ op: 'prog_attach', hook: 'ingress', prog: c, ...more });

describe('an invariant can fail', () => {
  test.each([
    ['no-program-twice', world('A B'), world('A A')],
    ['within-capacity', world('A B C', { capacity: 3 }), world('A B C', { capacity: 2 })],
    ['attached-link-in-one-slot', world('A/L1'), world('A', { links: { L1: 'attached' } })],
    ['other-link-in-no-slot', world('A/L1', {}), world('A/L1', { links: { L1: 'defunct' } })],
    ['listed-is-alive', world('A'), world('A', { references: { A: 0 } })],
  ])('%s', (id, good, wrong) => {
    expect([invariant(id).holds(good), invariant(id).holds(wrong)]).toEqual([true, false]);
  });
  test('and each of them is among these', () => {
    expect(INVARIANTS.map(({ id }) => id)).toHaveLength(5);
  });
});

test('a request whose outcome is undefined is not within its arrays', () => {
  const [law] = MEMORY_LAWS;
  const one = { before: world('A'), request: request(attach()), after: world('A') };
  expect([law.holds({ ...one, outcome: 'EINVAL' }), law.holds({ ...one, outcome: 'undefined' })]).toEqual([
    true,
    false,
  ]);
});

const DETACH_BEHIND_A: RequestInput = {
  op: 'prog_detach',
  hook: 'ingress',
  flags: ['AFTER'],
  relative: { ...a, by: 'fd' },
};

const UPDATE: RequestInput = { op: 'link_update', link: { is: 'link', name: 'L1' }, prog: c };

describe('a law can fail', () => {
  const two = world('A B');
  const before = { flags: ['BEFORE'], relative: { ...a, by: 'fd' } };
  const after = { flags: ['AFTER'], relative: { ...a, by: 'fd' } };
  const replace = { flags: ['REPLACE'], replace: a };
  const both = (list: string): World => ({ ...two, hooks: { ...two.hooks, egress: world(list).hooks.ingress! } });
  test.each([
    [
      'refusal-changes-nothing',
      step(two, attach(), 'EINVAL', two),
      step(two, attach(), 'EINVAL', world('A B', { revision: 4 })),
    ],
    [
      'change-adds-one',
      step(two, attach(), 'ok', world('A B C')),
      step(two, attach(), 'ok', world('A B C', { revision: 3 })),
    ],
    ['untouched-keep-order', step(two, attach(), 'ok', world('A B C')), step(two, attach(), 'ok', world('B A C'))],
    ['only-named-hook', step(both('A'), attach(), 'ok', both('A')), step(both('A'), attach(), 'ok', both('B'))],
    [
      'link-slots-belong-to-links',
      step(world('A/L1'), attach(), 'ok', world('A/L1 C')),
      step(world('A/L1'), attach(replace), 'ok', world('C/L1')),
    ],
    [
      'before-is-in-front',
      step(two, attach(before), 'ok', world('C A B')),
      step(two, attach(before), 'ok', world('A C B')),
    ],
    ['after-is-behind', step(two, attach(after), 'ok', world('A C B')), step(two, attach(after), 'ok', world('A B C'))],
    [
      'replace-keeps-place',
      step(two, attach(replace), 'ok', world('C B')),
      step(two, attach(replace), 'ok', world('B C')),
    ],
    [
      'replace-keeps-place',
      step(two, attach(replace), 'ok', world('C B')),
      step(two, attach(replace), 'ok', world('C A B')),
    ],
    [
      'update-keeps-place',
      step(world('A/L1 B'), UPDATE, 'ok', world('C/L1 B')),
      step(world('A/L1 B'), UPDATE, 'ok', world('B C/L1')),
    ],
    [
      'link-slot-through-its-link',
      step(world('A/L1'), { op: 'link_update', link: { is: 'link', name: 'L1' }, prog: c }, 'ok', world('C/L1')),
      step(world('A/L1'), { op: 'link_update', link: { is: 'link', name: 'L2' }, prog: c }, 'ok', world('C/L1')),
    ],
    [
      'defunct-for-good',
      step(world('A', { links: { L1: 'defunct' } }), attach(), 'ok', world('A C', { links: { L1: 'defunct' } })),
      step(world('A', { links: { L1: 'defunct' } }), attach(), 'ok', world('A C/L1', { links: { L1: 'attached' } })),
    ],
    [
      'link-takes-nothing',
      step(two, { op: 'link_create', hook: 'ingress', link: 'L1', prog: c }, 'ok', world('A B C/L1')),
      step(two, { op: 'link_create', hook: 'ingress', link: 'L1', prog: c }, 'ok', world('A C/L1')),
    ],
    ['relative-untouched', step(two, DETACH_BEHIND_A, 'ok', world('A')), step(two, DETACH_BEHIND_A, 'ok', world('B'))],
    [
      'only-named-is-removed',
      step(two, { op: 'prog_detach', hook: 'ingress', prog: a }, 'ok', world('B')),
      step(two, { op: 'prog_detach', hook: 'ingress', prog: a }, 'ok', world('A')),
    ],
  ])('%s', (id, good, wrong) => {
    expect([law(id).holds(good), law(id).holds(wrong)]).toEqual([true, false]);
  });
  test('and each of them is among these', () => {
    expect(LAWS.map(({ id }) => id)).toHaveLength(14);
  });
});

/** A parent with a list and a child with an empty one, each with what runs there. */
function family(list: string, runs: string, runsBelow: string): World {
  const { hooks, ...rest } = world(list);
  const seen = hooks.ingress!;
  if (seen.is !== 'list') throw new Error('a world has a list');
  const names = (text: string) => (text === '' ? [] : text.split(' '));
  return {
    ...rest,
    universe: {
      ...rest.universe,
      hooks: {
        parent: { kind: 'cgroup', parent: 'none', attachType: 'ingress' },
        child: { kind: 'cgroup', parent: 'parent', attachType: 'ingress' },
      },
    },
    hooks: {
      parent: { ...seen, mode: 'MULTI', effective: names(runs) },
      child: { is: 'list', revision: 1, count: 0, slots: [], mode: 'NONE', effective: names(runsBelow) },
    },
  };
}

describe('a law of hierarchies can fail', () => {
  const update = UPDATE;
  const atEnd = (...flags: string[]) => attach({ hook: 'parent', flags: ['ALLOW_MULTI', ...flags] });
  const beside = (flag: string) =>
    attach({ hook: 'parent', flags: ['ALLOW_MULTI', flag], relative: { ...a, by: 'fd' } });
  const replacing = attach({ hook: 'parent', flags: ['ALLOW_MULTI', 'REPLACE'], replace: { is: 'prog', name: 'B' } });
  const attachBelow: RequestInput = { op: 'prog_attach', hook: 'child', prog: c };
  test.each([
    [
      'updated-slot-runs',
      step(family('A/L1 B', 'A B', 'A B'), update, 'ok', family('C/L1 B', 'C B', 'C B')),
      step(family('A/L1 B', 'A B', 'A B'), update, 'ok', family('C/L1 B', 'A C', 'A C')),
    ],
    [
      'updated-slot-runs',
      step(family('A/L1 B', 'A B', 'A B'), update, 'ok', family('C/L1 B', 'C B', 'A B')),
      step(family('A/L1 B', 'A B', 'A B'), update, 'ok', family('C/L1 B', 'A B', 'A B')),
    ],
    [
      'replaced-slot-runs',
      step(family('A B!', 'B A', 'B A'), replacing, 'ok', family('A C!', 'C A', 'C A')),
      step(family('A B!', 'B A', 'B A'), replacing, 'ok', family('A C', 'A C', 'A C')),
    ],
    [
      'replaced-slot-runs',
      step(family('A B', 'A B', 'A B'), replacing, 'ok', family('A C', 'A C', 'A C')),
      step(family('A B', 'A B', 'A B'), replacing, 'ok', family('A C', 'A C', 'C A')),
    ],
    [
      'before-runs-in-front',
      step(family('A B', 'A B', 'A B'), beside('BEFORE'), 'ok', family('C A B', 'C A B', 'C A B')),
      step(family('A B', 'A B', 'A B'), beside('BEFORE'), 'ok', family('C A B', 'C A B', 'A C B')),
    ],
    [
      'before-runs-in-front',
      step(family('A B!', 'B A', 'B A'), atEnd('BEFORE'), 'ok', family('C A B!', 'B C A', 'B C A')),
      step(family('A B!', 'B A', 'B A'), atEnd('BEFORE'), 'ok', family('C A B!', 'B A C', 'B A C')),
    ],
    [
      'after-runs-behind',
      step(family('A B', 'A B', 'A B'), beside('AFTER'), 'ok', family('A C B', 'A C B', 'A C B')),
      step(family('A B', 'A B', 'A B'), beside('AFTER'), 'ok', family('A C B', 'A B C', 'A C B')),
    ],
    [
      'after-runs-behind',
      step(family('A! B!', 'A B', 'A B'), atEnd('AFTER', 'PREORDER'), 'ok', family('A! B! C!', 'A B C', 'A B C')),
      step(family('A! B!', 'A B', 'A B'), atEnd('AFTER', 'PREORDER'), 'ok', family('A! B! C!', 'C A B', 'A B C')),
    ],
    [
      'effective-order-stable',
      step(family('A B D', 'A B D', 'A B D'), replacing, 'ok', family('A C D', 'C A D', 'A C D')),
      step(family('A B D', 'A B D', 'A B D'), replacing, 'ok', family('A C D', 'D C A', 'A C D')),
    ],
    [
      'effective-order-stable',
      step(family('A B', 'A B', 'A B'), attachBelow, 'ok', family('A B', 'A B', 'C A B')),
      step(family('A B', 'A B', 'A B'), attachBelow, 'ok', family('A B', 'A B', 'C B A')),
    ],
  ])('%s', (id, good, wrong) => {
    expect(orderLaw(id).sometimes(good)).toBe(true);
    expect([orderLaw(id).holds(good), orderLaw(id).holds(wrong)]).toEqual([true, false]);
  });
});

/** The same with one of the two gone. */
function without(gone: 'parent' | 'child'): World {
  const all = family('', '', '');
  return { ...all, hooks: { ...all.hooks, [gone]: { is: 'nothing' } } };
}

describe('an invariant of hierarchies can fail', () => {
  test.each([
    ['own-programs-run-in-order', family('A B', 'A B', 'A B'), family('A B', 'B A', 'A B')],
    ['parent-is-there', without('child'), without('parent')],
    ['preorder-runs-first', family('A B!', 'B A', 'B A'), family('A B!', 'A B', 'A B')],
  ])('%s', (id, good, wrong) => {
    const { sometimes, holds }: Invariant = HIERARCHY_INVARIANTS.find((each) => each.id === id)!;
    expect([sometimes(good), holds(good), holds(wrong)]).toEqual([true, true, false]);
  });
});
