import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { FindReport } from '../../checker/find/report.ts';
import { ROOT } from '../support/command.ts';
import { ran } from '../support/room.ts';

const directory = mkdtempSync(join(tmpdir(), 'mprog-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** A trace of a list that is filled beforehand. */
const FILLED = join(ROOT, 'traces/conformance/tcx/attach--replace.json');

const SMALL = ['--programs', '2', '--links', '1', '--foreign', '0', '--retired', '1'];
const BPFTOOL = join(ROOT, 'test/observe/samples/bpftool');
const HOST = `${BPFTOOL}/net-cilium.json`;
const find = (...args: string[]) => ran(directory, 'find', ...args, ...SMALL);
const write = (name: string, text: string) => writeFileSync(join(directory, name), text);

describe('mprog find', () => {
  test('prints the requests, what decides them, and how they are made', async () => {
    const { status, stdout } = await find('tcx', 'B A/L1', '--as', 'libbpf', '--as', 'cilium');
    expect(status).toBe(0);
    expect(stdout).toContain('✓ found after 2 requests; no way is shorter\n');
    expect(stdout).toMatch(/ 2 {3}create link L1 of A +ok +link-create\/append +B A\/L1 rev 3\n/);
    expect(stdout).toContain('L1 = bpf_program__attach_tcx(A, ifindex_dev, NULL);\n');
    expect(stdout).toContain('L1, err := link.AttachTCX(link.TCXOptions{Interface: ifindex_dev, Program: A,');
  });
  test('says that there is no way, with exit code 1', async () => {
    const { status, stdout } = await find('tcx', 'A', 'A');
    expect([status, stdout]).toEqual([
      1,
      expect.stringMatching(/searched {2}\d+ states · [\d,]+ requests .*\n✗ there is no way in this scope/),
    ]);
  });
  test('says that a bound was hit, with exit code 3', async () => {
    const { status, stdout } = await find('tcx', 'B A', '--max', '1');
    expect([status, stdout]).toEqual([
      3,
      expect.stringContaining('? no way of 1 request or fewer; a bound was hit (depth, 1)'),
    ]);
  });
  test('begins at what bpftool shows of a host, whose names can be used', async () => {
    const args = ['tcx', 'C', '...', '--from', HOST, '--json'];
    const { status, stdout } = await ran(directory, 'find', ...args, '--agent-owns', 'C');
    const report = FindReport.parse(JSON.parse(stdout));
    expect([
      status,
      report.host,
      report.start.map(({ said }) => said),
      report.ways[0]!.steps.map(({ said }) => said),
    ]).toEqual([
      0,
      { A: 'from_netdev', B: 'from_netdev-2', L1: 'L3', L2: 'L9', ingress: 'eth0-ingress' },
      ['create link L1 of A', 'create link L2 of B'],
      ['attach C  BEFORE none'],
    ]);
    const theirs = await ran(
      directory,
      'find',
      'tcx',
      'from_netdev-2 from_netdev',
      '--at',
      'eth0-ingress',
      '--agent-owns',
      'from_netdev, from_netdev-2,L3,L9',
      '--from',
      HOST,
    );
    expect(theirs.stdout).toContain('goal         "B A" at ingress\n');
    expect(theirs.stdout).toContain(
      'on the host  A is from_netdev, B is from_netdev-2, L1 is L3, L2 is L9, ingress is eth0-ingress\n',
    );
    expect([theirs.status, theirs.stdout]).toEqual([0, expect.stringMatching(/✓ found after \d requests/)]);
  });
  test('begins at a list, and behind a trace', async () => {
    const list = await find('tcx', 'A B', '--from', 'A', '--json');
    expect(FindReport.parse(JSON.parse(list.stdout))).toMatchObject({ from: 'A', start: [{ rule: 'attach/append' }] });
    expect((await find('tcx', 'A', '--out', 'start.json')).status).toBe(0);
    const behind = FindReport.parse(JSON.parse((await find('tcx', 'A B', '--from', 'start.json', '--json')).stdout));
    expect(behind.ways.map(({ steps }) => steps.map(({ said }) => said))).toEqual([['attach B']]);
  });
  test('takes an agent with what it owns', async () => {
    const { stdout } = await find('tcx', 'B A', '--from', 'A', '--agent-owns', 'B', '--without', 'REPLACE', '--json');
    const { constraints, ways } = FindReport.parse(JSON.parse(stdout));
    expect(constraints).toEqual({ without: ['REPLACE'], owned: ['B', 'L1'] });
    expect(ways[0]!.steps.map(({ said }) => said)).toEqual(['attach B  BEFORE none']);
  });
  test('says the same whenever it is asked, but for the time', async () => {
    const asked = async () => ({
      ...JSON.parse((await find('tcx', 'B A', '--all', '3', '--json')).stdout),
      seconds: 0,
    });
    expect(await asked()).toEqual(await asked());
  });
});

describe('the way as a trace', () => {
  test('is replayed on spec and model, and replaces no other file', async () => {
    expect((await find('tcx', 'B A/L1', '--out', 'way.json')).status).toBe(0);
    for (const target of ['spec', 'model']) {
      const { status, stdout } = await ran(directory, 'replay', 'way.json', '--target', target);
      expect([status, stdout]).toEqual([0, expect.stringContaining('1 trace, 2 steps: all held')]);
    }
    const before = readFileSync(join(directory, 'way.json'), 'utf8');
    const other = await find('tcx', 'A/L1', '--out', 'way.json');
    expect([other.status, other.stderr]).toEqual([2, expect.stringContaining('--force replaces it')]);
    expect(readFileSync(join(directory, 'way.json'), 'utf8')).toBe(before);
    expect((await find('tcx', 'A/L1', '--out', 'way.json', '--force')).status).toBe(0);
  });
  test('has a number where there are several, and is none where no request is needed', async () => {
    await find('tcx', 'B A', '--all', '2', '--out', 'ways.json');
    expect(['ways-1.json', 'ways-2.json', 'ways.json'].map((name) => existsSync(join(directory, name)))).toEqual([
      true,
      true,
      false,
    ]);
    const { status, stdout, stderr } = await find('tcx', '(empty)', '--out', 'nothing.json');
    expect([status, stdout]).toEqual([0, expect.stringContaining('✓ the start is the goal: no request is needed')]);
    expect(stderr).toBe('nothing.json was not written: a trace has a step at least\n');
    expect((await find('tcx', 'A A', '--out', 'nothing.json')).stderr).toBe(
      'nothing.json was not written: there is no way\n',
    );
    expect(existsSync(join(directory, 'nothing.json'))).toBe(false);
  });
});

describe('a predicate', () => {
  test('is asked of every state, with the world', async () => {
    write('goal.mjs', "export default (state, world) => state.closed.has('B') && 'hooks' in world;\n");
    const { status, stdout } = await find('tcx', '--goal', 'goal.mjs');
    expect([status, stdout]).toEqual([0, expect.stringMatching(/close program B/)]);
  });
  test.each([
    [
      'throws.mjs',
      'export default () => {\n  return nowhere.there;\n};\n',
      'throws.mjs:2: throws ReferenceError: nowhere is not defined',
    ],
    ['three.mjs', 'export default () => 3;\n', 'three.mjs: expected true or false, found 3'],
    ['later.mjs', 'export default async () => true;\n', 'later.mjs: expected true or false, found a promise'],
    ['none.mjs', 'export default 7;\n', 'none.mjs: expected "export default (state, world) => …", found 7'],
  ])('that is wrong is named: %s', async (name, text, message) => {
    write(name, text);
    const { status, stderr } = await find('tcx', '--goal', name);
    expect([status, stderr.trim()]).toEqual([2, expect.stringContaining(message)]);
  });
});

describe('bad input has one error, which says where and what was expected', () => {
  test.each([
    [['tcx'], 'goal: expected a list such as "C A/L1 B", --rule, --outcome or --goal'],
    [['tcx', ''], 'goal: expected a list such as "C A/L1 B", or "(empty)", found ""'],
    [['tcx', 'A', '--from', ' '], '--from: expected a list such as "C A/L1 B", or "(empty)", found " "'],
    [['tcx', 'Z'], 'goal: "Z": expected a program of the scope (A, B) or _, found "Z"'],
    [['tcx', 'A', '--at', 'egress'], '--at: expected a hook of the scope (ingress), found "egress"'],
    [['tcx', '--rule', 'attach/ful'], '--rule: no rule of tcx is called "attach/ful"; did you mean "attach/full"'],
    [['tcx', '--outcome', 'EXDEV'], 'which the rules of tcx have, found "EXDEV"'],
    [
      ['tcx', '--rule', 'attach/full', '--outcome', 'ok'],
      '--outcome: expected ERANGE, which attach/full has, found "ok"',
    ],
    [['tcx', 'A', '--from', '_'], '--from: expected every slot with its program, without _ and …, found "_"'],
    [['tcx', 'A', '--from', 'A A'], '--from: no requests of the scope default with programs'],
    [
      ['tcx', 'A', '--from', FILLED],
      'attach--replace.json: universe.programs: expected {"A":"sched_cls","B":"sched_cls"}',
    ],
    [
      ['tcx', 'A', '--from', HOST],
      `${HOST}: expected at most 1 links, which the scope has, found 2; --links 2 makes room for them`,
    ],
    [
      ['tcx', 'A', '--from', `${BPFTOOL}/tree-7.5.json`],
      'tree-7.5.json: expected lists of tcx as bpftool -j net shows them, found none for tcx',
    ],
    [['cgroup', 'A', '--from', HOST], 'found none for cgroup; of cgroups bpftool shows no links'],
    [['tcx', 'A', '--without', 'LAST'], '--without: expected a flag or an operation of tcx (prog_attach, '],
    [
      ['tcx', 'A', '--agent-owns', 'A,Q'],
      '--agent-owns: expected programs or links of the scope (A, B, L1), found "Q"',
    ],
    [['tcx', 'A', '--as', 'perl'], '--as: expected bpf, libbpf, cilium, found "perl"'],
    [['tcx', 'A', '--all', '0'], '--all: expected 1 or more, found 0'],
    [['tcx', 'A', '--goal', 'goal.txt'], '--goal: expected a file that ends in .ts, .js or .mjs, found "goal.txt"'],
  ])('mprog find %j', async (args, message) => {
    const { status, stdout, stderr } = await find(...args);
    expect([status, stdout, stderr]).toEqual([2, '', expect.stringContaining(message)]);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
  test('a list is asked of a semantics with lists alone', async () => {
    const { status, stderr } = await ran(directory, 'find', 'xdp', 'A');
    expect([status, stderr]).toEqual([
      2,
      expect.stringContaining('goal: the semantics of the family xdp have no lists'),
    ]);
  });
});
