import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { C_RAW } from '../../exporters/c-raw/c-raw.ts';
import {
  hasCgroup,
  MISTAKEN,
  MISTAKEN_RUNS,
  MISTAKEN_XDP,
  made,
  OLDER,
  olderKernel,
  someOfBoth,
  suiteOf,
  tracesOfOlder,
  whyNot,
  wrongly,
} from '../support/exporting.ts';

type Child = ChildProcessByStdio<null, Readable, null>;

const missing = whyNot('gcc');
const title = (text: string) => (missing === undefined ? text : `${text} (skipped: ${missing})`);

const directory = mkdtempSync(join(tmpdir(), 'mprog-c-raw-'));
afterAll(() => rmSync(directory, { recursive: true }));

const program = join(directory, 'traces');

/** Compiles a program, which must give no warning. */
function compile(text: string): void {
  const source = join(directory, 'traces.c');
  writeFileSync(source, text);
  const { stderr } = spawnSync('gcc', ['-O0', '-Wall', '-Wextra', '-Werror', '-o', program, source], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
}

/** Whether the log of the kernel can be read and written. */
function canWarn(): boolean {
  try {
    accessSync('/dev/kmsg', constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

describe('c-raw', () => {
  test.each([
    ['tcx', 180],
    ['cgroup', 181],
    ['netkit', 183],
    ['xdp', 99],
  ])('carries most of the suite of %s, and gives a reason for every other trace', (profile, least) => {
    const traces = suiteOf(profile);
    const { files, skipped } = made(C_RAW, profile, traces);
    expect(files.map(({ name }) => name)).toEqual([`${profile}.c`]);
    expect(files[0]!.traces.length).toBeGreaterThan(least);
    expect(files[0]!.traces.length + skipped.length).toBe(traces.length);
    for (const { reason } of skipped) expect(reason).toMatch(/^\S.{5,}$/);
  });

  test('carries no trace of freplace, and writes no file', () => {
    const { files, skipped } = made(C_RAW, 'freplace', suiteOf('freplace'));
    expect([files, skipped.length > 0]).toEqual([[], true]);
  });

  test('has a file of its own for devices with XDP, with every trace in one of the two', () => {
    const [tcx, xdp, freplace] = ['tcx', 'xdp', 'freplace'].map(suiteOf);
    const { files, skipped } = made(C_RAW, 'all', [...tcx!, ...xdp!, ...freplace!]);
    expect(files.map(({ name }) => name)).toEqual(['all.c', 'all-xdp.c']);
    const named = files.map(({ text }) => text.match(/^\t\{ ".*, (trace_\d+, 0|0, ".*") \},$/gm)!.length);
    expect(named).toEqual([tcx!.length + freplace!.length, xdp!.length]);
    expect(files.flatMap(({ traces }) => traces).length + skipped.length).toBe(named[0]! + named[1]!);
    const alone = made(C_RAW, 'some', [...xdp!, ...freplace!]).files;
    expect(alone.map(({ name }) => name)).toEqual(['some.c']);
    expect(alone[0]!.text).toContain('0, "hooks of the family freplace: ');
  });

  test('has a trace that is skipped as a skipped test, with the reason', () => {
    const traces = suiteOf('tcx').filter(({ path }) => /run--across.json|attach--append.json/.test(path));
    expect(made(C_RAW, 'two', traces).files[0]!.text).toContain(', 0, "hook far is at the other end of a pair');
  });

  test.skipIf(missing !== undefined)(title('passes on this kernel, but for a trace with a wrong expectation'), () => {
    const traces = someOfBoth(C_RAW);
    const wrong = wrongly(traces[0]!);
    compile(made(C_RAW, 'some', [...traces, wrong]).files[0]!.text);
    const { status, stdout } = spawnSync(program, { encoding: 'utf8' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toBe('KTAP version 1');
    expect(lines[1]).toBe(`1..${traces.length + 2}`);
    expect(lines.filter((line) => line.startsWith('not ok'))).toEqual([
      `not ok ${traces.length + 1} a wrong expectation`,
    ]);
    expect(lines.filter((line) => line.startsWith('ok'))).toHaveLength(traces.length + 1);
    expect(lines.at(-2)).toMatch(/^ok \d+ the kernel warns of nothing/);
    expect(lines.filter((line) => line.startsWith('  # '))).toEqual([
      expect.stringMatching(/^ {2}# \w+, revision: expected \d, found \d$/),
    ]);
    expect(status).toBe(1);
  });

  test.skipIf(missing !== undefined)(title('says of an empty list that it is empty'), () => {
    const traces = suiteOf('tcx').filter(({ path }) => path.endsWith('attach--append.json'));
    compile(
      made(C_RAW, 'empty', traces).files[0]!.text.replace('shows("ingress", 2, 1, "A")', 'shows("ingress", 2, 1, "")'),
    );
    const { stdout } = spawnSync(program, { encoding: 'utf8' });
    expect(stdout).toContain('  # ingress, slots: expected (empty), found A\n');
  });

  test.skipIf(missing !== undefined || !canWarn())(title('fails where the kernel warns meanwhile'), async () => {
    const child = spawn(program, { stdio: ['ignore', 'pipe', 'ignore'] });
    const closed = once(child, 'close');
    let printed = '';
    child.stdout.on('data', (data) => {
      printed += data;
    });
    // It looks at the log from before it makes its cgroup on.
    while (child.exitCode === null && !hasCgroup(child.pid)) await setTimeout(1);
    writeFileSync('/dev/kmsg', 'WARNING: written by a test of mprog-spec\n');
    const [code] = await closed;
    expect(code).toBe(1);
    expect(printed).toMatch(/^# .*WARNING: written by a test of mprog-spec\nnot ok \d+ the kernel warns of nothing$/m);
  });

  test.skipIf(missing !== undefined).each([
    ['it gets a signal', (child: Child) => child.kill('SIGTERM')],
    ['nobody reads what it prints any more', (child: Child) => child.stdout.destroy()],
  ])(title('leaves no cgroup behind when %s'), async (_, end) => {
    const child = spawn(program, { stdio: ['ignore', 'pipe', 'ignore'] });
    let wasThere = false;
    child.stdout.on('data', () => {
      wasThere ||= hasCgroup(child.pid);
      end(child);
    });
    const [code] = await once(child, 'close');
    expect([code, wasThere, hasCgroup(child.pid)]).toEqual([1, true, false]);
  });

  test.skipIf(missing !== undefined)(title('finds every request that comes to something else than is expected'), () => {
    const all = [...MISTAKEN, ...MISTAKEN_RUNS];
    compile(
      made(
        C_RAW,
        'mistaken',
        all.map(([trace]) => trace),
      ).files[0]!.text,
    );
    const { status, stdout } = spawnSync(program, { encoding: 'utf8' });
    const failed = stdout.match(/^not ok \d+ mistaken: [\w-]+$/gm)!;
    expect(failed).toHaveLength(all.length);
    const found = [...stdout.matchAll(/^ {2}# ((?:outcome|result|programs|delivered|done|run)\b.*)$/gm)].map(
      ([, what]) => what,
    );
    expect(found).toEqual(all.map(([, what]) => what));
    expect(status).toBe(1);
  });

  test.skipIf(missing !== undefined)(
    title('passes the traces of XDP on this kernel, but for those that are mistaken'),
    () => {
      const { text, traces } = made(C_RAW, 'xdp', [...suiteOf('xdp'), ...MISTAKEN_XDP.map(([trace]) => trace)])
        .files[0]!;
      compile(text);
      const { status, stdout } = spawnSync(program, { encoding: 'utf8' });
      expect(stdout.match(/^not ok \d+ mistaken: [\w-]+$/gm)).toHaveLength(MISTAKEN_XDP.length);
      expect(stdout.match(/^(not )?ok/gm)).toHaveLength(traces.length + 1);
      const found = [...stdout.matchAll(/^ {2}# (.*)$/gm)].map(([, what]) => what);
      expect(found).toEqual(MISTAKEN_XDP.flatMap(([, what]) => what));
      expect(status).toBe(1);
    },
  );

  test.skipIf(missing !== undefined)(title('passes the traces of netkit, or skips them where there is none'), () => {
    const some = suiteOf('netkit').filter((_, index) => index % 9 === 0);
    const { text, traces } = made(C_RAW, 'netkit', some).files[0]!;
    compile(text);
    const { status, stdout } = spawnSync(program, { encoding: 'utf8' });
    const skipped = stdout.match(/^ok \d+ .* # SKIP no netkit pair can be made \(E\w+\)$/gm) ?? [];
    expect(stdout).not.toMatch(/^not ok/m);
    expect([skipped.length, status]).toEqual(status === 0 ? [0, 0] : [traces.length, 4]);
  });

  test.skipIf(missing !== undefined).each(OLDER)(
    title('passes where the kernel knows no more than %s of a query'),
    (_, known) => {
      compile(made(C_RAW, 'older', tracesOfOlder()).files[0]!.text);
      const { status, stdout } = spawnSync(program, { encoding: 'utf8', env: olderKernel(directory, known) });
      expect(stdout).not.toMatch(/^ *not ok/m);
      expect(status).toBe(0);
    },
  );

  const within = (...words: readonly string[]) => spawnSync(words[0]!, words.slice(1), { encoding: 'utf8' });

  test.skipIf(missing !== undefined || within('env', '--ignore-signal=CHLD', 'true').status !== 0)(
    title('waits for each trace, also where the end of children is ignored'),
    () => {
      compile(made(C_RAW, 'some', suiteOf('cgroup').slice(0, 5)).files[0]!.text);
      const { status, stdout } = within('timeout', '60', 'env', '--ignore-signal=CHLD', program);
      expect([status, stdout.match(/^ok/gm)!.length]).toEqual([0, 6]);
    },
  );

  test.skipIf(missing !== undefined || within('unshare', '-Ur', 'true').status !== 0)(
    title('skips every trace for root of a user namespace, who may not use bpf(2)'),
    () => {
      const { status, stdout } = within('unshare', '-Ur', program);
      expect(stdout.match(/^ok \d+ .* # SKIP bpf\(2\) cannot be used here \(EPERM\)$/gm)).toHaveLength(5);
      expect(status).toBe(4);
    },
  );
});
