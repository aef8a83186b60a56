import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type KernelMachine, kernelRelease, openKernel } from '../src/kernel/kernel-machine.ts';
import { ATTACH_TYPES, encode, PROG_ATTACH, PROG_DETACH, PROG_QUERY } from '../src/kernel/layout.ts';
import { makeTools } from '../src/kernel/open.ts';
import { loadProgram } from '../src/kernel/programs.ts';
import { readTrace } from '../src/traces/read.ts';
import { replayTrace } from '../src/traces/replay.ts';
import { cgroupsMissing, kernelMissing } from './support/machines.ts';

/** What keeps the traces of a semantics from being replayed here. */
const MISSING = { tcx: kernelMissing, cgroup: cgroupsMissing } as const;

for (const kind of ['tcx', 'cgroup'] as const) {
  const missing = MISSING[kind];
  const title =
    missing === undefined ? `races of ${kind} on kernel ${kernelRelease()}` : `races of ${kind} (skipped: ${missing})`;
  // The usual reporter does not print the titles of what is skipped.
  if (missing !== undefined) console.log(title);
  describe.skipIf(missing !== undefined)(title, () => {
    const folder = new URL(`../traces/races/${kind}/`, import.meta.url);
    let machine: KernelMachine;
    beforeAll(() => {
      machine = openKernel({ kind });
    });
    afterAll(() => machine.close());

    test.each(readdirSync(folder))('%s', (file) => {
      const { steps } = replayTrace(readTrace(new URL(file, folder).pathname), machine);
      expect(steps.flatMap(({ number, differences }) => differences.map((each) => `step ${number}: ${each}`))).toEqual(
        [],
      );
    });
  });
}

describe.skipIf(kernelMissing !== undefined)('the number of a revision, which a trace does not name', () => {
  test('starts over at a hook that became empty, so that an attach which expects it acts on another list', () => {
    const { tools, release } = makeTools();
    try {
      tools.netlink.create(tools.deviceKind, 'races0');
      const hook = { target_ifindex: tools.netlink.indexOf('races0'), attach_type: ATTACH_TYPES.TCX_INGRESS };
      const [a, b, c] = [0, 1, 2].map(() => loadProgram(tools.system, 'sched_cls')) as [number, number, number];
      const attach = (fd: number, more: object = {}) =>
        tools.system.bpf(PROG_ATTACH.command, encode(PROG_ATTACH, { ...hook, attach_bpf_fd: fd, ...more }));
      const detach = (fd: number) =>
        tools.system.bpf(PROG_DETACH.command, encode(PROG_DETACH, { ...hook, attach_bpf_fd: fd }));
      const revision = () => {
        const attr = encode(PROG_QUERY, hook);
        expect(tools.system.bpf(PROG_QUERY.command, attr)).toBe(0);
        return attr.readBigUInt64LE(PROG_QUERY.fields.revision.at);
      };
      expect(attach(a)).toBe(0);
      const read = revision();
      expect([detach(a), attach(b)]).toEqual([0, 0]);
      expect(attach(c, { expected_revision: read + 1n })).toBe('ESTALE');
      expect(attach(c, { expected_revision: read })).toBe(0);
    } finally {
      release();
    }
  });
});
