import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { goResults } from '../../clients/go.ts';
import { GO } from '../../exporters/go/go.ts';
import { goCalls } from '../../exporters/go/requests.ts';
import type { Script } from '../../exporters/script.ts';
import { scriptOf } from '../../exporters/script-of.ts';
import { readTraceFiles, type TraceFile } from '../../traces/files.ts';
import { PACKAGE } from '../../traces/package-folder.ts';
import { made, someOfBoth, suiteOf, whyNot, wrongly } from '../support/exporting.ts';

const CLIENTS = join(PACKAGE, 'traces', 'clients');

/** The library is downloaded and compiled, which takes longer than all other tests of exporters. */
const missing = process.env.MPROG_GO === '1' ? whyNot('go') : 'MPROG_GO is not 1';
const noFormatter =
  spawnSync('gofmt', ['-l'], { input: '' }).error === undefined ? undefined : 'there is no gofmt here';
const title = (text: string, why: string | undefined) => (why === undefined ? text : `${text} (skipped: ${why})`);

const mended = ({ path, trace }: TraceFile): TraceFile => ({ path, trace: { ...trace, title: 'a mended library' } });

/** Whether no known deviation ends the test of a trace. */
function isHeldTo(file: TraceFile): boolean {
  const said = goCalls(scriptOf(file, GO.library!.carried) as Script);
  return GO.library!.heldTo!(said) === said.length;
}

const directory = mkdtempSync(join(tmpdir(), 'mprog-go-'));
afterAll(() => rmSync(directory, { recursive: true }));

describe('go', () => {
  test.each([
    ['tcx', 50],
    ['cgroup', 55],
  ])('carries what the library can express of the suite of %s', (profile, least) => {
    const traces = suiteOf(profile);
    const { files, skipped } = made(GO, profile, traces);
    expect(files.map(({ name }) => name)).toEqual([`${profile}_test.go`]);
    expect(files[0]!.traces.length).toBeGreaterThan(least);
    expect(files[0]!.traces.length + skipped.length).toBe(traces.length);
    expect(skipped.map(({ reason }) => reason)).toContainEqual(expect.stringContaining('an Anchor has one directive'));
  });

  test('writes the calls as a user of the library does', () => {
    const traces = suiteOf('tcx').filter(({ path }) => /attach--insert-before/.test(path));
    const { text } = made(GO, 'one', traces).files[0]!;
    expect(text).toContain('Program: w.programs["C"], Anchor: link.BeforeProgram(w.programs["B"])})');
  });

  test('makes netkit devices where a trace has some, and needs the library for that there alone', () => {
    const { text } = made(GO, 'netkit', suiteOf('netkit')).files[0]!;
    expect(text).toContain('\t"github.com/vishvananda/netlink"\n');
    expect(text).toContain(
      'w.netkit(map[ebpf.AttachType]bool{}, map[string]ebpf.AttachType{"primary": ebpf.AttachNetkitPrimary',
    );
    expect(text).toContain('link.AttachNetkit(link.NetkitOptions{Interface: w.target("primary")');
    expect(made(GO, 'tcx', suiteOf('tcx')).files[0]!.text).not.toContain('netlink');
  });

  test('holds one fd of a link more where a trace opens it by its id', () => {
    const traces = suiteOf('tcx').filter(({ path }) => /link-open--(open|id-unknown)/.test(path));
    const { text } = made(GO, 'some', traces).files[0]!;
    expect(text.match(/return w\.openLink\("L1"\)/g)!.length).toBeGreaterThan(0);
  });

  test('asks for what is closed by a closed program or link, and knows what the library says of it', () => {
    const calls = (pattern: RegExp) => {
      const traces = suiteOf('tcx').filter(({ path }) => pattern.test(path));
      return made(GO, 'some', traces).files[0]!.text.slice(-4000);
    };
    expect(calls(/link-detach--link-fd-not-open/)).toContain('return w.link("L1").Detach()');
    expect(calls(/link-update--prog-fd-not-open/)).toMatch(
      /New: w\.(closedProgram\(\)|programs\[.*)[\s\S]*known: {3}"AttachRawLink and/,
    );
    const before = calls(/attach--relative-fd-not-open/);
    expect(before).toContain('Anchor: link.');
    expect(before).toMatch(/known: {3}"an Anchor of a closed program or link[\s\S]*hidden: {2}true/);
  });

  test('a detach that is refused with its flags or without them is no sign that a deviation is gone', () => {
    const [file] = suiteOf('tcx').filter(({ path }) => path.endsWith('/detach--subject-of-other-type.json'));
    const other = structuredClone(file!) as unknown as {
      trace: { steps: { request: { op: string; flags?: string[] } }[] };
    };
    const detach = other.trace.steps.find(({ request }) => request.op === 'prog_detach')!;
    detach.request.flags = ['UNKNOWN'];
    const { text } = made(GO, 'some', [other as unknown as TraceFile]).files[0]!;
    expect(text).toMatch(/known: {3}"RawDetachProgram drops Flags",\n\t+hidden: {2}true/);
  });

  test('marks what the library is known to do otherwise, and says a replacement also by id', () => {
    const { files, skipped } = made(GO, 'clients', readTraceFiles([CLIENTS]).traces);
    expect(skipped).toEqual([]);
    const [{ text, tests }] = files as [(typeof files)[0]];
    expect(text).toContain('known:   "RawDetachProgram drops Flags"');
    expect(text).toContain('"known deviation no longer seen: step %d, %s (%s)", w.number');
    expect(text.match(/known: {3}".*",\n/g)).toHaveLength(6);
    // The kernel refuses REPLACE in a detach, whatever the library makes of it.
    expect(text.match(/known: .*into relative_fd",\n\t+hidden: {2}true,\n/g)).toHaveLength(2);
    expect(text.match(/hidden: {2}true,\n/g)).toHaveLength(2);
    expect(text).toContain('Anchor: link.ReplaceProgramByID(w.programID("A"))');
    expect(tests!.map(({ script }) => script.title).filter((title) => title.startsWith('by id: '))).toHaveLength(1);
  });

  test('a test that fails by a stale mark alone conforms, and says nothing of a deviation', () => {
    const unseen = '    some_test.go:32: known deviation no longer seen: step 2, detach A: (it drops Flags)\n';
    const deviates = '    some_test.go:34: step 3, attach B: expected success, found EBADF\n';
    const events = (name: string, ...said: readonly string[]) => [
      ...[`=== RUN   T/${name}\n`, ...said, `    --- FAIL: T/${name} (0.00s)\n`].map((Output) => ({
        Action: 'output',
        Test: `T/${name}`,
        Output,
      })),
      { Action: 'fail', Test: `T/${name}` },
    ];
    const printed = [...events('a', unseen), ...events('b', unseen, deviates), ...events('c')];
    expect(goResults(printed.map((each) => JSON.stringify(each)).join('\n'))).toEqual([
      { is: 'conforms' },
      { is: 'deviates', step: 3, said: 'attach B: expected success, found EBADF' },
      { is: 'broken', said: 'the test ended early' },
    ]);
  });

  test.skipIf(noFormatter !== undefined)(title('is formatted', noFormatter), () => {
    for (const traces of [suiteOf('tcx'), suiteOf('cgroup'), suiteOf('netkit'), readTraceFiles([CLIENTS]).traces]) {
      const { text } = made(GO, 'some', traces).files[0]!;
      const { stdout } = spawnSync('gofmt', { input: text, encoding: 'utf8', maxBuffer: 1 << 26 });
      expect(stdout).toBe(text);
    }
  });

  test.skipIf(missing !== undefined)(
    title('passes on this kernel, but for a trace with a wrong expectation', missing),
    () => {
      const clients = (name: string) => readTraceFiles([join(CLIENTS, 'tcx', `${name}.json`)]).traces;
      const known = clients('detach-with-a-flag');
      const traces = [
        ...someOfBoth(GO).filter((file) => !/replace/.test(file.trace.title) && isHeldTo(file)),
        ...clients('detach-with-replace'),
      ];
      const { text } = made(GO, 'some', [...traces, ...known, wrongly(traces[0]!), mended(traces[0]!)]).files[0]!;
      // As if the library were known not to do what the first step of the last trace says.
      const at = text.lastIndexOf('title: "a mended library"');
      const marked = text.slice(at).replace(/outcome: .*\n/, '$&known: "something",\n');
      writeFileSync(join(directory, 'some_test.go'), text.slice(0, at) + marked);
      const go = (...words: string[]) => spawnSync('go', words, { cwd: directory, encoding: 'utf8' });
      expect(go('mod', 'init', 'traces').status).toBe(0);
      expect(go('mod', 'tidy').status).toBe(0);
      const { status, stdout } = go('test', '-v', '.');
      const failed = stdout.split('\n').filter((line) => /^ +--- FAIL/.test(line));
      expect([status, failed]).toEqual([
        1,
        ['a_wrong_expectation', 'a_mended_library'].map((name) => expect.stringContaining(`TestTraces/${name}`)),
      ]);
      expect(stdout).toMatch(/known deviation no longer seen: step 1, .* \(something\)\n/);
      expect(stdout.split('\n').filter((line) => /^ +--- PASS/.test(line))).toHaveLength(traces.length);
      expect(stdout).toMatch(
        /known deviation \(RawDetachProgram drops Flags\): step 2, .*: expected EINVAL \(.*\), found success/,
      );
    },
  );
});
