import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FuzzReport } from '../../checker/fuzz/report.ts';
import { readTrace } from '../../traces/read.ts';
import { mprog as alone, ROOT } from '../support/command.ts';
import { cgroupsMissing } from '../support/machines.ts';
import { left } from '../support/processes.ts';
import { ranHere as mprog } from '../support/room.ts';
import { validator } from '../support/schemas.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'mprog-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const validate = validator().compile(JSON.parse(readFileSync(join(ROOT, 'docs/fuzz.schema.json'), 'utf8')));

describe('mprog fuzz', () => {
  test.each([
    [['nothing'], 'no profile is called "nothing"'],
    [['--target', 'spec'], '--target: expected model, kernel, model,kernel or exec:COMMAND, found "spec"'],
    [['--target', 'model,model'], '--target: expected model, kernel, model,kernel or exec:COMMAND'],
    [['--target', 'exec: '], '--target: expected a command behind exec:, found nothing'],
    [['--target', 'exec:/nothing/here'], '/nothing/here'],
    [['--target', 'exec:./driver', '--fault', 'x'], '--fault: a fault is planted in a model, and --target names none'],
    [['--timeout', '5'], '--timeout: only with --target exec:COMMAND'],
    [['--target', 'exec:./driver', '--timeout', '0'], '--timeout: expected at least 1 second, found 0'],
    [['--steps', '0'], '--steps: expected at least 1, found 0'],
    [['--minutes', '0'], '--minutes: expected at least 1, found 0'],
    [['--seed', 'x'], 'expected a whole number below 1000000, found "x"'],
    [['--fault', 'nothing'], '--fault: expected one of'],
    [['examples/head-and-tail.ts'], '--target: there is no model of head-and-tail; name the kernel'],
  ])('refuses %j', async (args, said) => {
    expect(await mprog(['fuzz', ...args])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(said),
    });
  });

  test('skips hooks that are driven in no kernel', async () => {
    const ended = await mprog(['fuzz', 'examples/xdp-multi-prog.ts', '--target', 'kernel']);
    expect(ended).toMatchObject({ code: 4, stdout: expect.stringMatching(/^skipped: xdp-multi-prog is about hooks/) });
  });

  test('prints the seed, and says the same with the same one', async () => {
    const ended = await mprog(['fuzz', 'cgroup-5.6', '--steps', '300', '--json']);
    const report = FuzzReport.parse(JSON.parse(ended.stdout));
    expect([ended.code, validate(report), report.steps, report.result]).toEqual([0, true, 300, 'held']);
    const again = await mprog(['fuzz', 'cgroup-5.6', '--steps', '300', '--seed', String(report.seed), '--json']);
    expect({ ...FuzzReport.parse(JSON.parse(again.stdout)), seconds: 0 }).toEqual({ ...report, seconds: 0 });
  });

  test('writes a difference as a trace that can be replayed, and replaces nothing', async () => {
    const args = ['fuzz', 'tcx', '--fault', 'attach/after-off-by-one', '--seed', '1', '--traces', directory];
    const ended = await mprog(args);
    expect(ended).toMatchObject({ code: 1, stdout: expect.stringContaining('✗ the model differs: ') });
    expect(ended.stdout).toContain('tcx · model against the spec · seed 1\n');
    expect(ended.stdout).toContain('mprog fuzz tcx --seed 1 --fault attach/after-off-by-one, with as many steps\n');
    const file = /written to {2}(\S+)/.exec(ended.stdout)![1]!;
    const trace = readTrace(file);
    expect(trace).toMatchObject({ profile: 'tcx', origin: { kind: 'counterexample' } });
    expect(trace.steps.length).toBeLessThan(5);
    expect(await mprog(['replay', file, '--target', 'spec'])).toMatchObject({ code: 0 });
    expect(await mprog(['replay', file, '--target', 'model'])).toMatchObject({ code: 0 });
    expect((await mprog(args)).stdout).toContain(`written to  ${file}`);
  });

  test('ends on a signal as inconclusive, with what it has', async () => {
    const ended = await alone(['fuzz', 'tcx', '--minutes', '5', '--json'], { name: 'SIGINT', at: 4000 });
    const document = JSON.parse(ended.stdout);
    expect([ended.code, document.interrupted ?? document.kind]).toEqual([
      3,
      document.format === 'mprog-fuzz' ? true : 'interrupted',
    ]);
  });
});

/** A driver that does what the spec says, until a list has three slots. */
const DRIVER = `
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { SpecMachine } from ${JSON.stringify(join(ROOT, 'dist/index.js'))};
const [mode, pids] = process.argv.slice(2);
appendFileSync(pids, process.pid + '\\n');
let machine;
const say = (answer) => console.log(JSON.stringify(answer));
for await (const line of createInterface({ input: process.stdin })) {
  const { op, profile, universe, request, hook } = JSON.parse(line);
  if (op === 'reset') {
    machine = new SpecMachine(profile);
    machine.reset(universe);
    say({ ok: true });
    continue;
  }
  if (op === 'observe') {
    say(machine.observe(hook));
    continue;
  }
  const answer = machine.apply(request);
  const isLong = (machine.observe('ingress').count ?? 0) >= 3;
  if (isLong && mode === 'dies') process.exit(3);
  if (isLong && mode === 'hangs') continue;
  say(answer);
}
if (mode === 'fails-at-the-end') process.exit(4);
`;

describe('mprog fuzz --target exec:COMMAND', () => {
  let notes: string;
  beforeAll(() => {
    writeFileSync(join(directory, 'driver.mjs'), DRIVER);
    notes = join(directory, 'pids');
  });
  const target = (mode: string) => ['--target', `exec:node ${directory}/driver.mjs ${mode} ${notes}`];
  const alive = () => left(readFileSync(notes, 'utf8').trim().split('\n').map(Number));

  test('holds a driver to the spec', async () => {
    const ended = await alone(['fuzz', 'tcx', ...target('keeps'), '--steps', '400', '--seed', '1', '--json']);
    const report = FuzzReport.parse(JSON.parse(ended.stdout));
    expect([ended.code, validate(report), report.steps, report.result, report.targets]).toEqual([
      ...[0, true, 400, 'held'],
      ['exec'],
    ]);
    expect(report.driver).toMatchObject({ command: expect.stringContaining('driver.mjs keeps'), skipped: [] });
    expect(await alive()).toEqual([]);
  });
  test('starts one that dies again, and shrinks what it dies of', async () => {
    const ended = await alone(['fuzz', 'tcx', ...target('dies'), '--seed', '1', '--traces', directory]);
    expect(ended.code).toBe(1);
    expect(ended.stdout).toMatch(
      /✗ the driver differs: expected ok, but node .* ended with exit code 3 instead of answering\n/,
    );
    expect(ended.stdout).toMatch(/shrunk to 3:\n/);
    const file = /written to {2}(\S+)/.exec(ended.stdout)![1]!;
    expect(readTrace(file)).toMatchObject({
      title: expect.stringMatching(/^the driver leaves /),
      steps: { length: 3 },
    });
    expect(await mprog(['replay', file, '--target', 'spec'])).toMatchObject({ code: 0 });
    expect(await alive()).toEqual([]);
  });
  test('takes one that fails at its end for wrong', async () => {
    const ended = await alone(['fuzz', 'tcx', ...target('fails-at-the-end'), '--steps', '50', '--seed', '1']);
    expect(ended).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('ended with exit code 4'),
    });
  });
  test('ends on a signal while one does not answer, and leaves none behind', async () => {
    const ended = await alone(['fuzz', 'tcx', ...target('hangs'), '--seed', '1', '--json'], {
      name: 'SIGINT',
      at: 4000,
    });
    expect(ended.code).toBe(3);
    expect(JSON.parse(ended.stdout)).toMatchObject({ result: 'inconclusive' });
    expect(await alive()).toEqual([]);
  });
});

describe.skipIf(cgroupsMissing !== undefined)(
  `mprog fuzz --target kernel${cgroupsMissing === undefined ? '' : ` (skipped: ${cgroupsMissing})`}`,
  () => {
    test('compares the kernel and the model with the spec in the same sequences', { timeout: 120_000 }, async () => {
      const args = ['fuzz', 'cgroup', '--target', 'model,kernel', '--steps', '400', '--seed', '1'];
      const ended = await alone([...args, '--json']);
      const report = FuzzReport.parse(JSON.parse(ended.stdout));
      expect([report.targets, report.steps, report.difference]).toEqual([['model', 'kernel'], 400, undefined]);
      expect(report.kernel).toMatchObject({ release: release(), intended: expect.any(Boolean) });
    });

    test('finds in what the kernel is not as another semantics says', { timeout: 120_000 }, async () => {
      const args = ['fuzz', 'cgroup-v3-posted', '--target', 'kernel', '--steps', '5000', '--seed', '1'];
      const ended = await alone([...args, '--json', '--no-write']);
      expect(JSON.parse(ended.stdout)).not.toHaveProperty('message');
      expect(FuzzReport.parse(JSON.parse(ended.stdout))).toMatchObject({
        result: 'violated',
        difference: { target: 'kernel', reproduced: true },
      });
    });
  },
);
