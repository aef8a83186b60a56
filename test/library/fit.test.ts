import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { trackedRequest } from '../../checker/requests/tracked-request.ts';
import {
  ArgumentError,
  derive,
  explain,
  fail,
  models,
  parseTrace,
  readTrace,
  record,
  replay,
  request,
  rule,
  SpecMachine,
  type Trace,
  TraceError,
  tcx,
} from '../../index.ts';

const hook = { kind: 'tcx', device: 'dev', direction: 'ingress' } as const;
const universe = { programs: { A: 'sched_cls', B: 'sched_cls' }, hooks: { ingress: hook } } as const;
const attach = { op: 'prog_attach', hook: 'ingress', prog: { is: 'prog', name: 'A' } } as const;
const traceOf = (request: object): Trace =>
  parseTrace('a file', {
    format: 'mprog-trace',
    version: 1,
    profile: 'tcx',
    title: 'one step',
    universe,
    steps: [{ request, expect: { outcome: 'ok' } }],
  });

const plain = traceOf(attach);
const replacing = traceOf({ ...attach, replace: { is: 'prog', name: 'B' } });
const ofXdp = readTrace(
  fileURLToPath(new URL('../../traces/conformance/xdp/device-create--create.json', import.meta.url)),
);

const CGROUP = /hooks\.ingress.*cgroup/;
const REPLACE = /step 1, request: the profile rfc-v2 has no field replace of prog_attach/;
const FAMILY = /profile: expected one of the family lists, found xdp, which is of the family xdp/;

describe('a trace that a semantics does not fit is refused', () => {
  test.each([
    ['cgroup', plain, CGROUP],
    ['rfc-v2', replacing, REPLACE],
    ['xdp', plain, FAMILY],
  ] as const)('by explain, under %s', (profile, trace, message) => {
    expect(() => explain(trace, profile)).toThrow(TraceError);
    expect(() => explain(trace, profile)).toThrow(message);
  });
  test.each([
    ['cgroup', plain, CGROUP],
    ['rfc-v2', replacing, REPLACE],
    ['xdp', plain, FAMILY],
  ] as const)('by replay, on the spec and the model of %s', async (profile, trace, message) => {
    for (const machine of [new SpecMachine(profile), models.create(profile)]) {
      const replayed = replay(trace, machine as SpecMachine);
      await expect(replayed).rejects.toThrow(TraceError);
      await expect(replayed).rejects.toThrow(message);
    }
  });
  test('by record, on the spec and the model', async () => {
    const recording = { profile: 'tcx', title: 'one step', universe, requests: [attach] };
    for (const machine of [new SpecMachine('cgroup'), models.create('cgroup')] as const) {
      const recorded = record(machine as SpecMachine, recording);
      await expect(recorded).rejects.toThrow(TraceError);
      await expect(recorded).rejects.toThrow(CGROUP);
    }
  });
  test('with the file that it is from', async () => {
    const replayed = replay([{ path: 'some.json', trace: plain }], new SpecMachine('cgroup'));
    await expect(replayed).rejects.toThrow('some.json: universe.hooks.ingress');
  });
  test('where it is of another family', async () => {
    const replayed = replay(ofXdp, new SpecMachine('tcx'));
    await expect(replayed).rejects.toThrow('traces[0]: profile: expected one of the family xdp, found tcx');
  });
});

test('what is no trace is refused by explain', () => {
  for (const wrong of [{}, undefined, 'tcx', { ...plain, steps: [{}] }]) {
    expect(() => explain(wrong as Trace)).toThrow(TraceError);
    expect(() => explain(wrong as Trace, 'tcx')).toThrow(TraceError);
  }
});

test('a trace of another profile that a semantics fits is decided by it', async () => {
  const nothing = rule('detach/nothing', 'Something must be named.', { directives: 'none' }, fail('EINVAL'));
  const own = derive(tcx, { name: 'own', title: 'one rule is another', replace: { 'detach/last': nothing } });
  for (const semantics of ['rfc-v2', 'tcx-6.17', own] as const) {
    expect(explain(plain, semantics)).toHaveLength(1);
    expect(await replay(plain, new SpecMachine(semantics))).toMatchObject({ held: 1 });
  }
});

test('a driver that says nothing of its semantics is asked', async () => {
  const driver = { apply: () => ({ outcome: 'ok' as const }), observe: () => ({ skip: 'unseen' }) };
  expect(await replay(replacing, driver)).toMatchObject({ held: 1 });
});

const MACHINES: Readonly<Record<string, (profile: string) => Pick<SpecMachine, 'reset' | 'apply' | 'observe'>>> = {
  SpecMachine: (profile) => new SpecMachine(profile),
  'a model': (profile) => models.create(profile) as never,
};

describe.each(Object.entries(MACHINES))('%s says what is wrong with what it is given', (_name, create) => {
  const { universe } = plain;
  const ready = () => {
    const machine = create('tcx');
    machine.reset(universe);
    return machine;
  };
  const attach = request({ op: 'prog_attach', hook: 'ingress', prog: { is: 'prog', name: 'A' } });
  test.each<[string, () => unknown, string]>([
    ['a universe', () => create('tcx').reset({ programs: 3 }), 'universe: programs: expected an object, found 3'],
    [
      'a universe of other hooks',
      () => create('cgroup').reset(universe),
      'universe.hooks.ingress.kind: expected "cgroup", which is what cgroup is about, found "tcx"',
    ],
    ['a hook', () => ready().observe('nope'), 'hook: expected one of ingress, found "nope"'],
    [
      'the hook of a request',
      () => ready().apply({ ...attach, hook: 'nope' } as never),
      'request.hook: expected a hook of the universe (ingress), found "nope"',
    ],
    [
      'the name of a program',
      () => ready().apply({ ...attach, prog: { is: 'prog', name: 'Q' } } as never),
      'request.prog.name: expected a program of the universe (A, B), found "Q"',
    ],
    ['an operation', () => ready().apply({ op: 'nope' } as never), 'request: op: expected "prog_attach"'],
    [
      'fields that were left out',
      () => ready().apply({ op: 'prog_attach', hook: 'ingress', prog: { is: 'prog', name: 'A' } } as never),
      'request: expected flags, relative, replace, revision, caller, short too, as request() adds them, found nothing',
    ],
  ])('%s', (_, wrong, message) => {
    expect(wrong).toThrow(ArgumentError);
    expect(wrong).toThrow(message);
  });
  test('and takes a universe without what may be left out', () => {
    const machine = create('tcx');
    machine.reset({ programs: { A: 'sched_cls' }, links: [], hooks: universe.hooks });
    expect(machine.apply(attach).outcome).toBe('ok');
  });
});

test('what ends a model in a search is told as it is', () => {
  const model = models.create('tcx');
  model.reset(plain.universe);
  const tracked = trackedRequest(tcx.family.vocabulary);
  tracked.clear('prog_attach', 'ingress');
  tracked.fill({ prog: { is: 'prog', name: 'Q' } });
  expect(() => model.apply(tracked.asRequest())).toThrow(/^expected a program of the universe \(A, B\), found "Q"$/);
});
