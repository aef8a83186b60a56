import { describe, expect, test } from 'vitest';
import { explain } from '../../checker/decide/explanation.ts';
import { netkit, tcx } from '../../spec/families/profiles.ts';
import { Universe, type UniverseInput } from '../../spec/families/slots/vocabulary/index.ts';
import type { Trace } from '../../traces/format.ts';
import { parseTrace } from '../../traces/read.ts';

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
