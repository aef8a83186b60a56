import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { shell } from '../support/command.ts';
import { attachesAt, edited, loadsForCgroup, logOf, sample } from '../support/observing.ts';
import { ranHere as mprog } from '../support/room.ts';

const FOLDER = 'test/observe/samples';

const directory = mkdtempSync(join(tmpdir(), 'observe-'));
afterAll(() => rmSync(directory, { recursive: true }));

const file = (name: string, text: string): string => {
  writeFileSync(join(directory, name), text);
  return join(directory, name);
};

describe('mprog observe', () => {
  test('says that a log is as the rules give it, also from standard input', async () => {
    const { code, stdout } = await shell(
      `mprog observe - <${FOLDER}/tcx-7.2.log && cat ${FOLDER}/tcx-7.2.log | mprog observe -`,
    );
    const said = 'standard input\n✓ 26 steps judged at tcx hooks by tcx: as the rules give it\n';
    expect([code, stdout]).toEqual([0, said + said]);
  });
  test('locates a deviation: line, step, outcome, rule', async () => {
    const path = file('changed.log', edited(sample('tcx-7.2'), '-1 EEXIST (File exists)', '0'));
    const { code, stdout } = await mprog(['observe', path]);
    expect([code, stdout]).toEqual([
      1,
      `${path}
✗ 2 steps judged at tcx hooks by tcx: not as the rules give it
    ${path}:62: step 2: attach a  at lo-ingress
      outcome: expected EEXIST, found ok
      rule  attach/already-attached
`,
    ]);
  });
  describe('shows names that a host chose on their line', () => {
    const NAME = 'a\u001b[31m\n✓ nothing odd\r\u009b\u007f\u202eb\u2066';
    const SHOWN = 'a\\u001b[31m\\u000a✓ nothing odd\\u000d\\u009b\\u007f\\u202eb\\u2066';
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is these that may not be there
    const RAW = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
    const row = { devname: NAME, kind: 'tcx/ingress', name: NAME };
    const programs = [4, 5].map((id) => ({ id, attach_type: NAME, attach_flags: 'multi', name: NAME }));
    const tree = [{ cgroup: `/sys/fs/cgroup/${NAME}`, programs }];
    test.each([
      ['net', [{ tc: [4, 5].map((id) => ({ ...row, prog_id: id })) }]],
      ['cgroup-tree', tree],
      ['cgroup-show', programs],
    ])('of bpftool: %s', async (name, rows) => {
      const path = file(`${name}.json`, JSON.stringify(rows));
      for (const more of [[], ['--markdown']]) {
        const { code, stdout } = await mprog(['observe', path, ...more]);
        expect([code, stdout]).toEqual([1, expect.not.stringMatching(RAW)]);
        expect(stdout).not.toMatch(/^✓/m);
        if (more.length === 0) expect(stdout).toContain(`2 programs called ${SHOWN} at `);
      }
      const { stdout } = await mprog(['observe', path, '--json']);
      expect(stdout).not.toMatch(RAW);
      expect(JSON.parse(stdout).files[0].shown.lists[0].slots[0].name).toBe(NAME);
    });
    test('of bpftool, where the rules cannot make the list', async () => {
      const twice = [{ tc: [4, 4].map((id) => ({ ...row, prog_id: id })) }];
      const out = join(directory, 'never.json');
      const { code, stderr } = await mprog(['observe', file('twice.json', JSON.stringify(twice)), '--out', out]);
      expect([code, stderr]).toEqual([2, expect.stringContaining(`tcx/ingress of ${SHOWN}: expected a list`)]);
      expect(stderr).not.toMatch(RAW);
    });
    test('of a log', async () => {
      const path = 'a\u001b[31m\u009b\u202eb';
      const lines = [loadsForCgroup(3, 'p'), attachesAt(`/sys/fs/cgroup/${path}`, 3)];
      const { code, stdout } = await mprog(['observe', file('escape.log', logOf(...lines))]);
      expect([code, stdout]).toEqual([
        3,
        expect.stringContaining('at /sys/fs/cgroup/a\\u001b[31m\\u009b\\u202eb before the log begins is not known'),
      ]);
      expect(stdout).not.toMatch(RAW);
    });
  });
  test('is inconclusive where a log begins in the middle', async () => {
    const { code, stdout } = await mprog(['observe', `${FOLDER}/late-7.2.log`]);
    expect([code, stdout]).toEqual([3, expect.stringContaining('This is not a pass.')]);
  });
  test('refuses what strace hides, in one line', async () => {
    const { code, stderr } = await mprog(['observe', `${FOLDER}/hidden-6.1.log`]);
    expect([code, stderr]).toEqual([
      2,
      `${FOLDER}/hidden-6.1.log:11: relative_fd: expected this field, found "..."; strace 6.18 or later with -v shows it\n`,
    ]);
  });
  test('skips what is of another kind than the profile', async () => {
    const { code, stdout } = await mprog(['observe', `${FOLDER}/cgroup-7.2.log`, '--profile', 'tcx']);
    expect([code, stdout]).toEqual([4, expect.stringContaining('skipped: no call at a hook')]);
  });
  test('judges by another profile', async () => {
    const { code, stdout } = await mprog(['observe', `${FOLDER}/cgroup-7.2.log`, '--profile', 'cgroup-5.6']);
    expect([code, stdout]).toEqual([1, expect.stringContaining('outcome: expected EINVAL, found ok')]);
    // A field that the interface of a profile does not have cannot be judged by it.
    const path = file('relative.log', edited(sample('cgroup-7.2'), /^.*BPF_F_PREORDER.*\n/m, ''));
    const field = await mprog(['observe', path, '--profile', 'cgroup-5.6']);
    expect([field.code, field.stderr]).toEqual([
      2,
      `${path}:19: prog_attach: expected what cgroup-5.6 has, found field relative\n`,
    ]);
    const xdp = await mprog(['observe', `${FOLDER}/cgroup-7.2.log`, '--profile', 'xdp']);
    expect([xdp.code, xdp.stderr]).toEqual([
      2,
      expect.stringContaining('--profile: expected a semantics of tcx or cgroup'),
    ]);
  });
});

describe('--out', () => {
  const out = join(directory, 'trace.json');
  test('writes a trace that replays, and replaces no other file unasked', async () => {
    expect((await mprog(['observe', `${FOLDER}/tcx-7.2.log`, '--out', out])).code).toBe(0);
    const replay = await mprog(['replay', out, '--target', 'model']);
    expect([replay.code, replay.stdout]).toEqual([0, expect.stringContaining('26 steps: all held')]);
    const again = await mprog(['observe', `${FOLDER}/cgroup-7.2.log`, '--out', out]);
    expect([again.code, again.stderr]).toEqual([
      2,
      `${out}: there is a file of other content already; --force replaces it\n`,
    ]);
    expect((await mprog(['observe', `${FOLDER}/cgroup-7.2.log`, '--out', out, '--force'])).code).toBe(0);
    expect(JSON.parse(readFileSync(out, 'utf8')).profile).toBe('cgroup');
    const cgroup = await mprog(['replay', out, '--target', 'model']);
    expect(cgroup.code).toBe(0);
  });
  test('is refused where there is more than one trace, or none', async () => {
    const both = await mprog(['observe', `${FOLDER}/tcx-7.2.log`, `${FOLDER}/cgroup-7.2.log`, '--out', out]);
    expect([both.code, both.stderr]).toEqual([
      2,
      expect.stringContaining('--out: expected steps at hooks of one kind, found '),
    ]);
    const none = await mprog(['observe', `${FOLDER}/late-7.2.log`, '--out', out]);
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('found no step')]);
  });
});

test('a trace of ITF is read as a trace by every command that takes one', async () => {
  const suite = 'traces/conformance/tcx/attach--insert-after.json';
  const itf = join(directory, 'attach--insert-after.itf.json');
  expect((await mprog(['export', 'itf', suite, '--out', directory])).code).toBe(0);
  const out = join(directory, 'from-itf.json');
  const observed = await mprog(['observe', itf, '--out', out]);
  expect([observed.code, observed.stdout]).toEqual([
    0,
    `${itf}\n✓ 3 steps judged at tcx hooks by tcx: as the rules give it\n`,
  ]);
  expect(JSON.parse(readFileSync(out, 'utf8')).steps).toEqual(JSON.parse(readFileSync(suite, 'utf8')).steps);
  expect(await mprog(['replay', itf, '--target', 'model'])).toMatchObject({ code: 0 });
  const recorded = await mprog(['record', itf, '--target', 'spec']);
  expect([recorded.code, JSON.parse(recorded.stdout).steps.length]).toEqual([0, 3]);
});

test('a program of syzkaller becomes a trace without expectations, which mprog record answers', async () => {
  const out = join(directory, 'asked.json');
  const program = `${FOLDER}/syzkaller/tcx-anchors.syz`;
  const observed = await mprog(['observe', program, '--out', out]);
  expect([observed.code, observed.stdout]).toEqual([
    3,
    `${program}
? 9 requests at tcx hooks for tcx: nothing is judged, because a program has no outcomes. This is not a pass.
– calls that say nothing of these hooks: socket$inet_udp (line 2)
`,
  ]);
  expect(readFileSync(out, 'utf8')).not.toContain('"expect"');
  const { code, stdout } = await mprog(['record', out, '--target', 'model']);
  const { steps } = JSON.parse(stdout) as { steps: { expect: { outcome: string } }[] };
  expect([code, steps.map(({ expect: { outcome } }) => outcome)]).toEqual([
    0,
    ['ok', 'ok', 'EEXIST', 'ok', 'ok', 'ok', 'ok', 'ESTALE', 'ok'],
  ]);
});
