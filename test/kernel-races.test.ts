import { spawn } from 'node:child_process';
import { once } from 'node:events';
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

/** A process that attaches a program to a device in the way that it is told, says so, and stays. */
const DAEMON = `
const [how, device, dist] = process.argv.slice(1);
const { System } = await import(dist + '/kernel/syscalls.js');
const { loadProgram } = await import(dist + '/kernel/programs.js');
const { ATTACH_TYPES, encode, LINK_CREATE, PROG_ATTACH } = await import(dist + '/kernel/layout.js');
const system = new System();
const prog = loadProgram(system, 'sched_cls');
const at = { target_ifindex: Number(device), attach_type: ATTACH_TYPES.TCX_INGRESS };
const call = how === 'link'
  ? system.bpf(LINK_CREATE.command, encode(LINK_CREATE, { ...at, prog_fd: prog }))
  : system.bpf(PROG_ATTACH.command, encode(PROG_ATTACH, { ...at, attach_bpf_fd: prog }));
console.log(call);
setInterval(() => {}, 1000);
`;

describe.skipIf(kernelMissing !== undefined)('a process that is killed, which a trace cannot do', () => {
  test.each([
    ['link', 0],
    ['program', 1],
  ] as const)('and had attached by %s leaves %i slots', async (how, left) => {
    const { tools, release } = makeTools();
    try {
      tools.netlink.create(tools.deviceKind, 'races1');
      const device = tools.netlink.indexOf('races1');
      const count = () => {
        const attr = encode(PROG_QUERY, { target_ifindex: device, attach_type: ATTACH_TYPES.TCX_INGRESS });
        expect(tools.system.bpf(PROG_QUERY.command, attr)).toBe(0);
        return attr.readUInt32LE(PROG_QUERY.fields.count.at);
      };
      const dist = new URL('../dist', import.meta.url).pathname;
      const daemon = spawn(process.execPath, ['--input-type=module', '-e', DAEMON, how, String(device), dist]);
      const ended = once(daemon, 'close');
      const [said] = await once(daemon.stdout, 'data');
      const before = count();
      daemon.kill('SIGKILL');
      await ended;
      expect([Number(String(said)) >= 0, before, count()]).toEqual([true, 1, left]);
    } finally {
      release();
    }
  });
});

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
