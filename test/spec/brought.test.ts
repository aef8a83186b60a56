import { describe, expect, test } from 'vitest';
import headAndTail from '../../examples/head-and-tail.ts';
import xdpMultiProg from '../../examples/xdp-multi-prog.ts';
import { derive, fail, NOWHERE, rule, slotsOf } from '../../index.ts';
import { SpecMachine } from '../../library/typed.ts';
import { broughtBy, nameOfBrought } from '../../spec/brought.ts';
import { cgroup, cgroup617, cgroupV3, PROFILES, tcx } from '../../spec/families/profiles.ts';
import { type Request, type RequestInput, request, Universe } from '../../spec/families/slots/vocabulary/index.ts';
import { guarded } from '../../spec/guard/index.ts';
import { type Profile, tableOf } from '../../spec/profile.ts';
import { type Exercised, notPutToTest, placeKey, placeMatters } from '../../spec/put-to-test.ts';
import { read } from '../../spec/step.ts';

const names = (semantics: Profile) => broughtBy(semantics).map(nameOfBrought);

describe('what a derived profile brought', () => {
  test('is nothing where there is no base', () => {
    expect(names(tcx)).toEqual([]);
  });
  test('is the three rules of cgroup-6.17, the rules whose place they took, and what one of them asks', () => {
    expect(names(cgroup617)).toEqual([
      'rule link-update/swap-by-count',
      'removal of rule link-update/swap',
      'rule query/written-past',
      'removal of rule query/short-count',
      'removal of rule query/short-too-small',
      'removal of rule query/short-slots',
      'rule run/freed',
      'run: freed = false',
      'run: freed = true',
    ]);
  });
  test('is, of cgroup-v3-posted, facts with every value, places, a rule and removals', () => {
    const found = names(cgroupV3);
    expect(found).toContain('rule attach/anchor-zero-link');
    expect(found).toContain('removal of rule attach/anchor-of-other-kind');
    expect(found).toContain('removal of rule link-create/anchor-of-other-kind');
    expect(found).toContain('prog_attach: place of the relative');
    expect(found).toContain('link_create: place of the relative');
    expect(found.filter((name) => name.startsWith('prog_attach: relative = ')).length).toBe(7);
    expect(found.filter((name) => name.includes('preorder = ')).length).toBe(4);
    // Of which kind the anchor is said to be is told as it was.
    expect(found.filter((name) => name.includes('anchor = '))).toEqual([]);
  });
  test('is, of the proposal for XDP, a flag of two operations that slots keep, and what goes with it', () => {
    const found = names(xdpMultiProg);
    expect(found).toContain('prog_attach: flag SOLE');
    expect(found).toContain('link_create: flag SOLE');
    expect(found).toContain('flag SOLE kept by a slot');
    expect(found).toContain('prog_attach: others = several');
    expect(found).toContain('removal of rule link-create/flag-without-directive');
    expect(found.filter((name) => name.includes('SOLE = '))).toEqual([]);
  });
  test('is counted from its own base', () => {
    const again = derive(cgroup617, {
      name: 'again',
      title: 'a test',
      replace: { 'attach/full': rule('attach/full', 'Full.', { room: 'full' }, fail('ENOSPC')) },
    });
    expect(names(again)).toEqual(['rule attach/full']);
  });
  test('is, of the last of a series, what that one changes, where facts and places of those before it are watched', () => {
    const first = derive(headAndTail, {
      name: 'first',
      title: 'a test',
      places: [{ of: ['prog_detach'], reads: 'relative', find: () => NOWHERE }],
    });
    const second = derive(first, {
      name: 'second',
      title: 'a test',
      replace: { 'attach/full': rule('attach/full', 'Full.', { REPLACE: false, room: 'full' }, fail('ENOSPC')) },
    });
    const watched = guarded(second, 'second.ts', PROFILES);
    expect(broughtBy(watched, watched.base).map(nameOfBrought)).toEqual(['rule attach/full']);
    expect(broughtBy(watched, tcx).map(nameOfBrought)).toEqual(broughtBy(second, tcx).map(nameOfBrought));
  });
});

/** A machine that notes the situations it was in, the flags its slots kept, and the requests to which a place mattered. */
function exercise(semantics: Profile, universe: Universe, requests: readonly RequestInput[]): Exercised {
  const machine = new SpecMachine(semantics);
  machine.reset(universe);
  const situations: [Request['op'], ReturnType<typeof read>['situation']][] = [];
  const [places, kept] = [new Set<string>(), new Set<string>()];
  for (const input of requests) {
    const each = request(input);
    situations.push([each.op, read(tableOf(semantics, each), machine.state, each).situation]);
    for (const item of broughtBy(semantics))
      if (
        item.is === 'place' &&
        item.op === each.op &&
        placeMatters(semantics, semantics.base, item.reads, machine.state, each)
      )
        places.add(placeKey(item.op, item.reads));
    machine.apply(each);
    for (const hook of Object.keys(universe.hooks))
      for (const { flags = [] } of slotsOf(machine.state, hook)) for (const flag of flags) kept.add(flag);
  }
  return { situations, places, kept };
}

const left = (semantics: Profile, universe: Universe, ...requests: readonly RequestInput[]) =>
  notPutToTest(semantics, exercise(semantics, universe, requests)).map(nameOfBrought);

const DEVICE = Universe.parse({
  programs: { A: 'sched_cls', B: 'sched_cls' },
  links: ['L1', 'L2'],
  hooks: { in: { kind: 'tcx', device: 'dev', direction: 'ingress' } },
});
const CGROUP = Universe.parse({
  programs: { A: 'cgroup_skb', B: 'cgroup_skb' },
  links: ['L1', 'L2', 'L3'],
  hooks: { in: { kind: 'cgroup', parent: 'none' } },
  capacity: 64,
});
const XDP = Universe.parse({
  programs: { A: 'xdp', B: 'xdp' },
  links: ['L1'],
  hooks: { in: { kind: 'xdp', device: 'dev' } },
  flags: ['SOLE'],
});

const prog = (name: string) => ({ is: 'prog', name }) as const;
const attach = (name: string, ...flags: string[]) =>
  ({ op: 'prog_attach', hook: 'in', prog: prog(name), flags }) as const;
const create = (link: string, name: string, more: object = {}) =>
  ({ op: 'link_create', hook: 'in', link, prog: prog(name), ...more }) as RequestInput;

describe('what was not put to the test', () => {
  test('is everything where nothing was asked', () => {
    expect(left(headAndTail, DEVICE)).toEqual(names(headAndTail));
  });
  test('is a value until it is met, and a rule asks for the fact', () => {
    const replace = (name: string, target: string) =>
      ({ ...attach(name, 'REPLACE', 'BEFORE'), replace: prog(target) }) as RequestInput;
    // An attach without REPLACE meets the value "nowhere", and a duplicate "head", but no rule asks where the target is.
    const idle = [attach('A'), attach('B'), replace('A', 'A')];
    expect(left(headAndTail, DEVICE, ...idle)).toEqual(names(headAndTail));
    const met = ['rule attach/replace-at-head', 'prog_attach: targetAt = nowhere', 'prog_attach: targetAt = alone'];
    expect(left(headAndTail, DEVICE, attach('A'), replace('B', 'A'))).toEqual(
      names(headAndTail).filter((name) => !met.includes(name)),
    );
  });
  test('is the removal of a rule until a situation is met that it would have decided', () => {
    const shorter = derive(tcx, { name: 'shorter', title: 'a test', remove: ['detach/index-beyond-capacity'] });
    const full = Universe.parse({ ...DEVICE, capacity: 1 });
    const detach: RequestInput = { op: 'prog_detach', hook: 'in' };
    expect(left(shorter, DEVICE, attach('A'), detach)).toEqual(['removal of rule detach/index-beyond-capacity']);
    expect(left(shorter, full, attach('A'), detach)).toEqual([]);
  });
  test('is a flag until it is set where a rule asks for it, and a slot keeps it', () => {
    expect(left(xdpMultiProg, XDP, attach('A'))).toContain('prog_attach: flag SOLE');
    expect(left(xdpMultiProg, XDP, attach('A', 'SOLE', 'UNKNOWN'))).toContain('prog_attach: flag SOLE');
    const refused = left(xdpMultiProg, XDP, attach('A'), attach('B', 'SOLE'));
    expect(refused).not.toContain('prog_attach: flag SOLE');
    expect(refused).toContain('flag SOLE kept by a slot');
    expect(left(xdpMultiProg, XDP, attach('A', 'SOLE'))).not.toContain('flag SOLE kept by a slot');
    expect(left(xdpMultiProg, XDP, attach('A', 'SOLE'))).toContain('link_create: flag SOLE');
  });
  test('is a flag that nothing asks for, however often it is set', () => {
    const idle = derive(tcx, { name: 'idle', title: 'a test', flags: { IDLE: ['prog_attach'] } });
    const universe = Universe.parse({ ...DEVICE, flags: ['IDLE'] });
    expect(left(idle, universe, attach('A', 'IDLE'), attach('B', 'IDLE', 'BEFORE'))).toEqual([
      'prog_attach: flag IDLE',
    ]);
  });
  test('is a flag that nothing asks for until the slot that its request fills keeps it', () => {
    const flags = { KEPT: ['prog_attach', 'link_create'] } as const;
    const keeping = derive(tcx, { name: 'keeping', title: 'a test', flags, slotFlags: ['KEPT'] });
    const universe = Universe.parse({ ...DEVICE, flags: ['KEPT'] });
    const idle = ['prog_attach: flag KEPT', 'link_create: flag KEPT'];
    const refused = [attach('A'), attach('A', 'KEPT')] as const;
    expect(left(keeping, universe, ...refused)).toEqual([...idle, 'flag KEPT kept by a slot']);
    expect(left(keeping, universe, attach('A', 'KEPT'))).toEqual(['link_create: flag KEPT']);
    const link: RequestInput = {
      op: 'link_create',
      hook: 'in',
      link: 'L',
      prog: { is: 'prog', name: 'A' },
      flags: ['KEPT'],
    };
    expect(left(keeping, Universe.parse({ ...DEVICE, flags: ['KEPT'], links: ['L'] }), link)).toEqual([
      'prog_attach: flag KEPT',
    ]);
  });
  test('is a place until a request has its effect at another slot, or another outcome, by the way it is found', () => {
    const byProgram = derive(cgroup, {
      name: 'by-program',
      title: 'a test',
      places: [
        {
          of: ['link_create'],
          reads: 'relative',
          find: (state, { hook, relative }) => {
            if (relative.is !== 'link') return NOWHERE;
            const slots = slotsOf(state, hook);
            const own = slots.findIndex(({ link }) => link === relative.name);
            return own === -1 ? NOWHERE : slots.findIndex((slot) => slot.prog === slots[own]!.prog);
          },
        },
      ],
    });
    const before = { flags: ['BEFORE'], relative: { is: 'link', name: 'L1', by: 'fd' } };
    expect(left(byProgram, CGROUP, create('L1', 'A'), create('L2', 'B', before))).toEqual(names(byProgram));
    // A is in two slots, and the link in the second: but a stale revision is refused either way.
    const start = [attach('A', 'ALLOW_MULTI'), create('L1', 'A')];
    const stale = create('L2', 'B', { ...before, revision: 'stale' });
    expect(left(byProgram, CGROUP, ...start, stale)).toEqual(names(byProgram));
    expect(left(byProgram, CGROUP, ...start, create('L2', 'B', before))).toEqual([]);
  });
  test('names nothing that the profile did not bring', () => {
    expect(left(tcx, DEVICE)).toEqual([]);
  });
});
