import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { BPFTOOL } from '../../exporters/bpftool/bpftool.ts';
import { readTraceFiles, type TraceFile } from '../../traces/files.ts';
import { PACKAGE } from '../../traces/package-folder.ts';
import { made, suiteOf, whyNot } from '../support/exporting.ts';

const missing = whyNot('bpftool');
const title = (text: string) => (missing === undefined ? text : `${text} (skipped: ${missing})`);

const directory = mkdtempSync(join(tmpdir(), 'mprog-bpftool-'));
afterAll(() => rmSync(directory, { recursive: true }));

const some = (pattern: RegExp) => suiteOf('cgroup').filter(({ path }) => pattern.test(path));
const client = (name: string) => readTraceFiles([join(PACKAGE, 'traces', 'clients', 'cgroup', `${name}.json`)]).traces;
const HERE = client('single-then-more');

/** A trace whose last step expects another list or outcome than it must. */
function changed({ path, trace }: TraceFile, of: 'list' | 'outcome'): TraceFile {
  const other = structuredClone(trace) as unknown as {
    title: string;
    steps: { expect: { outcome: string; hooks: Record<string, { slots: unknown[]; effective: string[] }> } }[];
  };
  other.title = `another ${of}`;
  const { expect: last } = other.steps.at(-1)!;
  if (of === 'outcome') last.outcome = last.outcome === 'ok' ? 'EPERM' : 'ok';
  else for (const hook of Object.values(last.hooks)) hook.slots.reverse();
  return { path, trace: other as unknown as TraceFile['trace'] };
}

/** Two programs at a cgroup, in order. */
const ORDER = client('programs-in-order');

describe('bpftool', () => {
  test('carries what bpftool can express, and gives a reason for every other trace', () => {
    const traces = [...suiteOf('cgroup'), ...suiteOf('tcx')];
    const { files, skipped } = made(BPFTOOL, 'some', traces);
    expect(files.map(({ name }) => name)).toEqual(['some.sh']);
    expect(files[0]!.traces.length).toBeGreaterThan(10);
    expect(files[0]!.traces.length + skipped.length).toBe(traces.length);
    const reasons = skipped.map(({ reason }) => reason.replace(/^step \d+: /, ''));
    expect(reasons).toContain('bpftool places nothing next to another program');
    expect(reasons).toContain('bpftool makes no link');
  });

  test('writes the commands as a user of bpftool does', () => {
    const { text } = made(BPFTOOL, 'one', HERE).files[0]!;
    expect(text).toContain(
      `outcome EPERM bpftool cgroup attach "$top"/'parent' cgroup_inet_ingress pinned "$fs"/'B' multi &&`,
    );
    expect(spawnSync('sh', ['-n'], { input: text, encoding: 'utf8' }).stderr).toBe('');
  });

  test.skipIf(missing !== undefined)(title('passes on this kernel, but for a wrong list and a wrong outcome'), () => {
    const right = [...HERE, ...ORDER, ...client('override-below'), ...some(/detach--named\.json/)];
    const traces = [
      ...right,
      changed(ORDER[0]!, 'list'),
      changed(HERE[0]!, 'outcome'),
      ...some(/run--pass/).slice(0, 1),
    ];
    const file = join(directory, 'some.sh');
    writeFileSync(file, made(BPFTOOL, 'some', traces).files[0]!.text);
    const { status, stdout } = spawnSync('sh', [file], { encoding: 'utf8' });
    const lines = stdout.split('\n');
    expect(lines.filter((line) => line.startsWith('ok') && !line.includes('# SKIP'))).toHaveLength(right.length);
    expect(lines.filter((line) => line.startsWith('not ok'))).toEqual([
      expect.stringContaining('another list'),
      expect.stringContaining('another outcome'),
    ]);
    expect(lines.filter((line) => /^# step/.test(line))).toEqual([
      expect.stringMatching(/^# step \d+: .*: expected '. .' at \w+, found '. .'$/),
      expect.stringMatching(/^# step \d+: .*: expected success, found a refusal$/),
    ]);
    expect([status, lines.some((line) => line.startsWith('# cannot run'))]).toEqual([1, false]);
  });
});
