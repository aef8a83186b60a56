import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Result } from '../../kernel/errno.ts';
import { type KernelMachine, kernelRelease, openKernel } from '../../kernel/kernel-machine.ts';
import {
  ATTACH_TYPES,
  encode,
  LINK_DETACH,
  LINK_GET_FD_BY_ID,
  PROG_ATTACH,
  PROG_DETACH,
  PROG_GET_FD_BY_ID,
  PROG_QUERY,
} from '../../kernel/layout.ts';
import { makeTools } from '../../kernel/open.ts';
import { loadProgram } from '../../kernel/programs.ts';
import type { System } from '../../kernel/syscalls.ts';
import { readTrace } from '../../traces/read.ts';
import { replayTrace } from '../../traces/replay.ts';
import { cgroupsMissing, kernelMissing } from '../support/machines.ts';
import { IMPORTS_SOURCE, importLine } from '../support/source.ts';

/** What keeps the traces of a semantics from being replayed here. */
const MISSING = { tcx: kernelMissing, cgroup: cgroupsMissing } as const;

for (const kind of ['tcx', 'cgroup'] as const) {
  const missing = MISSING[kind];
  const title =
    missing === undefined ? `races of ${kind} on kernel ${kernelRelease()}` : `races of ${kind} (skipped: ${missing})`;
  // The usual reporter does not print the titles of what is skipped.
  if (missing !== undefined) console.log(title);
  describe.skipIf(missing !== undefined)(title, () => {
    const folder = new URL(`../../traces/races/${kind}/`, import.meta.url);
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

/** A process that attaches a program to a device in the way that it is told, says the id of what it made, and stays. */
const DAEMON = `
const [how, device] = process.argv.slice(1);
${importLine(['System'], 'kernel/syscalls.ts')}
${importLine(['idOf', 'loadProgram'], 'kernel/programs.ts')}
${importLine(['ATTACH_TYPES', 'encode', 'LINK_CREATE', 'PROG_ATTACH'], 'kernel/layout.ts')}
const system = new System();
const prog = loadProgram(system, 'sched_cls');
const at = { target_ifindex: Number(device), attach_type: ATTACH_TYPES.TCX_INGRESS };
const made = how === 'link'
  ? system.bpf(LINK_CREATE.command, encode(LINK_CREATE, { ...at, prog_fd: prog }))
  : system.bpf(PROG_ATTACH.command, encode(PROG_ATTACH, { ...at, attach_bpf_fd: prog }));
console.log(typeof made === 'number' ? idOf(system, how === 'link' ? made : prog) : made);
setInterval(() => {}, 1000);
`;

/** Runs a script with the rest of the arguments, and gives its process and the first thing that it says. */
async function started(command: string, ...args: string[]) {
  const child = spawn(command, args);
  const [said] = await once(child.stdout, 'data');
  return { child, said: String(said).trim() };
}

/** A device on which a daemon has attached its program, what one may do with it, and how many slots it shows. */
async function withDaemon(name: string, how: 'link' | 'program', check: (daemon: Daemon) => Promise<void> | void) {
  const { tools, release } = makeTools();
  tools.netlink.create(tools.deviceKind, name);
  const device = tools.netlink.indexOf(name);
  const { child: daemon, said } = await started(
    process.execPath,
    ...IMPORTS_SOURCE,
    '--input-type=module',
    '-e',
    DAEMON,
    how,
    String(device),
  );
  const { system } = tools;
  try {
    await check({
      id: Number(said),
      device,
      system,
      take: () =>
        how === 'link'
          ? system.bpf(LINK_GET_FD_BY_ID.command, encode(LINK_GET_FD_BY_ID, { link_id: Number(said) }))
          : system.bpf(PROG_GET_FD_BY_ID.command, encode(PROG_GET_FD_BY_ID, { prog_id: Number(said) })),
      slots: () => {
        const attr = encode(PROG_QUERY, { target_ifindex: device, attach_type: ATTACH_TYPES.TCX_INGRESS });
        expect(system.bpf(PROG_QUERY.command, attr)).toBe(0);
        return attr.readUInt32LE(PROG_QUERY.fields.count.at);
      },
      kill: async () => {
        const ended = once(daemon, 'close');
        daemon.kill('SIGKILL');
        await ended;
      },
    });
  } finally {
    daemon.kill('SIGKILL');
    release();
  }
}

interface Daemon {
  readonly id: number;
  readonly device: number;
  readonly system: System;
  /** Gets an fd of its link, or of its program, by id. */
  take(): Result;
  slots(): number;
  kill(): Promise<void>;
}

describe.skipIf(kernelMissing !== undefined)('a process that is killed, which a trace cannot do', () => {
  test.each([
    ['link', 0],
    ['program', 1],
  ] as const)('and had attached by %s leaves %i slots', async (how, left) => {
    await withDaemon('races1', how, async ({ id, slots, kill }) => {
      const before = slots();
      await kill();
      expect([id > 0, before, slots()]).toEqual([true, 1, left]);
    });
  });
  test('leaves its link attached as long as another process holds an fd that it got by id', async () => {
    await withDaemon('races2', 'link', async ({ take, slots, kill, system }) => {
      const fd = take();
      await kill();
      const held = slots();
      system.close(fd as number);
      expect([held, slots(), take()]).toEqual([1, 0, 'ENOENT']);
    });
  });
});

/** A process that asks for an fd of a link by its id, and says what comes of it. */
const TAKER = `
const [id] = process.argv.slice(1);
${importLine(['System'], 'kernel/syscalls.ts')}
${importLine(['encode', 'LINK_GET_FD_BY_ID'], 'kernel/layout.ts')}
console.log(new System().bpf(LINK_GET_FD_BY_ID.command, encode(LINK_GET_FD_BY_ID, { link_id: Number(id) })));
`;

describe.skipIf(kernelMissing !== undefined)('a process that gets an fd by id, which a trace does not name', () => {
  test('detaches the link of another process', async () => {
    await withDaemon('races3', 'link', ({ take, slots, system }) => {
      const fd = take() as number;
      expect(system.bpf(LINK_DETACH.command, encode(LINK_DETACH, { link_fd: fd }))).toBe(0);
      expect(slots()).toBe(0);
    });
  });
  test('detaches the program of another process', async () => {
    await withDaemon('races4', 'program', ({ take, slots, device, system }) => {
      const attr = { target_ifindex: device, attach_type: ATTACH_TYPES.TCX_INGRESS, attach_bpf_fd: take() as number };
      expect(system.bpf(PROG_DETACH.command, encode(PROG_DETACH, attr))).toBe(0);
      expect(slots()).toBe(0);
    });
  });
  test('needs CAP_SYS_ADMIN', async () => {
    await withDaemon('races5', 'link', async ({ id, slots }) => {
      const taker = [...IMPORTS_SOURCE, '--input-type=module', '-e', TAKER, String(id)];
      const plain = await started(process.execPath, ...taker);
      const bare = await started('setpriv', '--bounding-set=-sys_admin', process.execPath, ...taker);
      expect([Number(plain.said) > 0, bare.said, slots()]).toEqual([true, 'EPERM', 1]);
    });
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
