import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tcx } from '../../spec/families/profiles.ts';
import { SpecMachine } from '../../spec/spec-machine.ts';
import { parseTraceText } from '../../traces/parse.ts';
import { replayTrace } from '../../traces/replay.ts';
import { kernelMissing } from '../support/machines.ts';
import { ranHere as mprog } from '../support/room.ts';

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
  describe('a name that is given again', () => {
    const A = { is: 'prog', name: 'A' };
    const create = (more: object = {}) => ({
      request: { op: 'link_create', hook: 'in', link: 'L1', prog: A, ...more },
    });
    const close = { request: { op: 'link_close', link: 'L1' } };
    const refused = create({ flags: ['UNKNOWN'] });
    const linked = (...steps: readonly object[]) => ({
      ...REQUESTS,
      universe: { ...REQUESTS.universe, links: ['L1'] },
      steps,
    });
    const outcomes = (text: string) => parseTraceText('printed', text).steps.map(({ expect }) => expect.outcome);
    test.each(['spec', 'model'])('is free where the %s refused to make it, or closed it since', async (target) => {
      const history = linked(refused, create(), close, close, refused, create());
      const { code, stdout, stderr } = await mprog(['record', file('f.json', history), '--target', target]);
      expect([code, stderr]).toEqual([0, '']);
      expect(outcomes(stdout)).toEqual(['EINVAL', 'ok', 'ok', 'EBADF', 'EINVAL', 'ok']);
    });
    test('is free whatever the file expects, of a trace and of ITF', async () => {
      const history = linked({ ...refused, expect: { outcome: 'ok' } }, { ...create(), expect: { outcome: 'ok' } });
      const path = file('g.json', history);
      expect(outcomes((await mprog(['record', path, '--target', 'spec'])).stdout)).toEqual(['EINVAL', 'ok']);
      const variant = ({ op, ...value }: { readonly op: string }) => ({ tag: op, value });
      const state = (request: { readonly op: string }) => ({
        universe: history.universe,
        request: variant(request),
        outcome: 'ok',
      });
      const itf = file('g.itf.json', {
        '#meta': { format: 'ITF', profile: 'tcx' },
        vars: ['universe', 'request', 'outcome'],
        states: [state({ op: 'init' }), state(refused.request), state(create().request)],
      });
      const { stdout, stderr } = await mprog(['record', itf, '--target', 'spec']);
      expect(stderr).toBe('');
      expect(outcomes(stdout)).toEqual(['EINVAL', 'ok']);
    });
    test.each([
      [[refused, create(), create()], 'step 3, request.link: expected the name of no link, found "L1", which step 2'],
      [[create(), close, close, create(), create()], 'step 5, request.link: expected the name of no link'],
      [[{ request: { op: 'prog_open', prog: 'A' } }], 'step 1, request: prog_open: there is an fd of A already'],
    ])('is refused where it is taken by the answers, and nothing is written: %#', async (steps, message) => {
      const [path, out] = [file('h.json', linked(...steps)), join(folder, 'h-out.json')];
      const { code, stdout, stderr } = await mprog(['record', path, '--target', 'spec', '--out', out]);
      expect([code, stdout, existsSync(out)]).toEqual([2, '', false]);
      expect(stderr).toContain(`${path}: ${message}`);
      expect(stderr.split('\n')).toHaveLength(2);
    });
    test('of a socket too, and of links at devices of XDP', async () => {
      const socket = { request: { op: 'socket_create', socket: 's', hook: 'c' } };
      const universe = { programs: {}, sockets: ['s'], hooks: { c: { kind: 'cgroup', parent: 'none' } } };
      const cgroup = { ...REQUESTS, profile: 'cgroup', universe, steps: [socket, socket] };
      const first = await mprog(['record', file('i.json', cgroup), '--target', 'model']);
      expect([first.code, first.stderr]).toEqual([
        2,
        expect.stringContaining('step 2, request.socket: expected the name of no socket'),
      ]);
      const at = create({ hook: 'dev' });
      const wrong = create({ hook: 'dev', flags: ['REPLACE'] });
      const devices = { programs: { A: {} }, links: ['L1'], devices: { dev: { kind: 'veth' } } };
      const xdp = (...steps: readonly object[]) =>
        file('j.json', { ...REQUESTS, family: 'xdp', profile: 'xdp', universe: devices, steps });
      const { stdout } = await mprog(['record', xdp(wrong, at), '--target', 'spec']);
      expect(outcomes(stdout)).toEqual(['EINVAL', 'ok']);
      expect((await mprog(['record', xdp(wrong, at, at), '--target', 'model'])).stderr).toContain(
        'step 3, request.link: expected the name of no link, found "L1", which step 2 creates',
      );
    });
    test.each(['A5', 'N1', 'N2', 'N3'])('is free in what was seen on a kernel: %s', async (id) => {
      const path = `traces/facts/netkit/${id}.json`;
      const { code, stdout } = await mprog(['record', path, '--target', 'spec']);
      expect(code).toBe(0);
      expect(outcomes(stdout)).toEqual(outcomes(readFileSync(path, 'utf8')));
    });
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
