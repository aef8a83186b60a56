import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ROOT } from '../support/command.ts';
import { ran } from '../support/room.ts';

const directory = mkdtempSync(join(tmpdir(), 'mprog-export-'));
afterAll(() => rmSync(directory, { recursive: true }));

const TRACE = 'traces/conformance/tcx/attach--replace.json';
const RUN = 'traces/conformance/tcx/run--across.json';

/** What the pages show of the command: each call with what it writes. */
const SHOWN = ['docs/export.md', 'docs/commands/export.md'].flatMap((page) =>
  [...readFileSync(join(ROOT, page), 'utf8').matchAll(/^\$ mprog export (.*) --out out\n(?:[^$`✓].*\n)*(✓ .*)$/gm)].map(
    ([, call, said]) => [page, call!, said!] as const,
  ),
);

describe('mprog export', () => {
  test.each(SHOWN)('%s says what comes of export %s', async (_, call, said) => {
    const out = mkdtempSync(join(directory, 'shown-'));
    const { stdout } = await ran(ROOT, 'export', ...call.split(' '), '--out', out);
    expect(stdout.replaceAll(out, 'out').split('\n')).toContain(said);
  });

  test('writes the traces that it can, and lists the others with the reason', async () => {
    const out = join(directory, 'some');
    const { status, stdout } = await ran(ROOT, 'export', 'c-raw', TRACE, RUN, '--out', out);
    expect([status, stdout.split('\n')]).toEqual([
      0,
      [
        `– ${RUN}: hook far is at the other end of a pair of devices`,
        `✓ 1 of 2 traces written to ${join(out, 'traces.c')}, 1 skipped`,
        `  gcc -Wall -Wextra -o conformance ${join(out, 'traces.c')} && ./conformance`,
        '',
      ],
    ]);
    expect(readdirSync(out)).toEqual(['traces.c']);
  });

  test('calls the file of a suite by its profile, and says nothing of where the package is', async () => {
    const out = join(directory, 'suite');
    const { status } = await ran(ROOT, 'export', 'c-raw', 'cgroup-6.17', '--out', out);
    expect([status, readdirSync(out)]).toEqual([0, ['cgroup-6.17.c']]);
    const text = readFileSync(join(out, 'cgroup-6.17.c'), 'utf8');
    expect(text).toContain('/* traces/conformance/cgroup-6.17/attach--append.json */');
    expect(text).not.toContain(ROOT);
  });

  test('takes the suite of what a library can express, where there is one', async () => {
    const of = async (format: string, profile: string) => {
      const { stdout } = await ran(ROOT, 'export', format, profile, '--out', join(directory, format), '--json');
      const { files, skipped } = JSON.parse(stdout);
      return { traces: files.flatMap((file: { traces: readonly string[] }) => file.traces), skipped };
    };
    const [go, older, bpftool] = [await of('go', 'tcx'), await of('go', 'tcx-6.17'), await of('bpftool', 'tcx')];
    expect(go.traces.length).toBeGreaterThan(60);
    expect(go.traces.filter((path: string) => !path.startsWith('traces/libraries/go/tcx/'))).toEqual([]);
    expect(go.skipped).toEqual([]);
    expect(older.traces[0]).toMatch(/^traces\/conformance\/tcx-6\.17\//);
    expect([bpftool.traces, bpftool.skipped[0].path]).toEqual([
      [],
      expect.stringMatching(/^traces\/conformance\/tcx\//),
    ]);
  });

  test('gives each trace a file of its own, whatever the files of others are called', async () => {
    const [from, out] = [join(directory, 'alike'), join(directory, 'alike-out')];
    for (const [folder, name] of [
      ['a', 'x'],
      ['b', 'x'],
      ['c', 'x.2'],
    ] as const) {
      mkdirSync(join(from, folder), { recursive: true });
      copyFileSync(join(ROOT, TRACE), join(from, folder, `${name}.json`));
    }
    for (const [format, ending] of [
      ['itf', 'itf.json'],
      ['mermaid', 'mmd'],
    ] as const) {
      expect((await ran(ROOT, 'export', format, from, '--out', out)).status).toBe(0);
      const files = readdirSync(out).filter((file) => file.endsWith(ending));
      expect(files.toSorted()).toEqual([`x.${ending}`, `x.2.${ending}`, `x.2.2.${ending}`].toSorted());
    }
  });

  test('calls a file so that its language takes it', async () => {
    const from = join(directory, 'suite_arm64');
    mkdirSync(from);
    copyFileSync(join(ROOT, 'traces/libraries/go/tcx/attach--full-2.json'), join(from, 'a.json'));
    const out = join(directory, 'for-go');
    expect((await ran(ROOT, 'export', 'go', from, '--out', out)).status).toBe(0);
    expect(readdirSync(out)).toEqual(['suite-arm64_test.go']);
  });

  test('exits with 4 where every trace is skipped, and writes nothing', async () => {
    const out = join(directory, 'none');
    const { status, stdout } = await ran(ROOT, 'export', 'c-raw', RUN, '--out', out);
    expect([status, stdout.split('\n')[1]]).toEqual([4, '1 trace, all skipped; nothing was written']);
    expect(readdirSync(directory)).not.toContain('none');
  });

  test('says in how many traces the results of the other semantics are others', async () => {
    const traces = ['detach--last', 'detach--unnamed-without-capability'].map(
      (name) => `traces/conformance/tcx/${name}.json`,
    );
    const said = async (other: string, out: string, ...json: readonly string[]) =>
      (await ran(ROOT, 'export', 'c-selftest', ...traces, '--against', other, '--out', join(directory, out), ...json))
        .stdout;
    expect(await said('tcx-6.17', 'others')).toContain('\n  -DMPROG_NEW has other results in 1 of 2 traces\n');
    expect(await said('tcx', 'same')).toContain(
      '\n– the other semantics has the same results in all of them: -DMPROG_NEW changes nothing\n',
    );
    expect(JSON.parse(await said('tcx-6.17', 'others', '--json')).files[0].differing).toBe(1);
  });

  test('replaces a file of other content only with --force', async () => {
    const out = join(directory, 'there');
    const command = ['export', 'c-raw', TRACE, '--out', out];
    const file = join(out, 'attach--replace.c');
    expect((await ran(ROOT, ...command)).status).toBe(0);
    expect((await ran(ROOT, ...command)).status).toBe(0);
    writeFileSync(file, 'mine');
    const refused = await ran(ROOT, ...command);
    expect([refused.status, refused.stderr]).toEqual([
      2,
      `${file}: there is a file of other content already; --force replaces it\n`,
    ]);
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect((await ran(ROOT, ...command, '--force')).status).toBe(0);
    expect(readFileSync(file, 'utf8')).not.toBe('mine');
  });

  test.each([
    [['c-raw', 'nowhere.json'], 'nowhere.json: there is no such file'],
    [['c-raw', 'package.json'], 'package.json: '],
    [['cobol', TRACE], "'cobol' is invalid"],
    [['python', TRACE, '--against', 'tcx'], '--against: expected c-selftest, found python'],
    [['c-selftest', TRACE, '--against', 'nobody'], 'nobody'],
  ])('%j is one located error', async (words, message) => {
    const { status, stderr } = await ran(ROOT, 'export', ...words, '--out', join(directory, 'bad'));
    expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(stderr).not.toMatch(/\n {4}at /);
  });
});
