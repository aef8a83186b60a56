import { describe, expect, test } from 'vitest';
import { CgroupReader } from '../../kernel/cgroup-query.ts';
import { PROG_QUERY } from '../../kernel/layout.ts';
import type { Sandbox } from '../../kernel/sandbox.ts';
import type { System } from '../../kernel/syscalls.ts';
import { request } from '../../spec/families/slots/vocabulary/index.ts';

/** What a kernel writes into a query; arrays by the field that has their address. */
interface Answer {
  readonly attach_flags: number;
  readonly count: number;
  /** 9 where it is left out. */
  readonly revision?: bigint;
  readonly arrays: Readonly<Record<string, readonly number[]>>;
}

/** A reader of a kernel that writes an answer into every query; its programs and links are called by their ids. */
function readerOf(answers: Answer | (() => Answer)): CgroupReader {
  const buffers: Buffer[] = [];
  const system = {
    address: (bytes: Buffer) => BigInt(buffers.push(bytes)),
    pin: () => {},
    bpf: (_: number, attr: Buffer) => {
      const answer = typeof answers === 'function' ? answers() : answers;
      const words = new Uint32Array(attr.buffer, attr.byteOffset, attr.length / 4);
      for (const [name, values] of Object.entries(answer.arrays)) {
        const at = PROG_QUERY.fields[name as keyof typeof PROG_QUERY.fields].at;
        const bytes = buffers[words[at / 4]! - 1];
        if (bytes !== undefined) new Uint32Array(bytes.buffer, bytes.byteOffset).set(values);
      }
      words[PROG_QUERY.fields.attach_flags.at / 4] = answer.attach_flags;
      words[PROG_QUERY.fields.count.at / 4] = answer.count;
      new BigUint64Array(attr.buffer, attr.byteOffset)[PROG_QUERY.fields.revision.at / 8] = answer.revision ?? 9n;
      return 0;
    },
  };
  const names = { nameOf: (id: number) => `n${id}` };
  const world = {
    hookCount: 1,
    progs: names,
    links: names,
    target: () => ({ target_ifindex: 3, attach_type: 0 }),
  };
  return new CgroupReader(system as unknown as System, world as unknown as Sandbox);
}

describe('what a query of a cgroup should not say', () => {
  const observe = (answer: Answer) => {
    const seen = readerOf(answer).observe('hook');
    return seen.is === 'list' ? seen.slots.map(({ prog, link }) => `${prog}/${link}`) : [];
  };
  const prog_ids = [5, 6];
  const multi = { attach_flags: 2, count: 2 };

  test('nothing of it shows where it is as expected', () => {
    expect(observe({ ...multi, arrays: { prog_ids, prog_attach_flags: [2, 2] } })).toEqual(['n5/none', 'n6/none']);
    const query = request({ op: 'prog_query', hook: 'hook', buffer: 2 });
    expect(readerOf({ ...multi, arrays: { prog_ids } }).query(query as never).view).toMatchObject({
      revision: 9,
      mode: 'MULTI',
      slots: [
        { prog: 'n5', link: 'none' },
        { prog: 'n6', link: 'none' },
      ],
    });
  });

  test('flags of a slot that are not those of the mode show in its name', () => {
    expect(observe({ ...multi, arrays: { prog_ids, prog_attach_flags: [2, 66] } })).toEqual([
      'n5/none',
      'n6!flags=66/none',
    ]);
    expect(observe({ ...multi, arrays: { prog_ids } })[0]).toBe('n5!flags=0/none');
  });

  test('a link shows by its name, and its flags in that', () => {
    const prog_attach_flags = [2, 2];
    expect(observe({ ...multi, arrays: { prog_ids, prog_attach_flags, link_ids: [0, 8] } })[1]).toBe('n6/n8');
    expect(
      observe({ ...multi, arrays: { prog_ids, prog_attach_flags, link_ids: [7, 8], link_attach_flags: [0, 1] } }),
    ).toEqual(['n5/n7', 'n6/n8!flags=1']);
  });

  test('an answer is told anew where any word of it changed', () => {
    const arrays = { prog_ids: [5], prog_attach_flags: [2], link_ids: [0], link_attach_flags: [0] };
    const answer = { attach_flags: 2, count: 1, revision: 9n, arrays };
    const changed: Answer[] = [
      { ...answer, revision: 10n },
      { ...answer, revision: 9n + (1n << 32n) },
      { ...answer, count: 0 },
      { ...answer, attach_flags: 1 },
      { ...answer, arrays: { ...arrays, prog_ids: [6] } },
      { ...answer, arrays: { ...arrays, prog_attach_flags: [0] } },
      { ...answer, arrays: { ...arrays, link_ids: [7] } },
      { ...answer, arrays: { ...arrays, link_attach_flags: [1] } },
    ];
    for (const other of changed) {
      let now: Answer = answer;
      const reader = readerOf(() => now);
      const first = reader.observe('hook');
      expect(reader.observe('hook')).toBe(first);
      now = other;
      expect(reader.observe('hook')).not.toEqual(first);
      now = answer;
      expect(reader.observe('hook')).toEqual(first);
    }
  });

  test('attach_flags that are no mode are an error', () => {
    expect(() => observe({ ...multi, attach_flags: 3, arrays: { prog_ids } })).toThrow(
      'a query of hook failed with attach_flags 3, which is no mode of a cgroup',
    );
  });
});
