import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { USUAL } from '../../spec/families/register.ts';
import { type RequestInput, request } from '../../spec/families/slots/vocabulary/index.ts';
import { parseTrace, readTrace } from '../../traces/read.ts';
import { formatTrace, requireWritable, shortened, writeTrace, writeTraces } from '../../traces/write.ts';

const a = { is: 'prog', name: 'A' } as const;
const attach = { op: 'prog_attach', hook: 'ingress', prog: a } as const;
const trace = parseTrace('good', {
  format: 'mprog-trace',
  version: 1,
  profile: 'tcx',
  title: 'a trace',
  universe: {
    programs: { A: 'sched_cls', B: 'sched_cls' },
    hooks: { ingress: { kind: 'tcx', device: 'dev', direction: 'ingress' } },
  },
  steps: [
    { request: attach, expect: { outcome: 'ok' } },
    {
      request: { ...attach, flags: ['AFTER'], revision: 'stale' },
      expect: { outcome: 'ESTALE', rule: 'attach/stale' },
    },
  ],
});

/** The same value with the fields of every object the other way round. */
function turned<T>(value: T): T {
  if (Array.isArray(value)) return value.map(turned) as T;
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([key, each]) => [key, turned(each)]);
  return Object.fromEntries(fields.reverse()) as T;
}

describe('the text of a trace', () => {
  test('has a request and an expectation on a line each, and leaves out what is the default', () => {
    expect(formatTrace(trace)).toBe(`{
  "format": "mprog-trace",
  "version": 1,
  "profile": "tcx",
  "title": "a trace",
  "universe": {
    "programs": { "A": "sched_cls", "B": "sched_cls" },
    "hooks": { "ingress": { "kind": "tcx", "device": "dev", "direction": "ingress" } }
  },
  "steps": [
    {
      "request": { "op": "prog_attach", "hook": "ingress", "prog": { "is": "prog", "name": "A" } },
      "expect": { "outcome": "ok" }
    },
    {
      "request": {
        "op": "prog_attach",
        "hook": "ingress",
        "flags": ["AFTER"],
        "prog": { "is": "prog", "name": "A" },
        "revision": "stale"
      },
      "expect": { "outcome": "ESTALE", "rule": "attach/stale" }
    }
  ]
}
`);
  });
  test('does not depend on the order in which requests and expectations were put together', () => {
    expect(formatTrace({ ...trace, steps: turned(trace.steps) })).toBe(formatTrace(trace));
  });
  test('of what was read is what was read, for every recorded trace', () => {
    const corpus = new URL('../../traces/', import.meta.url).pathname;
    const files = readdirSync(corpus, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
    expect(files.length).toBeGreaterThan(100);
    for (const file of files)
      expect(formatTrace(readTrace(join(corpus, file)))).toBe(readFileSync(join(corpus, file), 'utf8'));
  });
  test.each<RequestInput>([
    { ...attach, flags: ['REPLACE'], replace: a, relative: { ...a, by: 'id' }, revision: 'current' },
    { op: 'prog_detach', hook: 'ingress', prog: a, replace: { is: 'closed-fd' } },
    { op: 'prog_detach', hook: 'ingress', prog: a, flags: ['AFTER'], relative: { ...a, by: 'fd' }, revision: 'stale' },
    { op: 'link_create', hook: 'ingress', link: 'L', prog: a, flags: ['BEFORE'], relative: { ...a, by: 'fd' } },
    { op: 'link_update', link: { is: 'link', name: 'L' }, prog: a, old: a, flags: ['REPLACE'] },
    { op: 'link_detach', link: { is: 'closed-fd' } },
    { op: 'link_close', link: 'L' },
    { op: 'prog_close', prog: 'A' },
    { op: 'prog_query', hook: 'ingress', buffer: 0, queryFlags: 'EFFECTIVE', attachFlags: true },
    { op: 'device_remove', device: 'dev' },
  ])('keeps every field that was set: %j', (input) => {
    expect(shortened(USUAL, request(input))).toEqual(input);
  });
});

describe('a trace file', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'mprog-'));
  });
  afterAll(() => rmSync(directory, { recursive: true }));
  const path = (name: string) => join(directory, name);

  test('comes back as it was written', () => {
    writeTrace(path('round.json'), trace);
    expect(readTrace(path('round.json'))).toEqual(trace);
  });
  test('is not replaced by another unless that is asked for, and no temporary file stays behind', () => {
    writeTrace(path('kept.json'), trace);
    const other = { ...trace, title: 'another' };
    writeTrace(path('kept.json'), trace);
    expect(() => writeTrace(path('kept.json'), other)).toThrow(
      'kept.json: there is a file of other content already; --force',
    );
    expect(readTrace(path('kept.json')).title).toBe('a trace');
    writeTrace(path('kept.json'), other, { force: true });
    expect(readTrace(path('kept.json')).title).toBe('another');
    expect(readdirSync(directory).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
  test('writes several files, or none where one of them is in the way', () => {
    const folder = join(directory, 'several');
    const files = ['a', 'b', 'c'].map((name) => [join(folder, `${name}.json`), trace] as const);
    writeTrace(files[2]![0], { ...trace, title: 'another' });
    expect(() => writeTraces(files)).toThrow(/c\.json: there is a file of other content already/);
    expect(readdirSync(folder)).toEqual(['c.json']);
    writeTraces(files, { force: true });
    writeTraces(files);
    expect(files.map(([path]) => readTrace(path))).toEqual([trace, trace, trace]);
  });
  test('that cannot be written leaves nothing behind', () => {
    writeFileSync(path('file'), 'x');
    expect(() => writeTrace(path('file/inside.json'), trace)).toThrow('file/inside.json: cannot be written');
    expect(readFileSync(path('file'), 'utf8')).toBe('x');
  });
  test('needs a directory that can be written; to ask leaves nothing behind', () => {
    writeFileSync(path('a-file'), 'x');
    const before = readdirSync(directory);
    requireWritable(directory);
    requireWritable(path('new/and/below'));
    expect(() => requireWritable(path('a-file'))).toThrow('a-file: cannot be written (ENOTDIR)');
    expect(() => requireWritable(path('a-file/below'))).toThrow('below: cannot be written (ENOTDIR)');
    expect(() => requireWritable('/proc/nowhere')).toThrow('/proc/nowhere: cannot be written (ENOENT)');
    expect(readdirSync(directory)).toEqual(before);
  });
  test('is not written at all where the trace is none', () => {
    const wrong = { ...trace, universe: { ...trace.universe, programs: {} } };
    expect(() => writeTrace(path('wrong.json'), wrong)).toThrow('program of the universe');
    expect(readdirSync(directory)).not.toContain('wrong.json');
  });
});
