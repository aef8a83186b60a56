import { describe, expect, test } from 'vitest';
import type { MachineTarget, Target } from '../../checker/fuzz/difference.ts';
import { type FuzzOptions, fuzz, fuzzScopes } from '../../checker/fuzz/fuzz.ts';
import { FuzzReport, reportOf } from '../../checker/fuzz/report.ts';
import { fuzzDocument } from '../../cli/text/render-fuzz.ts';
import { modelNamed } from '../../model/index.ts';
import { profileNamed } from '../../spec/families/profiles.ts';
import type { Universe } from '../../spec/families/slots/vocabulary/index.ts';
import { type Profile, rulesOf, withOutcome } from '../../spec/profile.ts';
import { SpecMachine } from '../../spec/spec-machine.ts';
import type { Machine } from '../../spec/vocabulary/machine.ts';
import type { Driver } from '../../traces/drivers/driver.ts';
import { DriverError } from '../../traces/drivers/driver-error.ts';
import { plainText } from '../support/print.ts';
import { SEARCHED } from '../support/searched.ts';
import { toItsEnd } from '../support/to-its-end.ts';
import { queue } from '../support/toy.ts';

const model = (name: string, fault?: string): MachineTarget => ({
  name: 'model',
  machine: modelNamed(name).create(fault),
  whole: true,
});

/** A machine that notes what it is asked. */
function noting(semantics: Profile): MachineTarget & { readonly asked: string[] } {
  const spec = new SpecMachine(semantics);
  const asked: string[] = [];
  const machine: Machine = {
    reset: (universe) => {
      asked.push('reset');
      spec.reset(universe);
    },
    apply: (request) => {
      asked.push(JSON.stringify(request));
      return spec.apply(request as Parameters<typeof spec.apply>[0]);
    },
    observe: (hook) => spec.observe(hook),
  };
  return { name: 'noted', machine, whole: false, asked };
}

const run = (semantics: Profile, target: Target, options: FuzzOptions) => toItsEnd(fuzz(semantics, [target], options));

describe('random sequences', () => {
  const tcx = profileNamed('tcx');

  test('are the same for the same seed, and others for another', async () => {
    const asked: string[][] = [];
    for (const seed of [3, 3, 4]) {
      const target = noting(tcx);
      await run(tcx, target, { seed, steps: 1500 });
      asked.push(target.asked);
    }
    expect(asked[0]!.length).toBeGreaterThan(1500);
    expect(asked[1]).toEqual(asked[0]);
    expect(asked[2]).not.toEqual(asked[0]);
  });

  test.each(SEARCHED.map(({ name }) => name))(
    'of %s find nothing in its model, and reach most rules',
    { timeout: 60_000 },
    async (name) => {
      const semantics = profileNamed(name);
      const found = await run(semantics, model(name), { seed: 1, steps: 5000 });
      expect([found.finding, found.steps, found.interrupted]).toEqual([undefined, 5000, false]);
      expect(found.fired.size / rulesOf(semantics).length).toBeGreaterThan(0.8);
      expect(found.changes).toBeGreaterThan(400);
      expect(found.situations).toBeGreaterThan(200);
      const report = reportOf(semantics, found, { targets: ['model'], seed: 1, leftOut: [] });
      expect(FuzzReport.parse(report)).toMatchObject({ result: 'held' });
      expect(report.rules.length + report.notReached.length).toBe(rulesOf(semantics).length);
      expect(report.rules.reduce((sum, { steps }) => sum + steps, 0)).toBe(5000);
    },
  );

  test('fill lists of dozens of programs, and reach full ones', async () => {
    let longest = 0;
    const target = noting(tcx);
    const { machine } = target;
    const observe = (hook: string) => {
      const seen = machine.observe(hook) as { count?: number };
      longest = Math.max(longest, seen.count ?? 0);
      return seen;
    };
    const [long] = fuzzScopes(tcx);
    await run(tcx, { ...target, machine: { ...machine, observe } }, { seed: 2, steps: 6000, scopes: [long!] });
    expect(longest).toBeGreaterThan(40);
  });

  test('make requests at several devices and in a tree of cgroups', () => {
    const universes = (name: string) =>
      fuzzScopes(profileNamed(name)).map(
        (scope) => profileNamed(name).family.explore(scope, profileNamed(name)).universe as Universe,
      );
    const devices = universes('tcx').map(
      ({ hooks }) => new Set(Object.values(hooks).map((hook) => ('device' in hook ? hook.device : ''))).size,
    );
    // Three that requests name, and in one universe two that packets go to.
    expect(devices.toSorted((a, b) => b - a).slice(0, 2)).toEqual([5, 3]);
    const parents = universes('cgroup').map(({ hooks }) =>
      Object.values(hooks).map((hook) => ('parent' in hook ? hook.parent : '')),
    );
    expect(parents.toSorted((a, b) => b.length - a.length)[0]).toEqual([
      'none',
      'parent',
      'child',
      'parent',
      'sibling',
      'none',
    ]);
  });

  test('end when they are told to', async () => {
    const search = fuzz(tcx, [model('tcx')], { seed: 1 });
    for (let index = 0; index < 10; index += 1) await search.next();
    expect(await search.next(true)).toMatchObject({ done: true, value: { interrupted: true } });
    const { seconds } = await run(tcx, model('tcx'), { seed: 1, time: 200 });
    expect(seconds).toBeLessThan(20);
  });

  test('say of each scope how many requests were made in it, and name those without one', async () => {
    const of = async (steps: number) =>
      reportOf(tcx, await run(tcx, model('tcx'), { seed: 1, steps }), { targets: ['model'], seed: 1, leftOut: [] });
    const few = await of(1);
    expect(few.scopes.map(({ steps }) => steps)).toEqual([1, ...few.scopes.slice(1).map(() => 0)]);
    expect(plainText(fuzzDocument(tcx, few))).toContain(
      `– no request was made in 7 scopes: ${few.scopes
        .slice(1)
        .map(({ scope }) => scope.name)
        .join(', ')}\n`,
    );
    const many = await of(5000);
    expect(many.scopes.reduce((sum, { steps }) => sum + steps, 0)).toBe(5000);
    expect(plainText(fuzzDocument(tcx, many))).not.toContain('no request was made');
  });

  test('on a kernel name it, whether the semantics is for it, and whether its log was read', async () => {
    const made = await run(tcx, model('tcx'), { seed: 1, steps: 1 });
    const text = (kernel: { release: string; intended: boolean; log: boolean }) =>
      plainText(fuzzDocument(tcx, reportOf(tcx, made, { targets: ['model', 'kernel'], seed: 1, leftOut: [], kernel })));
    expect(text({ release: '7.1.2', intended: true, log: true })).toMatch(
      /^tcx · model and kernel 7\.1\.2 against the spec · seed 1\nscope /,
    );
    expect(text({ release: '6.6.1', intended: false, log: false })).toMatch(
      /\n– tcx is for Linux .*; this is 6\.6\.1\n– the kernel log could not be read whole: not every warning is seen\n/,
    );
  });

  test('are made for a family that says nothing of them', async () => {
    const found = await run(
      queue,
      { name: 'spec', machine: new SpecMachine(queue), whole: false },
      { seed: 1, steps: 500 },
    );
    expect([found.finding, found.steps, found.scopes.length]).toEqual([undefined, 500, 1]);
    expect(found.fired.size).toBe(rulesOf(queue).length);
  });
});

describe('sequences of a kernel that has a base as well', () => {
  const derived = profileNamed('cgroup-6.17');
  const said = async (semantics: Profile, steps: number, name = 'kernel') => {
    const machine = { ...noting(semantics), name };
    const { result, untested } = reportOf(semantics, await run(semantics, machine, { seed: 3, steps }), {
      targets: [name],
      seed: 3,
      leftOut: [],
    });
    return { result, untested };
  };

  test('are no pass where nothing tells the one from the other', async () => {
    expect(await said(derived, 20)).toEqual({
      result: 'inconclusive',
      untested: [expect.stringMatching(/^nothing in these sequences is answered otherwise by cgroup, of which/)],
    });
    // A model is that of this semantics.
    expect(await said(derived, 20, 'model')).toEqual({ result: 'held', untested: undefined });
  });
  test('pass once something did', async () => {
    expect(await said(derived, 5000)).toEqual({ result: 'held', untested: undefined });
  });
  test('are no pass of a proposal before all that it changed was seen', async () => {
    const tcx617 = profileNamed('tcx-6.17');
    expect(await said({ ...tcx617, name: 'mine' }, 5)).toEqual({
      result: 'inconclusive',
      untested: ['detach/last-for-anybody', 'removal of rule detach/unnamed-without-capability'].map(
        (change) => `${change}, which mine brings, was not exercised in these sequences`,
      ),
    });
    expect(await said({ ...tcx617, name: 'mine' }, 5000)).toEqual({ result: 'held', untested: undefined });
  });
});

describe('a difference', () => {
  /** Faults that no state of the default scope shows. */
  test.each([
    ['tcx', 'attach/capacity-by-index'],
    ['tcx', 'detach/full-tail-removable'],
    ['mprog-first-merge', 'detach/full-tail-removable'],
    ['rfc-v2', 'pin/full-list-pushes-out'],
    ['rfc-v2', 'detach/empty-entry-enoent'],
    ['rfc-v2', 'revision/wraps-to-zero'],
    ['cgroup', 'attach/replace-past-limit'],
    ['cgroup-6.17', 'attach/override-parent-forbids'],
    ['cgroup-6.17', 'effective/descendants-not-recomputed'],
    ['cgroup-5.6', 'attach/replace-past-limit'],
  ])(
    'of %s with the fault %s, which its default scope does not show, is found and shrunk',
    { timeout: 120_000 },
    async (name, fault) => {
      const semantics = profileNamed(name);
      const { finding } = await run(semantics, model(name, fault), { seed: 1, steps: 20_000 });
      expect(finding).toMatchObject({ target: 'model', reproduced: true });
      expect(finding!.steps.length).toBeLessThanOrEqual(8);
      expect(finding!.steps.length).toBeLessThanOrEqual(finding!.found);
    },
  );

  test.each([
    'detach/anybody-without-subject',
    'detach/fd-not-enough',
    'link/close-detaches',
    'link/pin-holds-nothing',
    'link/unpin-leaks',
    'link/anybody-by-id',
    'prog/fd-by-id-holds-nothing',
    'device/qdisc-outlives',
    'device/links-found-again',
    'qdisc/old-goes-first',
    'qdisc/failure-keeps-hold',
    'qdisc/empty-entry-stays',
    'query/own-output-refused',
    'query/anybody',
    'query/flags-before-capability',
    'run/pass-goes-on',
    'run/unknown-goes-on',
    'run/unknown-drops',
    'run/filters-left-out',
    'run/filters-as-added',
    'run/stolen-delivered',
    'run/stolen-dropped',
    'run/redirect-goes-on',
    'run/target-of-a-slot',
    'run/next-redirects',
    'run/redirected-told',
    'run/peer-left-out',
    'run/filter-never-redirects',
    'device/peer-stays',
  ])(
    'of tcx with the fault %s, which its default scope does not show, is found',
    { timeout: 60_000 },
    async (fault) => {
      const { finding } = await run(profileNamed('tcx'), model('tcx', fault), { seed: 1, steps: 20_000 });
      expect(finding).toMatchObject({ target: 'model', reproduced: true });
    },
  );

  test('is shrunk to the requests without which it does not happen', async () => {
    const { finding } = await run(profileNamed('tcx'), model('tcx', 'attach/before-off-by-one'), {
      seed: 1,
      steps: 20_000,
    });
    const { steps, universe, rule, reproduced } = { ...finding!, rule: finding!.leaving.rule };
    expect([reproduced, steps.length <= 3, rule]).toEqual([true, true, expect.stringContaining('insert')]);
    expect(Object.keys((universe as Universe).programs).length).toBeLessThan(10);
  });

  test('of one target among several is that of this one', async () => {
    const tcx = profileNamed('tcx');
    const wrong = withOutcome(tcx, 'attach/already-attached', 'EBUSY');
    const other: Target = { name: 'other', machine: new SpecMachine(wrong), whole: false };
    const { finding } = await toItsEnd(fuzz(tcx, [model('tcx'), other], { seed: 1, steps: 5000 }));
    expect(finding).toMatchObject({
      target: 'other',
      steps: { length: 2 },
      leaving: { is: 'outcome', said: 'outcome: expected EEXIST, found EBUSY' },
    });
  });

  test('that does not happen again is told as it was found', async () => {
    const tcx = profileNamed('tcx');
    const spec = new SpecMachine(tcx);
    let [asked, broken] = [0, false];
    const machine: Machine = {
      reset: (universe) => spec.reset(universe),
      apply: (request) => {
        const answer = spec.apply(request as Parameters<typeof spec.apply>[0]);
        asked += 1;
        if (asked !== 50 || broken) return answer;
        broken = true;
        return { ...answer, outcome: 'EIO' };
      },
      observe: (hook) => spec.observe(hook),
    };
    const fuzzed = await run(tcx, { name: 'flaky', machine, whole: false }, { seed: 1, steps: 500 });
    expect(fuzzed.finding).toMatchObject({ reproduced: false, leaving: { is: 'outcome' } });
    const report = reportOf(tcx, fuzzed, { targets: ['flaky'], seed: 1, leftOut: [] });
    expect(report.result).toBe('inconclusive');
    const text = plainText(fuzzDocument(tcx, report));
    expect(text).toContain('? inconclusive: what was found did not happen again. This is not a pass.');
    expect(text).not.toMatch(/[✓✗] (no difference|the flaky)/);
  });

  test('is what a log says too', async () => {
    const tcx = profileNamed('tcx');
    const target: Target = { ...noting(tcx), alarms: () => ['WARNING: at kernel/bpf/mprog.c'] };
    const { finding } = await run(tcx, target, { seed: 1, steps: 5000 });
    expect(finding).toMatchObject({
      reproduced: false,
      leaving: { is: 'alarm', said: 'WARNING: at kernel/bpf/mprog.c' },
    });
  });
});

describe('a driver', () => {
  const tcx = profileNamed('tcx');
  const spec = new SpecMachine(tcx);
  const whole: Driver = {
    reset: (universe) => spec.reset(universe),
    apply: (request) => spec.apply(request as Parameters<typeof spec.apply>[0]),
    observe: (hook) => spec.observe(hook),
  };
  const held = async (driver: Driver, options: FuzzOptions = { seed: 1, steps: 1500 }) => {
    const made = await run(tcx, { name: 'exec', driver }, options);
    return { made, report: reportOf(tcx, made, { targets: ['exec'], seed: 1, leftOut: [], command: './mine' }) };
  };

  test('that does everything is asked what a machine is asked, and told nothing of', async () => {
    const { made, report } = await held(whole);
    const alone = await run(tcx, noting(tcx), { seed: 1, steps: 1500 });
    expect([made.steps, made.changes, made.fired]).toEqual([1500, alone.changes, alone.fired]);
    expect(FuzzReport.parse(report)).toMatchObject({
      result: 'held',
      driver: { command: './mine', skipped: [], unanswered: [] },
    });
    expect(plainText(fuzzDocument(tcx, report))).toMatch(/^tcx · \.\/mine against the spec · seed 1\n/);
  });
  test('that cannot do something goes on behind it, and what it does not tell is not compared', async () => {
    const { made, report } = await held({
      ...whole,
      apply: (request) => (request.op.startsWith('link_') ? { skip: 'no links' } : whole.apply(request)),
      observe: (hook) => {
        const { revision: _, ...seen } = spec.observe(hook) as { revision?: number };
        return seen;
      },
    });
    const skipped = made.skipped.get('no links')!;
    expect([skipped > 100, made.steps + skipped, report.result]).toEqual([true, 1500, 'held']);
    expect([...made.unanswered.keys()]).toEqual(['hooks.revision']);
    expect(made.finding).toBeUndefined();
    const text = plainText(fuzzDocument(tcx, report));
    expect(text).toContain(`– not made, ${skipped} requests: no links\n`);
    expect(text).toMatch(/– not answered, and so not compared: hooks\.revision \(\d,?\d+\)\n/);
  });
  test('that does nothing ends as inconclusive', async () => {
    for (const driver of [
      { ...whole, reset: () => ({ skip: 'no tcx' }) },
      { ...whole, apply: () => ({ skip: 'no tcx' }) },
    ]) {
      const { report } = await held(driver, { seed: 1, steps: 200 });
      expect([report.result, report.steps, report.driver!.skipped.length > 0]).toEqual(['inconclusive', 0, true]);
      expect(plainText(fuzzDocument(tcx, report))).toContain(
        '? inconclusive: the driver did nothing of what was asked of it. This is not a pass.',
      );
    }
  });
  test('that is wrong once a list is long is found out, and the sequence shrunk', async () => {
    const { made } = await held({
      ...whole,
      observe: (hook) => {
        const seen = spec.observe(hook) as { slots?: readonly object[] };
        return (seen.slots?.length ?? 0) < 3 ? seen : { ...seen, slots: seen.slots!.toReversed() };
      },
    });
    expect(made.finding).toMatchObject({ reproduced: true, leaving: { is: 'observation' }, steps: { length: 3 } });
  });
  test('that fails at a request is one that differs', async () => {
    const { made, report } = await held({
      ...whole,
      apply: (request) => {
        if (request.op === 'link_detach') throw new DriverError('./mine was ended by SIGSEGV');
        return whole.apply(request);
      },
    });
    expect(made.finding).toMatchObject({ reproduced: true, steps: { length: 1 }, leaving: { is: 'error' } });
    expect(plainText(fuzzDocument(tcx, report))).toMatch(
      /✗ the driver differs: expected \S+, but \.\/mine was ended by SIGSEGV/,
    );
  });
});
