import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FORMATS, parseTraceText, TraceError } from '../../browser.ts';
import { agreementOf } from '../../explorer/agreement.ts';
import { COPIES, commandText, copyOf, traceText } from '../../explorer/copying.ts';
import { EXPECTED, openText } from '../../explorer/drop.ts';
import { parseSession, textOf } from '../../explorer/session.ts';
import { steppingOf, Walked } from '../../explorer/walked.ts';
import { ROOT } from '../support/command.ts';

const ANOMALIES = join(ROOT, 'traces/anomalies');
const FILES = readdirSync(ANOMALIES, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const TRACE = read('traces/anomalies/tcx/relative-untouched.json');

const KINDS = EXPECTED;

describe('what is known of a host that is dropped', () => {
  test.each([
    ['tcx-7.2.log', 'tcx', 26],
    ['cgroup-7.2.log', 'cgroup', 26],
    ['bpftool/net-7.5.json', 'tcx', 4],
    ['syzkaller/tcx-anchors.syz', 'tcx', 9],
  ])('opens as a trace: %s', (file, profile, steps) => {
    const { session, otherwise } = openText(file, read(`test/observe/samples/${file}`));
    expect([session.semantics[0]!.name, session.steps.length, otherwise]).toEqual([profile, steps, []]);
  });
});

describe('a trace that is dropped', () => {
  test('may be any anomaly on record: each comes out as it says, and its session is one of a URL', () => {
    expect(FILES.length).toBeGreaterThan(90);
    const grounds = new Set<string>();
    for (const file of FILES) {
      const { session, otherwise } = openText(file, readFileSync(join(ANOMALIES, file), 'utf8'));
      expect([file, otherwise]).toEqual([file, []]);
      expect(parseSession(textOf(session))).toEqual(session);
      grounds.add(Object.keys(session.ground)[0]!);
    }
    // Most can be gone on from in a scope; a few have objects that none has.
    expect(grounds).toEqual(new Set(['scope', 'universe']));
  });
  test('is copied as a trace with the same requests and outcomes', () => {
    const { session } = openText('a.json', TRACE);
    const walked = new Walked(steppingOf(session));
    const copied = parseTraceText('copied', traceText(session, walked, walked.along(session.steps))!);
    const steps = ({ steps }: typeof copied) => steps.map(({ request, expect: { outcome } }) => [request, outcome]);
    expect(steps(copied)).toEqual(steps(parseTraceText('a.json', TRACE)));
    expect(commandText('{}\n')).toBe("mprog explain /dev/stdin <<'END'\n{}\nEND\n");
  });
  test('is copied in every format of mprog export, or refused with the reason', () => {
    expect(Object.keys(COPIES)).toEqual(['trace', 'command', ...Object.keys(FORMATS)]);
    const append = read('traces/conformance/tcx/link-create--insert-before.json');
    const others: Readonly<Record<string, string>> = {
      rust: read('traces/clients/tcx/links-in-order.json'),
      bpftool: read('traces/clients/cgroup/programs-in-order.json'),
    };
    for (const what of Object.keys(COPIES)) expect(copyOf(what, others[what] ?? append, '9.9')).toMatch(/link|attach/i);
    expect(() => copyOf('rust', append, '9.9')).toThrow(/ on aya: not possible for this trace: step 1: ./);
    expect(copyOf('c-raw', append, '9.9')).toContain('mprog-spec 9.9');
    const freplace = read('traces/conformance/freplace/array-put--ext.json');
    expect(() => copyOf('c-raw', freplace, '9.9')).toThrow(
      /^one C file on raw bpf\(2\) .*: not possible for this trace: ./,
    );
  });
  test('says which steps come out otherwise than it expects', () => {
    const wrong = TRACE.replace('"outcome": "ok"', '"outcome": "EPERM"');
    expect(openText('a.json', wrong).otherwise).toEqual([
      'step 1: not what tcx says: outcome: expected EPERM, found ok',
    ]);
    const longer = TRACE.replace('"revision": 2', '"revision": 7');
    expect(openText('a.json', longer).otherwise).toEqual([
      expect.stringMatching(/^step 1: not what tcx says: ingress afterwards: expected .* rev 7, found .* rev 2$/),
    ]);
    expect(openText('a.json', TRACE).otherwise).toEqual([]);
    // Opened in a scope that has not every device of the trace.
    expect(openText('b.json', read('traces/facts/xdp/X096.json')).otherwise).toEqual([]);
  });

  test.each([
    ['', `a.json: expected ${KINDS}, found an empty file`],
    ['#!/bin/sh\n', `a.json: expected ${KINDS}, found another file`],
    ['bpf(BPF_PROG_LOAD', /^a\.json:1: bpf: expected the rest of the call/],
    ['[{"tc": []}]', 'a.json: expected calls or lists of which enough is known, found none'],
    ['[1]', /^a\.json: expected what bpftool -j prints/],
    ['{"format": ', /^a\.json: line 1, column 12: expected JSON, found the end/],
    ['{}', /^a\.json: format: expected "mprog-trace", found nothing/],
    [read('scenarios/two-first.json'), /^a\.json: format: expected "mprog-trace", found "mprog-race"/],
    [TRACE.replace('"version": 1', '"version": 2'), /^a\.json: version: expected 1/],
    [
      TRACE.replace('"profile": "tcx"', '"profile": "tcy"'),
      /^a\.json: profile: expected one of tcx, .*, or one whose file was dropped on this page before, found "tcy"$/,
    ],
    [
      TRACE.replace('"profile": "tcx"', '"profile": "cgroup"'),
      /^a\.json: universe\.hooks\.ingress\.kind: expected "cgroup"/,
    ],
    [TRACE.replaceAll('prog_detach', 'prog_remove'), /^a\.json: step \d, request\.op: expected /],
  ])('%#: what is none of those is refused', (text, message) => {
    expect(() => openText('a.json', text)).toThrow(TraceError);
    expect(() => openText('a.json', text)).toThrow(message);
  });
});

test('the report of a replay is told step by step, up to the first difference', () => {
  const steps = [
    { ok: true, differences: [], unanswered: [] },
    { ok: true, differences: [], unanswered: ['hooks.ingress.slots'] },
    { ok: false, differences: ['outcome: expected ok, found EPERM'], unanswered: [] },
  ];
  expect(agreementOf({ on: 'kernel 6.18', traces: [{ steps }] })).toEqual({
    title: 'kernel 6.18',
    steps: [
      { is: 'agrees', says: 'agrees' },
      { is: 'agrees', says: 'agrees; not compared: hooks.ingress.slots' },
      { is: 'differs', says: 'outcome: expected ok, found EPERM' },
    ],
  });
  expect(agreementOf({ traces: [{ reason: 'no room', steps: [] }] }).skipped).toBe('no room');
});
