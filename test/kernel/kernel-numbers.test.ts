import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ATTACH_TYPES, encode, LINK_CREATE, PROG_ATTACH, PROG_DETACH, PROG_QUERY } from '../../kernel/layout.ts';
import { makeTools } from '../../kernel/open.ts';
import { loadProgram } from '../../kernel/programs.ts';
import type { Toolbox } from '../../kernel/sandbox.ts';
import { kernelMissing } from '../support/machines.ts';

/** Facts about the numbers behind the names: what a trace cannot say, because it has no fds and no absolute revisions. */
describe.skipIf(kernelMissing !== undefined)(
  `numbers on this kernel${kernelMissing === undefined ? '' : ` (skipped: ${kernelMissing})`}`,
  () => {
    let tools: Toolbox;
    let release = () => {};
    let hook: { target_ifindex: number; attach_type: number };
    let made = 0;
    beforeAll(() => {
      ({ tools, release } = makeTools());
    });
    afterAll(() => release());
    beforeEach(() => {
      const name = `numbers${made++}`;
      tools.netlink.create(tools.deviceKind, name);
      hook = { target_ifindex: tools.netlink.indexOf(name), attach_type: ATTACH_TYPES.TCX_INGRESS };
    });

    const attach = (fd: number, more: object = {}) =>
      tools.system.bpf(PROG_ATTACH.command, encode(PROG_ATTACH, { ...hook, attach_bpf_fd: fd, ...more }));
    const revision = () => {
      const attr = encode(PROG_QUERY, hook);
      expect(tools.system.bpf(PROG_QUERY.command, attr)).toBe(0);
      return attr.readBigUInt64LE(PROG_QUERY.fields.revision.at);
    };
    const load = () => loadProgram(tools.system, 'sched_cls');

    test('an expected revision is compared in all its 64 bits, and 0 is not compared', () => {
      const fd = load();
      for (const expected of [2n, (1n << 32n) + 1n, 1n << 63n, (1n << 64n) - 1n])
        expect(attach(fd, { expected_revision: expected })).toBe('ESTALE');
      expect(revision()).toBe(1n);
      expect(attach(fd, { expected_revision: 1n })).toBe(0);
      expect(revision()).toBe(2n);
      expect(attach(load(), { expected_revision: 0n })).toBe(0);
      expect(revision()).toBe(3n);
    });

    test('an fd that was closed and reused names what it is now', () => {
      const [first, second] = [load(), load()];
      expect(attach(first)).toBe(0);
      tools.system.close(second);
      const link = tools.system.bpf(LINK_CREATE.command, encode(LINK_CREATE, { ...linkTarget(), prog_fd: load() }));
      expect(link).toEqual(expect.any(Number));
      // The number of the second program went to the program or the link that came after it.
      expect([attach(second), attach(link as number)]).toContain('EINVAL');
      expect(attach(first)).toBe('EEXIST');
    });

    test('an fd number that goes to another program names that one', () => {
      const fd = load();
      expect(attach(fd)).toBe(0);
      expect(attach(fd)).toBe('EEXIST');
      tools.system.close(fd);
      const again = load(); // gets the number, and is another program
      expect(again).toBe(fd);
      expect(attach(again)).toBe(0);
    });

    test('a detach without a program takes fd 0 for none', () => {
      expect(attach(load())).toBe(0);
      expect(tools.system.bpf(PROG_DETACH.command, encode(PROG_DETACH, { ...hook, attach_bpf_fd: 0 }))).toBe(0);
      expect(revision()).toBe(1n);
    });

    const linkTarget = () => ({ [targetField()]: hook.target_ifindex, attach_type: hook.attach_type });
    const targetField = () => Object.keys(LINK_CREATE.fields).find((name) => name.startsWith('target'))!;
  },
);
