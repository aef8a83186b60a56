import { describe, expect, test } from 'vitest';
import { CgroupModel } from '../../model/cgroup/cgroup-model.ts';
import { CGROUP_FAULTS, type CgroupFaultId } from '../../model/cgroup/faults.ts';
import { VARIANTS, type Variant } from '../../model/cgroup/variants.ts';
import {
  CGROUP_ATTACH_TYPES,
  type CgroupAttachType,
  type Flag,
  type RequestInput,
  request,
  Universe,
  type UniverseInput,
} from '../../spec/families/slots/vocabulary/index.ts';

type Verdicts = NonNullable<UniverseInput['verdicts']>;

interface Setup {
  readonly variant?: Variant;
  readonly fault?: CgroupFaultId;
  readonly verdicts?: Verdicts;
  readonly prefill?: UniverseInput['prefill'];
}

/** What a program does at a call: it sets the result, and allows (1) or refuses (0). */
const sets = (retval: string | number, returns = 1) => ({ retval, returns }) as Exclude<Verdicts[string], number>;

/** Three cgroups, one below the other, at one attach type; short forms of the requests. */
class Rig {
  readonly model: CgroupModel;

  constructor(attachType: CgroupAttachType, { variant = '6.18', fault, verdicts = {}, prefill = {} }: Setup = {}) {
    const type = CGROUP_ATTACH_TYPES[attachType].takes;
    this.model = new CgroupModel({ variant, fault });
    this.model.reset(
      Universe.parse({
        programs: { A: type, B: type, C: type, D: type },
        links: ['L1', 'L2'],
        hooks: {
          top: { kind: 'cgroup', parent: 'none', attachType },
          mid: { kind: 'cgroup', parent: 'top', attachType },
          low: { kind: 'cgroup', parent: 'mid', attachType },
        },
        verdicts,
        prefill,
      }),
    );
  }

  take(input: RequestInput): string {
    return this.model.apply(request(input)).outcome;
  }

  attach(hook: string, name: string, flags = 'ALLOW_MULTI'): void {
    const given = flags.split(' ').filter((flag) => flag !== '') as Flag[];
    expect(this.take({ op: 'prog_attach', hook, prog: { is: 'prog', name }, flags: given })).toBe('ok');
  }

  detach(hook: string, name: string): void {
    expect(this.take({ op: 'prog_detach', hook, prog: { is: 'prog', name } })).toBe('ok');
  }

  create(hook: string, link: string, name: string, flags: Flag[] = []): void {
    expect(this.take({ op: 'link_create', hook, link, prog: { is: 'prog', name }, flags })).toBe('ok');
  }

  update(name: string, to: string): void {
    const link = { is: 'link', name } as const;
    expect(this.take({ op: 'link_update', link, prog: { is: 'prog', name: to } })).toBe('ok');
  }

  /** `AB lost EPERM` of a packet, `AB EPERM not done` of a call; running changes nothing. */
  run(hook = 'low', option: 'known' | 'unknown' = 'known'): string {
    const before = this.model.save();
    const { outcome, view } = this.model.apply(request({ op: 'run', hook, option }));
    expect(this.model.same(before)).toBe(true);
    if (view.is === 'packet') return `${view.ran.join('')} ${view.delivered ? 'delivered' : 'lost'} ${view.sender}`;
    if (view.is === 'call') return `${view.ran.join('')} ${view.result} ${view.done ? 'done' : 'not done'}`;
    return outcome;
  }
}

/** What runs where A, B and C are attached to one cgroup in this order. */
function ran(attachType: CgroupAttachType, verdicts: Verdicts, more: Setup = {}, option?: 'unknown'): string {
  const prefill = { low: Object.keys(verdicts) };
  return new Rig(attachType, { verdicts, prefill, ...more }).run('low', option);
}

const CALLS = ['sock_create', 'connect4', 'sendmsg4', 'setsockopt'] as const;

describe('which programs run', () => {
  test('where nothing is attached, none: the packet or call goes through', () => {
    expect(new Rig('ingress').run()).toBe(' delivered ok');
    expect(new Rig('egress').run()).toBe(' delivered ok');
    for (const attachType of [...CALLS, 'getsockopt'] as const) expect(new Rig(attachType).run()).toBe(' ok done');
  });

  test('a program of which nothing is said allows', () => {
    expect(new Rig('egress', { prefill: { low: ['A'] } }).run()).toBe('A delivered ok');
    expect(new Rig('connect4', { prefill: { low: ['A'] } }).run()).toBe('A ok done');
  });

  test('G1: every program runs, also after a refusal', () => {
    expect(ran('ingress', { A: 0, B: 1, C: 0 })).toBe('ABC lost ok');
    expect(ran('egress', { A: 0, B: 1 })).toBe('AB lost EPERM');
    for (const attachType of CALLS) expect(ran(attachType, { A: 1, B: 0, C: 1 })).toBe('ABC EPERM not done');
    expect(ran('getsockopt', { A: 0, B: 1 })).toBe('AB EPERM done');
  });

  test('G7: the nearest cgroup goes first, and an ancestor may undo what a descendant refused', () => {
    const rig = new Rig('connect4', { verdicts: { A: sets('ok'), C: 0 } });
    rig.attach('top', 'A');
    rig.attach('mid', 'B');
    rig.attach('low', 'C');
    expect(rig.run('low')).toBe('CBA ok done');
    expect(rig.run('mid')).toBe('BA ok done');
  });

  test('G8: PREORDER programs of ancestors go first, so that a descendant may undo their refusal', () => {
    const rig = new Rig('connect4', { verdicts: { A: 0, C: sets('ok') } });
    rig.attach('top', 'A', 'ALLOW_MULTI PREORDER');
    rig.attach('low', 'B', 'ALLOW_MULTI PREORDER');
    rig.attach('low', 'C');
    rig.attach('top', 'D');
    expect(rig.run()).toBe('ABCD ok done');
  });

  test('G9: an OVERRIDE program of an ancestor runs while the cgroup has none', () => {
    const rig = new Rig('egress', { verdicts: { A: 0 } });
    rig.attach('top', 'A', 'ALLOW_OVERRIDE');
    expect(rig.run()).toBe('A lost EPERM');
    rig.attach('low', 'B');
    expect(rig.run()).toBe('B delivered ok');
    expect(rig.run('mid')).toBe('A lost EPERM');
    rig.detach('low', 'B');
    expect(rig.run()).toBe('A lost EPERM');
  });

  test('G10: with MULTI at the top and OVERRIDE in the middle, the middle one does not run at the bottom', () => {
    const rig = new Rig('egress');
    rig.attach('top', 'A');
    rig.attach('mid', 'B', 'ALLOW_OVERRIDE');
    rig.attach('low', 'C');
    expect(rig.run()).toBe('CA delivered ok');
    expect(rig.run('mid')).toBe('BA delivered ok');
  });

  test('G11: without a flag at the parent, its program runs for the child, which cannot attach', () => {
    const rig = new Rig('egress', { verdicts: { A: 0 } });
    rig.attach('top', 'A', '');
    expect(rig.take({ op: 'prog_attach', hook: 'low', prog: { is: 'prog', name: 'B' } })).toBe('EPERM');
    expect(rig.run()).toBe('A lost EPERM');
  });

  test('G12: a program of a child does not run for the parent', () => {
    const rig = new Rig('connect4', { verdicts: { A: 0 }, prefill: { mid: ['A'] } });
    expect(rig.run('top')).toBe(' ok done');
    expect(rig.run('mid')).toBe('A EPERM not done');
  });

  test('G13: a program that is attached directly and by a link runs twice', () => {
    const rig = new Rig('sock_create', { prefill: { low: ['A'] } });
    rig.create('low', 'L1', 'A');
    expect(rig.run()).toBe('AA ok done');
  });

  test('G14: BEFORE without a relative makes a program the first to run', () => {
    const rig = new Rig('egress', { prefill: { low: ['A'] } });
    rig.attach('low', 'B', 'ALLOW_MULTI BEFORE');
    expect(rig.run()).toBe('BA delivered ok');
  });
});

describe('packets', () => {
  test.each([
    ['E1', { A: 1 }, 'A delivered ok'],
    ['E2', { A: 0 }, 'A lost EPERM'],
    ['E2', { A: 1, B: 0, C: 1 }, 'ABC lost EPERM'],
    ['E3', { A: 2 }, 'A lost ENOBUFS'],
    ['E4', { A: 3 }, 'A delivered ok'],
    ['E5', { A: 0, B: 3 }, 'AB lost ENOBUFS'],
    ['E5', { A: 2, B: 1 }, 'AB lost ENOBUFS'],
    ['E5', { A: 3, B: 1 }, 'AB delivered ok'],
  ] as const)('%s: on the way out, %o: %s', (_, verdicts, seen) => {
    for (const variant of VARIANTS) expect(ran('egress', verdicts, { variant })).toBe(seen);
  });

  test('E6: on the way in, any refusal loses the packet, and the sender is not told', () => {
    for (const variant of VARIANTS) expect(ran('ingress', { A: 1, B: 0, C: 1 }, { variant })).toBe('ABC lost ok');
  });
});

describe('calls', () => {
  test('H6, H7: an errno that a program sets is what the caller gets', () => {
    for (const attachType of CALLS) expect(ran(attachType, { A: sets('EACCES') })).toBe('A EACCES not done');
    for (const attachType of CALLS) expect(ran(attachType, { A: sets('EACCES', 0) })).toBe('A EACCES not done');
  });

  test('G3: a later program can undo a refusal by setting 0', () => {
    for (const attachType of [...CALLS, 'getsockopt'] as const) {
      expect(ran(attachType, { A: 0, B: sets('ok') })).toBe('AB ok done');
      expect(ran(attachType, { A: sets('EACCES'), B: sets('ok'), C: 1 })).toBe('ABC ok done');
    }
  });

  test('a program that sets 0 and refuses, refuses', () => {
    for (const attachType of CALLS) expect(ran(attachType, { A: sets('ok', 0) })).toBe('A EPERM not done');
  });

  test('G4: a refusal leaves an errno as it is', () => {
    for (const attachType of CALLS) expect(ran(attachType, { A: sets('EACCES'), B: 0 })).toBe('AB EACCES not done');
  });

  test('G5: of two errnos the later one counts, also after a plain refusal', () => {
    const later = sets('EBUSY');
    for (const attachType of CALLS) expect(ran(attachType, { A: sets('EACCES'), B: later })).toBe('AB EBUSY not done');
    for (const attachType of CALLS) expect(ran(attachType, { A: 0, B: later })).toBe('AB EBUSY not done');
  });

  test('H3: the programs run in front of setsockopt, which then does what it can', () => {
    expect(ran('setsockopt', { A: 1 }, {}, 'unknown')).toBe('A ENOPROTOOPT not done');
    expect(ran('setsockopt', { A: 0 }, {}, 'unknown')).toBe('A EPERM not done');
    expect(ran('setsockopt', { A: sets('ok') }, {}, 'unknown')).toBe('A ENOPROTOOPT not done');
  });

  test('H1: the programs run behind getsockopt, have its errno, and may clear it', () => {
    expect(ran('getsockopt', { A: 1 }, {}, 'unknown')).toBe('A ENOPROTOOPT not done');
    expect(ran('getsockopt', { A: 0 }, {}, 'unknown')).toBe('A ENOPROTOOPT not done');
    expect(ran('getsockopt', { A: sets('ok') }, {}, 'unknown')).toBe('A ok not done');
    expect(ran('getsockopt', { A: sets('ok', 0) }, {}, 'unknown')).toBe('A EPERM not done');
    expect(ran('getsockopt', { A: sets('EACCES') })).toBe('A EACCES done');
  });

  test('H2: of getsockopt the caller gets a number that is no errno, unless a program refuses', () => {
    expect(ran('getsockopt', { A: sets(5) })).toBe('A 5 done');
    expect(ran('getsockopt', { A: sets(-5000), B: 1 })).toBe('AB -5000 done');
    expect(ran('getsockopt', { A: sets(5, 0) })).toBe('A EPERM done');
    expect(ran('getsockopt', { A: sets(-5000), B: 0 })).toBe('AB EPERM done');
  });

  test('Linux 5.6 has no bpf_set_retval, and makes EPERM of what the kernel came to', () => {
    const old = { variant: '5.6' } as const;
    expect(ran('getsockopt', { A: 1 }, old, 'unknown')).toBe('A ENOPROTOOPT not done');
    expect(ran('getsockopt', { A: 0, B: 1 }, old, 'unknown')).toBe('AB EPERM not done');
    expect(ran('connect4', { A: 0, B: 1 }, old)).toBe('AB EPERM not done');
    expect(() => ran('connect4', { A: sets('ok') }, old)).toThrow(
      'verdict of A: expected a number, because there is no bpf_set_retval() yet',
    );
  });
});

describe('what changed', () => {
  test('the next packet or call sees it: attach, link update, and a link that is defunct', () => {
    const rig = new Rig('connect4', { verdicts: { B: 0, C: sets('EACCES') } });
    rig.create('mid', 'L1', 'A');
    expect(rig.run()).toBe('A ok done');
    rig.update('L1', 'B');
    expect(rig.run()).toBe('B EPERM not done');
    rig.attach('low', 'C');
    expect(rig.run()).toBe('CB EACCES not done');
    expect(rig.take({ op: 'link_detach', link: { is: 'link', name: 'L1' } })).toBe('ok');
    expect(rig.run()).toBe('C EACCES not done');
  });

  test.each([
    ['6.18', 'BA delivered ok', 'BC delivered ok', 'BC delivered ok'],
    ['6.17', 'BA delivered ok', 'CA delivered ok', 'splat'],
  ] as const)('%s: a link update beside PREORDER changes what runs', (variant, before, after, closed) => {
    const rig = new Rig('egress', { variant });
    rig.create('low', 'L1', 'A');
    rig.create('low', 'L2', 'B', ['PREORDER']);
    expect(rig.run()).toBe(before);
    rig.update('L1', 'C');
    expect(rig.run()).toBe(after);
    // In 6.17 A runs although nothing but its fd holds it: with that closed, what runs is freed.
    expect(rig.take({ op: 'prog_close', prog: 'A' })).toBe('ok');
    expect(rig.run()).toBe(closed);
  });
});

describe('who may attach', () => {
  const caller = 'no-capability';
  const prog = { is: 'prog', name: 'A' } as const;

  test('P3: programs that see packets need a capability, those that see calls do not', () => {
    for (const attachType of ['ingress', 'egress'] as const) {
      const rig = new Rig(attachType);
      expect(rig.take({ op: 'prog_attach', hook: 'low', prog, caller })).toBe('EINVAL');
      expect(rig.take({ op: 'link_create', hook: 'low', link: 'L1', prog, caller })).toBe('EPERM');
    }
    for (const attachType of [...CALLS, 'getsockopt'] as const) {
      const rig = new Rig(attachType);
      expect(rig.take({ op: 'link_create', hook: 'low', link: 'L1', prog, caller })).toBe('ok');
      expect(rig.take({ op: 'prog_attach', hook: 'low', prog, flags: ['ALLOW_MULTI'], caller })).toBe('ok');
    }
  });

  test('H11: a program for another attach type is refused', () => {
    const model = new CgroupModel();
    const hooks = { low: { kind: 'cgroup', parent: 'none', attachType: 'connect4' } } as const;
    model.reset(Universe.parse({ programs: { A: 'cgroup_sockopt' }, links: ['L1'], hooks }));
    expect(model.apply(request({ op: 'prog_attach', hook: 'low', prog })).outcome).toBe('EINVAL');
    expect(model.apply(request({ op: 'link_create', hook: 'low', link: 'L1', prog })).outcome).toBe('EINVAL');
  });
});

describe('a planted fault shows where it should', () => {
  const FOUND: Readonly<
    Record<string, readonly [CgroupAttachType, Verdicts, sound: string, faulty: string, option?: 'unknown']>
  > = {
    'run/stops-at-refusal': ['ingress', { A: 0, B: 1 }, 'AB lost ok', 'A lost ok'],
    'run/last-one-decides': ['egress', { A: 0, B: 1 }, 'AB lost EPERM', 'AB delivered ok'],
    'run/receiver-tells': ['ingress', { A: 0 }, 'A lost ok', 'A lost EPERM'],
    'run/congestion-anded': ['egress', { A: 0, B: 3 }, 'AB lost ENOBUFS', 'AB lost EPERM'],
    'run/congestion-not-lost': ['egress', { A: 2 }, 'A lost ENOBUFS', 'A lost EPERM'],
    'run/congestion-told': ['egress', { A: 3 }, 'A delivered ok', 'A delivered ENOBUFS'],
    'run/failure-skips-programs': [
      'getsockopt',
      { A: 1 },
      'A ENOPROTOOPT not done',
      ' ENOPROTOOPT not done',
      'unknown',
    ],
    'run/starts-at-zero': ['getsockopt', { A: 1 }, 'A ENOPROTOOPT not done', 'A ok not done', 'unknown'],
    'run/first-errno-wins': ['connect4', { A: 0, B: sets('EBUSY') }, 'AB EBUSY not done', 'AB EPERM not done'],
    'run/refusal-stands': ['sock_create', { A: 0, B: sets('ok') }, 'AB ok done', 'AB EPERM not done'],
    'run/refusal-overwrites-errno': ['sendmsg4', { A: sets('EBUSY'), B: 0 }, 'AB EBUSY not done', 'AB EPERM not done'],
    'run/refusal-keeps-number': ['getsockopt', { A: sets(5, 0) }, 'A EPERM done', 'A 5 done'],
    'run/number-is-ok': ['getsockopt', { A: sets(5) }, 'A 5 done', 'A ok done'],
    'run/errno-alone-acts': ['setsockopt', { A: sets('EBUSY') }, 'A EBUSY not done', 'A ok done'],
    'run/always-eperm': ['connect4', { A: sets('EBUSY') }, 'A EBUSY not done', 'A EPERM not done'],
  };

  test.each(Object.entries(FOUND))('%s', (fault, [attachType, verdicts, sound, faulty, option]) => {
    expect(ran(attachType, verdicts, {}, option)).toBe(sound);
    expect(ran(attachType, verdicts, { fault: fault as CgroupFaultId }, option)).toBe(faulty);
  });

  test('run/own-list', () => {
    const prefill = { top: ['A'], low: ['B'] };
    expect(new Rig('egress', { prefill }).run()).toBe('BA delivered ok');
    expect(new Rig('egress', { prefill, fault: 'run/own-list' }).run()).toBe('B delivered ok');
  });

  test('attach/calls-guarded', () => {
    const prog = { is: 'prog', name: 'A' } as const;
    const input = { op: 'prog_attach', hook: 'low', prog, caller: 'bpf-only' } as const;
    expect(new Rig('getsockopt', { fault: 'attach/calls-guarded' }).take(input)).toBe('EINVAL');
  });

  test('every fault in running is here', () => {
    const known = Object.keys(CGROUP_FAULTS).filter((id) => id.startsWith('run/'));
    expect([...Object.keys(FOUND), 'run/own-list'].toSorted()).toEqual(known.toSorted());
  });
});
