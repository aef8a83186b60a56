import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { findLibbpf } from '../../clients/libbpf.ts';
import { C_SELFTEST } from '../../exporters/c-selftest/c-selftest.ts';
import type { WrittenTest } from '../../exporters/exporter.ts';
import { cgroup, cgroup56, mprogFirstMerge, tcx } from '../../spec/families/profiles.ts';
import type { Profile } from '../../spec/profile.ts';
import type { TraceFile } from '../../traces/files.ts';
import { ROOT } from '../support/command.ts';
import { hasCgroup, MISTAKEN, made, someOfBoth, suiteOf, whyNot, wrongly } from '../support/exporting.ts';

const pkgConfig = (...words: string[]) => spawnSync('pkg-config', [...words], { encoding: 'utf8' });

/** What gcc takes to find libbpf 1.3 or later, or why there is none; an error where MPROG_LIBBPF is no prefix of one. */
const LIBBPF: readonly string[] | string = await findLibbpf().then(
  ({ flags }) => flags,
  (error: Error) => {
    if (process.env.MPROG_LIBBPF !== undefined) throw error;
    return error.message;
  },
);
const missing = whyNot('gcc') ?? (typeof LIBBPF === 'string' ? LIBBPF : undefined);
const hasOld = pkgConfig('--exists', 'libbpf < 1.3').status === 0;
const title = (text: string) => (missing === undefined ? text : `${text} (skipped: ${missing})`);

const directory = mkdtempSync(join(tmpdir(), 'mprog-c-selftest-'));
afterAll(() => rmSync(directory, { recursive: true }));

const program = join(directory, 'traces');

/** Compiles a program; gives what gcc says. */
function compile(text: string, ...words: readonly string[]): string {
  const source = join(directory, 'traces.c');
  writeFileSync(source, text);
  const flags = ['-O0', '-Wall', '-Wextra', '-Werror', '-o', program, source];
  return spawnSync('gcc', [...flags, ...words], { encoding: 'utf8' }).stderr;
}

const linesOf = ({ stdout, stderr }: SpawnSyncReturns<string>) => `${stdout}${stderr}`.trimEnd().split('\n');
const ends = (lines: readonly string[], result: string) => lines.filter((line) => line.endsWith(`:${result}`));
const textOf = (traces: readonly TraceFile[]) => made(C_SELFTEST, 'some', traces).files[0]!.text;
const suite = (profile: string, pattern: RegExp) => suiteOf(profile).filter(({ path }) => pattern.test(path));

/** Some traces, one at cgroups that expects what is not so, and one that is skipped. */
function someWithOneWrong() {
  const traces = someOfBoth(C_SELFTEST);
  return [...traces, wrongly(traces.at(-1)!), ...suite('tcx', /run--pass.json/)];
}

/** A trace of tcx whose last request has other fields. */
function changed(pattern: RegExp, fields: object): readonly TraceFile[] {
  const [first] = structuredClone(suite('tcx', pattern));
  Object.assign(first!.trace.steps.at(-1)!.request, fields);
  return [first!];
}

/** The program of some traces of a suite with the results of another semantics. */
function against(profile: string, other: Profile, pattern = /./) {
  const [file] = made(C_SELFTEST, profile, suite(profile, pattern), other).files;
  return file!;
}

/** The titles of traces in which the two semantics expect other things. */
const differingIn = (tests: readonly WrittenTest[]) =>
  tests
    .filter(({ script, other }) => JSON.stringify(script.steps) !== JSON.stringify(other!.steps))
    .map(({ script }) => script.title);

describe('c-selftest', () => {
  test.each([
    ['tcx', 170],
    ['cgroup', 155],
    ['netkit', 170],
  ])('carries most of the suite of %s, and gives a reason for every other trace', (profile, least) => {
    const traces = suiteOf(profile);
    const { files, skipped } = made(C_SELFTEST, profile, traces);
    expect(files.map(({ name }) => name)).toEqual([`mprog_${profile}.c`]);
    expect(files[0]!.traces.length).toBeGreaterThan(least);
    expect(files[0]!.traces.length + skipped.length).toBe(traces.length);
    for (const { reason } of skipped) expect(reason).toMatch(/^\S.{5,}$/);
  });

  test('calls the test as the file, which the kernel demands', () => {
    const [file] = made(C_SELFTEST, 'cgroup-6.17', suiteOf('cgroup-6.17')).files;
    expect(file!.name).toBe('mprog_cgroup_6_17.c');
    expect(file!.text).toContain('\nvoid test_mprog_cgroup_6_17(void)\n');
  });

  test('writes a call and the order as a selftest does', () => {
    expect(textOf(suite('tcx', /attach--insert-after.json/))).toContain(`
	step("attach C  AFTER A");
	LIBBPF_OPTS(bpf_prog_attach_opts, opts_3, .flags = BPF_F_AFTER, .relative_fd = fd_of("A"));
	err = bpf_prog_attach_opts(fd_of("C"), target_of("ingress"), BPF_TCX_INGRESS, &opts_3);
	/* ingress: A C B */
	if (!ASSERT_OK(err, step_name) ||
	    !shows("ingress", 4, 3, "A C B"))
		return false;
`);
  });

  test('skips what libbpf cannot express, with the reason', () => {
    const reasons = ['tcx', 'cgroup'].flatMap((profile) =>
      made(C_SELFTEST, profile, suiteOf(profile)).skipped.map(({ reason }) => reason.replace(/^step \d+: /, '')),
    );
    expect(reasons).toContain('bpf_prog_query_opts makes its attribute anew, and of full size');
    const text = textOf(suite('tcx', /run--pass.json|attach--append.json/));
    expect(text).toContain(', 0, "step 3: packets and system calls for which');
  });

  test('skips a detach that names a program to replace, and a query that sets attach flags', () => {
    const reasons = [
      made(C_SELFTEST, 'one', changed(/detach--designated-owned-by-link/, { replace: { is: 'prog', name: 'A' } })),
      made(C_SELFTEST, 'one', changed(/query--count.json/, { attachFlags: true, attr: 'fresh' })),
    ].flatMap(({ skipped }) => skipped.map(({ reason }) => reason));
    expect(reasons).toEqual([
      'step 2: bpf_prog_detach_opts has no field for a program to replace',
      expect.stringMatching(/^step \d: bpf_prog_query_opts passes no attach_flags$/),
    ]);
  });

  test('has a link that is placed at a cgroup only with libbpf 1.6', () => {
    const text = textOf(suiteOf('cgroup'));
    expect(text).toMatch(/#if LIBBPF_IS\(1, 6\)\n\/\* [^\n]*\n[^#]*\.cgroup\.relative_fd/);
    expect(text).toContain('0, "libbpf 1.6 or later: ');
  });

  test('has the results of another semantics by a define, where they are others', () => {
    const { text, tests } = against(mprogFirstMerge.name, tcx);
    expect(text).toContain(
      'Results are those of mprog-first-merge, with -DMPROG_NEW those of tcx: they differ in 13 of the traces.',
    );
    expect(text).toMatch(
      /\n#ifdef MPROG_NEW\n\t\/\* ingress: [^#]*return false;\n#else\n\t\/\* ingress: [^#]*return false;\n#endif\n/,
    );
    const differing = differingIn(tests!);
    expect([differing.length, text.match(/#ifdef MPROG_NEW/g)!.length]).toEqual([13, 19]);
    // What both agree on is there once.
    expect(text).not.toMatch(/#ifdef MPROG_NEW\n([^#]*)#else\n\1#endif/);
  });

  test('gives a reason for every trace that the other semantics cannot be asked', () => {
    const { files, skipped } = made(C_SELFTEST, 'tcx', suite('tcx', /attach--append.json/), cgroup);
    expect([files, skipped.map(({ reason }) => reason)]).toEqual([
      [],
      [
        'with the results of cgroup: universe.hooks.ingress.kind: expected "cgroup", which is what cgroup is about, found "tcx"',
      ],
    ]);
    const older = made(C_SELFTEST, 'cgroup', suiteOf('cgroup'), cgroup56).skipped.map(({ reason }) => reason);
    expect(older.join('\n')).toMatch(/^with the results of cgroup-5.6: step \d+: cgroup-5.6 has no field relative$/m);
    expect(made(C_SELFTEST, 'freplace', suiteOf('freplace').slice(0, 1), tcx).skipped).toHaveLength(1);
  });

  test.skipIf(missing !== undefined)(
    title('passes on this kernel with the define, and fails without it where the two differ'),
    () => {
      const { text, tests } = against(
        mprogFirstMerge.name,
        tcx,
        /attach--(replace|relative-without-directive|append)\.json|link-update--other-type-2/,
      );
      const differing = differingIn(tests!);
      expect(compile(text, '-DMPROG_NEW', ...LIBBPF)).toBe('');
      const after = spawnSync(program, { encoding: 'utf8' });
      expect([after.status, ends(linesOf(after), 'OK').length]).toEqual([0, tests!.length]);
      expect(compile(text, ...LIBBPF)).toBe('');
      const before = linesOf(spawnSync(program, { encoding: 'utf8' }));
      expect(differing.length).toBeGreaterThan(0);
      expect(ends(before, 'FAIL').map((line) => line.replace(/^#\d+ /, ''))).toEqual(
        differing.map((each) => `${each}:FAIL`),
      );
    },
  );

  test.skipIf(!hasOld)('says that an older libbpf is too old', () => {
    expect(compile(textOf(suite('tcx', /attach--append.json/)), '-lbpf')).toContain('This needs libbpf 1.3 or later');
  });

  test.skipIf(missing !== undefined)(title('passes on this kernel, but for a trace with a wrong expectation'), () => {
    const traces = someWithOneWrong();
    expect(compile(textOf(traces), ...LIBBPF)).toBe('');
    const run = spawnSync(program, { encoding: 'utf8' });
    const lines = linesOf(run);
    expect(ends(lines, 'FAIL')).toEqual([`#${traces.length - 1} a wrong expectation:FAIL`]);
    expect(ends(lines, 'SKIP').at(-1)).toMatch(new RegExp(`^#${traces.length} run/pass: .*:SKIP$`));
    expect(ends(lines, 'OK').length + ends(lines, 'SKIP').length).toBe(traces.length - 1);
    const found = lines.filter((line) => line.startsWith('step'));
    expect(found).toEqual([expect.stringMatching(/^step \d+: .*: \w+, revision: expected \d, found \d$/)]);
    expect(lines.at(-1)).toMatch(/^Summary: \d+ PASSED, \d+ SKIPPED, 1 FAILED$/);
    expect([run.status, hasCgroup(run.pid)]).toEqual([1, false]);
  });

  test.skipIf(missing !== undefined)(title('leaves no cgroup behind when it gets a signal'), async () => {
    const child = spawn(program, { stdio: ['ignore', 'pipe', 'ignore'] });
    let wasThere = false;
    child.stdout.on('data', () => {
      wasThere ||= hasCgroup(child.pid);
      child.kill('SIGTERM');
    });
    const [code, signal] = await once(child, 'close');
    expect([code, signal, wasThere, hasCgroup(child.pid)]).toEqual([null, 'SIGTERM', true, false]);
  });

  test.skipIf(missing !== undefined)(title('takes subtests and assertions of test_progs.h where it is there'), () => {
    const traces = someWithOneWrong();
    const tree = join(ROOT, 'test', 'support', 'in-tree');
    expect(compile(textOf(traces), `-I${tree}`, '-DTEST=test_mprog_some', ...LIBBPF)).toBe('');
    const run = spawnSync(program, { encoding: 'utf8' });
    const lines = linesOf(run);
    expect(ends(lines, 'FAIL')).toEqual([`#1/${traces.length - 1} test/a wrong expectation:FAIL`]);
    expect(ends(lines, 'OK').length + ends(lines, 'SKIP').length).toBe(traces.length - 1);
    const found = lines.filter((line) => line.includes(':FAIL:'));
    expect(found).toEqual([expect.stringMatching(/^has_list:FAIL:step \d+: .*: \w+, revision \d != \d$/)]);
    expect(run.status).toBe(1);
  });

  test.skipIf(missing !== undefined)(title('finds every request that comes to something else than is expected'), () => {
    expect(compile(textOf(MISTAKEN.map(([trace]) => trace)), ...LIBBPF)).toBe('');
    const run = spawnSync(program, { encoding: 'utf8' });
    expect([run.status, ends(linesOf(run), 'FAIL').length]).toEqual([1, MISTAKEN.length]);
  });
});
