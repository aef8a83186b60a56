import { readdirSync, readlinkSync } from 'node:fs';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { type KernelMachine, KernelUnavailable, kernelRelease, openKernel } from '../../kernel/kernel-machine.ts';
import {
  type Outcome,
  type Relative,
  type RequestInput,
  request,
  Universe,
  type UniverseInput,
} from '../../spec/families/slots/vocabulary/index.ts';

/** The machine, or why there is none. */
function tryToOpen(): KernelMachine | string {
  try {
    return openKernel();
  } catch (error) {
    if (error instanceof KernelUnavailable) return error.reason;
    throw error;
  }
}

const OWN_NETWORK = '/proc/thread-self/ns/net';

/** What a leak would show in: the namespace of this thread, its devices as sysfs shows them, and this process's fds. */
function surroundings() {
  const fds = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return 'gone';
    }
  });
  const kernelFds = fds.filter((target) => /bpf|net:|^gone$/.test(target)).sort();
  return { network: readlinkSync(OWN_NETWORK), devices: readdirSync('/sys/class/net').sort(), kernelFds };
}

const before = process.platform === 'linux' ? surroundings() : undefined;
const opened = tryToOpen();
const unavailable = typeof opened === 'string';
const title = unavailable ? `kernel (skipped: ${opened})` : `kernel ${kernelRelease()}`;
// The usual reporter does not print the titles of what is skipped.
if (unavailable) console.log(title);

const HOOK = (device: string, direction: 'ingress' | 'egress') => ({ kind: 'tcx', device, direction }) as const;
const HOOKS = {
  ingress: HOOK('dev', 'ingress'),
  egress: HOOK('dev', 'egress'),
  elsewhere: HOOK('other', 'ingress'),
};
const SMALL: UniverseInput = {
  programs: { A: 'sched_cls', B: 'sched_cls', C: 'sched_cls', D: 'sched_cls', S: 'sk_lookup' },
  links: ['L1', 'L2'],
  foreignLinks: { F: 'S' },
  hooks: HOOKS,
};

describe.skipIf(unavailable)(title, () => {
  const machine = opened as KernelMachine;

  const reset = (universe: UniverseInput) => machine.reset(Universe.parse(universe));
  const view = (input: RequestInput) => machine.apply(request(input)).view;

  /** The slots of a hook as `A B/L1` (the program, and its link), and the revision as `@2`. */
  const show = (hook = 'ingress') => {
    const seen = machine.observe(hook);
    if (seen.is === 'nothing') return 'nothing';
    const slots = seen.slots.map(({ prog, link }) => (link === 'none' ? prog : `${prog}/${link}`));
    expect(seen.count).toBe(seen.slots.length);
    return [...slots, `@${seen.revision}`].join(' ');
  };

  /** Takes a request; expects the outcome, and what hook `ingress` shows then. */
  const step = (input: RequestInput, outcome: Outcome, shown: string) => {
    expect(`${machine.apply(request(input)).outcome}: ${show()}`).toBe(`${outcome}: ${shown}`);
  };

  const prog = (name: string) => ({ is: 'prog', name }) as const;
  const link = (name: string) => ({ is: 'link', name }) as const;
  const byFd = (name: string): Relative => ({ is: /^[LF]/.test(name) ? 'link' : 'prog', name, by: 'fd' });
  const byId = (name: string): Relative => ({ is: /^[LF]/.test(name) ? 'link' : 'prog', name, by: 'id' });
  const hook = 'ingress';
  type More<Op extends string> = Partial<Extract<RequestInput, { op: Op }>>;
  const attach = (name: string, more: More<'prog_attach'> = {}): RequestInput => ({
    op: 'prog_attach',
    hook,
    prog: prog(name),
    ...more,
  });
  const detach = (name: string | null, more: More<'prog_detach'> = {}): RequestInput => ({
    op: 'prog_detach',
    hook,
    prog: name === null ? { is: 'none' } : prog(name),
    ...more,
  });
  const create = (name: string, program: string, more: More<'link_create'> = {}): RequestInput => ({
    op: 'link_create',
    hook,
    link: name,
    prog: prog(program),
    ...more,
  });
  const update = (name: string, program: string, more: More<'link_update'> = {}): RequestInput => ({
    op: 'link_update',
    link: link(name),
    prog: prog(program),
    ...more,
  });
  const linkDetach = (name: string): RequestInput => ({ op: 'link_detach', link: link(name) });
  const linkClose = (name: string): RequestInput => ({ op: 'link_close', link: name });
  const progClose = (name: string): RequestInput => ({ op: 'prog_close', prog: name });
  const remove = (device = 'dev'): RequestInput => ({ op: 'device_remove', device });
  const ask = (more: More<'prog_query'> = {}): RequestInput => ({ op: 'prog_query', hook, buffer: 8, ...more });

  beforeEach(() => reset(SMALL));

  afterAll(() => {
    machine.close();
    machine.close();
    expect(surroundings(), 'close leaves no fd, device or namespace').toEqual(before);
  });

  describe('attach', () => {
    test('an empty hook reads revision 1; without directive a program is appended', () => {
      expect(show()).toBe('@1');
      step(attach('A'), 'ok', 'A @2');
      step(attach('B'), 'ok', 'A B @3');
    });

    test('BEFORE and AFTER put a program right beside the relative, or at the head or tail', () => {
      step(attach('A'), 'ok', 'A @2');
      step(attach('B', { flags: ['BEFORE'] }), 'ok', 'B A @3');
      step(attach('C', { flags: ['AFTER'], relative: byFd('B') }), 'ok', 'B C A @4');
      step(attach('D', { flags: ['BEFORE'], relative: byId('A') }), 'ok', 'B C D A @5');
    });

    test('a program is in the list at most once, directly or through a link', () => {
      step(attach('A'), 'ok', 'A @2');
      step(attach('A', { flags: ['BEFORE'] }), 'EEXIST', 'A @2');
      step(create('L1', 'A'), 'EEXIST', 'A @2');
      step(create('L1', 'B'), 'ok', 'A B/L1 @3');
      step(attach('B'), 'EEXIST', 'A B/L1 @3');
    });

    test('the directives must designate one index', () => {
      step(attach('A'), 'ok', 'A @2');
      step(attach('B'), 'ok', 'A B @3');
      step(attach('C', { flags: ['BEFORE', 'AFTER'] }), 'ERANGE', 'A B @3');
      step(attach('C', { flags: ['REPLACE', 'BEFORE'], replace: prog('A') }), 'ERANGE', 'A B @3');
      step(attach('C', { flags: ['REPLACE', 'BEFORE'], replace: prog('A'), relative: byFd('B') }), 'ok', 'C B @4');
      step(attach('A', { flags: ['REPLACE', 'AFTER'], replace: prog('B'), relative: byFd('C') }), 'ok', 'C A @5');
    });

    test('REPLACE keeps the place; it cannot take a slot that has a link', () => {
      step(attach('A'), 'ok', 'A @2');
      step(create('L1', 'B'), 'ok', 'A B/L1 @3');
      step(attach('C', { flags: ['REPLACE'], replace: prog('A') }), 'ok', 'C B/L1 @4');
      step(attach('D', { flags: ['REPLACE'], replace: prog('B') }), 'EBUSY', 'C B/L1 @4');
      step(attach('D', { flags: ['REPLACE'], replace: prog('A') }), 'ENOENT', 'C B/L1 @4');
      step(attach('D', { flags: ['REPLACE'], replace: { is: 'closed-fd' } }), 'EBADF', 'C B/L1 @4');
      step(attach('D', { flags: ['REPLACE'], replace: prog('S') }), 'EINVAL', 'C B/L1 @4');
    });

    test('REPLACE without a program to replace reads fd 0, which is open and no program', () => {
      step(attach('A', { flags: ['REPLACE'] }), 'EINVAL', '@1');
    });

    test('without REPLACE the program to replace is not looked at', () => {
      step(attach('A', { replace: { is: 'closed-fd' } }), 'ok', 'A @2');
    });

    test('a relative is resolved even where no directive uses it', () => {
      step(attach('A'), 'ok', 'A @2');
      const replace = { flags: ['REPLACE'], replace: prog('A') } as const;
      const unknown = { is: 'unknown-id', as: 'prog' } as const;
      step(attach('B', { ...replace, relative: unknown }), 'ENOENT', 'A @2');
      step(attach('B', { relative: byFd('A') }), 'EINVAL', 'A @2');
      step(attach('B', { ...replace, relative: byFd('C') }), 'ok', 'B @3');
    });

    test('a program or link of another type is refused, as subject and as relative', () => {
      step(attach('S'), 'EINVAL', '@1');
      step(attach('A', { flags: ['BEFORE'], relative: byFd('S') }), 'EINVAL', '@1');
      step(attach('A', { flags: ['BEFORE'], relative: byFd('F') }), 'EINVAL', '@1');
      step(attach('A', { flags: ['BEFORE'], relative: byId('F') }), 'EINVAL', '@1');
    });

    test('LINK with value 0 is EINVAL, ID with value 0 names nothing', () => {
      step(attach('A', { relative: { is: 'zero', as: 'link', by: 'fd' } }), 'EINVAL', '@1');
      step(attach('A', { relative: { is: 'zero', as: 'link', by: 'id' } }), 'ENOENT', '@1');
      step(attach('A', { relative: { is: 'zero', as: 'prog', by: 'id' } }), 'ENOENT', '@1');
    });

    test.each(['prog', 'link'] as const)('as a relative %s a closed fd is EBADF, one of another kind EINVAL', (as) => {
      step(attach('A', { flags: ['BEFORE'], relative: { is: 'closed-fd', as } }), 'EBADF', '@1');
      step(attach('A', { flags: ['BEFORE'], relative: { is: 'wrong-kind-fd', as } }), 'EINVAL', '@1');
    });

    test('an expected revision must be the current one', () => {
      step(attach('A', { revision: 'current' }), 'ok', 'A @2');
      step(attach('B', { revision: 'stale' }), 'ESTALE', 'A @2');
      step(attach('A', { revision: 'stale' }), 'ESTALE', 'A @2');
      step(attach('B', { revision: 'current' }), 'ok', 'A B @3');
    });

    test('an unknown bit is refused', () => {
      step(attach('A', { flags: ['BEFORE', 'UNKNOWN'] }), 'EINVAL', '@1');
    });
  });

  describe('detach', () => {
    test('without subject and directive the last slot goes; an emptied hook starts again at revision 1', () => {
      step(attach('A'), 'ok', 'A @2');
      step(attach('B'), 'ok', 'A B @3');
      step(detach(null), 'ok', 'A @4');
      step(detach(null), 'ok', '@1');
      step(detach(null), 'ENOENT', '@1');
    });

    test('on an empty hook REPLACE and a stale revision go unnoticed, an unknown bit does not', () => {
      step(detach(null, { flags: ['REPLACE'] }), 'ENOENT', '@1');
      step(detach('A', { revision: 'stale' }), 'ENOENT', '@1');
      step(detach(null, { flags: ['UNKNOWN'] }), 'EINVAL', '@1');
    });

    test('REPLACE is refused before a stale revision is', () => {
      step(attach('A'), 'ok', 'A @2');
      step(detach('A', { flags: ['REPLACE'], revision: 'stale' }), 'EINVAL', 'A @2');
      step(detach('A', { revision: 'stale' }), 'ESTALE', 'A @2');
    });

    test('a slot that has a link cannot be detached', () => {
      step(attach('A'), 'ok', 'A @2');
      step(create('L1', 'B'), 'ok', 'A B/L1 @3');
      step(detach('B'), 'EBUSY', 'A B/L1 @3');
      step(detach(null), 'EBUSY', 'A B/L1 @3');
      step(detach(null, { flags: ['AFTER'], relative: byFd('A') }), 'EBUSY', 'A B/L1 @3');
      step(detach(null, { flags: ['BEFORE'], relative: byFd('L1') }), 'ok', 'B/L1 @4');
    });

    test('a relative that is not attached fails only a directive', () => {
      step(attach('A'), 'ok', 'A @2');
      step(detach('A', { flags: ['BEFORE'], relative: byFd('B') }), 'ENOENT', 'A @2');
      step(detach('A', { relative: byFd('S') }), 'EINVAL', 'A @2');
      step(detach('A', { relative: byFd('B') }), 'ok', '@1');
    });
  });

  describe('links', () => {
    test('link_create with REPLACE finds nothing to replace', () => {
      step(attach('A'), 'ok', 'A @2');
      step(create('L1', 'B', { flags: ['REPLACE'] }), 'ENOENT', 'A @2');
    });

    test('an unknown bit on link_create is refused alone and passes beside BEFORE', () => {
      step(create('L1', 'A', { flags: ['UNKNOWN'] }), 'EINVAL', '@1');
      step(create('L1', 'A', { flags: ['UNKNOWN', 'BEFORE'] }), 'ok', 'A/L1 @2');
    });

    test('link_update keeps place and link; giving the same program changes nothing', () => {
      step(create('L1', 'A'), 'ok', 'A/L1 @2');
      step(attach('B'), 'ok', 'A/L1 B @3');
      step(update('L1', 'C'), 'ok', 'C/L1 B @4');
      step(update('L1', 'C'), 'ok', 'C/L1 B @4');
      step(update('L1', 'B'), 'EEXIST', 'C/L1 B @4');
      step(update('L1', 'S'), 'EINVAL', 'C/L1 B @4');
      step(update('L1', 'D', { flags: ['BEFORE'] }), 'EINVAL', 'C/L1 B @4');
    });

    test('link_update takes an old program with REPLACE only, and it must be the link’s', () => {
      step(create('L1', 'A'), 'ok', 'A/L1 @2');
      step(update('L1', 'B', { old: prog('A') }), 'EINVAL', 'A/L1 @2');
      step(update('L1', 'B', { old: { is: 'closed-fd' } }), 'EINVAL', 'A/L1 @2');
      step(update('L1', 'B', { flags: ['REPLACE'] }), 'EINVAL', 'A/L1 @2');
      step(update('L1', 'B', { flags: ['REPLACE'], old: { is: 'closed-fd' } }), 'EBADF', 'A/L1 @2');
      step(update('L1', 'B', { flags: ['REPLACE'], old: prog('C') }), 'EPERM', 'A/L1 @2');
      step(update('L1', 'B', { flags: ['REPLACE'], old: prog('A') }), 'ok', 'B/L1 @3');
    });

    test('link_update looks at the flags, then at the link, then at the program', () => {
      step(update('L1', 'A', { flags: ['UNKNOWN'] }), 'EINVAL', '@1');
      step(update('L1', 'A', { prog: { is: 'wrong-kind-fd' } }), 'EBADF', '@1');
      step(update('L1', 'A', { link: { is: 'wrong-kind-fd' }, prog: { is: 'closed-fd' } }), 'EINVAL', '@1');
    });

    test('a detached link lives on, defunct: it resolves as a relative but is in no slot', () => {
      step(create('L1', 'A'), 'ok', 'A/L1 @2');
      step(attach('B'), 'ok', 'A/L1 B @3');
      step(linkDetach('L1'), 'ok', 'B @4');
      step(linkDetach('L1'), 'ok', 'B @4');
      step(update('L1', 'C'), 'ENOLINK', 'B @4');
      step(attach('A'), 'ok', 'B A @5');
      step(attach('C', { flags: ['BEFORE'], relative: byFd('L1') }), 'ENOENT', 'B A @5');
      step(attach('C', { relative: byFd('L1') }), 'EINVAL', 'B A @5');
    });

    test('closing a link takes its slot; its name can be given again', () => {
      step(create('L1', 'A'), 'ok', 'A/L1 @2');
      step(attach('B'), 'ok', 'A/L1 B @3');
      step(linkClose('L1'), 'ok', 'B @4');
      step(linkClose('L1'), 'EBADF', 'B @4');
      step(update('L1', 'A'), 'EBADF', 'B @4');
      step(attach('C', { flags: ['BEFORE'], relative: byFd('L1') }), 'EBADF', 'B @4');
      step(attach('C', { flags: ['BEFORE'], relative: byId('L1') }), 'ENOENT', 'B @4');
      step(create('L1', 'A'), 'ok', 'B A/L1 @5');
    });
  });

  describe('closed programs', () => {
    test('a program that is attached lives on without fd and is found by its id', () => {
      step(attach('A'), 'ok', 'A @2');
      step(progClose('A'), 'ok', 'A @2');
      step(progClose('A'), 'EBADF', 'A @2');
      step(attach('B', { flags: ['BEFORE'], relative: byFd('A') }), 'EBADF', 'A @2');
      step(attach('B', { flags: ['BEFORE'], relative: byId('A') }), 'ok', 'B A @3');
    });

    test('the id of a program that is gone is unknown', () => {
      step(create('L1', 'A'), 'ok', 'A/L1 @2');
      step(progClose('A'), 'ok', 'A/L1 @2');
      step(linkClose('L1'), 'ok', '@1');
      step(attach('B', { flags: ['BEFORE'], relative: byId('A') }), 'ENOENT', '@1');
    });

    test('a defunct link keeps its program', () => {
      step(create('L1', 'A'), 'ok', 'A/L1 @2');
      step(progClose('A'), 'ok', 'A/L1 @2');
      step(linkDetach('L1'), 'ok', '@1');
      step(attach('B', { flags: ['REPLACE'], replace: prog('B'), relative: byId('A') }), 'ENOENT', '@1');
      step(attach('B', { relative: byId('A') }), 'EINVAL', '@1');
    });
  });

  describe('query', () => {
    const A = { prog: 'A', link: 'none' };
    const B = { prog: 'B', link: 'none' };
    const C = { prog: 'C', link: 'L1' };

    test.each([
      ['none', 'ok', []],
      [0, 'ok', []],
      [1, 'ENOSPC', [A]],
      [2, 'ENOSPC', [A, B]],
      [3, 'ok', [A, B, C]],
      [4096, 'ok', [A, B, C]],
    ] as const)('of 3 slots with room for %s is %s; count and revision are true', (buffer, outcome, slots) => {
      for (const input of [attach('A'), attach('B'), create('L1', 'C')]) machine.apply(request(input));
      expect(machine.apply(request(ask({ buffer })))).toEqual({
        outcome,
        view: { is: 'list', revision: 4, count: 3, slots },
      });
    });

    test('with query flags or attach flags writes nothing', () => {
      step(ask({ queryFlags: 'EFFECTIVE' }), 'EINVAL', '@1');
      step(ask({ queryFlags: 'UNKNOWN' }), 'EINVAL', '@1');
      step(ask({ attachFlags: true }), 'EINVAL', '@1');
      expect(view(ask({ attachFlags: true }))).toEqual({ is: 'nothing' });
    });

    test('an unknown query flag is refused before the device is looked up, the others after', () => {
      step(remove(), 'ok', 'nothing');
      step(ask({ queryFlags: 'UNKNOWN' }), 'EINVAL', 'nothing');
      step(ask({ queryFlags: 'EFFECTIVE' }), 'ENODEV', 'nothing');
      step(ask({ attachFlags: true }), 'ENODEV', 'nothing');
      step(ask(), 'ENODEV', 'nothing');
    });
  });

  describe('devices', () => {
    test('directions and devices are independent hooks', () => {
      step(attach('A'), 'ok', 'A @2');
      step(attach('A', { hook: 'egress' }), 'ok', 'A @2');
      step(create('L1', 'A', { hook: 'elsewhere' }), 'ok', 'A @2');
      step(detach('A'), 'ok', '@1');
      expect([show('egress'), show('elsewhere')]).toEqual(['A @2', 'A/L1 @2']);
    });

    test('with the device go its slots; its links are defunct; its hooks are ENODEV', () => {
      step(create('L1', 'A'), 'ok', 'A/L1 @2');
      step(attach('B'), 'ok', 'A/L1 B @3');
      step(remove(), 'ok', 'nothing');
      step(remove(), 'ENODEV', 'nothing');
      step(attach('C'), 'ENODEV', 'nothing');
      step(attach('C', { revision: 'stale' }), 'ENODEV', 'nothing');
      step(attach('S'), 'EINVAL', 'nothing');
      step(detach(null), 'ENODEV', 'nothing');
      step(create('L2', 'C', { flags: ['UNKNOWN'] }), 'ENODEV', 'nothing');
      step(update('L1', 'C'), 'ENOLINK', 'nothing');
      step(linkDetach('L1'), 'ok', 'nothing');
      step(attach('C', { hook: 'elsewhere', flags: ['BEFORE'], relative: byFd('L1') }), 'ENOENT', 'nothing');
      step(progClose('B'), 'ok', 'nothing');
      step(attach('C', { hook: 'elsewhere', flags: ['BEFORE'], relative: byId('B') }), 'ENOENT', 'nothing');
      step(linkClose('L1'), 'ok', 'nothing');
    });
  });

  describe('capacity', () => {
    const names = Array.from({ length: 63 }, (_, index) => `P${index}`);
    const full: UniverseInput = {
      ...SMALL,
      programs: { ...SMALL.programs, ...Object.fromEntries(names.map((name) => [name, 'sched_cls' as const])) },
      prefill: { ingress: names },
    };
    const FULL = `${names.join(' ')} @64`;

    test('63 slots are full, for every direction; REPLACE still works', () => {
      reset(full);
      step(attach('A'), 'ERANGE', FULL);
      step(attach('A', { flags: ['BEFORE'] }), 'ERANGE', FULL);
      step(create('L1', 'A', { flags: ['AFTER'], relative: byFd('P0') }), 'ERANGE', FULL);
      step(attach('P5'), 'EEXIST', FULL);
      const replaced = FULL.replace('P62 @64', 'A @65');
      step(attach('A', { flags: ['REPLACE'], replace: prog('P62') }), 'ok', replaced);
    });

    test('a full hook cannot lose its last slot unless the subject is named', () => {
      reset(full);
      step(detach(null), 'ERANGE', FULL);
      step(detach(null, { flags: ['AFTER'] }), 'ERANGE', FULL);
      const less = FULL.replace(' P62 @64', ' @65');
      step(detach('P62'), 'ok', less);
      step(attach('A'), 'ok', less.replace('@65', 'A @66'));
    });

    test('another capacity than 63 is refused, and what was there stays', () => {
      step(attach('A'), 'ok', 'A @2');
      expect(() => reset({ ...SMALL, capacity: 2 })).toThrow("the kernel's capacity is 63 and cannot be changed");
      expect(show()).toBe('A @2');
    });
  });

  describe('the machine', () => {
    test('a script that names what there is not is an error, not an outcome', () => {
      step(create('L1', 'A'), 'ok', 'A/L1 @2');
      expect(() => machine.apply(request(create('L1', 'B')))).toThrow('link L1 exists already');
      expect(() => machine.apply(request(attach('Z')))).toThrow('there is no program Z in this universe: there are A');
      expect(() => machine.apply(request(attach('A', { hook: 'z' })))).toThrow('there is no hook z');
      expect(() => machine.apply(request(remove('z')))).toThrow('there is no device z');
      for (const input of [update('F', 'A'), linkDetach('F'), linkClose('F'), create('F', 'S')])
        expect(() => machine.apply(request(input))).toThrow('link F is on a hook that is not under test');
      expect(show()).toBe('A/L1 @2');
    });

    test('a reset that fails half-way leaves nothing, and the next one works', () => {
      const { kernelFds } = surroundings();
      const links = Array.from({ length: 65 }, (_, index) => [`F${index}`, 'S']);
      expect(() => reset({ ...SMALL, foreignLinks: Object.fromEntries(links) })).toThrow('sk_lookup link failed with');
      expect(surroundings().kernelFds.length).toBeLessThan(kernelFds.length);
      expect(() => show()).toThrow('was not reset to a universe');
      reset(SMALL);
      expect(surroundings().kernelFds).toEqual(kernelFds);
    });

    test('works in a network namespace of its own, one machine in a thread', () => {
      expect(readlinkSync(OWN_NETWORK)).not.toBe(before?.network);
      expect(() => openKernel()).toThrow('close the other KernelMachine first');
      expect(readlinkSync(OWN_NETWORK)).not.toBe(before?.network);
    });
  });
});
