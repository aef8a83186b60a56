import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ApplyAnswer, Message, ObserveAnswer, ResetAnswer } from '../../traces/drivers/messages.ts';
import { readTraceFiles } from '../../traces/files.ts';
import { ReplayReport } from '../../traces/replay-report.ts';
import { formatTrace } from '../../traces/write.ts';
import { ran } from '../support/room.ts';
import { validator } from '../support/schemas.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SUITE = join(ROOT, 'traces/conformance/tcx');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const ANSWERS = { reset: ResetAnswer, apply: ApplyAnswer, observe: ObserveAnswer } as const;

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'mprog-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

describe('what docs/driver-protocol.md shows is true', () => {
  const blocks = [...read('docs/driver-protocol.md').matchAll(/```json\n([\s\S]*?)```/g)].map(([, text]) => text!);
  const pairs = blocks.flatMap((block) => {
    const lines = block
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    return Array.from({ length: lines.length / 2 }, (_, index) => [lines[2 * index], lines[2 * index + 1]] as const);
  });
  test('it has every message, and every request as it is sent, with nothing left out', () => {
    expect(new Set(pairs.map(([message]) => message.op))).toEqual(new Set(['reset', 'apply', 'observe']));
    for (const [message] of pairs) expect(Message.parse(message)).toEqual(message);
  });
  test('each answer is one to its message', () => {
    for (const [message, answer] of pairs) ANSWERS[message.op as keyof typeof ANSWERS].parse(answer);
  });
  test('docs/driver.schema.json takes these lines, by the parts that the page names, and no others', () => {
    const ajv = validator();
    ajv.addSchema(JSON.parse(read('docs/driver.schema.json')), 'driver');
    const takes = (part: string, line: unknown) => ajv.validate(`driver#/$defs/${part}`, line);
    for (const [message, answer] of pairs) {
      expect([message, takes('message', message)]).toEqual([message, true]);
      expect([answer, takes(`${message.op}Answer`, answer)]).toEqual([answer, true]);
    }
    expect(takes('message', { op: 'stop' })).toBe(false);
    expect(takes('applyAnswer', { outcome: 'EWHAT' })).toBe(false);
    expect(takes('applyAnswer', { outcome: 'undefined' })).toBe(false);
    expect(takes('observeAnswer', { is: 'list', rev: 2 })).toBe(false);
    expect(takes('resetAnswer', { ok: false })).toBe(false);
  });
});

/** How an example is made ready to be started from a source; why it cannot be, where there is no tool for it. */
interface Example {
  readonly source: string;
  readonly missing: string | undefined;
  /** Changes that make it wrong, each with the field in which that is seen. */
  readonly broken: readonly (readonly [what: string, from: string, to: string, field: RegExp])[];
  ready(source: string, name: string): string;
}

const without = (tool: string, ...args: string[]) =>
  spawnSync(tool, args).status === 0 ? undefined : `there is no ${tool} here`;

const EXAMPLES: Readonly<Record<string, Example>> = {
  'driver.py': {
    source: read('examples/drivers/driver.py'),
    missing: without('python3', '--version'),
    broken: [
      ['AFTER puts it in front', 'hook.progs.index(relative) + 1, prog)', 'hook.progs.index(relative), prog)', /slots/],
      ['a program is in the list twice', 'if prog in hook.progs:', 'if False:', /outcome/],
      ['the revision stays', 'self.revision + 1 if self.progs', 'self.revision if self.progs', /revision/],
      ['a full hook takes one more', 'len(hook.progs) >= self.capacity', 'False', /outcome/],
    ],
    ready: (source, name) => {
      writeFileSync(join(directory, `${name}.py`), source);
      return `python3 ${join(directory, `${name}.py`)}`;
    },
  },
  'driver.c': {
    source: read('examples/drivers/driver.c'),
    missing: without('cc', '--version'),
    broken: [
      ['AFTER puts it in front', 'hooks[hook].count : at + 1, prog)', 'hooks[hook].count : at, prog)', /slots/],
      ['a program is in the list twice', 'if (place_of(hook, prog) != NOBODY) return "EEXIST";', '', /outcome/],
      ['the revision stays', 'hooks[hook].revision + 1 : 1', 'hooks[hook].revision : 1', /revision/],
      ['a short buffer is enough', '"ok" : "ENOSPC"', '"ok" : "ok"', /outcome/],
    ],
    ready: (source, name) => {
      writeFileSync(join(directory, `${name}.c`), source);
      const args = [
        '-std=c99',
        '-Wall',
        '-Wextra',
        '-Werror',
        '-o',
        join(directory, name),
        join(directory, `${name}.c`),
      ];
      const { status, stderr } = spawnSync('cc', args, { encoding: 'utf8' });
      if (status !== 0) throw new Error(stderr);
      return join(directory, name);
    },
  },
};

const COVERED = new Set(['prog_attach', 'prog_detach', 'prog_query']);
const replayed = async (target: string, suite = SUITE) => {
  const { status, stdout, stderr } = await ran(directory, 'replay', suite, '--target', `exec:${target}`, '--json');
  // Where the machine is busy, progress is told.
  const said = stderr.replace(/^.*: trace \d+ of \d+, step \d+ of \d+\n/gm, '');
  return { status, stderr: said, report: ReplayReport.parse(JSON.parse(stdout)) };
};

describe.each(Object.entries(EXAMPLES))('examples/drivers/%s', (name, { source, missing, broken, ready }) => {
  const title = missing === undefined ? '' : ` (skipped: ${missing})`;
  test(`has fewer than 250 lines, and needs nothing but what comes with the language${title}`, () => {
    expect(source.split('\n').length).toBeLessThan(251);
  });
  test.skipIf(missing !== undefined)(`does what the traces of tcx say, or says that it cannot${title}`, async () => {
    const { status, stderr, report } = await replayed(ready(source, `right-${name.replace(/\W/g, '-')}`));
    expect([status, stderr, report.violated]).toEqual([0, '', 0]);
    const passed = new Set(report.traces.filter(({ result }) => result === 'held').map(({ path }) => path));
    expect(passed.size).toBeGreaterThan(50);
    const { traces } = readTraceFiles([SUITE]);
    for (const { path, trace } of traces) {
      const covered =
        trace.steps.every(({ request }) => COVERED.has(request.op)) &&
        trace.steps.every(({ request }) => !('caller' in request) || request.caller === 'privileged') &&
        trace.steps.every(({ expect: { outcome } }) => outcome !== 'undefined') &&
        !JSON.stringify(trace.steps).includes('"link"') &&
        !JSON.stringify(trace.universe).includes('"clsact":true');
      const links = trace.steps.some(
        ({ request }) => 'relative' in request && JSON.stringify(request.relative).includes('link'),
      );
      if (covered && !links) expect([path, passed.has(path)]).toEqual([path, true]);
    }
    const reasons = new Set(
      report.traces.flatMap(({ reason }) => (reason === undefined ? [] : [reason.replace(/^step \d+: /, '')])),
    );
    for (const reason of reasons)
      expect(reason).toMatch(
        /^(?:no (?:links|clsact qdisc|link_\w+|device_\w+|qdisc_\w+|prog_close|run|callers .*)|only prog_\w+.*|undefined behaviour.*)$/,
      );
    const answered = report.traces.flatMap(({ steps }) => steps.flatMap(({ unanswered }) => unanswered));
    expect(answered).toEqual([]);
  });
  test.skipIf(missing !== undefined)(`gives the count where a query has no room for more${title}`, async () => {
    const steps = [
      { request: { op: 'prog_attach', hook: 'ingress', prog: { is: 'prog', name: 'A' } } },
      { request: { op: 'prog_query', hook: 'ingress', buffer: 0 } },
      { request: { op: 'prog_query', hook: 'ingress', buffer: 'none' } },
    ];
    const hooks = { ingress: { kind: 'tcx', device: 'dev', direction: 'ingress' } };
    const asked = { format: 'mprog-trace', version: 1, profile: 'tcx', title: 'no room', steps };
    const universe = { programs: { A: 'sched_cls' }, hooks };
    writeFileSync(join(directory, 'asked.json'), JSON.stringify({ ...asked, universe }));
    await ran(directory, 'record', 'asked.json', '--target', 'spec', '--out', 'no-room.json', '--force');
    const { report } = await replayed(ready(source, `room-${name.replace(/\W/g, '-')}`), 'no-room.json');
    expect(report.traces.map(({ result, difference }) => [result, difference])).toEqual([['held', undefined]]);
  });
  test.skipIf(missing !== undefined)(`does what the traces of lists say, or says that it cannot${title}`, async () => {
    const lists = join(ROOT, 'traces/lists/tcx');
    const { report } = await replayed(ready(source, `lists-${name.replace(/\W/g, '-')}`), lists);
    expect([report.result, report.violated]).toEqual(['held', 0]);
  });
  test.skipIf(missing !== undefined).each(broken)(
    `is caught where it is wrong: %s${title}`,
    async (what, from, to, field) => {
      expect(source.split(from)).toHaveLength(2);
      const { status, report } = await replayed(ready(source.replace(from, to), what.replace(/\W/g, '-')));
      expect(status).toBe(1);
      const fields = report.traces.flatMap(({ difference }) => (difference === undefined ? [] : [difference]));
      expect(fields.map((each) => each.field).join(' ')).toMatch(field);
      for (const { step } of fields) expect(step).toBeGreaterThan(0);
    },
  );
});

test('what a person sees of a driver that is wrong names the file, the step and the field', async () => {
  const [trace] = readTraceFiles([SUITE]).traces.filter(
    ({ trace: { steps } }) => steps[0]!.request.op === 'prog_attach',
  );
  writeFileSync(join(directory, 'one.json'), formatTrace(trace!.trace));
  const wrong =
    'process.stdin.on(\'data\', (line) => console.log(/reset/.test(line) ? \'{"ok":true}\' : /observe/.test(line) ? \'{"skip":"no"}\' : \'{"outcome":"EIO"}\'))';
  writeFileSync(join(directory, 'wrong.mjs'), wrong);
  const { status, stdout } = await ran(
    directory,
    'replay',
    'one.json',
    '--target',
    `exec:${process.execPath} wrong.mjs`,
  );
  expect(status).toBe(1);
  expect(stdout).toMatch(/✗ one\.json[^\n]*\n {4}step 1: attach [^\n]*\n {6}outcome: expected \w+, found EIO\n/);
});
