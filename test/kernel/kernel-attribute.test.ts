import { closeSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { openCgroup } from '../../kernel/cgroup-directory.ts';
import { makeFreshDirectory, removeTree } from '../../kernel/cgroup-remains.ts';
import { KernelUnavailable } from '../../kernel/failure.ts';
import type { Target } from '../../kernel/hooks.ts';
import {
  ATTACH_TYPES,
  encode,
  LINK_CREATE,
  LINK_DETACH,
  LINK_UPDATE,
  PROG_ATTACH,
  PROG_DETACH,
  PROG_QUERY,
} from '../../kernel/layout.ts';
import { makeTools } from '../../kernel/open.ts';
import { loadProgram } from '../../kernel/programs.ts';

/** The size of union bpf_attr of Linux 6.18, and that of a page, which no attribute may exceed. */
const KNOWN = 168;
const PAGE = 4096;
const MULTI = 2;

interface Place extends Target {
  readonly prog: number;
  readonly flags: number;
}

/** What is needed to ask, or why it cannot be had. */
function opened() {
  try {
    const { tools, release } = makeTools('cgroup');
    const { system, netlink } = tools;
    const directory = makeFreshDirectory(tools.cgroupMount);
    const cgroup = openCgroup(directory, 'ingress');
    const name = 'mprog-attr';
    netlink.create(tools.deviceKind, name);
    const device = netlink.indexOf(name);
    const places: Readonly<Record<'cgroup' | 'tcx', Place>> = {
      cgroup: { ...cgroup, prog: loadProgram(system, 'cgroup_skb'), flags: MULTI },
      tcx: {
        target_ifindex: device,
        attach_type: ATTACH_TYPES.TCX_INGRESS,
        prog: loadProgram(system, 'sched_cls'),
        flags: 0,
      },
    };
    const end = () => {
      closeSync(cgroup.target_ifindex);
      for (const { prog } of Object.values(places)) system.close(prog);
      removeTree(directory);
      release();
    };
    return { tools, places, end };
  } catch (error) {
    if (error instanceof KernelUnavailable) return error.reason;
    throw error;
  }
}

const kernel = opened();
const skipped = typeof kernel === 'string';
const because = skipped ? ` (skipped: ${kernel})` : '';
if (skipped) console.log(`the bytes of an attribute${because}`);

afterAll(() => {
  if (typeof kernel !== 'string') kernel.end();
});

const rig = () => {
  if (typeof kernel === 'string') throw new Error(kernel);
  return kernel;
};
const call = (command: number, attr: Buffer): string => {
  const result = rig().tools.system.bpf(command, attr);
  if (typeof result === 'number' && result > 0) rig().tools.system.close(result);
  return typeof result === 'number' ? 'ok' : result;
};
/** The first bytes of an attribute, or all of them and zeroes behind, with one byte set at an offset. */
function sized(attr: Buffer, size: number, garbage?: number): Buffer {
  const bytes = Buffer.alloc(size);
  attr.copy(bytes, 0, 0, Math.min(size, attr.length));
  if (garbage !== undefined) bytes[garbage] = 1;
  return bytes;
}

const attach = ({ target_ifindex, attach_type, prog, flags }: Place) =>
  encode(PROG_ATTACH, { target_ifindex, attach_type, attach_bpf_fd: prog, attach_flags: flags });
const detach = ({ target_ifindex, attach_type, prog }: Place) =>
  encode(PROG_DETACH, { target_ifindex, attach_type, attach_bpf_fd: prog });
const query = ({ target_ifindex, attach_type }: Target) => encode(PROG_QUERY, { target_ifindex, attach_type });
const create = ({ target_ifindex, attach_type, prog }: Place) =>
  encode(LINK_CREATE, { target_ifindex, attach_type, prog_fd: prog });

/** The outcome of an attach, taken back at once. */
function attached(place: Place, attr: Buffer): string {
  const outcome = call(PROG_ATTACH.command, attr);
  if (outcome === 'ok') expect(call(PROG_DETACH.command, detach(place))).toBe('ok');
  return outcome;
}

describe.skipIf(skipped)(`the size of an attribute${because}`, () => {
  test.each(['cgroup', 'tcx'] as const)('%s: what is missing counts as zero', (at) => {
    const place = rig().places[at];
    // With 16 bytes there are target, program, attach type and flags.
    expect([16, 24, 31, 32].map((size) => attached(place, sized(attach(place), size)))).toEqual(Array(4).fill('ok'));
    // Without an attach type it is that of cgroups for ingress, whose number is 0.
    expect(attached(place, sized(attach(place), 8))).toBe(at === 'cgroup' ? 'ok' : 'EINVAL');
    expect(attached(place, sized(attach(place), 4))).toBe('EINVAL');
  });
  test.each(['cgroup', 'tcx'] as const)('%s: zeroes behind are no error, up to a page', (at) => {
    const place = rig().places[at];
    const outcomes = [40, KNOWN, KNOWN + 8, PAGE].map((size) => attached(place, sized(attach(place), size)));
    expect(outcomes).toEqual(Array(4).fill('ok'));
    expect(attached(place, sized(attach(place), PAGE + 1))).toBe('E2BIG');
  });
  test.each(['cgroup', 'tcx'] as const)(
    '%s: behind its last field a command refuses what is set with EINVAL, behind all that the kernel knows with E2BIG',
    (at) => {
      const place = rig().places[at];
      const asked = [
        [PROG_ATTACH, attach(place)],
        [PROG_DETACH, detach(place)],
        [PROG_QUERY, query(place)],
        [LINK_UPDATE, encode(LINK_UPDATE, {})],
        [LINK_DETACH, encode(LINK_DETACH, {})],
      ] as const;
      for (const [{ command, size }, attr] of asked) {
        const outcomes = [size, KNOWN - 1, KNOWN].map((garbage) => call(command, sized(attr, KNOWN + 8, garbage)));
        expect(outcomes).toEqual(['EINVAL', 'EINVAL', 'E2BIG']);
      }
    },
  );
  test.each(['cgroup', 'tcx'] as const)(
    '%s: a link create takes no notice of the fields of other links, which are 28 bytes more',
    (at) => {
      const place = rig().places[at];
      const outcomes = [32, 59, 60, KNOWN].map((garbage) =>
        call(LINK_CREATE.command, sized(create(place), KNOWN + 8, garbage)),
      );
      expect(outcomes).toEqual(['ok', 'ok', 'EINVAL', 'E2BIG']);
    },
  );
});

describe.skipIf(skipped)(`19: the target is read as what the attach type says${because}`, () => {
  const CGROUP = ATTACH_TYPES.CGROUP_INET_INGRESS;
  const TCX = ATTACH_TYPES.TCX_INGRESS;
  const TRACE_UPROBE_MULTI = 48;
  const asked = (target_ifindex: number, attach_type: number) =>
    call(PROG_QUERY.command, query({ target_ifindex, attach_type }));

  test('the fd of a cgroup that is also the index of a device gets the answer of the device', () => {
    const { tools, places } = rig();
    const { target_ifindex: fd } = places.cgroup;
    let index = places.tcx.target_ifindex;
    while (index < fd) {
      const name = `mprog-attr${index}`;
      tools.netlink.create(tools.deviceKind, name);
      index = tools.netlink.indexOf(name);
    }
    expect(index).toBe(fd);
    const device = { ...places.tcx, target_ifindex: fd };
    expect(call(PROG_ATTACH.command, attach(device))).toBe('ok');
    const attr = query(device);
    expect(call(PROG_QUERY.command, attr)).toBe('ok');
    expect(attr.readUInt32LE(PROG_QUERY.fields.count.at)).toBe(1);
    expect(call(PROG_QUERY.command, query(places.cgroup))).toBe('ok');
  });
  test('a number that is neither is ENODEV for a device, and EBADF for a cgroup', () => {
    expect([asked(90_000, TCX), asked(90_000, CGROUP)]).toEqual(['ENODEV', 'EBADF']);
  });
  test('the fd of a program is no cgroup: EBADF', () => {
    expect(asked(rig().places.cgroup.prog, CGROUP)).toBe('EBADF');
  });
  test('an attach type that nothing can be asked of is EINVAL, whatever the target', () => {
    const { cgroup, tcx } = rig().places;
    const targets = [cgroup.target_ifindex, tcx.target_ifindex, 90_000];
    expect(targets.map((target) => asked(target, TRACE_UPROBE_MULTI))).toEqual(['EINVAL', 'EINVAL', 'EINVAL']);
  });
  test('a program that does not fit the attach type is EINVAL, also where the target fits neither', () => {
    const { cgroup, tcx } = rig().places;
    const crossed = (place: Place, prog: number, target = place.target_ifindex) =>
      call(PROG_ATTACH.command, attach({ ...place, prog, target_ifindex: target }));
    expect([crossed(cgroup, tcx.prog), crossed(tcx, cgroup.prog), crossed(tcx, cgroup.prog, 90_000)]).toEqual(
      Array(3).fill('EINVAL'),
    );
  });
});
