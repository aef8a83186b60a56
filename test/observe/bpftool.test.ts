/** What bpftool 7.1 and 7.5 showed of the program samples/shown.c, and of a host of a user (net-cilium.json, numbers changed). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { shownOf } from '../../observe/bpftool/host.ts';
import { looksLikeJson } from '../../observe/bpftool/shapes.ts';
import { cgroup, rfcV2, tcx } from '../../spec/families/profiles.ts';
import { SpecMachine } from '../../spec/spec-machine.ts';
import { replayTrace } from '../../traces/replay.ts';
import { ROOT } from '../support/command.ts';

const sample = (name: string) => readFileSync(join(ROOT, `test/observe/samples/bpftool/${name}.json`), 'utf8');
const READING = { empty: false, profileFor: (kind: 'tcx' | 'cgroup') => (kind === 'tcx' ? tcx : cgroup) };
const read = (text: string) => shownOf('host', text, READING);

describe('what bpftool net shows', () => {
  test('is two programs of one name on one device', () => {
    const { file, traces } = read(sample('net-cilium'));
    expect([file.result, file.shown!.findings]).toEqual([
      'violated',
      [
        '2 programs called from_netdev at tcx/ingress of eth0: ids 11 and 42, in this order; one may be left over from an earlier one',
      ],
    ]);
    expect(traces[0]!.steps.map(({ request }) => [request.op, Reflect.get(request, 'link')])).toEqual([
      ['link_create', 'L3'],
      ['link_create', 'L9'],
    ]);
  });
  test('is a trace that makes its lists, with links and without', () => {
    const [trace] = read(sample('net-7.5')).traces;
    expect(replayTrace(trace!, new SpecMachine(tcx)).ok).toBe(true);
    expect(trace!.steps.map(({ request }) => request.op)).toEqual([
      'prog_attach',
      'link_create',
      'link_create',
      'prog_attach',
    ]);
    expect(Object.keys((trace!.universe as unknown as { hooks: object }).hooks)).toEqual(['lo-egress', 'lo-ingress']);
  });
  test('is nothing where bpftool does not know tcx', () => {
    const { file, traces } = read(sample('net-7.1'));
    expect([file.result, file.shown!.lists, traces]).toEqual(['skipped', [], []]);
  });
  test('has hooks that are not specified', () => {
    const text = sample('net-cilium').replaceAll('tcx/ingress', 'netkit/peer').replace('from_netdev', 'to_netdev');
    const { file, traces } = read(text);
    expect([file.result, file.shown!.untold, traces]).toEqual([
      'held',
      ['netkit/peer of eth0: a hook that is not specified'],
      [],
    ]);
  });
  test('is refused where the rules cannot make it', () => {
    const rows = Array.from({ length: 64 }, (_, at) => ({
      devname: 'eth0',
      kind: 'tcx/ingress',
      name: `p${at}`,
      prog_id: at + 1,
    }));
    const { file } = read(JSON.stringify([{ tc: rows }]));
    expect(file.result).toBe('held');
    expect(() => read(JSON.stringify([{ tc: rows }])).traces).toThrow(
      'host: tcx/ingress of eth0: expected a list that the rules can make, found one that attach/full refuses (ERANGE)',
    );
  });
  test('makes no trace for a semantics of other hooks', () => {
    const none = { ...READING, profileFor: () => undefined };
    expect(shownOf('host', sample('net-7.5'), none).traces).toEqual([]);
    expect(shownOf('host', sample('net-7.5'), { ...READING, profileFor: () => rfcV2 }).traces[0]!.profile).toBe(
      'rfc-v2',
    );
  });
});

describe('what bpftool cgroup shows', () => {
  test('is lists without links, of which no trace is made', () => {
    const { file, traces } = read(sample('tree-7.5'));
    expect(file.shown!.lists.map(({ at, slots }) => [at, slots.map(({ name, link }) => `${name} ${link}`)])).toEqual([
      ['cgroup_inet_ingress of /sys/fs/cgroup/app', ['a untold', 'b untold']],
      ['cgroup_inet_ingress of /sys/fs/cgroup/app/child', ['a untold']],
      ['cgroup_inet_egress of /sys/fs/cgroup/app/child', ['b untold']],
    ]);
    expect([file.result, traces]).toEqual(['held', []]);
    expect(file.shown!.untold[0]).toContain('no links and no PREORDER');
  });
  test('is what runs there: a program may be in it twice, and nothing is said of it', () => {
    const { file } = read(sample('effective-7.5'));
    expect([file.result, file.shown!.lists[0]!.effective, file.shown!.findings]).toEqual(['skipped', true, []]);
  });
  test('is a program that is attached twice', () => {
    const [row] = JSON.parse(sample('tree-7.5')) as [{ programs: object[] }];
    const twice = [{ ...row, programs: [row.programs[0], row.programs[0]] }];
    expect(read(JSON.stringify(twice)).file.shown!.findings).toEqual([
      expect.stringMatching(/^program a \(id \d+\) is attached 2 times at cgroup_inet_ingress of /),
    ]);
  });
});

describe('what bpftool link shows', () => {
  const links = JSON.parse(sample('link-7.5')) as readonly [object, object, object];
  const edited = (at: number, fields: object) =>
    read(JSON.stringify(links.map((link, index) => (index === at ? { ...link, ...fields } : link)))).file;
  test('is nothing odd, where it does not tell who holds a link', () => {
    const { result, shown } = edited(0, {});
    expect([result, shown!.lookedFor]).toEqual(['held', ['links whose device or cgroup is gone']]);
    expect(shown!.untold).toEqual([
      'who holds a link: bpftool shows processes only where it was built to, and pins only with -f',
    ]);
  });
  test.each([
    [0, { ifindex: 0 }, 'its device is gone'],
    [2, { cgroup_id: 0 }, 'its cgroup is gone'],
  ])('is a link that is defunct: %i %j', (at, fields, said) => {
    const { result, shown } = edited(at, fields);
    expect([result, shown!.findings]).toEqual([
      'violated',
      [expect.stringMatching(`^link \\d+ of program \\d+: ${said}$`)],
    ]);
  });
  test('is links that nothing holds, where another one is held', () => {
    const { shown } = edited(0, { pids: [{ pid: 1, comm: 'init' }], pinned: [] });
    expect([shown!.lookedFor.length, shown!.findings.length]).toEqual([2, 2]);
    expect(edited(0, { pids: [], pinned: ['/sys/fs/bpf/l'] }).shown!.findings.length).toBe(2);
    // Without -f no pin is shown, and a link that is pinned looks as if nothing held it.
    expect(edited(0, { pids: [{ pid: 1, comm: 'init' }] }).shown!.findings).toEqual([]);
  });
  test('is nothing to search where it is of other links', () => {
    expect(read('[{"id":1,"type":"tracing","prog_id":2}]').file.result).toBe('skipped');
  });
});

describe('what a list says that no trace can', () => {
  const row = { devname: 'eth0', kind: 'tcx/ingress', name: 'a', prog_id: 1 };
  test('is told all the same: a program twice', () => {
    const { file } = read(JSON.stringify([{ tc: [row, row] }]));
    expect([file.result, file.shown!.findings]).toEqual([
      'violated',
      ['program a (id 1) is attached 2 times at tcx/ingress of eth0'],
    ]);
  });
  test('is refused as a trace: a link in two lists', () => {
    const linked = { ...row, link_id: 5 };
    const text = JSON.stringify([{ tc: [linked, { ...linked, devname: 'eth1' }] }]);
    expect(() => read(text).traces).toThrow(
      'host: tcx/ingress of eth1: expected a link in one list, found link 5 in another one too',
    );
  });
  test('may be of a type that bpftool does not know', () => {
    expect(read('[{"id":1,"type":36,"tag":"x"}]').file.result).toBe('skipped');
    expect(read('[{"id":1,"attach_type":77,"attach_flags":""}]').file.shown!.lists[0]!.at).toMatch(/^77 of /);
  });
});

describe('what is no output of bpftool', () => {
  test.each([
    ['[{"tc":[{"devname":"eth0",', 'host: line 1, column 27: expected JSON, found the end'],
    [
      '{"a":1}',
      'host: expected what bpftool -j prints for net, link, prog, "cgroup show" or "cgroup tree", found no list',
    ],
    [
      '[]',
      'host: expected what bpftool -j prints for net, link, prog, "cgroup show" or "cgroup tree", found a list of nothing',
    ],
    [
      '[{"format":1}]',
      'host: expected what bpftool -j prints for net, link, prog, "cgroup show" or "cgroup tree", found a list of something else',
    ],
    [
      '[{"tc":[{"devname":"eth0","kind":"tcx/ingress","prog_id":"x"}]}]',
      'host: 0.tc.0.prog_id: expected a number, found "x"',
    ],
  ])('is refused with its place: %s', (text, message) => {
    expect(looksLikeJson(text)).toBe(true);
    expect(() => read(text)).toThrow(message);
  });
});
