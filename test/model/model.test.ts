import { beforeEach, describe, expect, test } from 'vitest';
import { FAULTS } from '../../model/mprog/faults.ts';
import { TcxModel } from '../../model/mprog/tcx-model.ts';
import {
  type Request,
  type RequestInput,
  request,
  Universe,
  type UniverseInput,
} from '../../spec/families/slots/vocabulary/index.ts';

const INGRESS = { kind: 'tcx', device: 'dev', direction: 'ingress' } as const;
const EGRESS = { kind: 'tcx', device: 'dev', direction: 'egress' } as const;
const small = {
  programs: { A: 'sched_cls', B: 'sched_cls', C: 'sched_cls', D: 'sched_cls', X: 'sk_lookup' },
  links: ['L1', 'L2'],
  foreignLinks: { N: 'X', M: 'D' },
  hooks: { ingress: INGRESS, egress: EGRESS },
} satisfies UniverseInput;

const fillers = Array.from({ length: 63 }, (_, index) => `F${index}`);
const filled = (count: number): UniverseInput => ({
  programs: { ...small.programs, ...Object.fromEntries(fillers.map((name) => [name, 'sched_cls'])) },
  links: small.links,
  hooks: small.hooks,
  prefill: { ingress: fillers.slice(0, count) },
});

const NAMES = ['A', 'B', 'C', 'D', 'X', 'L1', 'L2'];
type Rest = Record<string, unknown>;

let model: TcxModel;
const start = (universe: UniverseInput) => {
  model = new TcxModel();
  model.reset(Universe.parse(universe));
};
beforeEach(() => start(small));

const prog = (name: string) => ({ is: 'prog', name }) as const;
const link = (name: string) => ({ is: 'link', name }) as const;
const beside = (name: string, by: 'fd' | 'id' = 'fd') => ({ is: 'prog', name, by }) as const;
const besideLink = (name: string, by: 'fd' | 'id' = 'fd') => ({ is: 'link', name, by }) as const;
const CLOSED = { is: 'closed-fd' } as const;
const WRONG = { is: 'wrong-kind-fd' } as const;

/** Everything that can be seen. */
const sight = () => ({
  ingress: model.observe('ingress'),
  egress: model.observe('egress'),
  references: NAMES.map((name) => model.references(name)),
  links: ['L1', 'L2'].map((name) => model.linkState(name)),
  key: model.key((name) => name),
});

/** Applies a request. A refusal must change nothing at all. */
function take(input: unknown) {
  const before = model.save();
  const seen = sight();
  const reply = model.apply(request(input as RequestInput));
  if (reply.outcome !== 'ok') {
    expect(model.same(before)).toBe(true);
    expect(sight()).toEqual(seen);
  }
  return reply.outcome;
}

const attach = (name: string, rest: Rest = {}) =>
  take({ op: 'prog_attach', hook: 'ingress', prog: prog(name), ...rest });
const detach = (name: string | undefined, rest: Rest = {}) =>
  take({ op: 'prog_detach', hook: 'ingress', ...(name === undefined ? {} : { prog: prog(name) }), ...rest });
const create = (name: string, of: string, rest: Rest = {}) =>
  take({ op: 'link_create', hook: 'ingress', link: name, prog: prog(of), ...rest });
const update = (name: string, to: string, rest: Rest = {}) =>
  take({ op: 'link_update', link: link(name), prog: prog(to), ...rest });
const close = (name: string) => take({ op: 'prog_close', prog: name });
const closeLink = (name: string) => take({ op: 'link_close', link: name });
const detachLink = (name: string) => take({ op: 'link_detach', link: link(name) });
const removeDevice = () => take({ op: 'device_remove', device: 'dev' });
const query = (rest: Rest) => model.apply(request({ op: 'prog_query', hook: 'ingress', buffer: 8, ...rest } as never));

/** The list of a hook as text: `A B/L1 @3`. */
function list(hook = 'ingress') {
  const seen = model.observe(hook);
  if (seen.is === 'nothing') return 'nothing';
  expect(seen.count).toBe(seen.slots.length);
  const slots = seen.slots.map((slot) => (slot.link === 'none' ? slot.prog : `${slot.prog}/${slot.link}`));
  return [...slots, `@${seen.revision}`].join(' ');
}

describe('attach', () => {
  test('an empty hook reads revision 1, and the first attach makes it 2', () => {
    expect(list()).toBe('@1');
    expect(attach('A')).toBe('ok');
    expect(list()).toBe('A @2');
    expect(list('egress')).toBe('@1');
  });

  test('no directive appends; BEFORE puts right in front, AFTER right behind', () => {
    attach('A');
    attach('B');
    expect(attach('C', { flags: ['BEFORE'], relative: beside('B') })).toBe('ok');
    expect(list()).toBe('A C B @4');
    expect(attach('D', { flags: ['AFTER'], relative: beside('A', 'id') })).toBe('ok');
    expect(list()).toBe('A D C B @5');
  });

  test('BEFORE without a relative is the head, AFTER the tail', () => {
    attach('A');
    attach('B', { flags: ['BEFORE'] });
    attach('C', { flags: ['AFTER'] });
    expect(list()).toBe('B A C @4');
  });

  test('REPLACE keeps the place, counts as a revision, and lets go of the old program', () => {
    attach('A');
    attach('B');
    expect(attach('C', { flags: ['REPLACE'], replace: prog('A') })).toBe('ok');
    expect(list()).toBe('C B @4');
    expect(['A', 'B', 'C'].map((name) => model.references(name))).toEqual([1, 2, 2]);
  });

  test('REPLACE agrees with BEFORE the slot behind it and with AFTER the slot in front of it, and with nothing else', () => {
    attach('A');
    attach('B');
    attach('C');
    const replace = (flags: string[], relative: unknown) =>
      attach('D', { flags: ['REPLACE', ...flags], replace: prog('B'), relative });
    expect(replace(['BEFORE'], beside('A'))).toBe('ERANGE');
    expect(replace(['BEFORE'], { is: 'none' })).toBe('ERANGE');
    expect(replace(['AFTER'], beside('C'))).toBe('ERANGE');
    expect(replace(['AFTER'], { is: 'none' })).toBe('ERANGE');
    expect(replace(['BEFORE', 'AFTER'], beside('C'))).toBe('ERANGE');
    expect(replace(['BEFORE'], beside('C'))).toBe('ok');
    expect(list()).toBe('A D C @5');
  });

  test('BEFORE and AFTER never agree, not even on an empty hook', () => {
    expect(attach('A', { flags: ['BEFORE', 'AFTER'] })).toBe('ERANGE');
    attach('B');
    expect(attach('A', { flags: ['BEFORE', 'AFTER'], relative: beside('B') })).toBe('ERANGE');
  });

  test('a relative or a LINK or ID bit without a directive is EINVAL', () => {
    attach('B');
    create('L1', 'C');
    expect(attach('A', { relative: beside('B') })).toBe('EINVAL');
    expect(attach('A', { relative: beside('B', 'id') })).toBe('EINVAL');
    expect(attach('A', { relative: besideLink('L1') })).toBe('EINVAL');
  });

  test('REPLACE of a program that is absent is ENOENT, of a link’s slot EBUSY', () => {
    create('L1', 'A');
    expect(attach('B', { flags: ['REPLACE'], replace: prog('C') })).toBe('ENOENT');
    expect(attach('B', { flags: ['REPLACE'], replace: prog('A') })).toBe('EBUSY');
  });

  test('replace_bpf_fd is looked at only under REPLACE', () => {
    expect(attach('A', { replace: CLOSED })).toBe('ok');
    expect(attach('B', { flags: ['REPLACE'], replace: CLOSED })).toBe('EBADF');
    expect(attach('B', { flags: ['REPLACE'] })).toBe('EINVAL');
    expect(attach('B', { flags: ['REPLACE'], replace: prog('X') })).toBe('EINVAL');
  });

  test('replace_bpf_fd of a detach is looked at never', () => {
    for (const replace of [CLOSED, prog('A'), prog('B'), prog('X')]) {
      attach('A');
      expect(detach('A', { replace })).toBe('ok');
      expect(detach('A', { replace })).toBe('ENOENT');
    }
  });

  test('REPLACE by the program itself is a duplicate', () => {
    attach('A');
    expect(attach('A', { flags: ['REPLACE'], replace: prog('A') })).toBe('EEXIST');
  });

  test('a program attached through a link is a duplicate as well, but one program may be on both directions', () => {
    create('L1', 'A');
    expect(attach('A')).toBe('EEXIST');
    expect(attach('A', { hook: 'egress' })).toBe('ok');
    expect(model.references('A')).toBe(3);
  });

  test('the checks come in the order flag, subject, device, replace, revision, duplicate, relative, target, place', () => {
    const worst: Rest = { relative: { is: 'unknown-id', as: 'prog' }, revision: 'stale', replace: CLOSED };
    attach('A');
    create('L1', 'B');
    const wrong = { ...worst, flags: ['REPLACE', 'BEFORE', 'AFTER'] };
    expect(attach('A', { ...wrong, prog: CLOSED, flags: ['UNKNOWN', 'REPLACE'] })).toBe('EINVAL');
    expect(attach('A', { ...wrong, prog: CLOSED })).toBe('EBADF');
    expect(attach('A', { ...wrong, prog: WRONG })).toBe('EINVAL');
    expect(attach('X', wrong)).toBe('EINVAL');
    expect(attach('A', wrong)).toBe('EBADF');
    expect(attach('A', { ...wrong, replace: prog('B') })).toBe('ESTALE');
    expect(attach('A', { ...wrong, replace: prog('B'), revision: 'current' })).toBe('EEXIST');
    expect(attach('C', { ...wrong, replace: prog('B'), revision: 'none' })).toBe('ENOENT');
    expect(attach('C', { ...wrong, replace: prog('B'), revision: 'none', relative: { is: 'none' } })).toBe('EBUSY');
    removeDevice();
    expect(attach('A', wrong)).toBe('ENODEV');
    expect(attach('X', wrong)).toBe('EINVAL');
  });

  test('a directive that is refused comes ahead of one that would disagree: BEFORE first, then AFTER', () => {
    attach('A');
    expect(attach('B', { flags: ['BEFORE', 'AFTER'], relative: beside('C') })).toBe('ENOENT');
    const replace = { flags: ['REPLACE', 'AFTER'], replace: prog('A') };
    expect(attach('B', { ...replace, relative: beside('C') })).toBe('ENOENT');
    expect(attach('B', { ...replace, relative: beside('A') })).toBe('ERANGE');
  });

  test('a stale revision is ESTALE on an empty hook too, and the current one is 1 there', () => {
    expect(attach('A', { revision: 'stale' })).toBe('ESTALE');
    expect(attach('A', { revision: 'current' })).toBe('ok');
  });
});

describe('the relative', () => {
  test.each([
    ['LINK with fd 0', { is: 'zero', as: 'link', by: 'fd' }, 'EINVAL'],
    ['LINK and ID with 0', { is: 'zero', as: 'link', by: 'id' }, 'ENOENT'],
    ['ID with 0', { is: 'zero', as: 'prog', by: 'id' }, 'ENOENT'],
    ['a closed fd', { is: 'closed-fd', as: 'prog' }, 'EBADF'],
    ['a closed fd as a link', { is: 'closed-fd', as: 'link' }, 'EBADF'],
    ['an fd that is no program', { is: 'wrong-kind-fd', as: 'prog' }, 'EINVAL'],
    ['an fd that is no link', { is: 'wrong-kind-fd', as: 'link' }, 'EINVAL'],
    ['an id that no program has', { is: 'unknown-id', as: 'prog' }, 'ENOENT'],
    ['an id that no link has', { is: 'unknown-id', as: 'link' }, 'ENOENT'],
    ['a link that is absent, by fd', besideLink('L1'), 'EBADF'],
    ['a link that is absent, by id', besideLink('L1', 'id'), 'ENOENT'],
    ['a program of another type', beside('X'), 'EINVAL'],
    ['a link around a program of another type', besideLink('N'), 'EINVAL'],
  ])('%s is refused, whether or not a directive uses it', (_what, relative, outcome) => {
    attach('A');
    expect(attach('B', { flags: ['BEFORE'], relative })).toBe(outcome);
    expect(detach('A', { flags: ['AFTER'], relative })).toBe(outcome);
    expect(attach('B', { relative })).toBe(outcome);
  });

  test.each([
    ['a program', beside('D')],
    ['a foreign link around a program of this type', besideLink('M', 'id')],
  ])('%s that is in no slot is ENOENT to a directive', (_what, relative) => {
    attach('A');
    for (const flag of ['BEFORE', 'AFTER']) {
      expect(attach('B', { flags: [flag], relative })).toBe('ENOENT');
      expect(detach('A', { flags: [flag], relative })).toBe('ENOENT');
    }
    expect(attach('B', { relative })).toBe('EINVAL');
  });

  test('a program matches a slot of any link; a link matches its own slot alone', () => {
    create('L1', 'A');
    create('L2', 'A', { hook: 'egress' });
    expect(attach('B', { flags: ['BEFORE'], relative: besideLink('L2') })).toBe('ENOENT');
    expect(attach('B', { flags: ['BEFORE'], relative: besideLink('L1', 'id') })).toBe('ok');
    expect(attach('C', { flags: ['AFTER'], relative: beside('A') })).toBe('ok');
    expect(list()).toBe('B A/L1 C @4');
  });

  test('a defunct link resolves, and is in no slot', () => {
    create('L1', 'A');
    detachLink('L1');
    attach('A');
    expect(attach('B', { flags: ['AFTER'], relative: besideLink('L1') })).toBe('ENOENT');
    expect(attach('B', { relative: besideLink('L1') })).toBe('EINVAL');
  });

  test('without a subject the type of the relative is not looked at', () => {
    attach('A');
    expect(detach('A', { flags: ['BEFORE'], relative: beside('X') })).toBe('EINVAL');
    expect(detach(undefined, { flags: ['BEFORE'], relative: beside('X') })).toBe('ENOENT');
    expect(detach(undefined, { flags: ['BEFORE'], relative: besideLink('N') })).toBe('ENOENT');
  });

  test('a program that is closed but held is found by id and not by fd', () => {
    attach('A');
    close('A');
    expect(attach('B', { flags: ['BEFORE'], relative: beside('A') })).toBe('EBADF');
    expect(attach('B', { flags: ['BEFORE'], relative: beside('A', 'id') })).toBe('ok');
    expect(detach(undefined, { flags: ['AFTER'] })).toBe('ok');
    expect(attach('C', { flags: ['BEFORE'], relative: beside('A', 'id') })).toBe('ENOENT');
  });
});

describe('detach', () => {
  beforeEach(() => {
    for (const name of ['A', 'B', 'C']) attach(name);
  });

  test.each([
    ['nothing', [], { is: 'none' }, 'A B @5'],
    ['BEFORE', ['BEFORE'], { is: 'none' }, 'B C @5'],
    ['AFTER', ['AFTER'], { is: 'none' }, 'A B @5'],
    ['BEFORE the head', ['BEFORE'], beside('A'), 'B C @5'],
    ['BEFORE B', ['BEFORE'], beside('B'), 'B C @5'],
    ['AFTER B', ['AFTER'], beside('B'), 'A B @5'],
    ['AFTER the tail', ['AFTER'], beside('C'), 'A B @5'],
    ['AFTER A', ['AFTER'], beside('A'), 'A C @5'],
  ])('without a subject, %s designates the slot to remove', (_what, flags, relative, left) => {
    expect(detach(undefined, { flags, relative })).toBe('ok');
    expect(list()).toBe(left);
  });

  test('the subject’s slot and the directives must agree', () => {
    expect(detach('B', { flags: ['BEFORE'], relative: beside('B') })).toBe('ERANGE');
    expect(detach('C', { flags: ['AFTER'] })).toBe('ERANGE');
    expect(detach('A', { flags: ['BEFORE'] })).toBe('ERANGE');
    expect(detach('B', { flags: ['AFTER'], relative: beside('A') })).toBe('ok');
    expect(list()).toBe('A C @5');
  });

  test('a removed program loses the reference of its slot', () => {
    detach('B');
    expect(['A', 'B', 'C'].map((name) => model.references(name))).toEqual([2, 1, 2]);
  });

  test('a relative without subject and directive is EINVAL', () => {
    expect(detach(undefined, { relative: beside('A') })).toBe('EINVAL');
    expect(detach('A', { relative: beside('B') })).toBe('ok');
  });

  test('a link’s slot is EBUSY, by name and by place', () => {
    create('L1', 'D');
    expect(detach('D')).toBe('EBUSY');
    expect(detach(undefined)).toBe('EBUSY');
    expect(detach(undefined, { flags: ['AFTER'], relative: beside('C') })).toBe('EBUSY');
  });

  test('the checks come in the order flag, subject, device, empty, REPLACE, revision, relative, subject’s slot, place', () => {
    const worst = { flags: ['REPLACE', 'AFTER'], revision: 'stale', relative: { is: 'closed-fd', as: 'prog' } };
    expect(detach('A', { ...worst, prog: CLOSED, flags: ['UNKNOWN'] })).toBe('EINVAL');
    expect(detach('A', { ...worst, prog: CLOSED })).toBe('EBADF');
    expect(detach('A', { ...worst, prog: WRONG })).toBe('EINVAL');
    expect(detach('X', worst)).toBe('EINVAL');
    expect(detach('A', { ...worst, hook: 'egress' })).toBe('ENOENT');
    expect(detach('A', worst)).toBe('EINVAL');
    expect(detach('A', { ...worst, flags: ['AFTER'] })).toBe('ESTALE');
    expect(detach('D', { ...worst, flags: ['AFTER'], revision: 'none' })).toBe('EBADF');
    expect(detach('D', { flags: ['AFTER'], relative: beside('D') })).toBe('ENOENT');
    removeDevice();
    expect(detach('A', worst)).toBe('ENODEV');
  });
});

describe('the entry of a hook', () => {
  test('goes with the last slot, and the next one starts at revision 1', () => {
    const untouched = model.key((name) => name);
    attach('A');
    detach('A');
    expect(list()).toBe('@1');
    expect(model.key((name) => name)).toBe(untouched);
    attach('B');
    expect(list()).toBe('B @2');
  });

  test('is not left behind by an attach or a link_create that failed', () => {
    const untouched = model.save();
    expect(attach('A', { flags: ['AFTER'], relative: beside('B') })).toBe('ENOENT');
    expect(create('L1', 'A', { flags: ['REPLACE'] })).toBe('ENOENT');
    expect(model.same(untouched)).toBe(true);
    expect(detach(undefined)).toBe('ENOENT');
  });

  test('is each direction’s own', () => {
    attach('A');
    attach('B', { hook: 'egress' });
    expect([list(), list('egress')]).toEqual(['A @2', 'B @2']);
    detach('A');
    expect([list(), list('egress')]).toEqual(['@1', 'B @2']);
  });
});

describe('links', () => {
  test('a link holds its program, and its slot holds nothing more', () => {
    expect(create('L1', 'A')).toBe('ok');
    expect(list()).toBe('A/L1 @2');
    expect([model.references('A'), model.references('L1'), model.linkState('L1')]).toEqual([2, 1, 'attached']);
  });

  test('a create that fails leaves no link and no reference', () => {
    attach('A');
    expect(create('L1', 'A')).toBe('EEXIST');
    expect(create('L1', 'B', { revision: 'stale' })).toBe('ESTALE');
    expect([model.references('A'), model.references('L1'), model.linkState('L1')]).toEqual([2, 0, 'absent']);
  });

  test('REPLACE finds nothing to replace, and an unknown bit matters only where no directive is given', () => {
    attach('A');
    expect(create('L1', 'B', { flags: ['REPLACE'] })).toBe('ENOENT');
    expect(create('L1', 'B', { flags: ['UNKNOWN'] })).toBe('EINVAL');
    expect(create('L1', 'B', { flags: ['UNKNOWN', 'BEFORE'] })).toBe('ok');
    expect(list()).toBe('B/L1 A @3');
  });

  test('create looks at the program, then the device, then the rest', () => {
    const worst = { revision: 'stale', relative: { is: 'closed-fd', as: 'prog' } };
    expect(create('L1', 'A', { ...worst, prog: CLOSED })).toBe('EBADF');
    expect(create('L1', 'A', { ...worst, prog: WRONG })).toBe('EINVAL');
    expect(create('L1', 'X', worst)).toBe('EINVAL');
    expect(create('L1', 'A', worst)).toBe('ESTALE');
    removeDevice();
    expect(create('L1', 'X', worst)).toBe('EINVAL');
    expect(create('L1', 'A', worst)).toBe('ENODEV');
  });

  test('an update keeps place and link, moves the reference and counts as a revision', () => {
    create('L1', 'A');
    attach('C');
    expect(update('L1', 'B')).toBe('ok');
    expect(list()).toBe('B/L1 C @4');
    expect(['A', 'B'].map((name) => model.references(name))).toEqual([1, 2]);
    expect(update('L1', 'A', { flags: ['REPLACE'], old: prog('B') })).toBe('ok');
    expect(list()).toBe('A/L1 C @5');
  });

  test('an update to the program it has changes nothing', () => {
    create('L1', 'A');
    const before = model.save();
    expect(update('L1', 'A')).toBe('ok');
    expect(model.same(before)).toBe(true);
  });

  test('an update is refused in the order flag, link, program, old program, link state, EPERM, EEXIST, type', () => {
    create('L1', 'A');
    attach('B');
    const worst = { flags: ['REPLACE'], old: CLOSED };
    for (const flag of ['UNKNOWN', 'BEFORE', 'AFTER'])
      expect(take({ op: 'link_update', link: CLOSED, prog: CLOSED, old: CLOSED, flags: [flag] })).toBe('EINVAL');
    expect(take({ op: 'link_update', link: CLOSED, prog: WRONG, ...worst })).toBe('EBADF');
    expect(take({ op: 'link_update', link: WRONG, prog: CLOSED, ...worst })).toBe('EINVAL');
    expect(update('L2', 'B', worst)).toBe('EBADF');
    expect(update('L1', 'B', { ...worst, prog: WRONG })).toBe('EINVAL');
    expect(update('L1', 'B', worst)).toBe('EBADF');
    expect(update('L1', 'B', { flags: ['REPLACE'] })).toBe('EINVAL');
    expect(update('L1', 'B', { old: CLOSED })).toBe('EINVAL');
    expect(update('L1', 'B', { flags: ['REPLACE'], old: prog('C') })).toBe('EPERM');
    expect(update('L1', 'A', { flags: ['REPLACE'], old: prog('X') })).toBe('EPERM');
    expect(update('L1', 'B', { flags: ['REPLACE'], old: prog('A') })).toBe('EEXIST');
    expect(update('L1', 'X')).toBe('EINVAL');
    detachLink('L1');
    expect(update('L1', 'B', { flags: ['REPLACE'], old: prog('C') })).toBe('ENOLINK');
    expect(update('L1', 'A')).toBe('ENOLINK');
  });

  test('a detached link lives on, defunct, holding its program; detaching it again changes nothing', () => {
    create('L1', 'A');
    attach('B');
    expect(detachLink('L1')).toBe('ok');
    expect(list()).toBe('B @4');
    expect([model.references('A'), model.references('L1'), model.linkState('L1')]).toEqual([2, 1, 'defunct']);
    const before = model.save();
    expect(detachLink('L1')).toBe('ok');
    expect(model.same(before)).toBe(true);
    attach('A');
    expect(detachLink('L1')).toBe('ok');
    expect(list()).toBe('B A @5');
  });

  test('closing a link takes it out of its slot, frees it and lets go of its program; its name can be used again', () => {
    create('L1', 'A');
    expect(closeLink('L1')).toBe('ok');
    expect(list()).toBe('@1');
    expect([model.references('A'), model.references('L1'), model.linkState('L1')]).toEqual([1, 0, 'absent']);
    expect(closeLink('L1')).toBe('EBADF');
    expect(take({ op: 'link_detach', link: link('L1') })).toBe('EBADF');
    expect(take({ op: 'link_detach', link: WRONG })).toBe('EINVAL');
    expect(create('L1', 'B')).toBe('ok');
    expect(list()).toBe('B/L1 @2');
  });

  test('a link outlives the fd of its program', () => {
    create('L1', 'A');
    close('A');
    expect(model.references('A')).toBe(1);
    expect(close('A')).toBe('EBADF');
    expect(attach('A')).toBe('EBADF');
    closeLink('L1');
    expect(model.references('A')).toBe(0);
  });

  test('a foreign link is open from the start and holds its program', () => {
    expect([model.references('X'), model.references('N'), model.linkState('N')]).toEqual([2, 1, 'elsewhere']);
  });

  test('a malformed script throws', () => {
    create('L1', 'A');
    expect(() => create('L1', 'B')).toThrow(/L1/);
    start(small);
    expect(() => create('L9', 'A')).toThrow(/L9/);
    for (const malformed of [() => update('N', 'A'), () => detachLink('N'), () => closeLink('N'), () => attach('Q')]) {
      start(small);
      expect(malformed).toThrow(/\b[NQ]\b/);
    }
  });
});

describe('device_remove', () => {
  test('takes every slot: direct programs are let go, links become defunct and hold on', () => {
    attach('A');
    create('L1', 'B');
    attach('A', { hook: 'egress' });
    expect(removeDevice()).toBe('ok');
    expect([list(), list('egress')]).toEqual(['nothing', 'nothing']);
    expect(['A', 'B', 'L1'].map((name) => model.references(name))).toEqual([1, 2, 1]);
    expect(model.linkState('L1')).toBe('defunct');
    expect(update('L1', 'C')).toBe('ENOLINK');
    expect(detachLink('L1')).toBe('ok');
    expect(closeLink('L1')).toBe('ok');
    expect(model.references('B')).toBe(1);
    expect(removeDevice()).toBe('ENODEV');
  });

  test('frees a program that only a slot held', () => {
    attach('A');
    close('A');
    removeDevice();
    expect(model.references('A')).toBe(0);
  });

  test('whose qdisc somebody holds leaves nothing to the device that comes after it', () => {
    for (const each of [
      { op: 'qdisc_replace', device: 'dev', qdisc: 'clsact' },
      { op: 'device_remove', device: 'dev', busy: true },
      { op: 'device_create', device: 'dev' },
    ])
      expect(take(each)).toBe('ok');
    attach('A');
    detach('A');
    expect(model.observe('ingress')).toMatchObject({ revision: 1, slots: [] });
  });
});

describe('prog_query', () => {
  const full = { is: 'list', revision: 3, count: 2 };
  const [first, second] = [
    { prog: 'A', link: 'none' },
    { prog: 'B', link: 'L1' },
  ];

  test.each([
    [8, 'ok', [first, second]],
    [2, 'ok', [first, second]],
    [1, 'ENOSPC', [first]],
    [0, 'ok', []],
    ['none', 'ok', []],
  ])('of two slots with a buffer of %s is %s', (buffer, outcome, slots) => {
    attach('A');
    create('L1', 'B');
    expect(query({ buffer })).toEqual({ outcome, view: { ...full, slots } });
  });

  test('of an empty hook is ok whatever the buffer', () => {
    const view = { is: 'list', revision: 1, count: 0, slots: [] };
    for (const buffer of ['none', 0, 1]) expect(query({ buffer })).toEqual({ outcome: 'ok', view });
  });

  test('an unknown query flag comes ahead of the device, which comes ahead of every other flag', () => {
    const refused = (outcome: string) => ({ outcome, view: { is: 'nothing' } });
    expect(query({ queryFlags: 'UNKNOWN' })).toEqual(refused('EINVAL'));
    expect(query({ queryFlags: 'EFFECTIVE' })).toEqual(refused('EINVAL'));
    expect(query({ attachFlags: true })).toEqual(refused('EINVAL'));
    removeDevice();
    expect(query({ queryFlags: 'UNKNOWN' })).toEqual(refused('EINVAL'));
    expect(query({ queryFlags: 'EFFECTIVE', attachFlags: true })).toEqual(refused('ENODEV'));
  });
});

describe('capacity', () => {
  const tail = () => list().split(' ').slice(-2).join(' ');

  test('the revision counts the prefilled slots', () => {
    start(filled(63));
    expect(tail()).toBe('F62 @64');
    expect([model.references('F0'), model.references('A')]).toEqual([2, 1]);
  });

  test('slot 63 is the last: a full hook refuses every attach but REPLACE with ERANGE', () => {
    start(filled(62));
    expect(attach('A', { flags: ['BEFORE'] })).toBe('ok');
    expect(tail()).toBe('F61 @64');
    for (const flags of [[], ['BEFORE'], ['AFTER']]) expect(attach('B', { flags })).toBe('ERANGE');
    expect(create('L1', 'B', { flags: ['BEFORE'] })).toBe('ERANGE');
    expect(attach('B', { flags: ['REPLACE'], replace: prog('F61') })).toBe('ok');
    expect(tail()).toBe('B @65');
  });

  test('a full hook answers a duplicate and a bad relative ahead of the capacity, an absent one behind it', () => {
    start(filled(63));
    expect(attach('F1')).toBe('EEXIST');
    expect(attach('A', { flags: ['BEFORE'], relative: beside('X') })).toBe('EINVAL');
    expect(attach('A', { flags: ['BEFORE'], relative: beside('B') })).toBe('ERANGE');
    expect(attach('A', { relative: beside('F1') })).toBe('ERANGE');
  });

  test('a full hook cannot lose its last slot unless the subject is named', () => {
    start(filled(63));
    expect(detach(undefined)).toBe('ERANGE');
    expect(detach(undefined, { flags: ['AFTER'] })).toBe('ERANGE');
    expect(detach(undefined, { flags: ['AFTER'], relative: beside('F62') })).toBe('ERANGE');
    expect(detach('F62')).toBe('ok');
    expect(tail()).toBe('F61 @65');
    expect(detach(undefined)).toBe('ok');
  });

  test('is the universe’s: two slots are full at two', () => {
    start({ ...small, capacity: 2 });
    attach('A');
    attach('B');
    expect(attach('C')).toBe('ERANGE');
    expect(detach(undefined)).toBe('ERANGE');
    expect(detach(undefined, { flags: ['AFTER'], relative: beside('A') })).toBe('ok');
    expect(list()).toBe('A @4');
  });
});

describe('fields', () => {
  /** The fields of a request that a machine looks at, in order of first sight. */
  function fieldsRead(input: unknown) {
    const read: string[] = [];
    const complete = request(input as RequestInput);
    const watched = Object.defineProperties(
      {},
      Object.fromEntries(
        Object.entries(complete).map(([field, value]) => [
          field,
          {
            get: () => {
              if (!read.includes(field)) read.push(field);
              return value;
            },
          },
        ]),
      ),
    ) as Request;
    model.apply(watched);
    return read.filter((field) => field !== 'op');
  }
  const onto = { op: 'prog_attach', hook: 'ingress', prog: prog('A') };

  test('an unknown flag is refused having seen the flags alone', () => {
    expect(fieldsRead({ ...onto, flags: ['UNKNOWN'] })).toEqual(['flags']);
    expect(fieldsRead({ op: 'prog_detach', hook: 'ingress', flags: ['UNKNOWN'] })).toEqual(['flags']);
  });

  test('each refusal of an attach leaves the fields behind it unread', () => {
    expect(fieldsRead({ ...onto, prog: CLOSED })).toEqual(['flags', 'prog']);
    expect(fieldsRead({ ...onto, revision: 'stale' })).toEqual(['flags', 'prog', 'hook', 'revision']);
    const stale = { ...onto, flags: ['REPLACE'], replace: prog('B'), revision: 'stale' };
    expect(fieldsRead(stale)).toEqual(['flags', 'prog', 'hook', 'replace', 'revision']);
    attach('A');
    expect(fieldsRead(onto)).toEqual(['flags', 'prog', 'hook', 'revision']);
    expect(fieldsRead({ ...onto, prog: prog('B') })).toEqual(['flags', 'prog', 'hook', 'revision', 'relative']);
  });

  test('a detach from an empty hook looks at neither revision nor relative', () => {
    expect(fieldsRead({ op: 'prog_detach', hook: 'ingress' })).toEqual(['flags', 'prog', 'caller', 'hook']);
  });

  test('a link_create looks at its flags behind the duplicate, and at the name of the link only once it succeeds', () => {
    const around = { op: 'link_create', hook: 'ingress', link: 'L1', prog: prog('A') };
    expect(fieldsRead({ ...around, prog: CLOSED })).toEqual(['prog']);
    expect(fieldsRead({ ...around, revision: 'stale' })).toEqual(['prog', 'hook', 'revision']);
    attach('A');
    expect(fieldsRead(around)).toEqual(['prog', 'hook', 'revision']);
    const seen = ['prog', 'hook', 'revision', 'flags', 'relative'];
    expect(fieldsRead({ ...around, prog: prog('B'), flags: ['REPLACE'] })).toEqual(seen);
    expect(fieldsRead({ ...around, prog: prog('B') })).toEqual([...seen, 'link']);
  });

  test('a refused query does not look at the buffer', () => {
    const refused = { op: 'prog_query', hook: 'ingress', buffer: 1, attachFlags: true };
    expect(fieldsRead(refused)).toEqual(['queryFlags', 'caller', 'attr', 'hook', 'attachFlags']);
  });
});

describe('states', () => {
  const steps: [string, () => string][] = [
    ['attach A', () => attach('A')],
    ['create L1 around B in front', () => create('L1', 'B', { flags: ['BEFORE'] })],
    ['update L1 to C', () => update('L1', 'C')],
    ['replace A by D', () => attach('D', { flags: ['REPLACE'], replace: prog('A') })],
    ['close C', () => close('C')],
    ['attach A to egress', () => attach('A', { hook: 'egress' })],
    ['detach L1', () => detachLink('L1')],
    ['close L1', () => closeLink('L1')],
    ['remove the device', () => removeDevice()],
  ];

  test('a saved state is restored to the last count, after any step and from any later state', () => {
    const saved = [{ state: model.save(), seen: sight() }];
    for (const [what, step] of steps) {
      expect(step(), what).toBe('ok');
      expect(model.same(saved.at(-1)!.state), what).toBe(false);
      saved.push({ state: model.save(), seen: sight() });
    }
    for (const { state, seen } of [...saved, ...saved.toReversed()]) {
      model.restore(state);
      expect(model.same(state)).toBe(true);
      expect(sight()).toEqual(seen);
    }
  });

  test('a restored state goes on as it did the first time', () => {
    const beginning = model.save();
    const run = () =>
      steps.map(([, step]) => {
        step();
        return sight();
      });
    const first = run();
    model.restore(beginning);
    expect(run()).toEqual(first);
  });

  test('states that differ only in their revision have equal keys, and are not the same', () => {
    attach('A');
    const [key, state] = [model.key((name) => name), model.save()];
    attach('B');
    detach('B');
    expect(model.key((name) => name)).toBe(key);
    expect(model.same(state)).toBe(false);
  });

  test('states that differ only in who is called what have equal keys up to renaming', () => {
    attach('A');
    create('L1', 'B');
    const key = model.key((name) => name);
    start(small);
    attach('B');
    create('L2', 'A');
    expect(model.key((name) => name)).not.toBe(key);
    const swap: Record<string, string> = { A: 'B', B: 'A', L1: 'L2', L2: 'L1' };
    expect(model.key((name) => swap[name] ?? name)).toBe(key);
  });

  test('the key tells an open fd from a closed one, and a defunct link from an attached one', () => {
    const keys = new Set([model.key((name) => name)]);
    for (const [, step] of steps) {
      step();
      keys.add(model.key((name) => name));
    }
    expect(keys.size).toBe(steps.length + 1);
  });

  test('refusals of one outcome are one frozen reply', () => {
    const stale = request({ op: 'prog_attach', hook: 'ingress', prog: prog('A'), revision: 'stale' });
    expect(model.apply(stale)).toBe(model.apply(stale));
    expect(Object.isFrozen(model.apply(stale))).toBe(true);
  });
});

describe('faults', () => {
  test('there are at least 20, each named for a place', () => {
    expect(Object.keys(FAULTS).length).toBeGreaterThanOrEqual(20);
    for (const id of Object.keys(FAULTS)) expect(id).toMatch(/^[a-z-]+\/[a-z-]+$/);
  });

  test('a reference that is dropped too often shows as a count below 0, and crashes nothing', () => {
    model = new TcxModel({ fault: 'attach/duplicate-puts-twice' });
    model.reset(Universe.parse(small));
    attach('A');
    const again = request({ op: 'prog_attach', hook: 'ingress', prog: prog('A') });
    const counts = [1, 2, 3].map(() => [model.apply(again).outcome, model.references('A')]);
    expect(counts).toEqual([
      ['EEXIST', 1],
      ['EEXIST', 0],
      ['EEXIST', -1],
    ]);
    expect(list()).toBe('A @2');
  });

  test.each(Object.entries(FAULTS))('%s says in a sentence what is wrong', (_id, { sentence }) => {
    expect(sentence).toMatch(/^[A-Z].{15,}\.$/);
  });
});
