import { readdirSync, readlinkSync } from 'node:fs';
import { endianness } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { KernelUnavailable, NotForKernel } from '../../kernel/failure.ts';
import { Btf } from '../../kernel/freplace/btf.ts';
import { calling, giving } from '../../kernel/freplace/code.ts';
import { FreplaceMachine } from '../../kernel/freplace/freplace-machine.ts';
import { signatureOf } from '../../kernel/freplace/signature.ts';
import { FREPLACE } from '../../kernel/freplace/target.ts';
import { openFreplaceTools } from '../../kernel/freplace/tools.ts';
import { UAPI_WITH_UPDATE_HOOK } from '../../spec/families/freplace/uapi.ts';
import { Request, Universe } from '../../spec/families/freplace/vocabulary/index.ts';
import { readTraceFiles } from '../../traces/files.ts';
import { replayTrace } from '../../traces/replay.ts';
import { ROOT } from '../support/command.ts';

const LITTLE = endianness() === 'LE';

/** Numbers of 4 bytes as hex words in the byte order of this host. */
const hex = (words: readonly number[]) =>
  words
    .map((word) => word.toString(16).padStart(8, '0'))
    .map((word) => (LITTLE ? word.match(/../g)!.reverse().join('') : word))
    .join('');

describe('BTF', () => {
  test('is a header, types and strings', () => {
    const btf = new Btf();
    const int = btf.int('int', 4);
    const context = btf.pointer(btf.struct('xdp_md', 24));
    const prototype = btf.prototype(int, [context, int]);
    expect([int, context, prototype]).toEqual([1, 3, 4]);
    expect(btf.func('f', prototype, 'global')).toBe(5);
    expect(btf.func('s', prototype, 'static')).toBe(6);
    const strings = Buffer.from('\0int\0xdp_md\0a\0b\0f\0s\0');
    const types = [
      ...[1, 0x01000000, 4, 0x01000020], // INT "int": 4 bytes, signed, 32 bits
      ...[5, 0x04000000, 24], // STRUCT "xdp_md": 24 bytes, no member
      ...[0, 0x02000000, 2], // PTR to type 2
      ...[0, 0x0d000002, 1, 12, 3, 14, 1], // FUNC_PROTO of 2 arguments gives type 1: "a" of type 3, "b" of type 1
      ...[16, 0x0c000001, 4], // FUNC "f", global, of type 4
      ...[18, 0x0c000000, 4], // FUNC "s", static
    ];
    const head = LITTLE ? '9feb0100' : 'eb9f0100'; // magic, version 1, no flags
    // A head of 24 bytes, then types, then strings.
    const sizes = [24, 0, 4 * types.length, 4 * types.length, strings.length];
    expect(btf.encode().toString('hex')).toBe(head + hex(sizes) + hex(types) + strings.toString('hex'));
  });

  test('has an enum of one value', () => {
    const btf = new Btf();
    btf.enumeration('verdict', 'nothing');
    // The name of the value is put down first; 4 bytes; the value is 0.
    expect(btf.encode().subarray(24, 44).toString('hex')).toBe(hex([9, 0x06000001, 4, 1, 0]));
  });
});

describe('programs', () => {
  const body = (text: string, packet = false) => ({ signature: signatureOf(text), packet, number: 7 });

  test('a call names its function by how many instructions lie between', () => {
    const pad = { fd: 3, current: 0, answer: (index: number) => 8 + 4 * index };
    const functions = [
      { index: 0, body: body('int(xdp_md)') },
      { index: 1, body: body('int(xdp_md, int)') },
    ];
    const { insns, begins } = calling(functions, body('int(xdp_md)'), pad);
    expect(begins[0]).toBe(0);
    const all = Array.from({ length: insns.length / 8 }, (_, at) => insns.subarray(8 * at, 8 * at + 8));
    const calls = all.flatMap((each, at) => (each[0] === 0x85 ? [at] : []));
    const immediate = (each: Buffer) => (LITTLE ? each.readInt32LE(4) : each.readInt32BE(4));
    expect(calls.map((at) => at + 1 + immediate(all[at]!))).toEqual(begins.slice(1));
    for (const at of begins.slice(1)) expect(insns.subarray(8 * at, 8 * at + 16)).toEqual(giving(body('int(int)')));
    expect(all.length).toBe(begins.at(-1)! + 2);
  });

  test.each([
    ['void(xdp_md)', 'expected int, long or enum'],
    ['int', 'and arguments, such as int(xdp_md, int)'],
    ['int(int, int, int, int, int, int)', 'a function takes 5 arguments at most'],
    ['int(other)', 'a target has no pointer to a other to give to its functions'],
  ])('there is no target with a function %s', (signature, reason) => {
    const universe = Universe.parse({ targets: { X: { functions: { f: { signature } } } }, exts: {} });
    expect(FREPLACE.notPossible(universe)).toContain(reason);
  });

  test('no kernel is asked about bpf_link_update_hook', () => {
    const asked = { name: 'later', family: { name: 'freplace' }, uapi: UAPI_WITH_UPDATE_HOOK };
    expect(FREPLACE.notDriven(asked)).toBe('later has bpf_link_update_hook, and no kernel has');
    expect(FREPLACE.notDriven({ ...asked, uapi: { hook: 'function' } })).toBeUndefined();
  });

  test('what changes packet data takes the context', () => {
    expect(() => giving(body('int(int)', true))).toThrow(NotForKernel);
  });
});

/** What `open` gives, or why there is none. */
function tryTo<T>(open: () => T): T | string {
  try {
    return open();
  } catch (error) {
    if (error instanceof KernelUnavailable) return error.reason;
    throw error;
  }
}

const titled = (what: string, opened: unknown) => {
  const title = `${what}${typeof opened === 'string' ? ` (skipped: ${opened})` : ''}`;
  if (typeof opened === 'string') console.log(title);
  return title;
};

/** What a leak would show in: the network namespace of this thread, and the fds of this process. */
function surroundings() {
  const targets = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return 'gone';
    }
  });
  return [
    readlinkSync('/proc/thread-self/ns/net'),
    ...targets.filter((target) => /bpf|btf|net:|^\/$/.test(target)).sort(),
  ];
}

const before = process.platform === 'linux' ? surroundings() : undefined;

/** For targets alone, which more kernels load than EXT programs. */
const alone = tryTo(() => {
  const { tools, release } = openFreplaceTools(() => {});
  return { tools, machine: new FreplaceMachine(tools, release) };
});

describe.skipIf(typeof alone === 'string')(titled('targets on the kernel', alone), () => {
  const { machine, tools } = alone as Exclude<typeof alone, string>;
  const ask = (input: object) => machine.apply(Request.parse(input)).outcome;
  const answers = (target: string, names: readonly string[]) => ({
    is: 'target',
    answers: Object.fromEntries(names.map((name) => [name, target])),
  });

  afterAll(() => {
    machine.close();
    machine.close();
    expect(surroundings()).toEqual(before);
    expect(() => machine.observe('X')).toThrow('this machine is closed');
  });

  test('are loaded with BTF, and answer for each of their functions', () => {
    const X = { f: {}, h: { signature: 'int(xdp_md, int)' }, k: { signature: 'int(int)' }, p: { packet: true } };
    const Y = { f: { signature: 'int(__sk_buff)' }, e: { signature: 'enum(__sk_buff, long)' } };
    const targets = {
      X: { functions: { ...X, s: { linkage: 'static' }, main: {} } },
      Y: { type: 'sched_cls', functions: { ...Y, p: { signature: 'int(__sk_buff)', packet: true } } },
      S: { type: 'socket_filter', functions: Y },
      Z: { expected: 'other', functions: { f: {} } },
      N: { btf: false, functions: { f: {} } },
    };
    machine.reset(Universe.parse({ targets, exts: { E: {} }, tracers: ['T'], links: ['L'] }));
    for (const [name, { functions }] of Object.entries(targets))
      expect(machine.observe(name)).toEqual(answers(name, Object.keys(functions)));
    expect(['E', 'T', 'L'].map((name) => machine.observe(name).is)).toEqual(['gone', 'gone', 'gone']);
  });

  test('live as long as an fd, the device or the prog_array holds them', () => {
    const functions = { f: {} };
    machine.reset(
      Universe.parse({ targets: { X: { functions }, Y: { functions } }, exts: {}, array: true, device: true }),
    );
    expect(ask({ op: 'device_set', prog: 'X' })).toBe('ok');
    expect(ask({ op: 'array_put', prog: 'X' })).toBe('ok');
    expect(ask({ op: 'prog_close', prog: 'X' })).toBe('ok');
    expect(ask({ op: 'device_set', prog: 'Y' })).toBe('ok');
    expect(machine.observe('device')).toEqual({ is: 'device', runs: 'Y' });
    expect(machine.observe('X')).toEqual(answers('X', ['f']));
    expect(ask({ op: 'prog_open', prog: 'X' })).toBe('ok');
    expect(ask({ op: 'array_delete' })).toBe('ok');
    expect(ask({ op: 'array_delete' })).toBe('ENOENT');
    expect(ask({ op: 'prog_close', prog: 'X' })).toBe('ok');
    expect(machine.observe('X')).toEqual({ is: 'gone' });
    expect(ask({ op: 'prog_open', prog: 'X' })).toBe('ENOENT');
    expect(ask({ op: 'target_load', prog: 'X' })).toBe('ok');
    expect(machine.observe('X')).toEqual(answers('X', ['f']));
  });

  test.each([
    [{ op: 'device_set', prog: 'closed-fd' }, 'EBADF'],
    [{ op: 'device_set', prog: 'wrong-kind-fd' }, 'EINVAL'],
    [{ op: 'array_put', prog: 'closed-fd' }, 'EBADF'],
    [{ op: 'array_put', prog: 'wrong-kind-fd' }, 'EINVAL'],
    [{ op: 'link_create', link: 'L', prog: 'closed-fd' }, 'EBADF'],
    [{ op: 'link_create', link: 'L', prog: 'wrong-kind-fd', target: 'X.f' }, 'EINVAL'],
    [{ op: 'raw_open', link: 'L', prog: 'closed-fd' }, 'EBADF'],
    [{ op: 'link_update', link: 'closed-fd', prog: 'X' }, 'EBADF'],
    [{ op: 'link_update', link: 'wrong-kind-fd', prog: 'X' }, 'EINVAL'],
    [{ op: 'link_detach', link: 'wrong-kind-fd' }, 'EINVAL'],
  ])('%j is %s', (input, outcome) => {
    const targets = { X: { functions: { f: {} } } };
    machine.reset(Universe.parse({ targets, exts: {}, links: ['L'], array: true, device: true }));
    expect(ask(input)).toBe(outcome);
    expect(machine.observe('X')).toEqual(answers('X', ['f']));
  });

  test('are pinned where nobody else sees it, once under a name', () => {
    const { pins, mapFd } = tools;
    expect(pins.pin('L', mapFd)).toBe(0);
    expect(pins.pin('L', mapFd)).toBe('EEXIST');
    expect([pins.has('L'), pins.has('M')]).toEqual([true, false]);
    expect(pins.unpin('L')).toBe(0);
    expect(pins.unpin('L')).toBe('ENOENT');
    expect(pins.has('L')).toBe(false);
    expect(pins.pin('L', mapFd)).toBe(0);
  });

  test('no name is taken that the universe has not, or that is in use', () => {
    machine.reset(Universe.parse({ targets: { X: { functions: { f: {} } } }, exts: {} }));
    expect(() => machine.observe('E')).toThrow('there is no program E in this universe');
    expect(() => ask({ op: 'target_load', prog: 'X' })).toThrow('X exists already');
    expect(() => ask({ op: 'prog_open', prog: 'X' })).toThrow('X has an fd already');
    expect(() => ask({ op: 'link_update_hook', link: 'L', from: 'L' })).toThrow(NotForKernel);
  });
});

describe('extension programs on the kernel', () => {
  test('what was seen of them is seen again, where the kernel loads them', ({ skip }) => {
    if (typeof alone !== 'string') alone.machine.close();
    const machine = tryTo(() => FREPLACE.open());
    if (typeof machine === 'string') return skip(machine);
    try {
      const { traces } = readTraceFiles([join(ROOT, 'traces/facts/freplace')]);
      expect(traces.length).toBeGreaterThan(100);
      for (const { path, trace } of traces)
        expect({ path, steps: replayTrace(trace, machine).steps.filter(({ ok }) => !ok) }).toEqual({ path, steps: [] });
    } finally {
      machine.close();
    }
  });
});
