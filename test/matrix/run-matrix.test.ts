import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { cpioParts } from '../../vm/cpio.ts';
import { Tree } from '../../vm/tree.ts';
import { shell } from '../support/command.ts';
import { bzImage, elf } from '../support/kernel-images.ts';

const directory = mkdtempSync(join(tmpdir(), 'mprog-'));
afterAll(() => rmSync(directory, { recursive: true }));
const at = (path: string) => join(directory, path);

/** What a replay on a kernel prints: one trace as expected of tcx, and one of cgroup that is not, or is. */
function replayed(cgroup: 'held' | 'violated'): string {
  const difference = { step: 2, field: 'outcome', message: 'outcome: expected ok, found EINVAL' };
  const bad = cgroup === 'held' ? {} : { difference };
  const traces = [
    { path: 'traces/conformance/tcx/a.json', profile: 'tcx', result: 'held', steps: [] },
    { path: 'traces/conformance/cgroup/b.json', profile: 'cgroup', result: cgroup, ...bad, steps: [] },
  ];
  const head = { format: 'mprog-replay', version: 2, tool: '0.1.0', profiles: ['tcx'], result: 'held', seconds: 1 };
  const counts = { planned: 2, held: 2, violated: 0, skipped: 0 };
  return JSON.stringify({
    ...head,
    target: 'kernel',
    on: 'kernel',
    ...counts,
    scenarios: [],
    traces,
  });
}

/** What a guest sends at its end. */
function sent(stdout: string): Buffer {
  const archive = gzipSync(Buffer.concat([...cpioParts(new Tree().file('/mprog-vm/stdout', stdout).entries)]));
  const digest = createHash('sha256').update(archive).digest('hex');
  return Buffer.concat([Buffer.from(`R 1 ${archive.length} ${digest}\n`), archive]);
}
mkdirSync(at('kernels'));
writeFileSync(at('fits'), sent(replayed('held')));
writeFileSync(at('differs'), sent(replayed('violated')));
writeFileSync(at('busybox'), elf([]), { mode: 0o755 });
/** An emulator that plays a guest by the name of the kernel, and notes what it booted. */
const EMULATOR = `#!/bin/bash
while [ "$1" != -kernel ]; do shift; done
name=$(basename "$2")
echo $name >> ${at('booted')}
echo '[ 1.0] booting' >&3
case $name in
  panics) echo '[ 2.0] Kernel panic - not syncing: no init' >&3; exit;;
  hangs) exec sleep 60;;
esac
echo "B 6.6.0-$name" >&4
echo '[ 2.0] mprog-vm: the command begins' >&3
[ $name = warns ] && echo '[ 2.5] WARNING: odd' >&3
[ $name = warns ] && name=fits
cat ${directory}/$name >&4
echo '[ 3.0] mprog-vm: the command ended' >&3
exec sleep 60
`;
writeFileSync(at('qemu-system-x86_64'), EMULATOR, { mode: 0o755 });

const booted = () => (existsSync(at('booted')) ? readFileSync(at('booted'), 'utf8').trim().split('\n') : []);
beforeEach(() => {
  for (const each of ['booted', 'results']) rmSync(at(each), { recursive: true, force: true });
});

function file(kernels: readonly string[]): string {
  for (const name of kernels) writeFileSync(at(`kernels/${name}`), bzImage(`6.6.0-${name}`));
  const entries = kernels.map((name) => ({
    name,
    file: `kernels/${name}`,
    fits: name === 'differs' ? ['tcx', 'cgroup'] : ['tcx'],
  }));
  const document = { format: 'mprog-matrix', version: 1, profiles: ['tcx', 'cgroup'], kernels: entries };
  writeFileSync(at('matrix.json'), JSON.stringify(document));
  return at('matrix.json');
}
const run = (line: string) =>
  shell(`XDG_CACHE_HOME=${at('cache')} PATH=${directory}:$PATH mprog matrix ${line} --accel tcg`);

const RUNNING = { format: 'mprog-matrix', version: 1, kernels: [{ name: 'running', running: true }] };
writeFileSync(at('fetched-nothing.json'), JSON.stringify(RUNNING));

describe('mprog matrix', { timeout: 120_000 }, () => {
  test('boots each kernel once, keeps its result, and goes on from there', async () => {
    const path = file(['warns', 'panics']);
    const first = await run(`${path} --results ${at('results')}`);
    expect([first.code, first.stdout.split('\n')]).toEqual([
      1,
      [
        'kernel  release      tcx     cgroup',
        'warns   6.6.0-warns  ✓ fits  fits',
        '',
        '✗ warns: the kernel warned: WARNING: odd',
        '? panics: no result: the guest panicked: no init; its log:',
        '  [ 1.0] booting',
        '  [ 2.0] Kernel panic - not syncing: no init',
        '✗ a kernel differs from a profile that it must fit, or warned · replayed: the conformance suites and the known anomalies of each profile',
        '',
      ],
    ]);
    expect(first.stderr).toContain('1 kernel without a result: run the same command again to go on\n');
    expect(readdirSync(at('results'))).toEqual(['warns.json']);
    const second = await run(`${path} --results ${at('results')}`);
    expect([second.code, second.stdout, booted()]).toEqual([1, first.stdout, ['warns', 'panics', 'panics']]);
    await run(`${path} --results ${at('results')} --again --shard 1/2`);
    expect(booted()).toEqual(['warns', 'panics', 'panics', 'warns']);
  });
  test('boots a kernel again that is another than before', async () => {
    const path = file(['warns']);
    await run(`${path} --results ${at('results')}`);
    writeFileSync(at('kernels/warns'), bzImage('6.6.1-warns'));
    await run(`${path} --results ${at('results')}`);
    expect(booted()).toEqual(['warns', 'warns']);
  });
  test('has parts that are put together', async () => {
    const path = file(['warns', 'panics']);
    await run(`${path} --results ${at('results/1')} --shard 1/2`);
    const { code, stdout } = await shell(`mprog matrix merge ${path} ${at('results/1')} --json`);
    const report = JSON.parse(stdout);
    expect([code, report.format, report.kernels.map(({ name }: { name: string }) => name)]).toEqual([
      1,
      'mprog-matrix-report',
      ['warns'],
    ]);
    expect(report.failed).toEqual([{ name: 'panics', reason: `no result in ${at('results/1')}` }]);
  });
  test('with --only-vm holds the running kernel to nothing, and neither do parts put together', async () => {
    const path = file(['fits']);
    const document = JSON.parse(readFileSync(path, 'utf8'));
    const running = { name: 'running', running: true, fits: ['tcx', 'cgroup'] };
    writeFileSync(path, JSON.stringify({ ...document, kernels: [running, ...document.kernels] }));
    const ran = await run(`${path} --results ${at('results')} --only-vm --shard 1/1 --ktap`);
    expect([ran.code, ran.stdout]).toEqual([0, expect.stringMatching(/\n1\.\.1\n[\s\S]*\nok 1 fits\n$/)]);
    expect(readdirSync(at('results'))).toEqual(['fits.json']);
    const merged = await run(`merge ${path} ${at('results')} --only-vm --json`);
    expect([merged.code, JSON.parse(merged.stdout).failed]).toEqual([0, []]);
    writeFileSync(path, JSON.stringify({ ...document, kernels: [running] }));
    const none = await run(`${path} --only-vm`);
    expect([none.code, none.stderr]).toEqual([
      2,
      expect.stringContaining(`--only-vm: expected a kernel to boot in ${path}, found the running one alone`),
    ]);
  });
  test('is violated where a kernel differs from what it must fit, and held where all fit', async () => {
    const differs = await run(`${file(['differs'])} --results ${at('results')}`);
    expect([differs.code, differs.stdout]).toEqual([
      1,
      expect.stringContaining(
        '✗ differs must fit cgroup: differs in 1 of 1\n    b, step 2: outcome: expected ok, found EINVAL\n',
      ),
    ]);
    const fits = await run(`${file(['fits'])} --results ${at('results')} --ktap`);
    expect([fits.code, fits.stdout]).toEqual([0, expect.stringContaining('\nok 1 fits\n')]);
  });
  test('is inconclusive where a kernel has no result, or hangs', async () => {
    const path = file(['hangs']);
    const { code, stdout } = await run(`${path} --results ${at('results')} --timeout 4`);
    expect([code, stdout]).toEqual([
      3,
      expect.stringMatching(/\? hangs: no result: the guest was not up within \d+ s/),
    ]);
  });
  test.each([
    ['nowhere.json', 'nowhere.json: there is no such file'],
    [`${at('busybox')} one`, 'expected one FILE, or fetch or merge in front of it'],
    ['fetch', 'expected a FILE that names kernels'],
    [`fetch ${at('fetched-nothing.json')}`, 'fetch: expected a kernel with packages in '],
    ['docs/kernels.json --ktap --json', 'expected one of --markdown, --ktap and --json'],
    ['docs/kernels.json --shard 9/8', 'expected a part such as 2/4, found "9/8"'],
  ])('mprog matrix %s is wrong usage', async (line, said) => {
    const { code, stderr, stdout } = await run(line);
    expect([code, stderr + stdout]).toEqual([2, expect.stringContaining(said)]);
  });
  test('without an emulator is exit code 4', async () => {
    const { code, stdout } = await shell(`XDG_CACHE_HOME=${at('cache')} PATH=/nowhere mprog matrix ${file(['warns'])}`);
    expect([code, stdout]).toEqual([
      4,
      expect.stringMatching(/^skipped: qemu-system-x86_64 and busybox: not installed/),
    ]);
  });
});
