import { describe, expect, test } from 'vitest';
import { CgroupModel } from '../../model/cgroup/cgroup-model.ts';
import type { CgroupFaultId } from '../../model/cgroup/faults.ts';
import { VARIANTS, type Variant } from '../../model/cgroup/variants.ts';
import { type Flag, type RequestInput, request, Universe } from '../../spec/families/slots/vocabulary/index.ts';

const UNIVERSE = Universe.parse({
  programs: { A: 'cgroup_skb', B: 'cgroup_skb', C: 'cgroup_skb' },
  links: ['L1', 'L2'],
  hooks: { top: { kind: 'cgroup', parent: 'none' }, sub: { kind: 'cgroup', parent: 'top' } },
});

const prog = (name: string) => ({ is: 'prog', name }) as const;
const CLOSED = { is: 'closed-fd' } as const;
const MULTI: readonly Flag[] = ['ALLOW_MULTI'];

/** A model of two cgroups; `take` gives the outcome, and checks that a refusal changes nothing. */
class Rig {
  readonly model: CgroupModel;

  constructor(variant: Variant = '6.18', fault?: CgroupFaultId) {
    this.model = new CgroupModel({ variant, fault });
    this.model.reset(UNIVERSE);
  }

  take(input: RequestInput): string {
    const before = this.model.save();
    const { outcome, view } = this.model.apply(request(input));
    if (outcome === 'ok') return outcome;
    expect(view).toEqual({ is: 'nothing' });
    expect(this.model.same(before)).toBe(true);
    return outcome;
  }

  attach(hook: string, name: string): string {
    return this.take({ op: 'prog_attach', hook, prog: prog(name), flags: [...MULTI] });
  }

  create(hook: string, link: string, name: string): string {
    return this.take({ op: 'link_create', hook, link, prog: prog(name) });
  }

  remove(hook: string, busy = false): string {
    return this.take({ op: 'cgroup_remove', hook, busy });
  }

  make(hook: string): string {
    return this.take({ op: 'cgroup_create', hook });
  }

  /** `2 MULTI A => A` is revision, mode, list, and what runs. */
  see(hook: string): string {
    const seen = this.model.look(hook);
    if (seen.is === 'nothing') return 'nothing';
    const list = seen.slots.map(({ prog }) => prog).join('');
    return `${seen.revision} ${seen.mode} ${list} => ${seen.effective?.join('')}`;
  }

  references(...names: string[]): string {
    return names.map((name) => `${name}${this.model.references(name)}`).join(' ');
  }
}

/** A cgroup with A attached directly and B by a link, below one with C; then it is removed. */
function removed(variant?: Variant, fault?: CgroupFaultId): Rig {
  const rig = new Rig(variant, fault);
  rig.attach('top', 'C');
  rig.attach('sub', 'A');
  rig.create('sub', 'L1', 'B');
  expect(rig.remove('sub')).toBe('ok');
  return rig;
}

describe('removing a cgroup', () => {
  test('takes a cgroup that is there, without children, with no process in it', () => {
    const rig = new Rig();
    expect(rig.remove('top')).toBe('EBUSY');
    expect(rig.remove('sub', true)).toBe('EBUSY');
    expect(rig.remove('sub')).toBe('ok');
    expect(rig.remove('sub')).toBe('ENOENT');
    expect(rig.remove('sub', true)).toBe('ENOENT');
    expect(rig.remove('top')).toBe('ok');
  });

  test('drops the references on what is attached directly, and leaves links defunct, with their programs', () => {
    const rig = removed();
    expect(rig.see('sub')).toBe('nothing');
    expect(rig.see('top')).toBe('2 MULTI C => C');
    expect(rig.references('A', 'B', 'C', 'L1')).toBe('A1 B2 C2 L11');
    expect(rig.model.linkState('L1')).toBe('defunct');
    const link = { is: 'link', name: 'L1' } as const;
    expect(rig.take({ op: 'link_update', link, prog: prog('C') })).toBe('ENOLINK');
    expect(rig.take({ op: 'link_detach', link })).toBe('ok');
    expect(rig.take({ op: 'link_close', link: 'L1' })).toBe('ok');
    expect(rig.references('B')).toBe('B1');
  });

  test('a program that only the cgroup held is gone with it', () => {
    const rig = new Rig();
    rig.attach('sub', 'A');
    rig.take({ op: 'prog_close', prog: 'A' });
    rig.remove('sub');
    expect(rig.references('A')).toBe('A0');
  });
});

describe('a cgroup that is gone', () => {
  test.each(VARIANTS)('is ENOENT to every request of %s', (variant) => {
    const rig = new Rig(variant);
    rig.remove('sub');
    expect(rig.attach('sub', 'A')).toBe('ENOENT');
    if (variant !== '5.6') expect(rig.create('sub', 'L1', 'A')).toBe('ENOENT');
    expect(rig.take({ op: 'prog_detach', hook: 'sub', prog: prog('A') })).toBe('ENOENT');
    expect(rig.take({ op: 'prog_query', hook: 'sub', buffer: 4 })).toBe('ENOENT');
    expect(rig.take({ op: 'run', hook: 'sub' })).toBe('ENOENT');
  });

  test('attach: behind unknown flags and the program, ahead of what is to be replaced and of everything else', () => {
    const rig = removed();
    const input = { op: 'prog_attach', hook: 'sub', prog: prog('A') } as const;
    expect(rig.take({ ...input, flags: ['UNKNOWN'] })).toBe('EINVAL');
    expect(rig.take({ ...input, prog: CLOSED })).toBe('EBADF');
    expect(rig.take({ ...input, caller: 'bpf-only' })).toBe('EINVAL');
    expect(rig.take({ ...input, flags: ['ALLOW_MULTI', 'REPLACE'], replace: CLOSED })).toBe('ENOENT');
    expect(rig.take({ ...input, flags: ['ALLOW_MULTI', 'ALLOW_OVERRIDE'] })).toBe('ENOENT');
    expect(rig.take({ ...input, flags: ['REPLACE'] })).toBe('ENOENT');
    expect(rig.take({ ...input, revision: 'stale' })).toBe('ENOENT');
    expect(rig.references('A')).toBe('A1');
  });

  test('link create: behind the program, the capability and the flags', () => {
    const rig = removed();
    const input = { op: 'link_create', hook: 'sub', link: 'L2', prog: prog('A') } as const;
    expect(rig.take({ ...input, prog: CLOSED })).toBe('EBADF');
    expect(rig.take({ ...input, caller: 'bpf-only' })).toBe('EPERM');
    expect(rig.take({ ...input, flags: ['ALLOW_MULTI'] })).toBe('EINVAL');
    expect(rig.take({ ...input, revision: 'stale' })).toBe('ENOENT');
    expect(rig.references('A')).toBe('A1');
  });

  test('detach: behind flags and the relative, ahead of the program and the revision', () => {
    const rig = removed();
    const input = { op: 'prog_detach', hook: 'sub', prog: CLOSED, revision: 'stale' } as const;
    expect(rig.take({ ...input, flags: ['BEFORE'] })).toBe('EINVAL');
    expect(rig.take({ ...input, relative: { is: 'prog', name: 'A', by: 'fd' } })).toBe('EINVAL');
    expect(rig.take(input)).toBe('ENOENT');
  });

  test('query: behind the capability and the flags, ahead of a buffer for flags of what runs', () => {
    const rig = removed();
    const input = { op: 'prog_query', hook: 'sub', buffer: 4 } as const;
    expect(rig.take({ ...input, caller: 'no-capability' })).toBe('EPERM');
    expect(rig.take({ ...input, queryFlags: 'UNKNOWN' })).toBe('EINVAL');
    expect(rig.take({ ...input, queryFlags: 'EFFECTIVE', progAttachFlags: true })).toBe('ENOENT');
    expect(rig.take({ ...input, attr: 'short' })).toBe('ENOENT');
  });

  test('has no part in what changes above it', () => {
    const rig = removed();
    rig.create('top', 'L2', 'A');
    expect(rig.take({ op: 'link_update', link: { is: 'link', name: 'L2' }, prog: prog('B') })).toBe('ok');
    expect(rig.see('sub')).toBe('nothing');
    expect(rig.see('top')).toBe('4 MULTI CB => CB');
  });
});

describe('making it anew', () => {
  test('is refused where it is there, or its parent is not', () => {
    const rig = new Rig();
    expect(rig.make('sub')).toBe('EEXIST');
    rig.remove('sub');
    rig.remove('top');
    expect(rig.make('sub')).toBe('ENOENT');
    expect(rig.make('top')).toBe('ok');
    expect(rig.make('sub')).toBe('ok');
  });

  test('gives one that has nothing but what its ancestors run, and starts over at the first revision', () => {
    const rig = removed();
    rig.attach('top', 'A');
    expect(rig.make('sub')).toBe('ok');
    expect(rig.see('sub')).toBe('1 NONE  => CA');
    expect(rig.model.linkState('L1')).toBe('defunct');
    expect(rig.take({ op: 'prog_attach', hook: 'sub', prog: prog('B') })).toBe('ok');
    expect(rig.see('sub')).toBe('2 NONE B => BCA');
  });

  test('a state saved before it went is restored', () => {
    const rig = new Rig();
    rig.attach('sub', 'A');
    const saved = rig.model.save();
    const key = rig.model.key((name) => name);
    rig.remove('sub');
    expect(rig.model.same(saved)).toBe(false);
    expect(rig.model.key((name) => name)).not.toBe(key);
    rig.model.restore(saved);
    expect(rig.see('sub')).toBe('2 MULTI A => A');
    expect(rig.model.same(saved)).toBe(true);
    expect(rig.model.key((name) => name)).toBe(key);
  });
});

describe('a planted fault shows', () => {
  test.each([
    ['cgroup/direct-programs-leak', 'A2 B2'],
    ['cgroup/links-lose-program', 'A1 B1'],
  ] as const)('in references: %s', (fault, references) => {
    expect(removed('6.18', fault).references('A', 'B')).toBe(references);
  });

  test.each([
    ['cgroup/inherits-nothing', '1 NONE  => '],
    ['cgroup/revision-goes-on', '3 NONE  => C'],
  ] as const)('in a cgroup that is made anew: %s', (fault, seen) => {
    const rig = removed('6.18', fault);
    rig.make('sub');
    expect(rig.see('sub')).toBe(seen);
  });

  test('in the link: cgroup/links-stay-attached', () => {
    const rig = removed('6.18', 'cgroup/links-stay-attached');
    expect(rig.model.linkState('L1')).toBe('attached');
    expect(rig.take({ op: 'link_update', link: { is: 'link', name: 'L1' }, prog: prog('C') })).toBe('ok');
  });

  test('in what is refused first: attach/replaced-before-gone and link/gone-before-flags', () => {
    const attach = { op: 'prog_attach', hook: 'sub', prog: prog('A'), replace: CLOSED } as const;
    const late = removed('6.18', 'attach/replaced-before-gone');
    expect(late.take({ ...attach, flags: ['ALLOW_MULTI', 'REPLACE'] })).toBe('EBADF');
    const early = removed('6.18', 'link/gone-before-flags');
    const create = { op: 'link_create', hook: 'sub', link: 'L2', prog: prog('A') } as const;
    expect(early.take({ ...create, flags: ['UNKNOWN'] })).toBe('ENOENT');
  });
});
