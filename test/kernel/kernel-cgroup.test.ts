import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type KernelMachine, kernelRelease, openKernel } from '../../kernel/kernel-machine.ts';
import {
  type Outcome,
  type Relative,
  type RequestInput,
  request,
  Universe,
  type UniverseInput,
} from '../../spec/families/slots/vocabulary/index.ts';
import { cgroupsMissing } from '../support/machines.ts';

const title =
  cgroupsMissing === undefined ? `cgroups of kernel ${kernelRelease()}` : `cgroups (skipped: ${cgroupsMissing})`;
// The usual reporter does not print the titles of what is skipped.
if (cgroupsMissing !== undefined) console.log(title);

const SMALL: UniverseInput = {
  programs: { A: 'cgroup_skb', B: 'cgroup_skb', C: 'cgroup_skb', D: 'cgroup_skb', X: 'sk_lookup' },
  links: ['L1', 'L2', 'L3'],
  foreignLinks: { N: 'X' },
  hooks: { parent: { kind: 'cgroup', parent: 'none' }, child: { kind: 'cgroup', parent: 'parent' } },
  capacity: 64,
};

const MULTI = 'ALLOW_MULTI';
const OVERRIDE = 'ALLOW_OVERRIDE';

describe.skipIf(cgroupsMissing !== undefined)(title, () => {
  let machine: KernelMachine;
  beforeAll(() => {
    machine = openKernel({ kind: 'cgroup' });
  });
  afterAll(() => machine.close());

  const reset = (universe: UniverseInput) => machine.reset(Universe.parse(universe));
  const prefilled = (...parent: string[]) => reset({ ...SMALL, prefill: { parent } });
  beforeEach(() => reset(SMALL));

  /** The slots of a cgroup, its revision, its mode, and what runs there: `A B @3 MULTI > A B`. */
  const show = (hook = 'parent') => {
    const seen = machine.observe(hook);
    if (seen.is === 'nothing') return 'nothing';
    expect(seen.count).toBe(seen.slots.length);
    expect(new Set(seen.slots.map(({ link }) => link))).toEqual(new Set(seen.count === 0 ? [] : ['none']));
    const slots = seen.slots.map(({ prog }) => prog);
    return [...slots, `@${seen.revision}`, seen.mode, '>', ...seen.effective!].join(' ');
  };
  /** Takes a request; expects the outcome, and what its hook (the parent, where it names none) shows then. */
  const step = (input: RequestInput, outcome: Outcome, shown: string) => {
    const hook = 'hook' in input ? input.hook : 'parent';
    expect(`${machine.apply(request(input)).outcome}: ${show(hook)}`).toBe(`${outcome}: ${shown}`);
  };
  /** In MULTI mode, where the order of slots is the order they run in. */
  const list = (slots: string, revision: number) => `${slots} @${revision} MULTI > ${slots}`;

  type More<Op extends string> = Partial<Extract<RequestInput, { op: Op }>>;
  const prog = (name: string) => ({ is: 'prog', name }) as const;
  const link = (name: string) => ({ is: 'link', name }) as const;
  const to = (name: string, by: 'fd' | 'id' = 'fd'): Relative => ({
    is: /^[LN]/.test(name) ? 'link' : 'prog',
    name,
    by,
  });
  const attach = (name: string, more: More<'prog_attach'> = {}): RequestInput => ({
    op: 'prog_attach',
    hook: 'parent',
    prog: prog(name),
    flags: [MULTI],
    ...more,
  });
  const beside = (name: string, flag: 'BEFORE' | 'AFTER', relative: Relative): RequestInput =>
    attach(name, { flags: [MULTI, flag], relative });
  const detach = (name: string, more: More<'prog_detach'> = {}): RequestInput => ({
    op: 'prog_detach',
    hook: 'parent',
    prog: prog(name),
    ...more,
  });
  const create = (name: string, program: string, more: More<'link_create'> = {}): RequestInput => ({
    op: 'link_create',
    hook: 'parent',
    link: name,
    prog: prog(program),
    ...more,
  });
  const update = (name: string, program: string, more: More<'link_update'> = {}): RequestInput => ({
    op: 'link_update',
    link: link(name),
    prog: prog(program),
    ...more,
  });
  const ask = (more: More<'prog_query'> = {}): RequestInput => ({
    op: 'prog_query',
    hook: 'parent',
    buffer: 8,
    ...more,
  });

  describe('attach', () => {
    test('an empty cgroup reads revision 1 and mode NONE; without directive a program is appended', () => {
      expect(show()).toBe('@1 NONE >');
      step(attach('A'), 'ok', list('A', 2));
      step(attach('B'), 'ok', list('A B', 3));
    });

    test('BEFORE and AFTER put a program beside the relative, by fd or id, or at the head or tail', () => {
      prefilled('A', 'B');
      step(beside('C', 'BEFORE', to('B')), 'ok', list('A C B', 4));
      step(beside('D', 'AFTER', to('A', 'id')), 'ok', list('A D C B', 5));
      step(detach('C'), 'ok', list('A D B', 6));
      step(beside('C', 'BEFORE', { is: 'none' }), 'ok', list('C A D B', 7));
      step(detach('C'), 'ok', list('A D B', 8));
      step(beside('C', 'AFTER', { is: 'none' }), 'ok', list('A D B C', 9));
    });

    test('BEFORE with AFTER is refused unless the list is empty', () => {
      step(attach('A', { flags: [MULTI, 'BEFORE', 'AFTER'], relative: to('B') }), 'EINVAL', '@1 NONE >');
      step(attach('A', { flags: [MULTI, 'BEFORE', 'AFTER'] }), 'ok', list('A', 2));
      step(attach('B', { flags: [MULTI, 'BEFORE', 'AFTER'] }), 'EINVAL', list('A', 2));
    });

    test('a relative needs a directive and must be attached', () => {
      step(attach('A', { relative: to('B') }), 'EINVAL', '@1 NONE >');
      step(attach('A', { relative: { is: 'zero', as: 'prog', by: 'id' } }), 'EINVAL', '@1 NONE >');
      step(beside('A', 'BEFORE', to('B')), 'ENOENT', '@1 NONE >');
      step(beside('A', 'BEFORE', to('X')), 'ENOENT', '@1 NONE >');
      step(beside('A', 'BEFORE', { is: 'zero', as: 'prog', by: 'id' }), 'ENOENT', '@1 NONE >');
      step(beside('A', 'BEFORE', { is: 'unknown-id', as: 'prog' }), 'ENOENT', '@1 NONE >');
      step(beside('A', 'BEFORE', { is: 'closed-fd', as: 'prog' }), 'EBADF', '@1 NONE >');
      step(beside('A', 'BEFORE', { is: 'wrong-kind-fd', as: 'prog' }), 'EINVAL', '@1 NONE >');
    });

    test('a program does not anchor on a link, whatever is behind it', () => {
      step(create('L1', 'A'), 'ok', list('A', 2));
      step(beside('B', 'AFTER', to('A')), 'ENOENT', list('A', 2));
      for (const relative of [
        to('L1'),
        to('N'),
        { is: 'closed-fd', as: 'link' },
        { is: 'unknown-id', as: 'link' },
        { is: 'zero', as: 'link', by: 'fd' },
      ] as const)
        step(beside('B', 'AFTER', relative), 'EINVAL', list('A', 2));
    });

    test('a program is attached directly at most once, and through links besides', () => {
      prefilled('A');
      step(attach('A'), 'EINVAL', list('A', 2));
      step(create('L1', 'A'), 'ok', list('A A', 3));
      step(create('L2', 'A', { flags: ['BEFORE'] }), 'ok', list('A A A', 4));
      step(detach('A'), 'ok', list('A A', 5));
      step(detach('A'), 'ENOENT', list('A A', 5));
    });

    test('REPLACE keeps the place, also of a program by itself; it needs MULTI and takes no directive', () => {
      prefilled('A', 'B');
      const replace = (name: string, old: string, more: More<'prog_attach'> = {}) =>
        attach(name, { flags: [MULTI, 'REPLACE'], replace: prog(old), ...more });
      step(replace('C', 'A'), 'ok', list('C B', 4));
      step(replace('C', 'C'), 'ok', list('C B', 5));
      step(replace('B', 'C'), 'EINVAL', list('C B', 5));
      step(replace('A', 'D'), 'ENOENT', list('C B', 5));
      step(replace('A', 'X'), 'EINVAL', list('C B', 5));
      step(replace('A', 'C', { flags: [MULTI, 'REPLACE', 'BEFORE'] }), 'EINVAL', list('C B', 5));
      step(replace('A', 'C', { flags: ['REPLACE'] }), 'EINVAL', list('C B', 5));
      step(create('L1', 'D'), 'ok', list('C B D', 6));
      step(replace('A', 'D'), 'ENOENT', list('C B D', 6));
    });

    test('REPLACE does not look at a relative', () => {
      prefilled('A');
      const flags = [MULTI, 'REPLACE'] as const;
      const unknown = { is: 'unknown-id', as: 'prog' } as const;
      step(attach('B', { flags, replace: prog('A'), relative: unknown }), 'ok', list('B', 3));
      const zero = { is: 'zero', as: 'link', by: 'id' } as const;
      step(attach('A', { flags, replace: prog('B'), relative: zero }), 'ok', list('A', 4));
    });

    test('the program to replace is looked up under MULTI and REPLACE only, ahead of all that a cgroup checks', () => {
      prefilled('A');
      const replace = { is: 'closed-fd' } as const;
      step(attach('B', { replace }), 'ok', list('A B', 3));
      step(attach('C', { flags: [MULTI, 'REPLACE'], replace, revision: 'stale' }), 'EBADF', list('A B', 3));
      step(attach('C', { flags: [MULTI, OVERRIDE, 'REPLACE'], replace }), 'EBADF', list('A B', 3));
      step(attach('C', { flags: ['REPLACE'], replace }), 'EINVAL', list('A B', 3));
    });

    test('a subject of another type or none is refused; an unknown bit is refused before that', () => {
      step(attach('X'), 'EINVAL', '@1 NONE >');
      step(attach('A', { prog: { is: 'closed-fd' } }), 'EBADF', '@1 NONE >');
      step(attach('A', { prog: { is: 'wrong-kind-fd' } }), 'EINVAL', '@1 NONE >');
      step(attach('A', { prog: { is: 'closed-fd' }, flags: [MULTI, OVERRIDE] }), 'EBADF', '@1 NONE >');
      step(attach('A', { prog: { is: 'closed-fd' }, flags: ['UNKNOWN'] }), 'EINVAL', '@1 NONE >');
    });

    test('a flag without bit in the uapi is an error of the script', () => {
      expect(() => machine.apply(request(attach('A', { flags: ['FIRST'] })))).toThrow(RangeError);
    });

    test('an expected revision is compared before the list is looked at', () => {
      step(attach('A', { revision: 'current' }), 'ok', list('A', 2));
      step(attach('A', { revision: 'stale' }), 'ESTALE', list('A', 2));
      step(attach('B', { flags: [], revision: 'stale' }), 'ESTALE', list('A', 2));
      step(attach('B', { flags: [MULTI, OVERRIDE], revision: 'stale' }), 'EINVAL', list('A', 2));
      step(attach('B', { revision: 'current' }), 'ok', list('A B', 3));
      step(create('L1', 'C', { revision: 'stale' }), 'ESTALE', list('A B', 3));
      step(create('L1', 'C', { revision: 'current' }), 'ok', list('A B C', 4));
      step(detach('A', { revision: 'stale' }), 'ESTALE', list('A B C', 4));
      step(detach('A', { revision: 'current' }), 'ok', list('B C', 5));
    });
  });

  describe('modes', () => {
    test.each([
      ['NONE', []],
      ['OVERRIDE', [OVERRIDE]],
    ] as const)('in mode %s there is one program, which a second attach replaces', (mode, flags) => {
      step(attach('A', { flags }), 'ok', `A @2 ${mode} > A`);
      step(attach('B', { flags }), 'ok', `B @3 ${mode} > B`);
      step(attach('B', { flags }), 'ok', `B @4 ${mode} > B`);
      const relative = { is: 'unknown-id', as: 'prog' } as const;
      step(attach('C', { flags: [...flags, 'BEFORE', 'AFTER'], relative }), 'ok', `C @5 ${mode} > C`);
      step(attach('D'), 'EPERM', `C @5 ${mode} > C`);
      step(create('L1', 'D'), 'EPERM', `C @5 ${mode} > C`);
    });

    test('in modes NONE and OVERRIDE a detach does not look at the program it names', () => {
      for (const [revision, subject] of (['A', 'B', 'X', undefined] as const).entries()) {
        step(attach('A', { flags: [] }), 'ok', `A @${2 * revision + 2} NONE > A`);
        const named = subject === undefined ? { is: 'closed-fd' as const } : prog(subject);
        step(detach('A', { prog: named }), 'ok', `@${2 * revision + 3} NONE >`);
      }
    });

    test('in mode MULTI a detach needs a program, and says EINVAL to every fd that is none', () => {
      prefilled('A');
      for (const subject of [{ is: 'none' }, { is: 'closed-fd' }, { is: 'wrong-kind-fd' }, prog('X')] as const)
        step(detach('A', { prog: subject }), 'EINVAL', list('A', 2));
      step(detach('B'), 'ENOENT', list('A', 2));
    });

    test('the mode is fixed until the list is empty; the revision is not reset then', () => {
      prefilled('A');
      step(attach('B', { flags: [OVERRIDE] }), 'EPERM', list('A', 2));
      step(attach('B', { flags: [] }), 'EPERM', list('A', 2));
      step(detach('A'), 'ok', '@3 NONE >');
      step(attach('B', { flags: [OVERRIDE] }), 'ok', 'B @4 OVERRIDE > B');
      step(attach('A', { flags: [OVERRIDE, MULTI] }), 'EINVAL', 'B @4 OVERRIDE > B');
    });

    test('below a cgroup in mode NONE nothing can be attached; below OVERRIDE the child runs instead', () => {
      const below = (name: string, flags: readonly string[]) => attach(name, { hook: 'child', flags });
      step(attach('A', { flags: [] }), 'ok', 'A @2 NONE > A');
      for (const flags of [[], [OVERRIDE], [MULTI]]) step(below('B', flags), 'EPERM', '@1 NONE > A');
      step(create('L1', 'B', { hook: 'child' }), 'EPERM', '@1 NONE > A');
      step(detach('A'), 'ok', '@3 NONE >');
      step(attach('A', { flags: [OVERRIDE] }), 'ok', 'A @4 OVERRIDE > A');
      step(below('B', []), 'ok', 'B @2 NONE > B');
      expect(show()).toBe('A @4 OVERRIDE > A');
      step(detach('B', { hook: 'child' }), 'ok', '@3 NONE > A');
    });

    test('what descendants have attached does not keep an ancestor from a mode', () => {
      step(attach('B', { hook: 'child' }), 'ok', list('B', 2));
      step(attach('A', { flags: [] }), 'ok', 'A @2 NONE > A');
      expect(show('child')).toBe(list('B', 2));
    });
  });

  describe('detach', () => {
    test('an empty cgroup says ENOENT, but checks flags and revision first', () => {
      step(detach('A'), 'ENOENT', '@1 NONE >');
      step(detach('A', { prog: { is: 'closed-fd' } }), 'ENOENT', '@1 NONE >');
      step(detach('A', { revision: 'stale' }), 'ESTALE', '@1 NONE >');
      step(detach('A', { flags: ['UNKNOWN'] }), 'EINVAL', '@1 NONE >');
    });

    test('takes no flag and no relative', () => {
      prefilled('A', 'B');
      for (const flag of [MULTI, 'REPLACE', 'BEFORE', 'AFTER', 'PREORDER'])
        step(detach('A', { flags: [flag] }), 'EINVAL', list('A B', 3));
      step(detach('A', { relative: to('B') }), 'EINVAL', list('A B', 3));
      step(detach('A', { relative: { is: 'zero', as: 'prog', by: 'id' } }), 'EINVAL', list('A B', 3));
    });
  });

  describe('links', () => {
    test('a link anchors on a link, by fd or id; the relative link is found by itself, not by its program', () => {
      step(create('L1', 'A'), 'ok', list('A', 2));
      step(create('L2', 'A', { flags: ['AFTER'] }), 'ok', list('A A', 3));
      step(create('L3', 'B', { flags: ['BEFORE'], relative: to('L2') }), 'ok', list('A B A', 4));
      step({ op: 'link_close', link: 'L1' }, 'ok', list('B A', 5));
      step(create('L1', 'C', { flags: ['AFTER'], relative: to('L3', 'id') }), 'ok', list('B C A', 6));
    });

    test('a link does not anchor on a program, and its relative is resolved only beside BEFORE or AFTER', () => {
      prefilled('A');
      const flags = ['BEFORE'] as const;
      step(create('L1', 'B', { flags, relative: to('A') }), 'EINVAL', list('A', 2));
      step(create('L1', 'B', { flags, relative: { is: 'unknown-id', as: 'prog' } }), 'EINVAL', list('A', 2));
      step(create('L1', 'B', { flags, relative: to('N') }), 'ENOENT', list('A', 2));
      step(create('L1', 'B', { flags, relative: { is: 'unknown-id', as: 'link' } }), 'ENOENT', list('A', 2));
      step(create('L1', 'B', { flags, relative: { is: 'closed-fd', as: 'link' } }), 'EBADF', list('A', 2));
      step(create('L1', 'B', { flags, relative: { is: 'wrong-kind-fd', as: 'link' } }), 'EINVAL', list('A', 2));
      step(create('L1', 'B', { flags, relative: { is: 'zero', as: 'link', by: 'fd' } }), 'EINVAL', list('A', 2));
      step(create('L1', 'B', { relative: { is: 'closed-fd', as: 'link' } }), 'EINVAL', list('A', 2));
    });

    test.each([MULTI, OVERRIDE, 'REPLACE', 'UNKNOWN'])('link_create refuses %s', (flag) => {
      step(create('L1', 'A', { flags: [flag] }), 'EINVAL', '@1 NONE >');
    });

    test('link_update keeps the place; every update counts, also to the same program', () => {
      prefilled('B');
      step(create('L1', 'A', { flags: ['BEFORE'] }), 'ok', list('A B', 3));
      step(update('L1', 'C'), 'ok', list('C B', 4));
      step(update('L1', 'C'), 'ok', list('C B', 5));
      step(update('L1', 'B'), 'ok', list('B B', 6));
      step(update('L1', 'X'), 'EINVAL', list('B B', 6));
      step(update('L1', 'A', { old: prog('B') }), 'EINVAL', list('B B', 6));
      step(update('L1', 'A', { flags: ['REPLACE'], old: prog('C') }), 'EPERM', list('B B', 6));
      step(update('L1', 'X', { flags: ['REPLACE'], old: prog('C') }), 'EPERM', list('B B', 6));
      step(update('L1', 'A', { flags: ['REPLACE'], old: prog('B') }), 'ok', list('A B', 7));
      step(update('L1', 'C', { flags: ['PREORDER'] }), 'EINVAL', list('A B', 7));
    });

    test('a detached link lives on, defunct: it resolves as a relative but is in no slot', () => {
      step(create('L1', 'A'), 'ok', list('A', 2));
      step({ op: 'link_detach', link: link('L1') }, 'ok', '@3 NONE >');
      step({ op: 'link_detach', link: link('L1') }, 'ok', '@3 NONE >');
      step(update('L1', 'B'), 'ENOLINK', '@3 NONE >');
      step(update('L1', 'X'), 'ENOLINK', '@3 NONE >');
      step(create('L2', 'B', { flags: ['BEFORE'], relative: to('L1') }), 'ENOENT', '@3 NONE >');
      step({ op: 'link_close', link: 'L1' }, 'ok', '@3 NONE >');
      step(create('L2', 'B', { flags: ['BEFORE'], relative: to('L1') }), 'EBADF', '@3 NONE >');
    });

    test('closing a link takes its slot; a program without fd lives on in a link', () => {
      step(create('L1', 'A'), 'ok', list('A', 2));
      step({ op: 'prog_close', prog: 'A' }, 'ok', list('A', 2));
      step(create('L2', 'B', { flags: ['BEFORE'], relative: to('L1', 'id') }), 'ok', list('B A', 3));
      step({ op: 'link_close', link: 'L1' }, 'ok', list('B', 4));
      step({ op: 'link_close', link: 'L1' }, 'EBADF', list('B', 4));
      step(create('L1', 'C', { flags: ['BEFORE'], relative: to('L1', 'id') }), 'ENOENT', list('B', 4));
    });
  });

  describe('the effective list', () => {
    test('PREORDER programs run first, ancestors’ before descendants’; the others descendants’ first', () => {
      const early = [MULTI, 'PREORDER'] as const;
      step(attach('A'), 'ok', list('A', 2));
      step(attach('B', { flags: early }), 'ok', 'A B @3 MULTI > B A');
      step(attach('C', { hook: 'child' }), 'ok', 'C @2 MULTI > B C A');
      step(attach('D', { hook: 'child', flags: early }), 'ok', 'C D @3 MULTI > B D C A');
      step(create('L1', 'D', { flags: ['PREORDER'] }), 'ok', 'A B D @4 MULTI > B D A');
      expect(show('child')).toBe('C D @3 MULTI > B D D C A');
      step(update('L1', 'C'), 'ok', 'A B C @5 MULTI > B C A');
      expect(show('child')).toBe('C D @3 MULTI > B C D C A');
    });

    test('PREORDER of anchor and subject must agree; REPLACE gives the slot the flags of the request', () => {
      prefilled('A', 'B');
      const early = [MULTI, 'PREORDER'] as const;
      step(attach('C', { flags: [...early, 'AFTER'], relative: to('A') }), 'EINVAL', list('A B', 3));
      step(attach('B', { flags: [...early, 'REPLACE'], replace: prog('B') }), 'ok', 'A B @4 MULTI > B A');
      step(beside('C', 'AFTER', to('B')), 'EINVAL', 'A B @4 MULTI > B A');
      step(attach('C', { flags: [...early, 'BEFORE'], relative: to('B') }), 'ok', 'A C B @5 MULTI > C B A');
      step(attach('B', { flags: [MULTI, 'REPLACE'], replace: prog('B') }), 'ok', 'A C B @6 MULTI > C A B');
    });
  });

  describe('query', () => {
    const slot = (name: string) => ({ prog: name, link: 'none' });
    const answer = (more: More<'prog_query'>) => machine.apply(request(ask(more)));

    test.each([
      ['none', 'ok', []],
      [0, 'ok', []],
      [1, 'ENOSPC', ['A']],
      [2, 'ENOSPC', ['A', 'B']],
      [3, 'ok', ['A', 'B', 'A']],
      [4096, 'ok', ['A', 'B', 'A']],
    ] as const)('of 3 slots with room for %s is %s; count, revision and mode are true', (buffer, outcome, slots) => {
      prefilled('A', 'B');
      machine.apply(request(create('L1', 'A')));
      for (const progAttachFlags of [false, true])
        expect(answer({ buffer, progAttachFlags })).toEqual({
          outcome,
          view: { is: 'list', revision: 4, count: 3, slots: slots.map(slot), mode: 'MULTI' },
        });
    });

    test.each([
      ['none', 'ok', []],
      [1, 'ENOSPC', ['A']],
      [2, 'ok', ['A', 'B']],
    ] as const)(
      'of the effective list with room for %s is %s, with revision 0 and no mode',
      (buffer, outcome, slots) => {
        prefilled('B');
        machine.apply(request(attach('A', { hook: 'child' })));
        expect(answer({ hook: 'child', buffer, queryFlags: 'EFFECTIVE' })).toEqual({
          outcome,
          view: { is: 'list', revision: 0, count: 2, slots: slots.map(slot), mode: 'NONE' },
        });
      },
    );

    test('of the effective list refuses a buffer for flags, whatever the room', () => {
      for (const buffer of ['none', 0, 8] as const)
        expect(answer({ buffer, queryFlags: 'EFFECTIVE', progAttachFlags: true })).toEqual({
          outcome: 'EINVAL',
          view: { is: 'nothing' },
        });
    });

    test('does not look at attach_flags, and refuses an unknown query flag', () => {
      const view = { is: 'list', count: 0, slots: [], mode: 'NONE' };
      expect(answer({ attachFlags: true })).toEqual({ outcome: 'ok', view: { ...view, revision: 1 } });
      expect(answer({ attachFlags: true, queryFlags: 'EFFECTIVE' })).toEqual({
        outcome: 'ok',
        view: { ...view, revision: 0 },
      });
      expect(answer({ queryFlags: 'UNKNOWN' })).toEqual({ outcome: 'EINVAL', view: { is: 'nothing' } });
    });
  });

  describe('capacity', () => {
    const names = Array.from({ length: 64 }, (_, index) => `F${index}`);
    const all = names.join(' ');
    const programs = { ...SMALL.programs, ...Object.fromEntries(names.map((name) => [name, 'cgroup_skb' as const])) };
    beforeEach(() => reset({ ...SMALL, programs, prefill: { parent: names } }));

    test('64 slots are full, also for REPLACE and for what is attached already', () => {
      const flags = [MULTI, 'REPLACE'] as const;
      step(attach('A'), 'E2BIG', list(all, 65));
      step(attach('F5'), 'E2BIG', list(all, 65));
      step(attach('A', { flags, replace: prog('F5') }), 'E2BIG', list(all, 65));
      step(beside('A', 'BEFORE', { is: 'unknown-id', as: 'prog' }), 'E2BIG', list(all, 65));
      step(create('L1', 'A'), 'E2BIG', list(all, 65));
      step(attach('A', { flags: [] }), 'EPERM', list(all, 65));
      step(attach('A', { revision: 'stale' }), 'ESTALE', list(all, 65));
    });

    test('one place becomes free with a detach; a link can be updated in a full list', () => {
      const less = names.slice(0, 63).join(' ');
      step(detach('F63'), 'ok', list(less, 66));
      step(create('L1', 'F0', { flags: ['BEFORE'] }), 'ok', list(`F0 ${less}`, 67));
      step(create('L2', 'A'), 'E2BIG', list(`F0 ${less}`, 67));
      step(update('L1', 'A'), 'ok', list(`A ${less}`, 68));
    });

    test('the effective list is longer than one cgroup’s', () => {
      step(attach('A', { hook: 'child' }), 'ok', `A @2 MULTI > A ${all}`);
    });
  });

  describe('the machine', () => {
    test('refuses a universe that the kernel cannot be set to, and what was there stays', () => {
      step(attach('A'), 'ok', list('A', 2));
      const refusals = [
        [{ ...SMALL, capacity: 63 }, 'expected capacity 64 of a universe of cgroup hooks, found 63'],
        [{ ...SMALL, revision: 7 }, 'expected revision 1, found 7'],
        [
          { programs: {}, hooks: { x: { kind: 'xdp', device: 'dev' } } },
          'expected a hook of kind tcx or netkit or cgroup',
        ],
      ] as const;
      for (const [universe, said] of refusals) {
        expect(() => reset(universe)).toThrow(said);
        expect(() => reset(universe)).toThrow(RangeError);
      }
      expect(show()).toBe(list('A', 2));
    });

    test('takes tcx hooks as well, and goes back to cgroups', () => {
      const programs = { A: 'sched_cls' as const };
      reset({ programs, hooks: { ingress: { kind: 'tcx', device: 'dev', direction: 'ingress' } } });
      expect(machine.apply(request(attach('A', { hook: 'ingress', flags: [] }))).outcome).toBe('ok');
      expect(machine.observe('ingress')).toEqual({
        is: 'list',
        revision: 2,
        count: 1,
        slots: [{ prog: 'A', link: 'none' }],
      });
      reset(SMALL);
      expect(show()).toBe('@1 NONE >');
    });

    test('names what there is not', () => {
      expect(() => machine.apply(request(attach('A', { hook: 'z' })))).toThrow('there is no hook z in this universe');
      expect(() => machine.apply(request({ op: 'device_remove', device: 'dev' }))).toThrow('its hooks are cgroups');
    });

    test('sibling cgroups do not see each other', () => {
      reset({ ...SMALL, hooks: { ...SMALL.hooks, sibling: { kind: 'cgroup', parent: 'parent' } } });
      step(attach('A', { hook: 'child' }), 'ok', list('A', 2));
      expect([show('parent'), show('sibling')]).toEqual(['@1 NONE >', '@1 NONE >']);
    });
  });
});
