import { describe, expect, test } from 'vitest';
import { probeHook } from '../../kernel/cgroup-probe.ts';
import { CgroupReader } from '../../kernel/cgroup-query.ts';
import { PROG_ATTACH, PROG_LOAD, PROG_QUERY } from '../../kernel/layout.ts';
import type { Known } from '../../kernel/prepared-query.ts';
import type { Sandbox } from '../../kernel/sandbox.ts';
import type { System } from '../../kernel/syscalls.ts';
import { openingFor } from '../../kernel/targets.ts';
import { PROFILES } from '../../spec/families/profiles.ts';
import { request } from '../../spec/families/slots/vocabulary/index.ts';

/** The byte behind the last field of a query that a kernel knows: it refuses whatever is set there. */
const ENDS: Readonly<Record<Known, number>> = { ids: 28, flags: 40, links: 64, revision: 64 };

/** A kernel that knows so much of a query, and whether it knows directives; programs 1 and 2 are attached in MULTI mode. */
function kernel(knows: Known, ordered = knows === 'revision') {
  const buffers: Buffer[] = [];
  const u32 = (attr: Buffer, at: number) => attr.readUInt32LE(at);
  const { fields } = PROG_QUERY;
  const query = (attr: Buffer) => {
    if (attr.subarray(ENDS[knows]).some((byte) => byte !== 0)) return 'EINVAL';
    const room = u32(attr, fields.count.at);
    const ids = buffers[u32(attr, fields.prog_ids.at) - 1];
    attr.writeUInt32LE(2, fields.count.at);
    attr.writeUInt32LE(2, fields.attach_flags.at);
    if (knows === 'revision') attr.writeBigUInt64LE(3n, fields.revision.at);
    if (ids === undefined || room === 0) return 0;
    const flags = buffers[u32(attr, fields.prog_attach_flags.at) - 1];
    for (let index = 0; index < Math.min(room, 2); index += 1) {
      ids.writeUInt32LE(index + 1, 4 * index);
      flags?.writeUInt32LE(2, 4 * index);
    }
    return room < 2 ? 'ENOSPC' : 0;
  };
  const closed: number[] = [];
  const system = {
    address: (bytes: Buffer) => BigInt(buffers.push(bytes)),
    pin: () => {},
    close: (fd: number) => closed.push(fd),
    bpf: (command: number, attr: Buffer) => {
      if (command === PROG_QUERY.command) return query(attr);
      if (command === PROG_LOAD.command) return 9;
      if (command !== PROG_ATTACH.command) throw new Error(`unexpected command ${command}`);
      const isOrdered = (u32(attr, PROG_ATTACH.fields.attach_flags.at) & 8) !== 0;
      return isOrdered && !ordered ? 'EINVAL' : 0;
    },
  };
  return { system: system as unknown as System, closed };
}

const TARGET = { target_ifindex: 4, attach_type: 0 };

function readerOf(knows: Known): CgroupReader {
  const names = { nameOf: (id: number) => `n${id}` };
  const world = { hookCount: 1, progs: names, links: names, target: () => TARGET };
  return new CgroupReader(kernel(knows).system, world as unknown as Sandbox, knows);
}

const ALL: readonly Known[] = ['ids', 'flags', 'links', 'revision'];

describe('a kernel without ordering at cgroups', () => {
  test.each(ALL)('that knows a query up to %s is known again', (knows) => {
    const { system, closed } = kernel(knows);
    expect(probeHook(system, TARGET, false)).toBe(knows);
    expect(closed).toEqual([9]);
  });

  test('is skipped for what it lacks, and not for programs at cgroups, which it takes', () => {
    for (const knows of ['ids', 'flags', 'links'] as const)
      expect(() => probeHook(kernel(knows).system, TARGET, true)).toThrow('does not order programs at cgroups');
    expect(probeHook(kernel('revision').system, TARGET, true)).toBe('revision');
  });

  test('takes no programs at cgroups only where a plain attach is refused', () => {
    const { system } = kernel('ids');
    const bpf = (command: number, attr: Buffer) =>
      command === PROG_ATTACH.command ? 'EINVAL' : system.bpf(command, attr);
    expect(() => probeHook({ ...system, bpf } as unknown as System, TARGET, false)).toThrow(
      'takes no programs at cgroups (CONFIG_CGROUP_BPF)',
    );
  });

  test.each(ALL)('that knows a query up to %s shows lists, with revision 0 where it tells none', (knows) => {
    const reader = readerOf(knows);
    const revision = knows === 'revision' ? 3 : 0;
    const slots = ['n1', 'n2'].map((prog) => ({ prog, link: 'none' }));
    const list = { is: 'list', revision, count: 2, slots, mode: 'MULTI', effective: ['n1', 'n2'] };
    expect(reader.observe('parent')).toEqual(list);
    expect(reader.observe('parent')).toBe(reader.observe('parent'));
    expect(reader.revisionOf('parent')).toBe(BigInt(revision));
  });

  test.each(ALL)('that knows a query up to %s answers queries, also one with too little room', (knows) => {
    const reader = readerOf(knows);
    const ask = (buffer: number | 'none') =>
      reader.query(request({ op: 'prog_query', hook: 'parent', buffer }) as Parameters<typeof reader.query>[0]);
    expect(ask(1)).toMatchObject({ outcome: 'ENOSPC', view: { count: 2, slots: [{ prog: 'n1' }] } });
    expect(ask(4)).toMatchObject({ outcome: 'ok', view: { count: 2, slots: [{ prog: 'n1' }, { prog: 'n2' }] } });
    expect(ask('none')).toMatchObject({ outcome: 'ok', view: { count: 2, slots: [] } });
  });
});

test('a semantics that speaks of no revision needs no ordering', () => {
  const needless = PROFILES.filter((semantics) => !openingFor(semantics).ordering).map(({ name }) => name);
  const designs = ['freplace', 'freplace-2020-posted', 'freplace-2020-list', 'freplace-2020-id'];
  expect(needless).toEqual(['cgroup-5.6', 'cgroup-6.1', 'cgroup-preorder-only', 'xdp', ...designs]);
});
