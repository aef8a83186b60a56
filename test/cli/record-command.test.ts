import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tcx } from '../../spec/families/profiles.ts';
import { SpecMachine } from '../../spec/spec-machine.ts';
import { parseTraceText } from '../../traces/parse.ts';
import { replayTrace } from '../../traces/replay.ts';
import { mprog } from '../support/command.ts';
import { kernelMissing } from '../support/machines.ts';

const REQUESTS = {
  format: 'mprog-trace',
  version: 1,
  profile: 'tcx',
  title: 'one program, and a stranger',
  universe: {
    programs: { A: 'sched_cls' },
    hooks: { in: { kind: 'tcx', device: 'dev', direction: 'ingress' } },
  },
  steps: [
    { request: { op: 'prog_attach', hook: 'in', prog: { is: 'prog', name: 'A' } } },
    {
      request: { op: 'prog_attach', hook: 'in', prog: { is: 'prog', name: 'A' } },
      expect: { outcome: 'ok', rule: 'none' },
    },
    { request: { op: 'prog_query', hook: 'in', buffer: 4 } },
  ],
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mprog-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

describe('mprog record', () => {
  test('prints what the spec answers, whatever the steps expected', async () => {
    const { code, stdout, stderr } = await mprog(['record', file('a.json', REQUESTS), '--target', 'spec']);
    expect([code, stderr]).toEqual([0, '']);
    const { steps, origin } = parseTraceText('printed', stdout);
    expect(steps.map(({ expect: { outcome, rule } }) => [outcome, rule])).toEqual([
      ['ok', 'attach/append'],
      ['EEXIST', 'attach/already-attached'],
      ['ok', 'query/slots'],
    ]);
    expect(steps[2]!.expect.view).toMatchObject({ count: 1, revision: 2 });
    expect(origin).toEqual({ kind: 'hand', note: 'recorded on the spec of tcx' });
  });
  test('writes what the model answers, which the spec keeps to, and replaces no other file unasked', async () => {
    const [from, out] = [file('b.json', REQUESTS), join(folder, 'out.json')];
    const line = ['record', from, '--target', 'model', '--out', out];
    expect((await mprog(line)).code).toBe(0);
    const text = readFileSync(out, 'utf8');
    expect(replayTrace(parseTraceText(out, text), new SpecMachine(tcx)).ok).toBe(true);
    writeFileSync(out, 'mine');
    const refused = await mprog(line);
    expect([refused.code, refused.stderr]).toEqual([
      2,
      `${out}: there is a file of other content already; --force replaces it\n`,
    ]);
    expect((await mprog([...line, '--force'])).code).toBe(0);
    expect(readFileSync(out, 'utf8')).toBe(text);
  });
  test.skipIf(kernelMissing !== undefined)('writes what the kernel answers, which is what the spec says', async () => {
    const { code, stdout } = await mprog(['record', file('c.json', REQUESTS), '--target', 'kernel']);
    expect(code).toBe(0);
    const trace = parseTraceText('printed', stdout);
    expect(replayTrace(trace, new SpecMachine(tcx)).ok).toBe(true);
    expect(trace.origin!.note).toMatch(/^recorded on kernel /);
  });
  test('says what no kernel can be asked', async () => {
    const requests = { ...REQUESTS, steps: [{ request: { ...REQUESTS.steps[0]!.request, short: true } }] };
    const { code, stderr } = await mprog(['record', file('d.json', requests), '--target', 'kernel']);
    expect([code, stderr]).toEqual([4, expect.stringMatching(/^skipped: .+\n$/)]);
  });
  test.each([
    ['{', /: line 1, column 2: expected JSON, found the end\n$/],
    [
      { ...REQUESTS, steps: [{ request: { op: 'attach' } }] },
      /: step 1, request\.op: expected "prog_attach", .+ found "attach"\n$/,
    ],
    [{ ...REQUESTS, steps: [] }, /: steps: expected .+\n$/],
    [{ ...REQUESTS, steps: [7] }, /: step 1: expected an object, found 7\n$/],
    [{ ...REQUESTS, profile: 'mine' }, /: profile: .*mine/],
  ])('refuses what is no trace: %j', async (content, message) => {
    const { code, stdout, stderr } = await mprog(['record', file('e.json', content), '--target', 'spec']);
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringMatching(message)]);
  });
});
