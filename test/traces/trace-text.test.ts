import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseTraceText, readTrace } from '../../traces/read.ts';
import { TraceError } from '../../traces/trace-error.ts';
import { MAIN } from '../support/run.ts';

const CASE = fileURLToPath(new URL('../cases/01-feature-probe.json', import.meta.url));
const text = readFileSync(CASE, 'utf8');

const complaint = (input: string): string => {
  try {
    parseTraceText('mine.json', input);
    return 'none';
  } catch (error) {
    expect(error).toBeInstanceOf(TraceError);
    return (error as Error).message;
  }
};
const changed = (from: string, to: string) => {
  expect(text).toContain(from);
  return text.replace(from, to);
};

describe('a text that is JSON and no trace is refused with line and column', () => {
  test('a key that is given twice, also where the second is spelt with an escape', () => {
    expect(complaint(changed('"profile": "tcx",', '"profile": "tcx",\n  "profile": "cgroup",'))).toBe(
      'mine.json: line 5, column 3: expected every field once, found a second "profile" (the first is on line 4)',
    );
    expect(complaint(changed('"programs": {', '"programs": { "\\u0041": "sk_lookup",'))).toContain(
      'expected every field once, found a second "A"',
    );
  });
  test.each([
    ['hooks', '"hooks": {', '"hooks": { "__proto__": { "kind": "xdp", "device": "d" },'],
    ['programs', '"programs": {', '"programs": { "__proto__": "sched_cls",'],
    ['an expectation', '"outcome": "ok"', '"outcome": "ok", "hooks": { "__proto__": { "is": "nothing" } }'],
    ['an escape', '"programs": {', '"programs": { "\\u005f_proto__": "sched_cls",'],
  ])('a key __proto__ in %s', (_, from, to) => {
    expect(complaint(changed(from, to))).toMatch(
      /^mine\.json: line \d+, column \d+: expected no field called "__proto__"$/,
    );
  });
  test('a byte order mark, a NUL byte, a comment, a trailing comma', () => {
    expect(complaint(`\uFEFF${text}`)).toBe(
      'mine.json: line 1, column 1: expected JSON, found a byte order mark; save the file without one',
    );
    expect(complaint(changed('"tcx"', '\0"tcx"'))).toMatch(/line 4, column \d+: expected JSON, found "\\u0000/);
    expect(complaint(`// hello\n${text}`)).toContain('line 1, column 1: expected JSON');
    expect(complaint(changed('"tcx",', '"tcx",,'))).toContain('line 4, column 20: expected JSON, found ",');
  });
  test('brackets that are nested too deep, closed or not', () => {
    const deep = `{"format": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    expect(complaint(deep)).toBe('mine.json: line 1, column 75: expected at most 64 levels of brackets, found more');
    expect(complaint('['.repeat(100_000))).toContain('expected JSON');
  });
  test('a list or an object that is too long', () => {
    expect(complaint(`[${'1,'.repeat(20_000)}1]`)).toContain('expected at most 10000 elements, found more');
    const fields = Array.from({ length: 20_000 }, (_, index) => `"a${index}": 1`);
    expect(complaint(`{${fields.join(',')}}`)).toContain('expected at most 10000 fields, found more');
    const lists = Array.from({ length: 200 }, () => `[${'1,'.repeat(9_000)}1]`);
    expect(complaint(`[${lists.join(',')}]`)).toContain('expected at most 1000000 values in one file, found more');
  });
  test('a long value is cut at 80 characters, wherever it stands', () => {
    const long = 'x'.repeat(100_000);
    for (const input of [
      changed('"tcx"', `"${long}\\n"`),
      changed('"A": "sched_cls"', `"${long}": "sched_cls"`),
      changed('"A": "sched_cls"', `"A": "${long}"`),
      changed('"device": "dev"', `"device": "${long}"`),
      changed('"flags": []', `"flags": ["${long}"]`),
      changed('"flags": []', `"${long}": 1`),
      changed('"version": 1', `"version": "${long}"`),
      changed('"mprog-trace"', `"${long}"`),
      changed('"universe"', `nonsense ${long}`),
    ]) {
      for (const line of complaint(input).split('\n')) expect(line.length).toBeLessThan(400);
      expect(complaint(input)).not.toContain('x'.repeat(81));
    }
  });
  test('characters that a terminal acts on are not repeated', () => {
    expect(complaint(changed('"tcx"', '"\\u009b31m\\u202e"'))).toContain('found "\\u009b31m\\u202e"');
  });
});

describe('what is no file with text in it is refused, and waited for never', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'mprog-'));
  });
  afterAll(() => rmSync(directory, { recursive: true }));
  const path = (name: string) => join(directory, name);

  test('a FIFO that nobody writes to, by name and below a directory', () => {
    mkdirSync(path('pipes'));
    execFileSync('mkfifo', [path('pipes/pipe.json')]);
    for (const argument of [path('pipes/pipe.json'), path('pipes')]) {
      const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'replay', argument, '--target', 'spec'], {
        encoding: 'utf8',
        timeout: 20_000,
      });
      expect([status, stdout, stderr]).toEqual([2, '', `${path('pipes/pipe.json')}: this is a FIFO, not a file\n`]);
    }
  });
  test('standard input is read where it is a pipe', () => {
    const pipe = 'cat "$2" | "$0" "$1" replay /dev/stdin --target spec';
    const { status, stdout } = spawnSync('sh', ['-c', pipe, process.execPath, MAIN, CASE], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect([status, stdout]).toEqual([0, expect.stringContaining('1 trace, 3 steps: all held on the spec of tcx')]);
  });
  test('a device, a path through a file, a loop of links, a name that is too long', () => {
    writeFileSync(path('file.json'), text);
    symlinkSync(path('loop.json'), path('loop.json'));
    expect(() => readTrace('/dev/zero')).toThrow('/dev/zero: this is a device, not a file');
    expect(() => readTrace(path('file.json/x'))).toThrow('there is no such file');
    expect(() => readTrace(path('loop.json'))).toThrow('too many symbolic links');
    expect(() => readTrace(path('x'.repeat(300)))).toThrow('the name is too long');
  });
  test('bytes that are not UTF-8, and more of them than a trace has', () => {
    writeFileSync(path('latin1.json'), Buffer.from(changed('A feature', 'Ä feature'), 'latin1'));
    expect(() => readTrace(path('latin1.json'))).toThrow('expected text in UTF-8, found other bytes');
    writeFileSync(path('big.json'), Buffer.alloc(17 * 1024 * 1024, ' '));
    expect(() => readTrace(path('big.json'))).toThrow('expected at most 16777216 bytes, found 17825792');
  });
  test.skipIf(process.getuid?.() !== 0)('files and directories that may not be read', () => {
    mkdirSync(path('locked'));
    writeFileSync(path('locked/secret.json'), text);
    writeFileSync(path('secret.json'), text);
    chmodSync(path('secret.json'), 0);
    chmodSync(path('locked'), 0);
    chmodSync(directory, 0o755);
    for (const name of ['secret.json', 'locked']) {
      // Root reads everything: without its capabilities it is a user like any other.
      const { status, stdout, stderr } = spawnSync(
        'setpriv',
        ['--bounding-set=-all', '--inh-caps=-all', process.execPath, MAIN, 'replay', path(name), '--target', 'spec'],
        { encoding: 'utf8', timeout: 20_000 },
      );
      expect([status, stdout, stderr]).toEqual([2, '', `${path(name)}: it may not be read\n`]);
    }
  });
});
