import { describe, expect, test } from 'vitest';
import { CgroupModel } from '../../model/cgroup/cgroup-model.ts';
import { CGROUP_FAULTS, type CgroupFaultId, faultsOf } from '../../model/cgroup/faults.ts';
import { VARIANTS, type Variant } from '../../model/cgroup/variants.ts';
import { MODELS, modelNamed } from '../../model/index.ts';
import {
  type Flag,
  type Observation,
  type Request,
  type RequestInput,
  request,
  Universe,
  type UniverseInput,
} from '../../spec/families/slots/vocabulary/index.ts';

const BASE: UniverseInput = {
  programs: { A: 'cgroup_skb', B: 'cgroup_skb', C: 'cgroup_skb', D: 'cgroup_skb', X: 'sk_lookup' },
  links: ['L1', 'L2', 'L3'],
  foreignLinks: { N: 'X' },
  hooks: { top: { kind: 'cgroup', parent: 'none' }, sub: { kind: 'cgroup', parent: 'top' } },
  capacity: 64,
};

type Relative = NonNullable<Extract<RequestInput, { op: 'prog_attach' }>['relative']>;
interface More {
  relative?: Relative;
  replace?: string;
  revision?: 'none' | 'current' | 'stale';
}

const named = (name: string) => ({ is: 'prog', name }) as const;
const prog = (name: string, by: 'fd' | 'id' = 'fd') => ({ is: 'prog', name, by }) as const;
const link = (name: string, by: 'fd' | 'id' = 'fd') => ({ is: 'link', name, by }) as const;
const flagsOf = (text: string) => text.split(' ').filter((flag) => flag !== '') as Flag[];

/** `A/L1!` is program A attached through link L1 with PREORDER. */
function text(look: Observation): string {
  if (look.is === 'nothing') return 'nothing';
  const slots = look.slots.map(
    (slot) => `${slot.prog}${slot.link === 'none' ? '' : `/${slot.link}`}${slot.flags === undefined ? '' : '!'}`,
  );
  return `${look.mode} ${look.revision}: ${slots.join(' ')} => ${look.effective?.join('') ?? ''}`;
}

/** A model with short forms of the requests; each gives the outcome, and everything there is to see afterwards. */
class Rig {
  readonly model: CgroupModel;
  readonly hooks: string[];

  constructor(variant: Variant = '6.18', fault?: CgroupFaultId, more: Partial<UniverseInput> = {}) {
    this.model = new CgroupModel(fault === undefined ? { variant } : { variant, fault });
    const universe = Universe.parse({ ...BASE, ...more });
    this.model.reset(universe);
    this.hooks = Object.keys(universe.hooks);
  }

  take(input: RequestInput): string {
    const full: Request = request(input);
    const before = this.model.save();
    const { outcome, view } = this.model.apply(full);
    if (outcome !== 'ok') expect(this.model.same(before)).toBe(true);
    expect(view).toEqual({ is: 'nothing' });
    return `${outcome} | ${this.see()}`;
  }

  /** All cgroups; what a query shows must be the same without links and flags. */
  see(): string {
    return this.hooks
      .map((hook) => {
        const look = this.model.look(hook);
        const observed = this.model.observe(hook);
        if (look.is === 'list') {
          const plain = look.slots.map(({ prog }) => ({ prog, link: 'none' }));
          expect(observed).toEqual({ ...look, count: look.slots.length, slots: plain });
        }
        return text(look);
      })
      .join(' | ');
  }

  attach(hook: string, name: string, flags = 'ALLOW_MULTI', { replace, ...more }: More = {}): string {
    const input = { op: 'prog_attach', hook, prog: named(name), flags: flagsOf(flags), ...more } as const;
    return this.take(replace === undefined ? input : { ...input, replace: named(replace) });
  }

  detach(hook: string, name: string | undefined, { replace, ...more }: More & { flags?: Flag[] } = {}): string {
    const ignored = replace === undefined ? {} : { replace: named(replace) };
    const input = { op: 'prog_detach', hook, ...more, ...ignored } as const;
    return this.take(name === undefined ? input : { ...input, prog: named(name) });
  }

  create(hook: string, name: string, of: string, flags = '', more: More = {}): string {
    return this.take({ op: 'link_create', hook, link: name, prog: named(of), flags: flagsOf(flags), ...more });
  }

  update(name: string, to: string, old?: string): string {
    const input = { op: 'link_update', link: { is: 'link', name }, prog: named(to) } as const;
    return this.take(old === undefined ? input : { ...input, old: named(old), flags: ['REPLACE'] });
  }

  detachLink(name: string): string {
    return this.take({ op: 'link_detach', link: { is: 'link', name } });
  }

  close(name: string): string {
    return this.take({ op: 'link_close', link: name });
  }

  references(...names: string[]): string {
    return names.map((name) => `${name}${this.model.references(name)}`).join(' ');
  }
}

describe('modes', () => {
  test('the first attach sets the mode, and the last detach resets it', () => {
    const rig = new Rig();
    expect(rig.see()).toBe('NONE 1:  =>  | NONE 1:  => ');
    expect(rig.attach('top', 'A')).toBe('ok | MULTI 2: A => A | NONE 1:  => A');
    expect(rig.attach('top', 'B', '')).toBe('EPERM | MULTI 2: A => A | NONE 1:  => A');
    expect(rig.attach('top', 'B', 'ALLOW_OVERRIDE')).toBe('EPERM | MULTI 2: A => A | NONE 1:  => A');
    expect(rig.detach('top', 'A')).toBe('ok | NONE 3:  =>  | NONE 1:  => ');
    expect(rig.attach('top', 'B', 'ALLOW_OVERRIDE')).toBe('ok | OVERRIDE 4: B => B | NONE 1:  => B');
  });

  test('in NONE mode a second attach replaces the one program, be it the same', () => {
    const rig = new Rig();
    expect(rig.attach('sub', 'A', '')).toBe('ok | NONE 1:  =>  | NONE 2: A => A');
    expect(rig.attach('sub', 'B', '')).toBe('ok | NONE 1:  =>  | NONE 3: B => B');
    expect(rig.references('A', 'B')).toBe('A1 B2');
    expect(rig.attach('sub', 'B', '')).toBe('ok | NONE 1:  =>  | NONE 4: B => B');
    expect(rig.references('A', 'B')).toBe('A1 B2');
  });

  test('that second attach ignores BEFORE, AFTER and the relative', () => {
    const rig = new Rig();
    rig.attach('sub', 'A', '');
    const closed = { is: 'closed-fd', as: 'link' } as const;
    expect(rig.attach('sub', 'B', 'BEFORE AFTER', { relative: closed })).toBe('ok | NONE 1:  =>  | NONE 3: B => B');
  });

  test('the first attach in NONE mode looks at them', () => {
    const rig = new Rig();
    expect(rig.attach('sub', 'A', 'BEFORE', { relative: { is: 'closed-fd', as: 'prog' } })).toMatch(/^EBADF/);
    expect(rig.attach('sub', 'A', '', { relative: prog('B') })).toMatch(/^EINVAL/);
    expect(rig.attach('sub', 'A', 'BEFORE', { relative: prog('B') })).toMatch(/^ENOENT/);
    expect(rig.attach('sub', 'A', 'BEFORE AFTER')).toBe('ok | NONE 1:  =>  | NONE 2: A => A');
  });

  test('PREORDER is accepted without MULTI, and moves the program in front of those of ancestors', () => {
    const rig = new Rig();
    rig.attach('top', 'A');
    expect(rig.attach('sub', 'B', 'PREORDER')).toBe('ok | MULTI 2: A => A | NONE 2: B! => BA');
    expect(rig.attach('sub', 'B', '')).toBe('ok | MULTI 2: A => A | NONE 3: B => BA');
    rig.attach('top', 'C', 'ALLOW_MULTI PREORDER');
    expect(rig.see()).toBe('MULTI 3: A C! => CA | NONE 3: B => CBA');
  });

  test('OVERRIDE with MULTI, REPLACE without MULTI, and REPLACE with BEFORE or AFTER are refused', () => {
    const rig = new Rig();
    const nothing = 'EINVAL | NONE 1:  =>  | NONE 1:  => ';
    expect(rig.attach('top', 'A', 'ALLOW_OVERRIDE ALLOW_MULTI', { revision: 'stale' })).toBe(nothing);
    expect(rig.attach('top', 'A', 'REPLACE', { replace: 'B' })).toBe(nothing);
    expect(rig.attach('top', 'A', 'ALLOW_MULTI REPLACE BEFORE', { replace: 'B', revision: 'stale' })).toBe(nothing);
    expect(rig.attach('top', 'A', 'ALLOW_MULTI REPLACE AFTER', { replace: 'B' })).toBe(nothing);
  });

  test.each(['UNKNOWN', 'FIRST', 'LAST', 'ELSEWHERE'])('no command knows %s', (flag) => {
    const rig = new Rig('6.18', undefined, { flags: ['ELSEWHERE'] });
    const nothing = 'EINVAL | NONE 1:  =>  | NONE 1:  => ';
    expect(rig.attach('top', 'A', `ALLOW_MULTI ${flag}`)).toBe(nothing);
    expect(rig.create('top', 'L1', 'A', flag)).toBe(nothing);
    expect(rig.detach('top', 'A', { flags: [flag] })).toBe(nothing);
  });
});

describe('the hierarchy', () => {
  test('an ancestor in NONE mode forbids, one in OVERRIDE mode allows', () => {
    const rig = new Rig();
    rig.attach('top', 'A', '');
    expect(rig.attach('sub', 'B')).toBe('EPERM | NONE 2: A => A | NONE 1:  => A');
    rig.detach('top', 'A');
    rig.attach('top', 'A', 'ALLOW_OVERRIDE');
    expect(rig.attach('sub', 'B')).toBe('ok | OVERRIDE 4: A => A | MULTI 2: B => B');
  });

  test('an ancestor in MULTI mode on the way allows', () => {
    const hooks = { ...BASE.hooks, low: { kind: 'cgroup', parent: 'sub' } } as const;
    const rig = new Rig('6.18', undefined, { hooks });
    rig.attach('sub', 'B');
    rig.attach('top', 'A', '');
    expect(rig.attach('sub', 'C')).toMatch(/^EPERM/);
    expect(rig.attach('low', 'C', '')).toBe('ok | NONE 2: A => A | MULTI 2: B => B | NONE 2: C => CB');
  });

  test('own programs run first, then those of ancestors, which must be in MULTI mode or alone', () => {
    const hooks = { ...BASE.hooks, low: { kind: 'cgroup', parent: 'sub' } } as const;
    const rig = new Rig('6.18', undefined, { hooks });
    rig.attach('top', 'A');
    rig.attach('sub', 'B', 'ALLOW_OVERRIDE');
    expect(rig.see()).toBe('MULTI 2: A => A | OVERRIDE 2: B => BA | NONE 1:  => BA');
    rig.attach('low', 'C');
    rig.attach('low', 'A');
    expect(rig.see()).toBe('MULTI 2: A => A | OVERRIDE 2: B => BA | MULTI 3: C A => CAA');
  });

  test('PREORDER programs run first, those of ancestors ahead of those of descendants, each in list order', () => {
    const rig = new Rig();
    rig.attach('top', 'A', 'ALLOW_MULTI PREORDER');
    rig.attach('top', 'B', 'ALLOW_MULTI PREORDER');
    rig.attach('top', 'C');
    rig.attach('sub', 'D');
    rig.attach('sub', 'C', 'ALLOW_MULTI PREORDER');
    expect(rig.see()).toBe('MULTI 4: A! B! C => ABC | MULTI 3: D C! => ABCDC');
  });
});

describe('attaching in MULTI mode', () => {
  test('appends', () => {
    const rig = new Rig();
    rig.attach('sub', 'A');
    expect(rig.attach('sub', 'B')).toBe('ok | NONE 1:  =>  | MULTI 3: A B => AB');
  });

  test('a second direct attachment is a duplicate; one beside a link is not', () => {
    const rig = new Rig();
    rig.create('sub', 'L1', 'A');
    expect(rig.attach('sub', 'A')).toBe('ok | NONE 1:  =>  | MULTI 3: A/L1 A => AA');
    expect(rig.attach('sub', 'A')).toBe('EINVAL | NONE 1:  =>  | MULTI 3: A/L1 A => AA');
    expect(rig.create('sub', 'L2', 'A')).toBe('ok | NONE 1:  =>  | MULTI 4: A/L1 A A/L2 => AAA');
    expect(rig.references('A', 'L1', 'L2')).toBe('A4 L11 L21');
  });

  test('REPLACE keeps the place and takes the new flags', () => {
    const rig = new Rig();
    rig.attach('sub', 'A', 'ALLOW_MULTI PREORDER');
    rig.attach('sub', 'B');
    const replaced = rig.attach('sub', 'C', 'ALLOW_MULTI REPLACE', { replace: 'A' });
    expect(replaced).toBe('ok | NONE 1:  =>  | MULTI 4: C B => CB');
    const pushed = rig.attach('sub', 'D', 'ALLOW_MULTI REPLACE PREORDER', { replace: 'B' });
    expect(pushed).toBe('ok | NONE 1:  =>  | MULTI 5: C D! => DC');
    expect(rig.references('A', 'B', 'C', 'D')).toBe('A1 B1 C2 D2');
  });

  test('REPLACE of a program by itself is allowed, by an attached one it is not', () => {
    const rig = new Rig();
    rig.attach('sub', 'A');
    rig.attach('sub', 'B');
    const own = rig.attach('sub', 'A', 'ALLOW_MULTI REPLACE PREORDER', { replace: 'A' });
    expect(own).toBe('ok | NONE 1:  =>  | MULTI 4: A! B => AB');
    expect(rig.attach('sub', 'A', 'ALLOW_MULTI REPLACE', { replace: 'B' })).toMatch(/^EINVAL/);
    expect(rig.references('A', 'B')).toBe('A2 B2');
  });

  test('REPLACE of a program that only a link holds is ENOENT', () => {
    const rig = new Rig();
    rig.create('sub', 'L1', 'A');
    const refused = rig.attach('sub', 'B', 'ALLOW_MULTI REPLACE', { replace: 'A' });
    expect(refused).toBe('ENOENT | NONE 1:  =>  | MULTI 2: A/L1 => A');
  });

  test('REPLACE does not look at the relative', () => {
    const rig = new Rig();
    rig.attach('sub', 'A');
    const relative = { is: 'unknown-id', as: 'link' } as const;
    const replaced = rig.attach('sub', 'B', 'ALLOW_MULTI REPLACE', { replace: 'A', relative });
    expect(replaced).toBe('ok | NONE 1:  =>  | MULTI 3: B => B');
  });

  test('the program to replace is looked up ahead of everything but the subject, and only with MULTI', () => {
    const rig = new Rig();
    const input = { op: 'prog_attach', hook: 'sub', prog: named('A'), replace: { is: 'closed-fd' } } as const;
    const flags = ['ALLOW_MULTI', 'ALLOW_OVERRIDE', 'REPLACE', 'BEFORE'];
    expect(rig.take({ ...input, flags, revision: 'stale' })).toMatch(/^EBADF/);
    expect(rig.take({ ...input, flags: ['REPLACE'] })).toMatch(/^EINVAL/);
    expect(rig.take({ ...input, flags: ['ALLOW_MULTI'] })).toMatch(/^ok/);
  });

  test('a stale revision comes ahead of the hierarchy, the hierarchy ahead of the mode, the mode ahead of a duplicate', () => {
    const rig = new Rig();
    rig.attach('sub', 'A');
    rig.attach('top', 'B', '');
    const seen = 'NONE 2: B => B | MULTI 2: A => A';
    expect(rig.attach('sub', 'A', '', { revision: 'stale' })).toBe(`ESTALE | ${seen}`);
    expect(rig.attach('sub', 'A', 'ALLOW_MULTI', { revision: 'current' })).toBe(`EPERM | ${seen}`);
    rig.detach('top', undefined);
    expect(rig.attach('sub', 'A', '')).toMatch(/^EPERM/);
    expect(rig.attach('sub', 'A', 'ALLOW_MULTI BEFORE', { relative: { is: 'closed-fd', as: 'prog' } })).toMatch(
      /^EINVAL/,
    );
    expect(rig.attach('sub', 'C', 'ALLOW_MULTI', { revision: 'current' })).toMatch(/^ok/);
  });

  test('64 programs are the limit, for REPLACE and links too, behind the mode and ahead of duplicates', () => {
    const fillers = Array.from({ length: 64 }, (_, index) => `F${index}`);
    const programs = { ...BASE.programs, ...Object.fromEntries(fillers.map((name) => [name, 'cgroup_skb'] as const)) };
    const rig = new Rig('6.18', undefined, { programs, prefill: { top: fillers } });
    const full = rig.see();
    expect(full).toMatch(/^MULTI 65: /);
    expect(rig.attach('top', 'A')).toBe(`E2BIG | ${full}`);
    expect(rig.attach('top', 'F0')).toBe(`E2BIG | ${full}`);
    expect(rig.attach('top', 'A', 'ALLOW_MULTI REPLACE', { replace: 'F0' })).toBe(`E2BIG | ${full}`);
    expect(rig.create('top', 'L1', 'A')).toBe(`E2BIG | ${full}`);
    expect(rig.attach('top', 'A', '')).toBe(`EPERM | ${full}`);
    expect(rig.attach('sub', 'A')).toMatch(/^ok/);
  });
});

describe('places', () => {
  const three = (variant: Variant = '6.18') => {
    const rig = new Rig(variant);
    rig.attach('sub', 'A');
    rig.create('sub', 'L1', 'B');
    rig.attach('sub', 'C', 'ALLOW_MULTI PREORDER');
    expect(rig.see()).toBe('NONE 1:  =>  | MULTI 4: A B/L1 C! => CAB');
    return rig;
  };

  test('without a relative, BEFORE is the head and AFTER the tail', () => {
    const rig = three();
    expect(rig.attach('sub', 'D', 'ALLOW_MULTI BEFORE')).toBe('ok | NONE 1:  =>  | MULTI 5: D A B/L1 C! => CDAB');
    expect(rig.create('sub', 'L2', 'D', 'AFTER')).toBe('ok | NONE 1:  =>  | MULTI 6: D A B/L1 C! D/L2 => CDABD');
  });

  test('without a relative, both together are refused unless the list is empty', () => {
    expect(three().attach('sub', 'D', 'ALLOW_MULTI BEFORE AFTER')).toMatch(/^EINVAL/);
    const rig = new Rig();
    expect(rig.attach('sub', 'D', 'ALLOW_MULTI BEFORE AFTER')).toBe('ok | NONE 1:  =>  | MULTI 2: D => D');
  });

  test.each(['fd', 'id'] as const)('a program goes right before or right behind a program, by %s', (by) => {
    const before = three().attach('sub', 'D', 'ALLOW_MULTI BEFORE', { relative: prog('A', by) });
    expect(before).toBe('ok | NONE 1:  =>  | MULTI 5: D A B/L1 C! => CDAB');
    const behind = three().attach('sub', 'D', 'ALLOW_MULTI AFTER', { relative: prog('A', by) });
    expect(behind).toBe('ok | NONE 1:  =>  | MULTI 5: A D B/L1 C! => CADB');
  });

  test.each(['fd', 'id'] as const)('a link goes right before or right behind a link, by %s', (by) => {
    const before = three().create('sub', 'L2', 'D', 'BEFORE', { relative: link('L1', by) });
    expect(before).toBe('ok | NONE 1:  =>  | MULTI 5: A D/L2 B/L1 C! => CADB');
    const behind = three().create('sub', 'L2', 'D', 'AFTER', { relative: link('L1', by) });
    expect(behind).toBe('ok | NONE 1:  =>  | MULTI 5: A B/L1 D/L2 C! => CABD');
  });

  test('a relative of the other kind is refused, and is not even looked up', () => {
    const rig = three();
    expect(rig.attach('sub', 'D', 'ALLOW_MULTI BEFORE', { relative: link('L1') })).toMatch(/^EINVAL/);
    expect(rig.create('sub', 'L2', 'D', 'BEFORE', { relative: prog('A') })).toMatch(/^EINVAL/);
    const closed = { is: 'closed-fd', as: 'prog' } as const;
    expect(rig.create('sub', 'L2', 'D', 'BEFORE', { relative: closed })).toMatch(/^EINVAL/);
  });

  test('with a relative, exactly one of BEFORE and AFTER is required', () => {
    const rig = three();
    for (const flags of ['ALLOW_MULTI', 'ALLOW_MULTI BEFORE AFTER'])
      expect(rig.attach('sub', 'D', flags, { relative: prog('A') })).toMatch(/^EINVAL/);
    for (const relative of [
      { is: 'zero', as: 'prog', by: 'id' },
      { is: 'zero', as: 'link', by: 'fd' },
      { is: 'zero', as: 'link', by: 'id' },
    ] as const)
      expect(rig.create('sub', 'L2', 'D', '', { relative })).toMatch(/^EINVAL/);
  });

  test('relative and subject must agree on PREORDER', () => {
    const rig = three();
    expect(rig.attach('sub', 'D', 'ALLOW_MULTI BEFORE', { relative: prog('C') })).toMatch(/^EINVAL/);
    expect(rig.attach('sub', 'D', 'ALLOW_MULTI BEFORE PREORDER', { relative: prog('A') })).toMatch(/^EINVAL/);
    const placed = rig.attach('sub', 'D', 'ALLOW_MULTI BEFORE PREORDER', { relative: prog('C') });
    expect(placed).toBe('ok | NONE 1:  =>  | MULTI 5: A B/L1 D! C! => DCAB');
  });

  test.each([
    ['a program that is not attached', prog('D'), 'ENOENT'],
    ['a program that only a link holds', prog('B'), 'ENOENT'],
    ['a program of another type', prog('X'), 'ENOENT'],
    ['an id that no program has', { is: 'unknown-id', as: 'prog' }, 'ENOENT'],
    ['the id 0', { is: 'zero', as: 'prog', by: 'id' }, 'ENOENT'],
    ['a closed fd', { is: 'closed-fd', as: 'prog' }, 'EBADF'],
    ['an fd that is no program', { is: 'wrong-kind-fd', as: 'prog' }, 'EINVAL'],
  ] as const)('beside %s, a program finds no place', (_what, relative, outcome) => {
    const rig = three();
    expect(rig.attach('sub', 'D', 'ALLOW_MULTI BEFORE', { relative })).toBe(`${outcome} | ${rig.see()}`);
  });

  test.each([
    ['a link on a hook of another kind', link('N'), 'ENOENT'],
    ['a link that does not exist', link('L3'), 'EBADF'],
    ['an id that no link has', { is: 'unknown-id', as: 'link' }, 'ENOENT'],
    ['the id 0', { is: 'zero', as: 'link', by: 'id' }, 'ENOENT'],
    ['the fd 0', { is: 'zero', as: 'link', by: 'fd' }, 'EINVAL'],
    ['an fd that is no link', { is: 'wrong-kind-fd', as: 'link' }, 'EINVAL'],
  ] as const)('beside %s, a link finds no place', (_what, relative, outcome) => {
    const rig = three();
    expect(rig.create('sub', 'L2', 'D', 'AFTER', { relative })).toBe(`${outcome} | ${rig.see()}`);
  });

  test('a defunct link still resolves, but is in no list', () => {
    const rig = three();
    expect(rig.detachLink('L1')).toBe('ok | NONE 1:  =>  | MULTI 5: A C! => CA');
    expect(rig.model.linkState('L1')).toBe('defunct');
    expect(rig.create('sub', 'L2', 'D', 'AFTER', { relative: link('L1') })).toMatch(/^ENOENT/);
  });

  test('a link in another cgroup is no place here', () => {
    expect(three().create('top', 'L2', 'D', 'BEFORE', { relative: link('L1') })).toMatch(/^ENOENT/);
  });
});

describe('links', () => {
  test('are always MULTI and know no mode flags and no REPLACE', () => {
    const rig = new Rig();
    for (const flag of ['ALLOW_MULTI', 'ALLOW_OVERRIDE', 'REPLACE'])
      expect(rig.create('sub', 'L1', 'A', flag)).toBe('EINVAL | NONE 1:  =>  | NONE 1:  => ');
    expect(rig.create('sub', 'L1', 'A', 'PREORDER')).toBe('ok | NONE 1:  =>  | MULTI 2: A/L1! => A');
    expect(rig.references('A', 'L1')).toBe('A2 L11');
  });

  test('the subject is looked at ahead of the flags', () => {
    const rig = new Rig();
    const input = { op: 'link_create', hook: 'sub', link: 'L1', flags: ['UNKNOWN'] } as const;
    expect(rig.take({ ...input, prog: { is: 'closed-fd' } })).toMatch(/^EBADF/);
    expect(rig.create('sub', 'L1', 'X')).toMatch(/^EINVAL/);
    expect(rig.model.linkState('L1')).toBe('absent');
  });

  test('an update is never a duplicate, and one to the same program counts', () => {
    const rig = new Rig();
    rig.attach('top', 'A');
    rig.create('top', 'L1', 'B');
    expect(rig.update('L1', 'A')).toBe('ok | MULTI 4: A A/L1 => AA | NONE 1:  => AA');
    expect(rig.update('L1', 'A')).toBe('ok | MULTI 5: A A/L1 => AA | NONE 1:  => AA');
    expect(rig.references('A', 'B')).toBe('A3 B1');
  });

  test('an update reaches what runs in descendants, and beside PREORDER the right entry', () => {
    const rig = new Rig();
    rig.attach('top', 'A');
    rig.create('top', 'L1', 'B', 'PREORDER');
    rig.attach('sub', 'C');
    expect(rig.update('L1', 'D')).toBe('ok | MULTI 4: A D/L1! => DA | MULTI 2: C => DCA');
  });

  test('an update is refused: closed fds, a defunct link, the wrong old program, another type, in this order', () => {
    const rig = new Rig();
    rig.create('sub', 'L1', 'A');
    const input = { op: 'link_update', link: { is: 'link', name: 'L1' }, prog: named('X') } as const;
    expect(rig.take({ ...input, link: { is: 'closed-fd' }, flags: ['BEFORE'] })).toMatch(/^EINVAL/);
    expect(rig.take({ ...input, link: { is: 'wrong-kind-fd' }, prog: { is: 'closed-fd' } })).toMatch(/^EINVAL/);
    expect(rig.take({ ...input, prog: { is: 'closed-fd' }, old: named('B') })).toMatch(/^EBADF/);
    expect(rig.take({ ...input, old: named('A') })).toMatch(/^EINVAL/);
    expect(rig.take({ ...input, flags: ['REPLACE'] })).toMatch(/^EINVAL/);
    expect(rig.update('L1', 'X', 'B')).toMatch(/^EPERM/);
    expect(rig.update('L1', 'X', 'A')).toMatch(/^EINVAL/);
    rig.detachLink('L1');
    expect(rig.update('L1', 'X', 'B')).toMatch(/^ENOLINK/);
    expect(rig.references('A', 'B', 'X', 'L1')).toBe('A2 B1 X2 L11');
  });

  test('a second detach succeeds and changes nothing', () => {
    const rig = new Rig();
    rig.create('sub', 'L1', 'A');
    const gone = 'ok | NONE 1:  =>  | NONE 3:  => ';
    expect(rig.detachLink('L1')).toBe(gone);
    expect(rig.detachLink('L1')).toBe(gone);
    expect(rig.close('L1')).toBe(gone);
    expect(rig.references('A', 'L1')).toBe('A1 L10');
    expect(rig.detachLink('L1')).toBe('EBADF | NONE 1:  =>  | NONE 3:  => ');
  });

  test('closing the last fd takes the link out', () => {
    const rig = new Rig();
    rig.create('top', 'L1', 'A');
    rig.create('top', 'L2', 'B');
    expect(rig.close('L1')).toBe('ok | MULTI 4: B/L2 => B | NONE 1:  => B');
    expect(rig.close('L1')).toMatch(/^EBADF/);
    expect(rig.model.linkState('L1')).toBe('absent');
    expect(rig.model.linkState('N')).toBe('elsewhere');
  });
});

describe('detaching', () => {
  test('in MULTI mode a program that is attached directly is needed', () => {
    const rig = new Rig();
    rig.attach('sub', 'A');
    rig.create('sub', 'L1', 'B');
    const seen = 'NONE 1:  =>  | MULTI 3: A B/L1 => AB';
    expect(rig.detach('sub', undefined)).toBe(`EINVAL | ${seen}`);
    expect(rig.take({ op: 'prog_detach', hook: 'sub', prog: { is: 'closed-fd' } })).toBe(`EINVAL | ${seen}`);
    expect(rig.detach('sub', 'X')).toBe(`EINVAL | ${seen}`);
    expect(rig.detach('sub', 'B')).toBe(`ENOENT | ${seen}`);
    expect(rig.detach('sub', 'A')).toBe('ok | NONE 1:  =>  | MULTI 4: B/L1 => B');
  });

  test('in NONE and OVERRIDE mode the one program goes, whatever is named', () => {
    const rig = new Rig();
    rig.attach('top', 'A', 'ALLOW_OVERRIDE');
    expect(rig.detach('top', 'B')).toBe('ok | NONE 3:  =>  | NONE 1:  => ');
    rig.attach('top', 'A', '');
    expect(rig.take({ op: 'prog_detach', hook: 'top', prog: { is: 'closed-fd' } })).toBe(
      'ok | NONE 5:  =>  | NONE 1:  => ',
    );
    expect(rig.references('A')).toBe('A1');
  });

  test('from an empty list it is ENOENT, whatever is named', () => {
    const rig = new Rig();
    expect(rig.take({ op: 'prog_detach', hook: 'top', prog: { is: 'closed-fd' } })).toMatch(/^ENOENT/);
    expect(rig.detach('top', 'A', { revision: 'stale' })).toMatch(/^ESTALE/);
  });

  test('takes no flags and no relative, but an expected revision', () => {
    const rig = new Rig();
    rig.attach('sub', 'A');
    const seen = 'NONE 1:  =>  | MULTI 2: A => A';
    expect(rig.detach('sub', 'A', { flags: ['ALLOW_MULTI'], revision: 'stale' })).toBe(`EINVAL | ${seen}`);
    expect(rig.detach('sub', 'A', { relative: prog('A') })).toBe(`EINVAL | ${seen}`);
    expect(rig.detach('sub', 'A', { relative: { is: 'zero', as: 'prog', by: 'id' } })).toBe(`EINVAL | ${seen}`);
    expect(rig.detach('sub', 'B', { revision: 'stale' })).toBe(`ESTALE | ${seen}`);
    expect(rig.detach('sub', 'A', { revision: 'current' })).toBe('ok | NONE 1:  =>  | NONE 3:  => ');
  });
});

describe('a query', () => {
  const query = (rig: Rig, more: object) =>
    rig.model.apply(request({ op: 'prog_query', hook: 'sub', ...more } as RequestInput));
  const two = (variant: Variant = '6.18') => {
    const rig = new Rig(variant);
    rig.attach('top', 'C');
    rig.attach('sub', 'A', 'ALLOW_OVERRIDE');
    return rig;
  };
  const plain = (name: string) => ({ prog: name, link: 'none' });

  test('tells list, mode and revision, whatever attach_flags says', () => {
    const view = { is: 'list', revision: 2, count: 1, slots: [plain('A')], mode: 'OVERRIDE' };
    expect(query(two(), { buffer: 8 })).toEqual({ outcome: 'ok', view });
    expect(query(two(), { buffer: 1, attachFlags: true, progAttachFlags: true })).toEqual({ outcome: 'ok', view });
  });

  test('of what runs tells neither revision nor mode', () => {
    const view = { is: 'list', revision: 0, count: 2, slots: [plain('A'), plain('C')], mode: 'NONE' };
    expect(query(two(), { buffer: 8, queryFlags: 'EFFECTIVE' })).toEqual({ outcome: 'ok', view });
    const short = { outcome: 'ENOSPC', view: { ...view, slots: [plain('A')] } };
    expect(query(two(), { buffer: 1, queryFlags: 'EFFECTIVE' })).toEqual(short);
    for (const buffer of [0, 'none'])
      expect(query(two(), { buffer, queryFlags: 'EFFECTIVE' })).toEqual({
        outcome: 'ok',
        view: { ...view, slots: [] },
      });
  });

  test('of what runs takes no buffer for attach flags, and no query an unknown flag', () => {
    const refused = { outcome: 'EINVAL', view: { is: 'nothing' } };
    expect(query(two(), { buffer: 0, queryFlags: 'EFFECTIVE', progAttachFlags: true })).toEqual(refused);
    expect(query(two(), { buffer: 8, queryFlags: 'UNKNOWN' })).toEqual(refused);
  });

  test('of what runs tells the mode in 5.6', () => {
    const view = { is: 'list', revision: 0, count: 2, slots: [plain('A'), plain('C')], mode: 'OVERRIDE' };
    expect(query(two('5.6'), { buffer: 8, queryFlags: 'EFFECTIVE', progAttachFlags: true })).toEqual({
      outcome: 'ok',
      view,
    });
  });
});

describe('6.17', () => {
  test('an update beside PREORDER overwrites the entry of another program, and the old one stays without reference', () => {
    const rig = new Rig('6.17');
    rig.attach('top', 'A');
    rig.create('top', 'L1', 'B', 'PREORDER');
    expect(rig.see()).toBe('MULTI 3: A B/L1! => BA | NONE 1:  => BA');
    expect(rig.update('L1', 'C')).toBe('ok | MULTI 4: A C/L1! => BC | NONE 1:  => BC');
    expect(rig.references('A', 'B', 'C')).toBe('A2 B1 C2');
    expect(rig.take({ op: 'prog_close', prog: 'B' })).toBe('ok | MULTI 4: A C/L1! => BC | NONE 1:  => BC');
    expect(rig.references('B')).toBe('B0');
  });

  test('what is stale stays until an attach or detach in the cgroup or above it', () => {
    const rig = new Rig('6.17');
    rig.attach('top', 'A');
    rig.create('top', 'L1', 'B', 'PREORDER');
    rig.update('L1', 'C');
    expect(rig.attach('sub', 'D')).toBe('ok | MULTI 4: A C/L1! => BC | MULTI 2: D => CDA');
    expect(rig.detach('top', 'A')).toBe('ok | MULTI 5: C/L1! => C | MULTI 2: D => CD');
  });

  test('states that differ in what is stale have different keys', () => {
    const same = (name: string) => name;
    const one = new Rig('6.17');
    const other = new Rig('6.18');
    for (const rig of [one, other]) {
      rig.attach('top', 'A');
      rig.create('top', 'L1', 'B', 'PREORDER');
      rig.update('L1', 'C');
    }
    expect(one.model.key(same)).not.toBe(other.model.key(same));
  });
});

describe('the third posting', () => {
  const start = () => {
    const rig = new Rig('v3-posted');
    rig.create('sub', 'L1', 'A');
    rig.attach('sub', 'B');
    rig.create('sub', 'L2', 'A');
    return rig;
  };

  test('a program may anchor on a link, and a link on a program', () => {
    expect(start().attach('sub', 'C', 'ALLOW_MULTI AFTER', { relative: link('L1') })).toBe(
      'ok | NONE 1:  =>  | MULTI 5: A/L1 C B A/L2 => ACBA',
    );
    expect(start().create('sub', 'L3', 'C', 'BEFORE', { relative: prog('B') })).toBe(
      'ok | NONE 1:  =>  | MULTI 5: A/L1 C/L3 B A/L2 => ACBA',
    );
  });

  test('of two links with one program the first is taken for the other', () => {
    expect(start().create('sub', 'L3', 'C', 'BEFORE', { relative: link('L2') })).toBe(
      'ok | NONE 1:  =>  | MULTI 5: C/L3 A/L1 B A/L2 => CABA',
    );
  });
});

describe('5.6', () => {
  test.each(['BEFORE', 'AFTER', 'PREORDER', 'UNKNOWN'])('%s is an unknown bit', (flag) => {
    const rig = new Rig('5.6');
    expect(rig.attach('top', 'A', `ALLOW_MULTI ${flag}`)).toBe('EINVAL | NONE 0:  =>  | NONE 0:  => ');
  });

  test('REPLACE keeps the place, and there are no revisions', () => {
    const rig = new Rig('5.6');
    rig.attach('top', 'A');
    rig.attach('top', 'B');
    expect(rig.attach('top', 'C', 'ALLOW_MULTI REPLACE', { replace: 'A', revision: 'stale' })).toBe(
      'ok | MULTI 0: C B => CB | NONE 0:  => CB',
    );
    expect(rig.detach('top', 'C', { revision: 'stale', relative: prog('A') })).toBe(
      'ok | MULTI 0: B => B | NONE 0:  => B',
    );
    expect(rig.detach('top', 'B', { flags: ['ALLOW_MULTI'] })).toMatch(/^EINVAL/);
    expect(rig.references('A', 'B', 'C')).toBe('A1 B2 C1');
  });

  test('there are no links', () => {
    const rig = new Rig('5.6');
    expect(() => rig.create('top', 'L1', 'A')).toThrow('link_create: this semantics has no such request');
  });
});

describe.each(['6.1', 'preorder-only'] as const)('%s', (variant) => {
  test.each(['BEFORE', 'AFTER', 'UNKNOWN'])('%s is an unknown bit', (flag) => {
    const rig = new Rig(variant);
    expect(rig.attach('top', 'A', `ALLOW_MULTI ${flag}`)).toBe('EINVAL | NONE 0:  =>  | NONE 0:  => ');
  });

  test('an effective query tells no mode, any other does', () => {
    const rig = new Rig(variant);
    rig.attach('top', 'A');
    const ask = (queryFlags: 'none' | 'EFFECTIVE') =>
      rig.model.apply(request({ op: 'prog_query', hook: 'top', buffer: 4, queryFlags })).view;
    expect(ask('EFFECTIVE')).toMatchObject({ mode: 'NONE', revision: 0, count: 1 });
    expect(ask('none')).toMatchObject({ mode: 'MULTI', revision: 0, count: 1 });
  });

  test('a link takes no flags and the last place, and an update keeps it there', () => {
    const rig = new Rig(variant);
    expect(rig.create('top', 'L1', 'A', 'BEFORE')).toMatch(/^EINVAL/);
    rig.attach('top', 'B');
    expect(rig.create('top', 'L1', 'A')).toBe('ok | MULTI 0: B A/L1 => BA | NONE 0:  => BA');
  });
});

test('6.1 knows no PREORDER', () => {
  expect(new Rig('6.1').attach('top', 'A', 'ALLOW_MULTI PREORDER')).toMatch(/^EINVAL/);
});

test('preorder-only runs PREORDER programs first, those of ancestors in front, and REPLACE brings its own flags', () => {
  const rig = new Rig('preorder-only');
  rig.attach('top', 'A');
  rig.attach('top', 'B', 'ALLOW_MULTI PREORDER');
  rig.attach('sub', 'C');
  expect(rig.attach('sub', 'D', 'ALLOW_MULTI PREORDER')).toMatch(/=> BA \| MULTI 0: .* => BDCA$/);
  expect(rig.attach('top', 'B', 'ALLOW_MULTI REPLACE', { replace: 'B' })).toMatch(/=> AB \| MULTI 0: .* => DCAB$/);
});

describe('the machine', () => {
  /** The fields of a request that applying it reads. */
  function fieldsRead(rig: Rig, input: RequestInput): string[] {
    const read = new Set<string>();
    const watched = new Proxy(request(input), {
      get: (target, field) => {
        read.add(String(field));
        return Reflect.get(target, field);
      },
    });
    rig.model.apply(watched);
    return [...read].filter((field) => field !== 'op').sort();
  }

  test('reads only the fields it needs', () => {
    const rig = new Rig();
    const input = { op: 'prog_attach', hook: 'sub', prog: named('A'), flags: ['ALLOW_MULTI'] } as const;
    expect(fieldsRead(rig, { ...input, flags: ['UNKNOWN'] })).toEqual(['flags']);
    expect(fieldsRead(rig, { ...input, revision: 'stale' })).toEqual(['caller', 'flags', 'hook', 'prog', 'revision']);
    expect(fieldsRead(rig, { ...input, flags: ['ALLOW_OVERRIDE'] })).toContain('relative');
    expect(fieldsRead(rig, { ...input, flags: ['ALLOW_OVERRIDE'] })).not.toContain('relative');
    expect(fieldsRead(rig, { op: 'prog_detach', hook: 'sub' })).toEqual(['flags', 'hook', 'relative', 'revision']);
  });

  test('never reads what 5.6 does not have', () => {
    const rig = new Rig('5.6');
    const flags = ['ALLOW_MULTI'] as const;
    expect(fieldsRead(rig, { op: 'prog_attach', hook: 'sub', prog: named('A'), flags: [...flags] })).toEqual([
      'caller',
      'flags',
      'hook',
      'prog',
      'short',
    ]);
    expect(fieldsRead(rig, { op: 'prog_detach', hook: 'sub', prog: named('A') })).toEqual(['flags', 'hook', 'prog']);
    expect(fieldsRead(rig, { op: 'prog_query', hook: 'sub', buffer: 1, queryFlags: 'EFFECTIVE' })).toEqual([
      'attr',
      'buffer',
      'caller',
      'hook',
      'queryFlags',
    ]);
  });

  test('can be put back', () => {
    const rig = new Rig();
    rig.attach('top', 'A', 'ALLOW_MULTI PREORDER');
    rig.create('sub', 'L1', 'B');
    const saved = rig.model.save();
    const seen = rig.see();
    rig.update('L1', 'C');
    rig.take({ op: 'prog_close', prog: 'D' });
    rig.close('L1');
    rig.detach('top', 'A');
    expect(rig.model.same(saved)).toBe(false);
    rig.model.restore(saved);
    expect(rig.see()).toBe(seen);
    expect(rig.model.same(saved)).toBe(true);
    expect(rig.references('A', 'B', 'C', 'D', 'L1')).toBe('A2 B2 C1 D1 L11');
  });

  test('gives states that differ in names only one key', () => {
    const swap = (name: string) => ({ A: 'B', B: 'A' })[name] ?? name;
    const one = new Rig();
    const other = new Rig();
    one.attach('top', 'A');
    one.create('sub', 'L1', 'B', 'PREORDER');
    other.attach('top', 'B');
    other.create('sub', 'L1', 'A', 'PREORDER');
    expect(one.model.key((name) => name)).toBe(other.model.key(swap));
    expect(one.model.key((name) => name)).not.toBe(other.model.key((name) => name));
  });

  test('leaves the absolute revision out of the key', () => {
    const rig = new Rig();
    rig.attach('top', 'A');
    const key = rig.model.key((name) => name);
    rig.attach('top', 'A', 'ALLOW_MULTI REPLACE', { replace: 'A' });
    expect(rig.model.key((name) => name)).toBe(key);
  });

  test('counts the revision from where the universe says', () => {
    const rig = new Rig('6.18', undefined, { revision: 41, prefill: { top: ['A', 'B'] } });
    expect(rig.see()).toBe('MULTI 43: A B => AB | NONE 41:  => AB');
  });

  test('takes no universe without cgroups, and no removal of a device', () => {
    const hooks = { ingress: { kind: 'tcx', device: 'dev', direction: 'ingress' } } as const;
    expect(() => new Rig('6.18', undefined, { hooks })).toThrow('hook ingress: expected a cgroup, found tcx');
    expect(() => new Rig().take({ op: 'device_remove', device: 'dev' })).toThrow(
      'device_remove: this semantics has no such request',
    );
  });
});

describe('planted faults', () => {
  test.each(VARIANTS)('%s has at least eight', (variant) => {
    expect(Object.keys(faultsOf(variant)).length).toBeGreaterThanOrEqual(8);
  });

  test.each(Object.entries(CGROUP_FAULTS))('%s says in a sentence what is wrong', (id, { sentence, variants }) => {
    expect(id).toMatch(/^[a-z-]+\/[a-z-]+$/);
    expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(variants.length).toBeGreaterThan(0);
  });

  test('a fault of another variant is refused', () => {
    expect(() => new CgroupModel({ variant: '5.6', fault: 'link/update-ignores-old' })).toThrow(
      'expected a fault of 5.6',
    );
  });

  test.each(['cgroup', 'cgroup-6.17', 'cgroup-v3-posted', 'cgroup-5.6', 'cgroup-6.1', 'cgroup-preorder-only'])(
    '%s is in the register of models',
    (name) => {
      const kind = modelNamed(name);
      expect(MODELS[name]).toBe(kind);
      for (const fault of Object.keys(kind.faults)) expect(() => kind.create(fault)).not.toThrow();
    },
  );

  // The rest of the faults show in outcomes and lists, as the facts above would tell; these show in references alone.
  test.each([
    ['attach/replace-keeps-old-reference', 'A2 B1'],
    ['detach/keeps-reference', 'A1 B2'],
  ] as const)('%s leaves a reference', (fault, references) => {
    const rig = new Rig('5.6', fault);
    rig.attach('top', 'A');
    rig.attach('top', 'B', 'ALLOW_MULTI REPLACE', { replace: 'A' });
    rig.detach('top', 'B');
    expect(rig.references('A', 'B')).toBe(references);
  });

  test('attach/self-replace-refused, attach/replace-past-limit and link/update-keeps-old-reference differ', () => {
    const refusing = new Rig('6.18', 'attach/self-replace-refused');
    refusing.attach('top', 'A');
    expect(refusing.attach('top', 'A', 'ALLOW_MULTI REPLACE', { replace: 'A' })).toMatch(/^EINVAL/);
    const exempt = new Rig('6.18', 'attach/replace-past-limit', { capacity: 1, prefill: { top: ['A'] } });
    expect(exempt.attach('top', 'B', 'ALLOW_MULTI REPLACE', { replace: 'A' })).toMatch(/^ok/);
    const keeping = new Rig('6.18', 'link/update-keeps-old-reference');
    keeping.create('top', 'L1', 'A');
    keeping.update('L1', 'B');
    expect(keeping.references('A', 'B')).toBe('A2 B2');
  });
});
