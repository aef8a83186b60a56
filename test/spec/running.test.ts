import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { explain } from '../../checker/decide/explanation.ts';
import { cgroup, cgroup56, netkit, tcx } from '../../spec/families/profiles.ts';
import { Universe, type UniverseInput } from '../../spec/families/slots/vocabulary/index.ts';
import { readTraceFiles } from '../../traces/files.ts';
import type { Trace } from '../../traces/format.ts';
import { parseTrace } from '../../traces/read.ts';
import { ROOT } from '../support/command.ts';

const IN = { kind: 'tcx', device: 'dev', direction: 'ingress', clsact: true } as const;

function wrong(input: Partial<UniverseInput>): readonly string[] {
  const { error } = Universe.safeParse({ programs: { A: 'sched_cls', C: 'cgroup_skb' }, hooks: { in: IN }, ...input });
  return error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];
}

describe('a universe in which packets are sent', () => {
  test.each<[Partial<UniverseInput>, string]>([
    [{ verdicts: { B: 0 } }, 'verdicts.B: program B is not in the universe'],
    [
      { verdicts: { C: 2 } },
      'verdicts.C: expected 0 to 1, which a program of type cgroup_skb at ingress may return, found 2',
    ],
    [{ filters: { out: [] } }, 'filters.out: hook out is not in the universe'],
    [
      { hooks: { in: { ...IN, clsact: false } }, filters: { in: [{ prog: 'A', priority: 1 }] } },
      'filters.in: expected a tcx hook with clsact',
    ],
    [
      { filters: { in: [{ prog: 'C', priority: 1 }] } },
      'filters.in.0.prog: C is not a program of type sched_cls of the universe',
    ],
    [
      {
        filters: {
          in: [
            { prog: 'A', priority: 1 },
            { prog: 'A', priority: 1 },
          ],
        },
      },
      'filters.in.1.priority: another filter has priority 1',
    ],
  ])('is refused with one place: %j', (input, said) => {
    expect(wrong(input)).toEqual([said]);
  });
  test('may have any verdict of 32 bits', () => {
    expect(wrong({ verdicts: { A: -0x80000000 } })).toEqual([]);
    expect(wrong({ verdicts: { A: 0x80000000 } }).length).toBe(1);
  });
});

describe('a universe of cgroups', () => {
  const of = (type: string, attachType: string, verdict: unknown) =>
    wrong({
      programs: { A: type },
      hooks: { top: { kind: 'cgroup', parent: 'none', attachType } },
      verdicts: { A: verdict },
    } as Partial<UniverseInput>);

  test.each([
    ['cgroup_skb', 'ingress', 2, 'expected 0 to 1, which a program of type cgroup_skb at ingress may return, found 2'],
    ['cgroup_skb', 'egress', 4, 'expected 0 to 3, which a program of type cgroup_skb at egress may return, found 4'],
    [
      'cgroup_sock_addr',
      'connect4',
      -1,
      'expected 0 to 1, which a program of type cgroup_sock_addr at connect4 may return, found -1',
    ],
    [
      'cgroup_skb',
      'egress',
      { returns: 1, retval: 'ok' },
      'expected a number, because a program of type cgroup_skb cannot call bpf_set_retval() here, found {"returns":1,"retval":"ok"}',
    ],
    [
      'cgroup_sockopt',
      'setsockopt',
      { returns: 1, retval: 5 },
      'expected a retval by name ("ok" or an errno), because only getsockopt hands on other values, found {"returns":1,"retval":5}',
    ],
    [
      'cgroup_sockopt',
      'getsockopt',
      { returns: 1, retval: -13 },
      'expected "ok" for 0 and the name of an errno for -1 to -4095, found {"returns":1,"retval":-13}',
    ],
  ])('has no program of type %s at %s that does %j', (type, attachType, verdict, message) => {
    expect(of(type, attachType, verdict)).toEqual([`verdicts.A: ${message}`]);
  });
  test.each([
    ['cgroup_skb', 'egress', 3],
    ['cgroup_sock', 'sock_create', { returns: 0, retval: 'EACCES' }],
    ['cgroup_sockopt', 'getsockopt', { returns: 0, retval: -5000 }],
  ])('may have a program of type %s at %s that does %j', (type, attachType, verdict) => {
    expect(of(type, attachType, verdict)).toEqual([]);
  });
  test('is of one attach type', () => {
    const hooks = {
      top: { kind: 'cgroup', parent: 'none' },
      child: { kind: 'cgroup', parent: 'top', attachType: 'egress' },
    } as const;
    expect(wrong({ hooks })).toEqual(['hooks.child.attachType: expected ingress, as at hook top, found egress']);
  });
  test('has no verdict that sets a result under a semantics without bpf_set_retval()', () => {
    const verdicts = { A: 1, B: { returns: 1, retval: 'ok' } };
    const universe = Universe.parse({
      programs: { A: 'cgroup_sockopt', B: 'cgroup_sockopt' },
      hooks: { top: { kind: 'cgroup', parent: 'none', attachType: 'getsockopt' } },
      verdicts,
    } as UniverseInput);
    const { misfit } = cgroup.family;
    expect(misfit?.(cgroup, universe)).toBeUndefined();
    expect(misfit?.(cgroup56, universe)).toEqual({
      path: ['universe', 'verdicts', 'B'],
      message: 'expected a number, because cgroup-5.6 has no bpf_set_retval(), found {"returns":1,"retval":"ok"}',
    });
  });
});

describe('an explanation of what runs at a cgroup', () => {
  /** What is said of the last step of a fact. */
  const said = (fact: string, step: number) => {
    const { traces } = readTraceFiles([join(ROOT, `traces/facts/cgroup/${fact}.json`)]);
    return explain(cgroup, traces[0]!.trace as Trace, fact)[step - 1]!;
  };

  test('says which cgroup hides a program of its ancestor', () => {
    expect(said('G9', 4)).toMatchObject({
      rule: 'run/sent',
      objects: [
        'B ran and returned 1',
        'A of top did not run: top is in OVERRIDE mode, and child has programs of its own',
      ],
    });
    expect(said('G10', 5).objects).toEqual([
      'C ran and returned 1',
      'A ran and returned 1',
      'B of middle did not run: middle is in OVERRIDE mode, and bottom has programs of its own',
    ]);
  });
  test('says what stands of a call after each program', () => {
    expect(said('G2', 10)).toMatchObject({
      rule: 'run/errno-cleared',
      objects: [
        'A ran and returned 0, which leaves EPERM',
        'B ran, set EBUSY and returned 1, which leaves EBUSY',
        'C ran, set ok and returned 1, which leaves ok',
      ],
    });
  });
  test('says which program refuses a packet', () => {
    expect(said('E2', 4).objects).toEqual(['B ran and returned 0, which refuses the packet', 'A ran and returned 1']);
  });
});

describe('an explanation', () => {
  const names = ['A', 'U', 'B'];
  const at = (hook: object) =>
    parseTrace('a', {
      format: 'mprog-trace',
      version: 1,
      profile: 'tcx',
      title: 'a',
      universe: {
        programs: Object.fromEntries([...names, 'Q'].map((name) => [name, 'sched_cls'])),
        verdicts: { U: 42, Q: 2 },
        hooks: { at: hook },
        prefill: { at: names },
        ...('clsact' in hook ? { filters: { at: [{ prog: 'Q', priority: 3 }] } } : {}),
      },
      steps: [{ request: { op: 'run', hook: 'at' }, expect: { outcome: 'ok' } }],
    }) as Trace;

  test('says of each program why it ran, or did not', () => {
    expect(explain(tcx, at(IN), 'a')[0]).toMatchObject({
      rule: 'run/filter-drops-in',
      objects: [
        'A ran and said NEXT',
        'U ran and said 42, which is not known',
        'B did not run: U ended the walk',
        'filter 3 (Q) ran and said SHOT',
      ],
    });
  });
  test('says at netkit that a verdict that is not known drops', () => {
    const [step] = explain(netkit, at({ kind: 'netkit', device: 'dev', end: 'peer' }), 'a');
    expect(step).toMatchObject({ rule: 'run/drop-out', because: { walk: 'drop' } });
  });
});
