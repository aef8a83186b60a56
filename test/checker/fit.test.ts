import { describe, expect, test } from 'vitest';
import { fitting, grouped } from '../../checker/live/fit.ts';
import { Remembering } from '../../checker/live/remembering.ts';
import { atOnce } from '../../checker/search/run.ts';
import { shippedSuite } from '../../cli/siblings.ts';
import { MODELS, modelNamed } from '../../model/index.ts';
import { PROFILES, profileNamed } from '../../spec/families/profiles.ts';
import { type Machine, OddAnswer } from '../../spec/vocabulary/machine.ts';
import { replaying } from '../../traces/replay.ts';

const GROUPS = grouped(
  PROFILES.map((semantics) => ({
    semantics,
    suite: shippedSuite(semantics).map(({ file, trace }) => ({ path: file, trace })),
  })),
);
const groupOf = (name: string) =>
  GROUPS.find(({ candidates }) => candidates.some(({ semantics }) => semantics.name === name))!;

/** A model as another kernel: a request that it has not is answered, and not a mistake of who asks. */
function standIn(name: string, fault?: string): Machine {
  const model = modelNamed(name).create(fault);
  const { uapi } = profileNamed(name);
  return {
    reset: (universe) => model.reset(universe as Parameters<typeof model.reset>[0]),
    observe: (hook) => model.observe(hook),
    apply: (request) => {
      if (uapi.fields[(request as { op: string }).op] === undefined) throw new OddAnswer('there is no such request');
      return model.apply(request as Parameters<typeof model.apply>[0]);
    },
  };
}

/** What a model cannot be asked: what there is in no universe of its own. */
const unmade = (error: unknown) => (error instanceof RangeError ? error.message : undefined);

describe('a machine that remembers', () => {
  test('answers like the machine itself, and asks it once', () => {
    const { suite } = groupOf('tcx').candidates.find(({ semantics }) => semantics.name === 'tcx')!;
    const inner = standIn('tcx');
    let asked = 0;
    const remembering = new Remembering({
      reset: (universe) => inner.reset(universe),
      observe: (hook) => inner.observe(hook),
      apply: (request) => {
        asked += 1;
        return inner.apply(request);
      },
    });
    const replayed = (machine: Machine) => suite.map(({ trace }) => atOnce(replaying(trace, machine)));
    expect(replayed(remembering)).toEqual(replayed(standIn('tcx')));
    expect(asked).toBeGreaterThan(suite.length / 2);
    const once = asked;
    expect(replayed(remembering).every((run) => run?.ok)).toBe(true);
    expect(asked).toBe(once);
  });

  test('forgets what the machine threw', () => {
    let failing = true;
    const inner = standIn('tcx');
    const remembering = new Remembering({
      reset: (universe) => inner.reset(universe),
      observe: (hook) => inner.observe(hook),
      apply: (request) => {
        if (failing) throw new Error('not now');
        return inner.apply(request);
      },
    });
    const { trace } = groupOf('tcx').candidates[0]!.suite[0]!;
    expect(() => atOnce(replaying(trace, remembering))).toThrow('not now');
    failing = false;
    expect(atOnce(replaying(trace, remembering))).toMatchObject({ ok: true });
  });
});

describe('which semantics a machine has', () => {
  test('families are asked one by one', () => {
    expect(GROUPS.map(({ family, hook }) => [family, hook])).toEqual([
      ['lists', 'tcx'],
      ['lists', 'netkit'],
      ['cgroups', 'cgroup'],
      ['xdp', 'xdp-place'],
      ['freplace', 'function'],
    ]);
  });

  test.each(Object.keys(MODELS))('a kernel that does what the model of %s does fits that profile alone', (name) => {
    const fit = atOnce(fitting(groupOf(name), standIn(name), unmade));
    expect([fit.result, fit.fits, fit.nearest]).toEqual(['held', [name], undefined]);
    for (const { profile, result, traces, deciding, rules } of fit.profiles)
      if (profile === name) {
        expect([result, traces.failed, deciding, rules]).toEqual(['held', 0, undefined, []]);
        expect(traces.asked).toBeGreaterThan(40);
      } else {
        expect([result, traces.failed > 0, rules.length > 0]).toEqual(['violated', true, true]);
        expect(deciding!.file).toMatch(new RegExp(`traces/conformance/${profile}/`));
        expect(deciding!.differences.length).toBeGreaterThan(0);
      }
  });

  test.each([
    ['tcx', 'attach/before-off-by-one', 3, 'attach/insert-before'],
    ['tcx', 'link/update-same-bumps-revision', 2, 'link-update/same'],
    ['cgroup', 'effective/preorder-reversed', 2, 'attach/insert-before'],
    ['cgroup-5.6', 'attach/replace-appends', 3, 'attach/replace'],
  ])('a kernel like %s with the fault %s fits none, and the nearest is named', (name, fault, steps, rule) => {
    const fit = atOnce(fitting(groupOf(name), standIn(name, fault), unmade));
    expect([fit.result, fit.fits, fit.nearest?.profile]).toEqual(['violated', [], name]);
    const { difference } = fit.nearest!;
    expect(difference!.expected).not.toEqual(difference!.found);
    expect([difference!.steps.length, difference!.rule]).toEqual([steps, rule]);
  });

  test('a trace with undefined behaviour is not put to a machine', () => {
    const asked: string[] = [];
    const machine = standIn('mprog-first-merge');
    const apply = (request: object) => {
      asked.push(JSON.stringify(request));
      return machine.apply(request);
    };
    const group = groupOf('mprog-first-merge');
    const candidates = group.candidates.filter(({ semantics }) => semantics.name === 'mprog-first-merge');
    const fit = atOnce(fitting({ ...group, candidates }, { ...machine, apply }, unmade));
    expect(fit.profiles[0]!.traces.skipped).toBeGreaterThan(3);
    expect(asked.length).toBeGreaterThan(100);
  });

  test('what cannot be replayed is skipped, and a profile of which nothing can be is not asked', () => {
    const group = groupOf('tcx');
    const closed: Machine = {
      ...standIn('tcx'),
      reset: () => {
        throw new Error('no such hook');
      },
    };
    const fit = atOnce(fitting(group, closed, (error) => (error as Error).message));
    expect([fit.result, fit.fits]).toEqual(['skipped', []]);
    expect(() => atOnce(fitting(group, closed, unmade))).toThrow('no such hook');
  });

  test('a run that is ended says so', () => {
    const run = fitting(groupOf('tcx'), standIn('tcx'), unmade);
    run.next();
    expect(run.next(true)).toMatchObject({ done: true, value: { result: 'inconclusive', reason: 'interrupted' } });
  });
});
