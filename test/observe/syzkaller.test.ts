/** The samples are made by hand (samples/syzkaller/README.md). */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readAny } from '../../observe/formats.ts';
import { usualProfile } from '../../observe/host-traces.ts';
import { callsOf, looksLikeSyzkaller } from '../../observe/syzkaller/grammar.ts';
import { cgroup } from '../../spec/families/profiles.ts';
import { SpecMachine } from '../../spec/spec-machine.ts';
import { formatRequests } from '../../traces/format-trace.ts';
import { replayTrace } from '../../traces/replay.ts';
import { sample as log } from '../support/observing.ts';

const sample = (name: string) => readFileSync(new URL(`samples/syzkaller/${name}.syz`, import.meta.url), 'utf8');
const read = (
  text: string,
  profileFor: (kind: 'tcx' | 'cgroup') => ReturnType<typeof usualProfile> | undefined = usualProfile,
) => readAny('p', text, { empty: false, profileFor });
const program = (text: string) => read(text).file.program!;
const said = (text: string) =>
  program(text).parts.flatMap(({ requests }) => requests.map((each) => `${each.line} ${each.said}`));
const left = (text: string) => program(text).left.map(({ line, why }) => `${line} ${why}`);

/** A program that loads r1 for tcx, and makes one call at the ingress hook of lo. */
const one = (call: string) => `r1 = bpf$PROG_LOAD(0x5, &(0x7f0000000000)={0x3}, 0x90)\n${call}\n`;

describe('programs of syzkaller', () => {
  test('become requests at tcx hooks, with the device by its name', () => {
    expect(said(sample('tcx-anchors'))).toEqual([
      '7 attach r2  at lo-ingress',
      '8 attach r3  BEFORE r2  expecting the current revision  at lo-ingress',
      '9 create link L1 of r3  AFTER r2  at lo-ingress',
      '10 create link L2 of r2  at lo-egress',
      '11 update link L2 to r3  expecting r2',
      '12 query, room for 4  at lo-ingress',
      '13 detach link L2',
      '14 detach r2  expecting a stale revision  at lo-ingress',
      '15 close link L2',
    ]);
    expect(program(sample('tcx-anchors')).skipped).toEqual([{ what: 'socket$inet_udp', lines: [2] }]);
  });
  test('become requests at cgroups, one below the other; the number of the command decides', () => {
    const { parts } = program(sample('cgroup-order'));
    expect(parts.map(({ name, hooks }) => [name, hooks])).toEqual([
      ['cgroup ingress', { syz0: '/cgroup/syz0', syz1: '/cgroup/syz0/syz1' }],
    ]);
    const [trace] = read(sample('cgroup-order')).traces;
    expect(trace!.universe).toMatchObject({ hooks: { syz0: { parent: 'none' }, syz1: { parent: 'syz0' } } });
    expect(said(sample('cgroup-order'))).toEqual([
      '8 attach r2  MULTI  at syz0',
      '9 attach r3  at syz1',
      '10 create link L1 of r3  at syz0',
      '11 update link L1 to r2',
      '12 attach r2  at syz0',
      '13 detach r2  at syz0',
      '14 close link L1',
      '15 close program r2',
    ]);
  });
  test('may have attributes as memory without types', () => {
    expect(said(sample('any-bytes'))).toEqual(['5 attach r1  MULTI  at left-out', '8 query, room for 64  at left-out']);
    expect(left(sample('any-bytes'))).toEqual([
      '6 it has a piece of memory that is not read, @ANYRESHEX',
      '7 its target is no cgroup of version 2 that the program opens',
    ]);
  });
  test('name programs by ids that they ask for', () => {
    expect(said(sample('ids'))).toEqual([
      '5 attach r0  at lo-egress',
      '6 attach r1  BEFORE r0 (by id)  expecting the current revision  at lo-egress',
      '9 detach <closed fd>  relative <0 with ID>  expecting a stale revision  at lo-egress',
    ]);
  });
  test('are not guessed at where they leave something open', () => {
    expect(left(sample('ids'))).toEqual([
      '10 the id 7 of a prog was never seen with its fd, or in a query',
      '11 its target is no device that the program tells of',
      '12 attach_bpf_fd is the number 7: which fd that is depends on what else the process has open',
      '13 its size reaches relative_fd, of which it says nothing',
      '14 it leaves relative_fd to the default of @value',
    ]);
  });
  test('have other hooks and calls, which are named with their lines', () => {
    expect(said(sample('others'))).toEqual([
      '11 create link L1 of r1  at left-out',
      '19 attach <fd of no program>  MULTI  at left-out',
    ]);
    expect(left(sample('others'))).toEqual([
      '14 it says of its hook what a link of another kind has, @uprobe_multi',
      '18 it is called with fail_nth: 3',
    ]);
    expect(program(sample('others')).skipped).toEqual([
      { what: 'mkdirat', lines: [3] },
      { what: 'mount', lines: [4] },
      { what: 'bpf$BPF_LINK_CREATE_XDP', lines: [13] },
      { what: 'bpf$MAP_CREATE', lines: [15] },
      { what: 'BPF_PROG_ATTACH at other hooks', lines: [16] },
      { what: 'BPF_LINK_UPDATE of what is no link', lines: [17] },
    ]);
  });
  test.each(['tcx-anchors', 'cgroup-order', 'any-bytes', 'ids', 'others'])(
    'are no pass, and their traces are such that the specification answers them: %s',
    (name) => {
      const { file, traces, unanswered } = read(sample(name));
      expect([file.result, unanswered, traces.length]).toEqual(['inconclusive', true, 1]);
      const [trace] = traces;
      expect(replayTrace(trace!, new SpecMachine(usualProfile(trace!.profile as 'tcx'))).ok).toBe(true);
      expect(formatRequests(trace!)).not.toContain('expect":');
    },
  );
  test('go on where the rules refuse a link, which then is no fd', () => {
    const create = 'bpf$BPF_LINK_CREATE(0x1c, &(0x7f0000000040)={r1, 0x1, 0x2e, 0x0}, 0x10)';
    const text = one(
      `r2 = ${create}\nr3 = ${create}\nbpf$LINK_DETACH(0x22, &(0x7f0000000040)={r3}, 0x4)\nclose(r3)\nclose(r2)`,
    );
    const [trace] = read(text).traces;
    expect(trace!.steps.map(({ request, expect: { outcome } }) => `${request.op} ${outcome}`)).toEqual([
      'link_create ok',
      'link_create EEXIST',
      'link_detach EBADF',
      'link_close EBADF',
      'link_close ok',
    ]);
  });
  test('are skipped where no hook in them is read', () => {
    expect(read('r0 = socket$inet(0x2, 0x1, 0x0)\n').file.result).toBe('skipped');
    const { file, traces } = read(sample('tcx-anchors'), (kind) => (kind === 'cgroup' ? cgroup : undefined));
    expect([file.result, traces]).toEqual(['skipped', []]);
  });
});

describe('a field of an attribute', () => {
  test.each([
    // A size that ends before a field leaves it 0; within the size an fd that is left out is -1.
    [
      'bpf$BPF_PROG_ATTACH(0x8, &(0x7f0000000040)={@ifindex=0x1, r1, 0x2e, 0x4}, 0x10)',
      'attach r1  REPLACE none  at lo-ingress',
    ],
    [
      'bpf$BPF_PROG_ATTACH(0x8, &(0x7f0000000040)={@ifindex=0x1, r1, 0x2e, 0x4}, 0x14)',
      'attach r1  REPLACE <closed fd>  at lo-ingress',
    ],
    [
      'bpf$BPF_PROG_ATTACH(0x8, &(0x7f0000000040)={@ifindex=0x1, r1, 0x2e, 0x8, 0x0, @void, 0x1}, 0x20)',
      'attach r1  BEFORE none  expecting the current revision  at lo-ingress',
    ],
    [
      'bpf$BPF_PROG_ATTACH(0x8, &(0x7f0000000040)={@ifindex=0x1, r1, 0x2e, 0x8, 0x0, @a=r1, 0x1}, 0x18)',
      'attach r1  BEFORE r1  at lo-ingress',
    ],
    [
      'bpf$BPF_LINK_CREATE(0x1c, &(0x7f0000000040)={r1, 0x1, 0x2e, 0x0, @void}, 0x40)',
      'create link L1 of r1  at lo-ingress',
    ],
    [
      'bpf$BPF_LINK_CREATE(0x1c, &(0x7f0000000040)=ANY=[@ANYRES32=r1, @ANYBLOB="010000002e0000001000000000000000000000000500000000000000"], 0x20)',
      'create link L1 of r1  AFTER none  expecting a stale revision  at lo-ingress',
    ],
    [
      'bpf$BPF_PROG_QUERY(0x10, &(0x7f0000000040)={@ifindex=0x1, 0x2e, 0x1, 0x0, 0x0, 0x2}, 0x40)',
      'query, without a buffer  with query flag EFFECTIVE  at lo-ingress',
    ],
  ])('is at its place: %s', (call, wanted) => {
    expect(said(one(call)).join()).toBe(`2 ${wanted}`);
  });
  test.each([
    [
      'bpf$BPF_PROG_ATTACH(0x8, &(0x7f0000000040)={@ifindex=0x1, r1, 0x2e, 0x0, 0x0, r1, 0x1, 0x2}, 0x20)',
      'it has more fields than are known',
    ],
    [
      'bpf$BPF_PROG_ATTACH(0x8, &(0x7f0000000040)={@ifindex=0x1, r7, 0x2e}, 0x10)',
      'attach_bpf_fd is r7, which is no fd that the program tells of',
    ],
    [
      'bpf$BPF_PROG_ATTACH(0x8, &(0x7f0000000040)={@ifindex=r1, r1, 0x2e}, 0x10)',
      'its target is no device that the program tells of',
    ],
    ['bpf$BPF_PROG_ATTACH(0x8, 0x0, 0x10)', 'its attribute is no pointer to a struct'],
    ['bpf$auto(0x8, &(0x7f0000000040)=@x={0x1, r1, 0x2e}, 0x10)', 'its description is not read'],
    [
      'bpf$BPF_PROG_ATTACH(0x8, &(0x7f0000000040)=ANY=[@ANYBLOB="0100", @ANYRES32=r1], 0x20)',
      'a variable lies across the field target_fd',
    ],
    ['bpf$BPF_PROG_ATTACH(0x8, &(0x7f0000000040)={@ifindex=0x1, r1, 0x2e}, 0x10) (async)', 'it is called with async'],
  ])('is left out where it cannot be told: %s', (call, why) => {
    expect(left(one(call))).toEqual([`2 ${why}`]);
  });
});

describe('a variable that was closed', () => {
  const load = 'bpf$PROG_LOAD(0x5, &(0x7f0000000000)={0x3}, 0x90)';
  const attach = 'bpf$BPF_PROG_ATTACH(0x8, &(0x7f0000000040)={@ifindex=0x1, r1, 0x2e}, 0x10)';
  test('is an fd that is not open', () => {
    expect(said(one(`close(r1)\n${attach}`))).toEqual(['3 attach <closed fd>  at lo-ingress']);
  });
  test('may be another fd where one was opened since', () => {
    const text = one(`close(r1)\nr2 = ${load}\n${attach}\nclose(r1)`);
    expect([said(text), left(text)]).toEqual([
      [],
      [
        '4 attach_bpf_fd is r1, which was closed: its number may be that of a later fd',
        '5 fd is r1, which was closed: its number may be that of a later fd',
      ],
    ]);
  });
  test('is no cgroup any more', () => {
    const text = one(
      "r2 = openat$cgroup_root(0xffffffffffffff9c, &(0x7f0000000000)='./cgroup\\x00', 0x2, 0x0)\nr3 = dup(r2)\nclose(r2)\nbpf$BPF_PROG_ATTACH(0x8, &(0x7f0000000040)={@cgroup=r2, r1, 0x0}, 0x10)\nbpf$BPF_PROG_ATTACH(0x8, &(0x7f0000000040)={@cgroup=r3, r1, 0x0}, 0x10)",
    );
    expect([said(text), left(text)]).toEqual([
      ['6 attach r1  at cgroup'],
      ['5 its target is no cgroup of version 2 that the program opens'],
    ]);
  });
});

describe('a text', () => {
  test.each([
    ['r0 = bpf$PROG_LOAD(0x5, &(0x7f0000000000)={0x3}, 0x90\n', /^p:1: expected "\)" or ",", found the end$/],
    ['r0 = close(0x1)\nbpf$X(0x1, )\n', /^p:2: expected .*found "\)"$/],
    [
      'executing program 0:\nr0 = dup(0x1)\nexecuting program 1:\nr0 = dup(0x1)\n',
      /^p:3: expected one program, found the beginning of another/,
    ],
  ])('that is no program is refused with its line: %j', (text, message) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ message: expect.stringMatching(message) }));
  });
  test('of another format is none', () => {
    for (const name of ['tcx-7.2', 'links-6.1', 'links-raw-7.2', 'pins-7.2'])
      expect(looksLikeSyzkaller(log(name))).toBe(false);
    expect(looksLikeSyzkaller('{"a":"bpf$X(0x1)"}')).toBe(false);
  });
  test('has forms of its own', () => {
    const [call] = callsOf(
      'p',
      `# a comment\n\nr10 = a$B(nil, AUTO, r1/0x2+0x3, "$eJw", ""/251, '\\'\\x41\\n', &(0x7f0000000000/0x4000)=nil, [], {}, <r2=>0xffffffffffffffff) (fail_nth: 5, async)`,
    );
    expect(call).toMatchObject({ line: 3, name: 'a$B', variable: 'r10', properties: ['fail_nth: 5', 'async'] });
    expect(call!.args.slice(5)).toEqual([
      { is: 'bytes', bytes: "'A\n" },
      { is: 'pointer', to: { is: 'nil' } },
      { is: 'list', of: [] },
      { is: 'list', of: [] },
      { is: 'result', name: 'r2', value: { is: 'number', number: -1 } },
    ]);
  });
});
