import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Driver, DriverError, models, ProcessDriver, record, replay, SpecMachine } from '../../index.ts';
import type { Request, RequestInput } from '../../spec/families/slots/vocabulary/index.ts';
import type { Trace } from '../../traces/format.ts';
import { ReplayReport } from '../../traces/replay-report.ts';
import { formatTrace } from '../../traces/write.ts';
import { mprog } from '../support/command.ts';
import { SMALL } from '../support/machines.ts';
import { left } from '../support/processes.ts';

const attach = (name: string): RequestInput => ({ op: 'prog_attach', hook: 'ingress', prog: { is: 'prog', name } });
const query: RequestInput = { op: 'prog_query', hook: 'ingress', buffer: 8 };
const recorded = (title: string, ...requests: RequestInput[]) =>
  record(new SpecMachine('tcx'), { profile: 'tcx', title, universe: SMALL, requests });

/** A driver with something wrong about it, by what it is started with; it notes its process and one that it starts. */
const ODD = `
import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
const [mode, pids] = process.argv.slice(2);
const child = spawn('sleep', ['600'], { stdio: 'ignore' });
appendFileSync(pids, process.pid + '\\n' + child.pid + '\\n');
let [asked, revision] = [0, 1];
if (mode === 'greets') console.log('ready');
for await (const line of createInterface({ input: process.stdin })) {
  const { op } = JSON.parse(line);
  asked += 1;
  const odd = op === 'apply' && asked > 3;
  if (op === 'apply') revision += 1;
  if (odd && mode === 'dies') process.exit(3);
  if (odd && mode === 'is-killed') process.kill(process.pid, 'SIGSEGV');
  if (odd && mode === 'is-silent') continue;
  if (asked > 7 && mode === 'dies-later') process.exit(3);
  if (odd && mode === 'writes-text') console.log('attached B');
  else if (odd && mode === 'writes-a-list') console.log('[1]');
  else if (odd && mode === 'writes-much') process.stdout.write('x'.repeat(17 * 1024 * 1024));
  else if (odd && mode === 'knows-no-errno') console.log('{"outcome":"what"}');
  else if (odd && mode === 'has-an-errno-of-its-own') console.log('{"outcome":"ENOTSUPP"}');
  else if (odd && mode === 'says-undefined') console.log('{"outcome":"undefined"}');
  else if (odd && mode === 'says-splat') console.log('{"outcome":"splat"}');
  else if (odd && mode === 'says-a-number-and-fails') console.log('{"outcome":-22}');
  else if (odd && mode === 'says-more') console.log('{"outcome":"ok","errno":0}');
  else if (odd && mode === 'answers-twice-in-one') console.log('{"outcome":"ok","outcome":"EIO"}');
  else if (odd && mode === 'colours-its-reason') console.log('{"skip":"\\\\u001b[31mnot now"}');
  else if (odd && mode === 'skips') console.log('{"skip":"only one program"}');
  else if (op === 'reset') console.log('{"ok":true}');
  else if (op === 'apply') console.log('{"outcome":"ok"}' + (odd && mode === 'says-it-twice' ? '\\n{"outcome":"ok"}' : ''));
  else if (mode === 'shows-nothing') console.log('{"skip":"not now"}');
  else {
    const slots = ['A', mode === 'invents-a-name' && revision > 2 ? 'Q' : 'B'].slice(0, revision - 1).map((prog) => ({ prog }));
    console.log(JSON.stringify({ is: 'list', count: slots.length, slots, ...(mode === 'has-no-revision' ? {} : { revision }) }));
  }
}
if (mode === 'fails-at-the-end' || mode === 'says-a-number-and-fails') process.exit(3);
if (mode === 'crashes-at-the-end') process.kill(process.pid, 'SIGSEGV');
if (mode === 'says-more-at-the-end') console.log('bye');
if (mode === 'begins-a-line-at-the-end') process.stdout.write('by');
if (mode === 'stays') setInterval(() => {}, 1000);
`;

let directory: string;
let suite: string;
let two: Trace;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'mprog-'));
  suite = join(directory, 'two.json');
  two = await recorded('two programs', attach('A'), attach('B'));
  writeFileSync(suite, formatTrace(two));
  writeFileSync(join(directory, 'odd.mjs'), ODD);
});
afterAll(() => rmSync(directory, { recursive: true }));

let runs = 0;
/** Replays on the odd driver, and tells what processes it made. */
async function on(mode: string, more: readonly string[] = [], signal?: { name: NodeJS.Signals; at: number }) {
  runs += 1;
  const file = join(directory, `pids-${runs}`);
  writeFileSync(file, '');
  const command = `exec:${process.execPath} ${join(directory, 'odd.mjs')} ${mode} ${file}`;
  const ended = await mprog(['replay', suite, '--target', command, ...more], signal);
  const pids = readFileSync(file, 'utf8').trim().split('\n').map(Number);
  return { ...ended, pids, left: await left(pids) };
}

describe('mprog replay --target exec:COMMAND', () => {
  test('holds on a driver that is right, and leaves no process', async () => {
    const run = await on('fine');
    expect([run.code, run.stderr, run.pids.length, run.left]).toEqual([0, '', 2, []]);
    expect(run.stdout).toMatch(/1 trace, 2 steps: all held on .*odd\.mjs fine/);
  });
  test('leaves no process of a driver that does not end when its input does', async () => {
    const run = await on('stays');
    expect([run.code, run.left]).toEqual([0, []]);
  });

  const WRONG = {
    dies: 'step 2: .* ended with exit code 3 instead of answering',
    'is-killed': 'step 2: .* was ended by SIGSEGV instead of answering',
    'is-silent': 'step 2: .* did not answer apply within 1 s',
    'writes-text': 'step 2: answer of .* to apply: expected one line of JSON, found "attached B"',
    'writes-a-list': 'step 2: answer to apply: expected \\{"outcome":…\\} or \\{"skip":…\\}, found \\[1\\]',
    'writes-much': 'step 2: .* wrote a line that is longer than 16777216 bytes',
    'knows-no-errno': 'step 2: answer to apply: outcome: expected "ok" or the name of an errno, .* found "what"',
    'says-undefined': 'step 2: answer to apply: outcome: expected "ok" or the name of an errno, found "undefined"',
    'says-splat': 'step 2: answer to apply: outcome: expected "ok" or the name of an errno, found "splat"',
    'says-a-number-and-fails': 'step 2: answer to apply: outcome: expected "ok" or the name of an errno, .* found -22',
    'answers-twice-in-one': 'step 2: answer of .* to apply: .*"outcome"',
    'colours-its-reason':
      'step 2: answer to apply: skip: expected one line without control characters, found "\\\\u001b\\[31mnot now"',
    'says-more': 'step 2: answer to apply: .*errno',
    'says-it-twice': 'step 2: .* wrote a line before it was asked for observe: .*outcome',
    'invents-a-name': 'step 2: answer to observe: expected names of the universe, .* found "Q"',
    greets:
      'before step 1: .* wrote a line before it was asked for reset: "ready"|before step 1: answer of .* to reset: expected one line of JSON, found "ready"',
  };
  test.each(Object.entries(WRONG))(
    'is one located error, and leaves no process, where a driver %s',
    async (mode, message) => {
      const run = await on(mode, ['--timeout', '1', '--json']);
      expect([run.code, run.left]).toEqual([2, []]);
      expect(run.stderr.trim().split('\n')).toHaveLength(1);
      expect(run.stderr).toMatch(new RegExp(`two\\.json: (?:${message})`));
      expect(JSON.parse(run.stdout)).toMatchObject({ format: 'mprog-error', exit: 2, kind: 'input' });
    },
  );
  test.each([
    ['fails-at-the-end', 'ended with exit code 3 after its last answer'],
    ['crashes-at-the-end', 'was ended by SIGSEGV after its last answer'],
    ['says-more-at-the-end', 'wrote a line after its last answer: "bye"'],
    ['begins-a-line-at-the-end', 'wrote more after its last answer: "by"'],
  ])('is an error where a driver %s', async (mode, message) => {
    const run = await on(mode);
    expect([run.code, run.left]).toEqual([2, []]);
    expect(run.stdout).toContain('this is not a pass');
    expect(run.stderr).toContain(message);
  });
  test('bails out of TAP where a driver is wrong at its end, or before the first trace is done', async () => {
    for (const mode of ['fails-at-the-end', 'dies'])
      for (const [flavour, said] of [
        ['--tap', /^Bail out! .* ended with exit code 3 /m],
        ['--ktap', /^# .* ended with exit code 3 /m],
      ] as const) {
        const run = await on(mode, [flavour]);
        expect([run.code, run.left, run.stdout]).toEqual([2, [], expect.stringMatching(said)]);
      }
  });
  test('is violated where a driver fails with an errno that no trace can name', async () => {
    const run = await on('has-an-errno-of-its-own');
    expect(run.code).toBe(1);
    expect(run.stdout).toContain('outcome: expected ok, but it failed with ENOTSUPP, which no trace expects');
  });
  test('prints the results of the traces before a driver dies', async () => {
    const again = join(directory, 'again.json');
    writeFileSync(again, readFileSync(suite));
    for (const [flavour, said] of [
      [[], '1 held on '],
      [[], 'ended after 1 trace of 2'],
      [['--tap'], 'ok 1 - two programs\nBail out! '],
      [['--ktap'], 'ok 1 two programs\n# '],
    ] as const) {
      const run = await on('dies-later', [again, ...flavour]);
      expect([run.code, run.left]).toEqual([2, []]);
      expect(run.stdout).toContain(said);
      expect(run.stderr).toContain('ended with exit code 3 instead of answering');
    }
  });
  test('is one error where there is no such program, or it is not executable', async () => {
    for (const [command, why] of [
      ['./nowhere', 'there is no such program'],
      [suite, 'it is not executable'],
    ] as const) {
      const { code, stderr } = await mprog(['replay', suite, '--target', `exec:${command}`]);
      expect([code, stderr]).toEqual([2, `${command} cannot be started: ${why}\n`]);
    }
  });

  test('skips the trace where a driver cannot do a step, with exit code 4 where that is all of them', async () => {
    const run = await on('skips');
    expect([run.code, run.left]).toEqual([4, []]);
    expect(run.stdout).toContain('skipped: step 2: only one program');
    expect((await on('skips', ['--tap'])).stdout).toContain('ok 1 - two programs # SKIP step 2: only one program');
  });
  test('compares no more than what is answered, and says what was not', async () => {
    const silent = await on('has-no-revision');
    expect([silent.code, silent.stdout]).toEqual([
      0,
      expect.stringContaining('– not answered, and so not compared: hooks.revision (2)\n1 trace, 2 steps: all held'),
    ]);
    expect((await on('has-no-revision', ['--tap'])).stdout).toContain(
      '\n# not answered, and so not compared: hooks.revision (2)\n',
    );
    const blind = await on('shows-nothing', ['--json']);
    const report = ReplayReport.parse(JSON.parse(blind.stdout));
    expect([report.target, report.traces[0]!.steps.map(({ unanswered }) => unanswered)]).toEqual([
      'exec',
      [['hooks.ingress'], ['hooks.ingress']],
    ]);
  });
  test('is interrupted by a signal with exit code 3, a report, and no process left', async () => {
    const run = await on('is-silent', ['--json'], { name: 'SIGINT', at: 3000 });
    expect([run.code, run.pids.length, run.left]).toEqual([3, 2, []]);
    expect(run.after).toBeLessThan(2000);
    expect(JSON.parse(run.stdout)).toMatchObject({
      format: 'mprog-replay',
      result: 'inconclusive',
      interrupted: true,
      planned: 1,
      held: 0,
      violated: 0,
    });
  });
  test('refuses a timeout that is none, or that goes with another target', async () => {
    const refused = async (...args: string[]) => (await mprog(['replay', suite, ...args])).code;
    expect(await refused('--target', 'exec:true', '--timeout', '0')).toBe(2);
    expect(await refused('--target', 'spec', '--timeout', '5')).toBe(2);
    expect(await refused('--target', 'exec:')).toBe(2);
  });
});

/** A list of programs, as two functions. */
function list(): Driver & { progs: string[] } {
  const driver = {
    progs: [] as string[],
    reset: () => {
      driver.progs = [];
    },
    apply: (made: Parameters<Driver['apply']>[0]) => {
      const request = made as Request;
      if (request.op === 'prog_attach' && request.prog.is === 'prog') driver.progs.push(request.prog.name);
      return { outcome: 'ok' as const };
    },
    observe: () => ({
      is: 'list' as const,
      revision: driver.progs.length + 1,
      count: driver.progs.length,
      slots: driver.progs.map((prog) => ({ prog, link: 'none' })),
    }),
  };
  return driver;
}

describe('replay of the library', () => {
  test('takes a driver of functions that answer at once, or later', async () => {
    const one = list();
    const later: Driver = {
      reset: async () => one.reset!(SMALL, two),
      apply: async (request) => one.apply(request),
      observe: async (hook) => one.observe(hook),
    };
    for (const driver of [one, later]) {
      const report = ReplayReport.parse(await replay([two, two], driver, { on: 'a list' }));
      expect([report.target, report.on, report.held, report.violated]).toEqual(['driver', 'a list', 2, 0]);
    }
  });
  test('names the first step and field that differ', async () => {
    const field = async (changed: Partial<Driver>) => {
      const { traces } = await replay(two, { ...list(), ...changed });
      return [traces[0]!.result, traces[0]!.difference?.step, traces[0]!.difference?.field];
    };
    const show = (more: object) => () => ({ is: 'list' as const, ...more });
    expect(await field({ apply: () => ({ outcome: 'EBUSY' }) })).toEqual(['violated', 1, 'outcome']);
    expect(await field({ observe: show({ revision: 2 }) })).toEqual(['violated', 2, 'hooks.ingress.revision']);
    expect(await field({ observe: show({ slots: [{ prog: 'A' }] }) })).toEqual(['violated', 2, 'hooks.ingress.slots']);
    expect(await field({ observe: show({ count: 2, revision: 2 }) })).toEqual(['violated', 1, 'hooks.ingress.count']);
    expect(await field({ observe: () => ({ is: 'nothing' }) })).toEqual(['violated', 1, 'hooks.ingress']);
  });
  test('compares what a query shows where the driver tells it', async () => {
    const asked = await recorded('a query', query);
    const blind = await replay(asked, list());
    expect([blind.held, blind.traces[0]!.steps[0]!.unanswered]).toEqual([1, ['view']]);
    const wrong: Driver = { ...list(), apply: () => ({ outcome: 'ok', view: { is: 'list', count: 3 } }) };
    expect((await replay(asked, wrong)).traces[0]!.difference?.field).toBe('view.count');
  });
  test('takes every machine of the package, and finds a planted fault', async () => {
    expect((await replay(two, new SpecMachine('tcx'))).held).toBe(1);
    expect((await replay(two, models.create('tcx'))).held).toBe(1);
    const faulty = models.create('tcx', { fault: 'attach/before-off-by-one' });
    const before: RequestInput = {
      op: 'prog_attach',
      hook: 'ingress',
      prog: { is: 'prog', name: 'C' },
      flags: ['BEFORE'],
      relative: { is: 'prog', name: 'B', by: 'fd' },
    };
    const telling = await recorded('before', attach('A'), attach('B'), before);
    expect((await replay(telling, faulty)).traces[0]!.difference).toMatchObject({
      step: 3,
      field: 'hooks.ingress.slots',
    });
  });
  test('skips what a driver cannot be set to, cannot do, or refuses as a whole', async () => {
    const reason = async (changed: Partial<Driver>) => {
      const { traces, skipped } = await replay(two, { ...list(), ...changed });
      return [skipped, traces[0]!.reason, traces[0]!.steps.length];
    };
    expect(await reason({ reset: () => ({ skip: 'no tcx' }) })).toEqual([1, 'no tcx', 0]);
    expect(await reason({ apply: () => ({ skip: 'no attach' }) })).toEqual([1, 'step 1: no attach', 0]);
    expect(await reason({ skips: ({ profile }) => `not for ${profile}` })).toEqual([1, 'not for tcx', 0]);
  });
  test('rejects with a DriverError that names trace and step', async () => {
    const throwing: Driver = {
      ...list(),
      apply: () => {
        throw new TypeError('no such thing');
      },
    };
    const failed = replay({ path: 'mine.json', trace: two }, throwing);
    await expect(failed).rejects.toThrow(DriverError);
    await expect(failed).rejects.toThrow('mine.json: step 1: the driver threw TypeError: no such thing');
    const odd = { ...list(), observe: () => ({ is: 'list', rev: 2 }) } as unknown as Driver;
    await expect(replay(two, odd)).rejects.toThrow(/traces\[0\]: step 1: answer to observe: .*rev/);
  });
  test('asks for a reset where there are several traces', async () => {
    const { reset: _, ...fresh } = list();
    expect((await replay(two, fresh)).held).toBe(1);
    await expect(replay([two, two], fresh)).rejects.toThrow('expected a function reset');
  });
  test('ends with the reason of its signal while a driver is silent', async () => {
    const file = join(directory, 'pids-signal');
    writeFileSync(file, '');
    const ending = new AbortController();
    const command = `${process.execPath} ${join(directory, 'odd.mjs')} is-silent ${file}`;
    const driver = await ProcessDriver.start(command, { signal: ending.signal });
    setTimeout(() => ending.abort(new Error('enough')), 1500);
    await expect(replay(two, driver, { signal: ending.signal })).rejects.toThrow('enough');
    await driver.close();
    expect(await left(readFileSync(file, 'utf8').trim().split('\n').map(Number))).toEqual([]);
  });
});
