import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as library from '../../index.ts';
import { kernelMissing } from '../support/machines.ts';

const { ArgumentError, check, checkScopes, commute, diff, explore, formatTrace, KernelMachine, models } = library;
const { ProcessDriver, profiles, races, readTrace, readTraceFiles, record, replay, SpecMachine } = library;
const { searchPromises, suite, TraceError, universeOf, writeTrace } = library;

const hook = { kind: 'tcx', device: 'dev', direction: 'ingress' } as const;
const universe = { programs: { A: 'sched_cls' }, hooks: { ingress: hook } } as const;
const requests = [{ op: 'prog_attach', hook: 'ingress', prog: { is: 'prog', name: 'A' } }] as const;
const recording = { profile: 'tcx', title: 'one step', universe, requests };
const trace = await record(new SpecMachine('tcx'), recording);
const spec = () => new SpecMachine('tcx');

/** What a caller without types may give. */
const any = (given: unknown) => given as never;
/** Every call that takes options, with what else it needs. */
const TAKING: Readonly<Record<string, (options: never) => unknown>> = {
  check: (options) => check('tcx', options),
  checkScopes: (options) => checkScopes('tcx', options),
  commute: (options) => commute('tcx', options),
  diff: (options) => diff('tcx', 'tcx-6.17', options),
  explore: (options) => explore('tcx', options),
  searchPromises: (options) => searchPromises('tcx', options),
  suite: (options) => suite('tcx', options),
  races: (options) => races('two-first', options),
  replay: (options) => replay(trace, spec(), options),
  'the running of record': (options) => record(spec(), recording, options),
  'models.create': (options) => models.create('tcx', options),
  KernelMachine: (options) => new KernelMachine(options),
  writeTrace: (options) => writeTrace(join(tmpdir(), 'never-written', 'x.json'), trace, options),
  'ProcessDriver.start': (options) => ProcessDriver.start('true', options),
};
const ended = AbortSignal.abort(new Error('it went on'));
/** What a call throws or rejects with. */
async function thrown(call: () => unknown): Promise<Error> {
  try {
    await call();
  } catch (error) {
    return error as Error;
  }
  return new Error('nothing was thrown');
}
async function refused(call: () => unknown, message: string): Promise<void> {
  const error = await thrown(call);
  expect([error.constructor.name, error.message]).toEqual(['ArgumentError', expect.stringContaining(message)]);
  expect(error).toBeInstanceOf(ArgumentError);
}

describe.each(Object.entries(TAKING))('%s', (_, call) => {
  test('refuses an option that there is not', async () => {
    await refused(() => call(any({ zzzzzz: 1 })), 'options: expected one of ');
    await refused(() => call(any({ zzzzzz: undefined })), ', found "zzzzzz"');
  });
  test('refuses options that are none', async () => {
    for (const [none, shown] of [
      ['nope', '"nope"'],
      [null, 'null'],
      [[], 'a list'],
      [5, '5'],
    ] as const)
      await refused(() => call(any(none)), `options: expected an object, found ${shown}`);
  });
});

/** A call, and what its error says. */
type Wrong = readonly [string, () => unknown];
const WRONG: readonly Wrong[] = [
  ['found "scop" (did you mean "scope"?)', () => check('tcx', any({ scop: 'boundary' }))],
  [
    'expected one of scope, model, fault, depth, states, symmetry, everyRequest, known, signal, onProgress, found "fualt"',
    () => check('tcx', any({ fualt: 'attach/before-off-by-one' })),
  ],
  ['found "scope" (did you mean "scopes"?)', () => diff('tcx', 'cgroup', any({ scope: ['single'] }))],
  [
    'expected one of properties, signal, onProgress, found "property"',
    () => searchPromises('tcx', any({ property: ['x'] })),
  ],
  ...[-1, Number.NaN, '1', 1.5, Number.POSITIVE_INFINITY].flatMap((depth): Wrong[] => [
    [`depth: expected a whole number, found ${depth === '1' ? '"1"' : depth}`, () => check('tcx', any({ depth }))],
    [
      `states: expected a whole number, found ${depth === '1' ? '"1"' : depth}`,
      () => races('two-first', any({ states: depth })),
    ],
  ]),
  ['states: expected a whole number', () => explore('tcx', any({ states: -1 }))],
  ['symmetry: expected true or false, found "no"', () => check('tcx', any({ symmetry: 'no' }))],
  ['everyRequest: expected true or false, found 1', () => check('tcx', any({ everyRequest: 1 }))],
  ['scope: expected the name of a scope, or a scope, found 5', () => check('tcx', any({ scope: 5 }))],
  ['scope: expected the name of a scope, or a scope, found null', () => explore('tcx', any({ scope: null }))],
  ['model: expected a machine that can be explored, or "none", found "tcx"', () => check('tcx', any({ model: 'tcx' }))],
  ['model: expected a machine', () => check('tcx', any({ model: spec() }))],
  ['fault: expected a text, found true', () => check('tcx', any({ fault: true }))],
  [
    'known: expected a list of ids, found "relative-untouched"',
    () => check('tcx', any({ known: 'relative-untouched' })),
  ],
  [
    'found "relative-touched" (did you mean "relative-untouched"?)',
    () => check('tcx', { known: ['relative-touched'] }),
  ],
  ['signal: expected an AbortSignal, found {}', () => commute('tcx', any({ signal: {} }))],
  ['onProgress: expected a function, found "console.log"', () => suite('tcx', any({ onProgress: 'console.log' }))],
  [
    'scopes: expected "main", "all" or a list of scopes, found "nope"',
    () => checkScopes('tcx', any({ scopes: 'nope' })),
  ],
  ['scopes: expected "main", "all" or a list of scopes, found []', () => checkScopes('tcx', { scopes: [] })],
  ['scopes: expected a list of names, found "callers"', () => diff('tcx', 'cgroup', any({ scopes: 'callers' }))],
  ['scopes: expected a list of names, found []', () => diff('tcx', 'cgroup', { scopes: [] })],
  ['scopes: expected a list of names, found [5]', () => diff('tcx', 'cgroup', any({ scopes: [5] }))],
  ['properties: expected a list of ids, found "x"', () => searchPromises('tcx', any({ properties: 'x' }))],
  ['properties: expected a list of ids, found []', () => searchPromises('tcx', { properties: [] })],
  ['scopes: expected a list of scopes, found "default"', () => suite('tcx', any({ scopes: 'default' }))],
  ['profile: expected the name of a profile, or a profile, found 7', () => races('two-first', any({ profile: 7 }))],
  ['scenarios: expected at least one, found none', () => races([])],
  ['on: expected a text, found 5', () => replay(trace, spec(), any({ on: 5 }))],
  ['driver: expected an object with the functions apply and observe', () => replay(trace, any(undefined))],
  ['machine: expected an object with the functions apply and observe', () => record(any({}), recording)],
  ['recording: expected an object, found nothing', () => record(spec(), any(undefined))],
  [
    'recording: expected one of profile, title, universe, requests, family, origin, found "titel"',
    () => record(spec(), any({ ...recording, titel: 'x' })),
  ],
  ['title: expected a text, found nothing', () => record(spec(), any({ ...recording, title: undefined }))],
  ['requests: expected a list, found "none"', () => record(spec(), any({ ...recording, requests: 'none' }))],
  ['origin.kind: expected', () => record(spec(), any({ ...recording, origin: { kind: 'mine' } }))],
  ['family: no family is called "tuy"', () => record(spec(), any({ ...recording, profile: 'mine', family: 'tuy' }))],
  ['found "tcy" (did you mean "tcx"?)', () => check('tcy')],
  ['found "tcy" (did you mean "tcx"?)', () => new SpecMachine('tcy')],
  ['expected the name of a profile, or a profile, found {}', () => new SpecMachine(any({}))],
  ['expected the name of a profile, or a profile, found nothing', () => new SpecMachine(any(undefined))],
  ['found "tcy" (did you mean "tcx"?)', () => models.create('tcy')],
  ['(did you mean "attach/before-off-by-one"?)', () => models.create('tcx', { fault: 'attach/before-of-by-one' })],
  ['found 5', () => profiles.named(any(5))],
  ['kind: expected "tcx", "netkit" or "cgroup", found "nope"', () => new KernelMachine(any({ kind: 'nope' }))],
  ['scope: ', () => universeOf(any({}))],
  ['scope: ', () => universeOf(profiles.scopes('xdp').default!)],
  ['paths: expected a list of paths, found "nope"', () => readTraceFiles(any('nope'))],
  ['paths: expected a list of paths, found []', () => readTraceFiles([])],
  ['paths: expected a list of paths, found [5]', () => readTraceFiles(any([5]))],
  ['path: expected a text, found 5', () => readTrace(any(5))],
  ['path: expected a text, found nothing', () => writeTrace(any(undefined), trace)],
  ['force: expected true or false, found "yes"', () => writeTrace('/nowhere/x.json', trace, any({ force: 'yes' }))],
  ['command: expected a text, found nothing', () => ProcessDriver.start(any(undefined))],
  ['timeout: expected a number of ms, found 0', () => ProcessDriver.start('true', { timeout: 0 })],
  ['timeout: expected a number of ms, found NaN', () => ProcessDriver.start('true', { timeout: Number.NaN })],
  ['stderr: expected "inherit" or "ignore", found "pipe"', () => ProcessDriver.start('true', any({ stderr: 'pipe' }))],
];
test.each(WRONG)('says what is wrong: %s', async (message, call) => refused(call, message));

test('what is no trace is a TraceError', async () => {
  const calls: readonly (() => unknown)[] = [
    () => formatTrace(any({})),
    () => formatTrace(any(undefined)),
    () => writeTrace('/nowhere/x.json', any({})),
    () => replay(any(5), spec()),
    () => replay(any(['x']), spec()),
    () => replay(any([null]), spec()),
    () => races(any(5)),
    () => races(any([null])),
    () => record(spec(), any({ ...recording, universe: undefined })),
    () => record(spec(), any({ ...recording, requests: [5] })),
  ];
  for (const call of calls) expect(await thrown(call)).toBeInstanceOf(TraceError);
});

test('every option that there is is taken', async () => {
  const running = { signal: undefined, onProgress: () => {} };
  const limits = { depth: 1, states: 3, symmetry: true, everyRequest: false, known: ['relative-untouched'] };
  const model = models.create('tcx', { fault: undefined });
  expect((await check('tcx', { scope: 'clsact', model, ...limits, ...running })).result).toBe('inconclusive');
  expect((await check('tcx', { scope: profiles.scopes('tcx').default!, model: 'none', depth: 0 })).depth).toBe(0);
  expect((await check('tcx', { scope: 'clsact', known: [] })).result).toBe('violated');
  expect((await checkScopes('tcx', { scopes: ['clsact'], ...limits })).result).toBe('inconclusive');
  expect((await explore('tcx', { scope: 'clsact', depth: 1, states: 2, ...running })).states).toBe(2);
  expect((await replay(trace, model, { on: 'a model', ...running })).on).toBe('a model');
  expect((await races('two-first', { profile: library.tcx, states: 1, ...running })).verdicts).toHaveLength(1);
  const whole = { ...recording, family: undefined, origin: { kind: 'hand' } } as const;
  expect((await record(spec(), whole, running)).origin).toEqual({ kind: 'hand' });
  const calls = { commute: TAKING.commute!, diff: TAKING.diff!, search: TAKING.searchPromises!, suite: TAKING.suite! };
  for (const call of Object.values(calls))
    expect((await thrown(() => call(any({ onProgress: () => {}, signal: ended })))).message).toBe('it went on');
});

test('a driver in a process is of the class that is exported', async () => {
  const driver = await ProcessDriver.start('cat', { timeout: 1000, cwd: tmpdir(), stderr: 'ignore' });
  expect(driver).toBeInstanceOf(ProcessDriver);
  driver.kill();
});

test('what is written is what is read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mprog-'));
  try {
    writeTrace(join(folder, 'a.json'), trace);
    writeTrace(join(folder, 'a.json'), { ...trace, title: 'another' }, { force: true });
    expect(readTraceFiles([folder]).traces.map((each) => each.trace.title)).toEqual(['another']);
    expect(readTrace(join(folder, 'a.json'))).toEqual({ ...trace, title: 'another' });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe.skipIf(kernelMissing !== undefined)(
  `the running kernel${kernelMissing === undefined ? '' : ` (skipped: ${kernelMissing})`}`,
  () => {
    test('says of what is no universe or request what was expected, as the spec does, and goes on', () => {
      const machine = new KernelMachine();
      try {
        const apply = (request: object) => () => machine.apply(any(request));
        const begun = universeOf(profiles.scopes('tcx').default!);
        expect(() => machine.reset(any({}))).toThrow(ArgumentError);
        expect(() => machine.reset(any({}))).toThrow('universe: programs: expected an object, found nothing');
        machine.reset(begun);
        expect(apply(requests[0])).toThrow(ArgumentError);
        expect(apply(requests[0])).toThrow('request: expected flags, relative, replace, revision');
        expect(apply({ op: 'nothing' })).toThrow(/^request: op: expected /);
        expect(machine.apply(library.request(requests[0]))).toMatchObject({ outcome: 'ok' });
      } finally {
        machine.close();
      }
    });
  },
);
