import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { exitCodeOf } from '../../cli/exit.ts';
import { RESULTS } from '../../spec/vocabulary/report.ts';
import { MAIN, ROOT, shell } from '../support/command.ts';
import { ran } from '../support/room.ts';
import { IMPORTS_SOURCE, importLine } from '../support/source.ts';

const directory = mkdtempSync(join(tmpdir(), 'mprog-'));
afterAll(() => rmSync(directory, { recursive: true }));

const run = (line: string) => ran(ROOT, ...line.split(/ +/));

const HELD = 'check tcx --programs 1 --links 0 --foreign 0';
const VIOLATED = 'check tcx --fault attach/replace-takes-linked-slot --programs 2 --links 1 --foreign 0 --no-write';
const CUT = 'check tcx --depth 1 --programs 1 --links 0';

test('the exit code follows from the result, and is 3 where a signal ended the run', () => {
  expect(RESULTS.map((result) => exitCodeOf({ result }))).toEqual([0, 1, 3, 4]);
  expect(RESULTS.map((result) => exitCodeOf({ result, interrupted: true }))).toEqual([3, 3, 3, 3]);
});

describe('the exit code is that of the verdict', () => {
  test.each([
    [HELD, 0],
    [VIOLATED, 1],
    [CUT, 3],
    [`${VIOLATED} --json`, 1],
    ['rules tcx', 0],
    ['check nowhere --json', 2],
  ])('mprog %s | true: %i', async (line, code) => {
    const { stdout, stderr } = await shell(`mprog ${line} 2>/dev/null | true; echo \${PIPESTATUS[0]}`);
    expect([stdout.trim(), stderr]).toEqual([String(code), '']);
  });
  test('also where nobody reads from the start', async () => {
    const child = spawn(process.execPath, [MAIN, ...VIOLATED.split(' ')], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    child.stdout.destroy();
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(1);
  });
});

describe('a report that cannot be written is no pass', () => {
  test.each([
    [`${HELD} > /dev/full`, 2],
    [`${HELD} --json > /dev/full`, 2],
    ['rules tcx > /dev/full', 2],
    ['--help > /dev/full', 2],
    [`${VIOLATED} > /dev/full`, 1],
    [`${CUT} > /dev/full`, 3],
  ])('mprog %s: %i, and a line on standard error', async (line, code) => {
    const ended = await shell(`mprog ${line}`);
    expect([ended.code, ended.stderr]).toEqual([
      code,
      expect.stringMatching(/^(tcx.*\n)*mprog: standard output cannot be written: there is no space left\n$/),
    ]);
  });
  test('nor is one of which only a part was written', async () => {
    const file = join(directory, 'part');
    const { code, stderr } = await shell(`ulimit -f 8; mprog rules tcx --json > ${file}`);
    expect([code, stderr.split('\n').length]).toEqual([2, 2]);
    expect(statSync(file).size).toBeLessThan(10_000);
  });
  test('standard error that cannot be written changes nothing', async () => {
    expect((await shell(`mprog ${VIOLATED} 2> /dev/full`)).code).toBe(1);
    expect((await shell('mprog check nowhere 2> /dev/full')).code).toBe(2);
  });
});

test('a long report is whole, however slowly it is read', async () => {
  const line = 'mprog replay traces/conformance/tcx --target spec --json';
  const whole = (await shell(line)).stdout;
  const { stdout, code } = await shell(`${line} | (sleep 1; cat)`);
  const timeless = (text: string) => ({ ...JSON.parse(text), seconds: 0 });
  // Far more than a pipe holds.
  expect(whole.length).toBeGreaterThan(500_000);
  expect(code).toBe(0);
  expect(timeless(stdout)).toEqual(timeless(whole));
});

test('a signal ends a run that waits for a reader', async () => {
  const script = `
    ${importLine(['endOnSignal', 'endWith'], 'cli/ending.ts')}
    ${importLine(['listen'], 'cli/interruption.ts')}
    ${importLine(['say'], 'cli/text/output.ts')}
    listen(endOnSignal);
    say('x'.repeat(5_000_000));
    process.stderr.write('ready');
    endWith(0);`;
  const child = spawn(process.execPath, [...IMPORTS_SOURCE, '--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stderr.once('data', () => child.kill('SIGTERM'));
  expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(3);
});

test('what cannot be read or written is wrong input, never a defect', async () => {
  for (const line of [
    'race two-first --profile cgroup --out /proc/nowhere/x',
    `${VIOLATED.replace('--no-write', '')} --traces /proc/nowhere`,
    'explain /dev/null',
    'replay docs --target spec',
    'check docs/nowhere.ts',
  ]) {
    const { status, stderr } = await run(line);
    expect([line, status, stderr.includes('internal error')]).toEqual([line, 2, false]);
  }
});

/** What takes long, but for the place where it writes. */
const LONG = [
  'traces cgroup --out',
  'traces cgroup --against cgroup-6.17 --out',
  'check all --scope all --traces',
  'check cgroup --properties all --traces',
  'diff tcx cgroup --traces',
  'commute cgroup --out',
  'kernel cgroup --traces',
  'fuzz tcx --minutes 5 --traces',
];

test.each([
  ['/proc/nowhere', 'ENOENT'],
  [MAIN, 'ENOTDIR'],
  [`${MAIN}/below`, 'ENOTDIR'],
])(
  'a place where nothing can be written is refused before the search, which takes minutes: %s',
  async (out, reason) => {
    for (const line of LONG) {
      const started = performance.now();
      const { status, stdout, stderr } = await run(`${line} ${out}`);
      expect([line, status, stdout, stderr]).toEqual([line, 2, '', `${out}: cannot be written (${reason})\n`]);
      expect(performance.now() - started).toBeLessThan(20_000);
    }
  },
);

test('so is a file that no race can be written to, with nothing left behind', async () => {
  const { status, stdout, stderr } = await run('race late-update --profile tcx --out /proc/nowhere/late.json');
  expect([status, stdout, stderr]).toEqual([2, '', '/proc/nowhere: cannot be written (ENOENT)\n']);
  const out = join(directory, 'races', 'late.json');
  expect((await run(`race late-update --profile nobody --out ${out}`)).status).toBe(2);
  expect(existsSync(join(directory, 'races'))).toBe(false);
  expect((await run(`race late-update --profile tcx --out ${out}`)).status).toBe(0);
});
