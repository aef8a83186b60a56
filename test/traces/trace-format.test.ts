import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FIELDS, Universe } from '../../spec/families/slots/vocabulary/index.ts';
import { parseTrace, readTrace } from '../../traces/read.ts';
import { TraceError } from '../../traces/trace-error.ts';

const universe = Universe.parse({
  programs: { A: 'sched_cls', B: 'sched_cls', X: 'sk_lookup' },
  links: ['L1'],
  foreignLinks: { N: 'X' },
  hooks: { ingress: { kind: 'tcx', device: 'dev', direction: 'ingress' } },
});
const attach = (more: object = {}) => ({
  op: 'prog_attach',
  hook: 'ingress',
  prog: { is: 'prog', name: 'A' },
  ...more,
});
const document = (step: object, more: object = {}) => ({
  format: 'mprog-trace',
  version: 1,
  profile: 'tcx',
  title: 'a trace',
  universe,
  steps: [
    { request: attach(), expect: { outcome: 'ok' } },
    { expect: { outcome: 'ok' }, ...step },
  ],
  ...more,
});
const complaint = (input: unknown): string => {
  try {
    parseTrace('mine.json', input);
    return 'none';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('a malformed trace is refused with file, step, field, what was expected and what was found', () => {
  test.each([
    [
      { request: attach({ relative: { is: 'prog', name: 'A', by: 'pid' } }) },
      'mine.json: step 2, request.relative.by: expected "fd" or "id", found "pid"',
    ],
    [
      { request: attach({ flags: ['BEFORE', 'FURST'] }) },
      'mine.json: step 2, request.flags.1: expected a flag (REPLACE, BEFORE, AFTER, FIRST, LAST, ALLOW_OVERRIDE, ALLOW_MULTI, PREORDER, UNKNOWN), found "FURST"',
    ],
    [
      { request: attach({ flags: ['BEFORE', 'BEFORE'] }) },
      'mine.json: step 2, request.flags: a flag may be given only once, found a list',
    ],
    [
      { request: attach({ prog: { is: 'prog', name: 'Q' } }) },
      'mine.json: step 2, request.prog.name: expected a program of the universe (A, B, X), found "Q"',
    ],
    [
      { request: attach({ prog: { is: 'prog' } }) },
      'mine.json: step 2, request.prog.name: expected a text, found nothing',
    ],
    [
      { request: attach({ hook: 'egress' }) },
      'mine.json: step 2, request.hook: expected a hook of the universe (ingress), found "egress"',
    ],
    [
      { request: { op: 'link_detach', link: { is: 'link', name: 'N' } } },
      'mine.json: step 2, request.link: expected a link of the universe\'s own, found the foreign link "N"',
    ],
    [
      { request: { op: 'device_remove', device: 'eth0' } },
      'mine.json: step 2, request.device: expected a device of the universe (dev), found "eth0"',
    ],
    [
      { request: { op: 'prog_query', hook: 'ingress', buffer: -1 } },
      'mine.json: step 2, request.buffer: expected at least 0, found -1',
    ],
    [
      { request: { op: 'prog_query', hook: 'ingress', buffer: 1.5 } },
      'mine.json: step 2, request.buffer: expected "none" or a whole number, found 1.5',
    ],
    [
      { request: { op: 'link_close', link: 'N' } },
      'mine.json: step 2, request.link: expected a link of the universe\'s own, found the foreign link "N"',
    ],
    [
      { request: attach({ relative: { name: 'A' } }) },
      'mine.json: step 2, request.relative.is: expected "none", "prog", "link", "closed-fd", "wrong-kind-fd", "unknown-id" or "zero", found nothing',
    ],
    [
      { request: attach(), expect: { outcome: 'ok', hooks: { egress: { is: 'nothing' } } } },
      'mine.json: step 2, expect.hooks.egress: expected a hook of the universe (ingress), found "egress"',
    ],
    [{ request: attach({ colour: 'red' }) }, 'mine.json: step 2, request: expected no field called "colour"'],
    [{ request: { op: 'prog_kill' } }, 'mine.json: step 2, request.op: expected "prog_attach", "prog_detach"'],
    [{ request: attach(), expect: { outcome: 'EWHAT' } }, 'mine.json: step 2, expect.outcome: expected "ok"'],
    [
      { request: attach(), expect: { outcome: 'ok', view: { is: 'nothing' } } },
      'mine.json: step 2, expect.view: expected no view, because a prog_attach shows nothing',
    ],
    [
      { request: attach({ relative: { is: 'zero', as: 'prog', by: 'fd' } }) },
      'mine.json: step 2, request.relative.by: a zero as "prog" by "fd" sets no bit',
    ],
  ])('%j', (step, said) => {
    expect(complaint(document(step))).toContain(said);
  });
  test.each([
    [{ universe: { ...universe, capacity: 65 } }, 'mine.json: universe.capacity: expected at most 64, found 65'],
    [{ universe: { ...universe, programs: { '1A': 'sched_cls' } } }, 'mine.json: universe.programs'],
    [{ version: 2 }, 'mine.json: version: expected 1, which is all that is supported, found 2'],
    [{ steps: 'none' }, 'mine.json: steps: expected a list, found "none"'],
    [
      { universe: { ...universe, prefill: { ingress: ['X'] } } },
      'mine.json: universe.prefill.ingress.0: X is not a program of type sched_cls',
    ],
  ])('%j', (more, said) => {
    expect(complaint(document({ request: attach() }, more))).toContain(said);
  });
  test('that is no object at all', () => {
    expect(complaint(null)).toContain('mine.json: expected an object, found null');
    expect(complaint([])).toContain('mine.json: expected an object, found a list');
  });
  test('and no more than ten complaints', () => {
    const steps = Array.from({ length: 20 }, () => ({ request: attach({ hook: 'x' }), expect: { outcome: 'ok' } }));
    expect(complaint(document({}, { steps })).split('\n').at(-1)).toBe('mine.json: and 10 more');
  });
});

describe('trace files', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'mprog-'));
  });
  afterAll(() => rmSync(directory, { recursive: true }));
  const path = (name: string) => join(directory, name);

  test.each([
    ['empty.json', '  \n', 'expected a trace, found an empty file'],
    ['broken.json', '{\n  "format": mprog }', 'line 2, column 13'],
    ['cut.json', '{ "format": "mprog-trace"', 'line 1, column 26: expected JSON'],
    ['deep.json', '['.repeat(100_000), 'expected JSON'],
  ])('%s is refused', (name, text, said) => {
    writeFileSync(path(name), text);
    expect(() => readTrace(path(name))).toThrow(TraceError);
    expect(() => readTrace(path(name))).toThrow(said);
    expect(() => readTrace(path(name))).toThrow(path(name));
  });
  test('one that is not there, and a directory, are refused', () => {
    expect(() => readTrace(path('nowhere.json'))).toThrow('there is no such file');
    expect(() => readTrace(directory)).toThrow('this is a directory, not a file');
  });
});

test('the page of the format says what every field of a request may be', () => {
  const page = readFileSync(new URL('../../docs/trace-format.md', import.meta.url), 'utf8');
  const [fields] = /\n\| field \| values[\s\S]*?\n\nThe LINK bit/.exec(page)!;
  expect(FIELDS.filter((name) => !fields.includes(`\`${name}\``))).toEqual([]);
});
