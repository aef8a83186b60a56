/**
 * `mprog record -- COMMAND` with a stand-in for strace, that copies a real log and runs the command; and with the real one, where there is
 * one that shows everything (MPROG_STRACE names it).
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { mprog, ROOT } from '../support/command.ts';
import { kernelMissing } from '../support/machines.ts';

const directory = mkdtempSync(join(tmpdir(), 'record-'));
afterAll(() => rmSync(directory, { recursive: true }));
const SAMPLES = join(ROOT, 'test/observe/samples');
const at = (name: string) => join(directory, name);

/** A program that says it is a version of strace, and writes a log in place of one. */
function standIn(name: string, version: string, log = 'tcx-7.2.log'): string {
  const script = `#!/bin/sh
if [ "$1" = -V ]; then echo "strace -- version ${version}"; exit 0; fi
echo "$@" >'${at('options')}'
while [ "$1" != -o ]; do shift; done
cp '${SAMPLES}/${log}' "$2"; shift 3; "$@"
`;
  writeFileSync(at(name), script, { mode: 0o755 });
  return at(name);
}
const strace = standIn('strace', '6.18');
const temporary = () => readdirSync(tmpdir()).filter((name) => name.startsWith('mprog-strace-'));

describe('mprog record -- COMMAND', () => {
  test('says of the log what mprog observe says, and leaves no log', async () => {
    const before = temporary();
    const { code, stdout } = await mprog(['record', '--strace', strace, '--', 'echo', '--json', 'said']);
    expect([code, stdout]).toEqual([
      0,
      '--json said\nstrace of echo\n✓ 26 steps judged at tcx hooks by tcx: as the rules give it\n',
    ]);
    expect(readFileSync(at('options'), 'utf8')).toMatch(
      /^-f -yy -v --kill-on-exit .*trace=bpf,.* -o \S+ -- echo --json said$/m,
    );
    expect(temporary()).toEqual(before);
  });
  test('keeps the log, writes the trace, says what the command ended with, and replaces nothing unasked', async () => {
    const [log, out] = [at('kept.log'), at('trace.json')];
    const line = ['record', '--strace', strace, '--log', log, '--out', out, '--', 'sh', '-c', 'exit 7'];
    const { code, stdout, stderr } = await mprog(line);
    expect([code, stdout, stderr]).toEqual([
      0,
      expect.stringMatching(`^${log}\n✓ 26 steps`),
      expect.stringMatching(/^sh: ended with exit code 7\n/),
    ]);
    expect(readFileSync(log, 'utf8')).toBe(readFileSync(join(SAMPLES, 'tcx-7.2.log'), 'utf8'));
    expect(JSON.parse(readFileSync(out, 'utf8')).steps).toHaveLength(26);
    rmSync(at('options'));
    const again = await mprog(line);
    expect([again.code, again.stderr]).toEqual([2, `${log}: there is a file already; --force replaces it\n`]);
    expect(existsSync(at('options'))).toBe(false);
    expect((await mprog([...line.slice(0, 1), '--force', ...line.slice(1)])).code).toBe(0);
    expect(readdirSync(directory).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
  test('prints one JSON object, and what the command prints on standard error', async () => {
    const { stdout, stderr } = await mprog(['record', '--json', '--strace', strace, '--', 'echo', 'said']);
    expect([JSON.parse(stdout).result, stderr]).toEqual(['held', expect.stringMatching(/^said\n/)]);
  });
  test.each([
    ['is missing', '/nowhere/strace', 'found no such program'],
    [
      'is too old',
      standIn('old', '6.1'),
      'found 6.1, which hides what a detach names; a log of it without detaches can be read by mprog observe',
    ],
    ['is something else', 'true', 'found another program'],
  ])('runs nothing where strace %s', async (_, program, found) => {
    const { code, stderr } = await mprog(['record', '--strace', program, '--', 'touch', at('ran')]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(`${program}: expected strace 6.18 or later, ${found}`)]);
    expect([stderr.split('\n').length, existsSync(at('ran'))]).toEqual([2, false]);
  });
  test('is refused where the log hides something, or has no call', async () => {
    const hides = await mprog(['record', '--strace', standIn('hides', '7.2', 'hidden-6.1.log'), '--', 'true']);
    expect([hides.code, hides.stderr]).toEqual([2, expect.stringMatching(/^strace of true:11: relative_fd: expected/)]);
    const none = await mprog(['record', '--strace', standIn('none', '7.2', 'tcx.c'), '--', 'true']);
    expect([none.code, none.stderr]).toEqual([2, 'true: expected calls of bpf(2), found none\n']);
  });
  test.each([
    [['record'], 'found neither'],
    [['record', 'a', '--target', 'spec', '--', 'ls'], 'found both'],
    [['record', 'a'], 'found no --target'],
  ])('is not taken for a file: %j', async (line, found) => {
    const { code, stderr } = await mprog(line);
    expect([code, stderr]).toEqual([
      2,
      `expected FILE with --target spec, model or kernel, or -- COMMAND…, ${found}\n`,
    ]);
  });
});

const REAL = process.env.MPROG_STRACE ?? 'strace';
const version = spawnSync(REAL, ['-V'], { encoding: 'utf8' }).stdout ?? '';
const [, major = 0, minor = 0] = (/version (\d+)\.(\d+)/.exec(version) ?? []).map(Number);
const missing = major * 1000 + minor < 6018 ? 'no strace 6.18 or later here (MPROG_STRACE)' : kernelMissing;

describe.skipIf(missing !== undefined)(`with strace itself${missing === undefined ? '' : `: ${missing}`}`, () => {
  test('a program that attaches is followed whole', async () => {
    const built = spawnSync('gcc', ['-o', at('tcx'), join(SAMPLES, 'tcx.c')]);
    expect(built.status).toBe(0);
    const { code, stdout } = await mprog(['record', '--strace', REAL, '--', 'unshare', '-n', at('tcx')]);
    expect([code, stdout]).toEqual([
      0,
      'strace of unshare\n✓ 26 steps judged at tcx hooks by tcx: as the rules give it\n',
    ]);
  });
  test('a signal ends the command with all its processes, and leaves no log', async () => {
    const before = temporary();
    const mark = `${40_000 + process.pid}`;
    const script = `sleep ${mark} & sleep ${mark}`;
    const line = ['record', '--strace', REAL, '--log', at('cut.log'), '--', 'sh', '-c', script];
    const { code, stderr } = await mprog(line, { name: 'SIGTERM', at: 1500 });
    await setTimeout(100);
    const { stdout } = spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
    expect([code, stderr, stdout.includes(`sleep ${mark}`)]).toEqual([
      3,
      expect.stringContaining('interrupted'),
      false,
    ]);
    expect([
      temporary(),
      existsSync(at('cut.log')),
      readdirSync(directory).filter((name) => name.endsWith('.tmp')),
    ]).toEqual([before, false, []]);
  });
});
