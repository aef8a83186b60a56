import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { openMachines } from '../../cli/replay-machines.ts';
import { KernelUnavailable } from '../../kernel/failure.ts';
import { XDP } from '../../kernel/xdp/target.ts';
import type { XdpMachine } from '../../kernel/xdp/xdp-machine.ts';
import { XdpModel } from '../../model/xdp/xdp-model.ts';
import {
  FLAGS,
  type Machine,
  type Request,
  type RequestInput,
  request,
  Universe,
} from '../../spec/families/xdp/vocabulary/index.ts';
import { readTraceFiles } from '../../traces/files.ts';
import { ROOT } from '../support/command.ts';

/** What a leak would show in: the namespace of this thread, its devices as sysfs shows them, and this process's fds. */
function surroundings() {
  const targets = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return 'gone';
    }
  });
  const kernelFds = targets.filter((target) => /bpf|net:|^gone$/.test(target)).sort();
  return {
    network: readlinkSync('/proc/thread-self/ns/net'),
    devices: readdirSync('/sys/class/net').sort(),
    kernelFds,
  };
}

/** The machine, or why there is none. */
function tryToOpen(): XdpMachine | string {
  try {
    return XDP.open() as XdpMachine;
  } catch (error) {
    if (error instanceof KernelUnavailable) return error.reason;
    throw error;
  }
}

const before = process.platform === 'linux' ? surroundings() : undefined;
const opened = tryToOpen();
const unavailable = typeof opened === 'string';
const title = `XDP of the kernel${unavailable ? ` (skipped: ${opened})` : ''}`;
if (unavailable) console.log(title);

const UNIVERSE = Universe.parse({
  programs: {
    A: {},
    B: {},
    X: { expects: 'xdp' },
    M: { expects: 'devmap' },
    F: { frags: true },
    V: { boundTo: 'veth' },
    W: { boundTo: 'wide', frags: true },
    S: { type: 'sched_cls' },
  },
  links: ['L1', 'L2'],
  devices: {
    veth: { kind: 'veth' },
    wide: { kind: 'veth', mtu: 'large' },
    plain: { kind: 'plain' },
    br: { kind: 'bridge' },
  },
});
const DEVICES = Object.keys(UNIVERSE.devices);
const PROGS = Object.keys(UNIVERSE.programs);

const sight = (machine: Machine) => ({
  devices: DEVICES.map((name) => machine.observe(name)),
  links: UNIVERSE.links.map((name) => machine.linkSeen(name)),
  lives: PROGS.filter((name) => machine.lives(name)),
});

const prog = (name: string) => (name === '-' ? ({ is: 'none' } as const) : ({ is: 'prog', name } as const));
const link = (name: string) => ({ is: 'link', name }) as const;
const set = (hook: string, name: string, more: object = {}) =>
  ({ op: 'xdp_set', hook, prog: prog(name), ...more }) as RequestInput;
const create = (hook: string, name: string, more: object = {}) =>
  ({ op: 'link_create', hook, link: 'L1', prog: prog(name), ...more }) as RequestInput;
const update = (name: string, more: object = {}) =>
  ({ op: 'link_update', link: link('L1'), prog: prog(name), ...more }) as RequestInput;
const of = (op: string, device: string, more: object = {}) => ({ op, device, ...more }) as RequestInput;
const unprivileged = { caller: 'unprivileged' };

/** Scripts, each step with its outcome; facts by their ids. */
const SCRIPTS: readonly (readonly [string, readonly (readonly [RequestInput, string])[]])[] = [
  [
    'the modes of a device exclude each other before its driver is asked (X043)',
    [
      [set('plain', 'A'), 'ok'],
      [set('plain', 'B', { flags: ['DRV'] }), 'EEXIST'],
      [set('plain', '-'), 'ok'],
      [set('plain', 'B', { flags: ['DRV'] }), 'EOPNOTSUPP'],
      [set('veth', 'A', { flags: ['HW'] }), 'EINVAL'],
    ],
  ],
  [
    'a link holds its place, and says who it is (X061, X063, X069, X071, X072, X076, X085)',
    [
      [create('veth', 'A', unprivileged), 'ok'],
      [set('veth', 'B'), 'EBUSY'],
      [set('veth', '-', unprivileged), 'EPERM'],
      [update('B'), 'ok'],
      [update('A', { old: prog('A'), flags: ['REPLACE'] }), 'EPERM'],
      [update('X'), 'EINVAL'],
      [{ op: 'link_info', link: 'L1' }, 'ok'],
      [{ op: 'link_info', link: 'L2' }, 'EBADFD'],
      [{ op: 'link_detach', link: link('L1'), by: 'id', caller: 'unprivileged' }, 'EPERM'],
      [{ op: 'link_detach', link: link('L1'), by: 'id' }, 'ok'],
      [update('B'), 'ENOLINK'],
      [{ op: 'link_close', link: 'L1' }, 'ok'],
      [{ op: 'link_detach', link: link('L1'), by: 'id' }, 'ENOENT'],
    ],
  ],
  [
    'a bound program fits every device that a program is bound to, and an update does not ask (X095)',
    [
      [set('veth', 'V'), 'ok'],
      [set('veth', 'W'), 'ok'],
      [set('plain', 'W'), 'EINVAL'],
      [create('plain', 'A'), 'ok'],
      [update('W'), 'ok'],
    ],
  ],
  [
    'a program that is gone is bound to its device no more',
    [
      [set('veth', 'W'), 'ok'],
      [{ op: 'prog_close', prog: 'V' }, 'ok'],
      [set('veth', '-'), 'ok'],
      [set('veth', 'W'), 'EINVAL'],
    ],
  ],
  [
    'a large MTU asks for frags (X098, X101)',
    [
      [set('wide', 'F'), 'ok'],
      [set('wide', 'A'), 'ERANGE'],
    ],
  ],
  [
    'a program above keeps others from coming and going, and a failed move takes a port out (X106, X110)',
    [
      [create('veth', 'A'), 'ok'],
      [of('upper_add', 'veth', { upper: 'br' }), 'ok'],
      [of('upper_add', 'plain', { upper: 'br' }), 'ok'],
      [set('br', 'B'), 'ok'],
      [set('plain', '-'), 'EEXIST'],
      [update('B'), 'ok'],
      [of('upper_add', 'plain', { upper: 'veth' }), 'EOPNOTSUPP'],
      [set('plain', 'A'), 'ok'],
    ],
  ],
  [
    'devices go, come again and move (X112, X117)',
    [
      [create('veth', 'A'), 'ok'],
      [of('device_move', 'veth'), 'ok'],
      [{ op: 'look', hook: 'veth', caller: 'unprivileged' }, 'ENODEV'],
      [create('veth', 'A', { link: 'L2' }), 'EINVAL'],
      [update('B'), 'ok'],
      [set('wide', 'W'), 'ok'],
      [{ op: 'prog_close', prog: 'W' }, 'ok'],
      [of('device_remove', 'wide'), 'ok'],
      [of('device_create', 'wide'), 'ok'],
      [of('device_create', 'wide'), 'EEXIST'],
    ],
  ],
];

const one = fc.constantFrom;
const often = <T>(usual: fc.Arbitrary<T>, ...odd: T[]) =>
  fc.oneof({ weight: 8, arbitrary: usual }, { weight: 1, arbitrary: one(...odd) });
const progs = one(...PROGS).map((name) => ({ is: 'prog', name }));
const refs = often<object>(progs, { is: 'closed-fd' }, { is: 'wrong-kind-fd' });
const netlinkFds = often<object>(refs, { is: 'none' }, { is: 'absent' });
const linkRefs = often<object>(one(...UNIVERSE.links).map(link), { is: 'closed-fd' }, { is: 'wrong-kind-fd' });
const links = one(...UNIVERSE.links);
const device = one(...DEVICES);
const caller = often(one('privileged'), 'unprivileged');
const flags = often<readonly string[]>(one([]), ...FLAGS.map((flag) => [flag]), ['REPLACE', 'UPDATE_IF_NOEXIST']);

/** Any request of the universe, as what may follow another. */
const requests = fc
  .oneof<fc.Arbitrary<object>[]>(
    fc.record({ op: one('xdp_set'), hook: device, prog: netlinkFds, flags, expected: netlinkFds, caller }),
    fc.record({ op: one('link_create'), hook: device, link: links, prog: refs, flags, caller }),
    fc.record({ op: one('link_update'), link: linkRefs, prog: refs }),
    fc.record({ op: one('link_update'), link: linkRefs, prog: refs, old: refs, flags: one(['REPLACE']) }),
    fc.record({ op: one('link_detach'), link: linkRefs, by: one('fd', 'id'), caller }),
    fc.record({ op: one('link_close', 'link_info'), link: links }),
    fc.record({ op: one('prog_close'), prog: one(...PROGS) }),
    fc.record({ op: one('device_remove', 'device_create', 'device_move', 'upper_remove'), device }),
    fc.record({ op: one('upper_add'), device, upper: device }),
  )
  .map((input) => request(input as RequestInput));

describe.skipIf(unavailable)(title, () => {
  const machine = opened as XdpMachine;
  const model = new XdpModel();
  const moved = new Set<string>();
  const begin = () => {
    moved.clear();
    machine.reset(UNIVERSE);
    model.reset(UNIVERSE);
    expect(sight(machine)).toEqual(sight(model));
  };
  /** Takes a request by both, which must agree in everything there is to see; gives the outcome. */
  const take = (each: Request) => {
    const expected = model.apply(each);
    if (each.op === 'device_move' && expected.outcome === 'ok') moved.add(each.device);
    expect({ answer: machine.apply(each), ...sight(machine) }).toEqual({ answer: expected, ...sight(model) });
    return expected.outcome;
  };
  /** Whether a request makes no sense: the name of a link that is in use, or of a device that is elsewhere. */
  const isSenseless = (each: Request) => {
    if (each.op === 'link_create') return model.linkSeen(each.link).is === 'link';
    return each.op === 'device_create' && moved.has(each.device);
  };

  afterAll(() => {
    machine.close();
    machine.close();
    expect(surroundings()).toEqual(before);
    expect(() => machine.observe('veth')).toThrow('this machine is closed');
  });

  test.each(SCRIPTS)('%s', (_, steps) => {
    begin();
    expect(steps.map(([input]) => take(request(input)))).toEqual(steps.map(([, outcome]) => outcome));
  });

  test('does what the model does, whatever it is asked, and starts over as it began', () => {
    const walks = fc.array(requests, { minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(walks, (walk) => {
        begin();
        for (const each of walk) if (!isSenseless(each)) take(each);
      }),
      { numRuns: 6, seed: 15, endOnFailure: true },
    );
  });

  test('takes no name that the universe has not, and none that is in use', () => {
    begin();
    expect(() => machine.observe('eth0')).toThrow('there is no device eth0 in this universe');
    take(request(create('veth', 'A')));
    expect(() => machine.apply(request(create('plain', 'B')))).toThrow('link L1 exists already');
  });

  test('says that DRV has no bit of its own in an update', () => {
    begin();
    const odd = request({ op: 'link_update', link: link('L1'), prog: { is: 'prog', name: 'A' }, flags: ['DRV'] });
    expect(() => machine.apply(odd)).toThrow('flag DRV has no bit of its own in link_update');
  });
});

describe.skipIf(unavailable)('mprog replay --target kernel', () => {
  test('takes traces of XDP and of hooks with slots in one run, in turn', async () => {
    const places = ['anomalies/xdp', 'conformance/tcx/attach--append.json', 'anomalies/xdp'];
    const files = places.flatMap((place) => readTraceFiles([join(ROOT, 'traces', place)]).traces.slice(0, 2));
    const machines = await openMachines('kernel', files, undefined, undefined);
    try {
      for (const file of files) {
        const run = machines.take(file);
        let next = await run.next();
        while (!next.done) next = await run.next();
        expect(next.value).toMatchObject({ ok: true });
      }
    } finally {
      await machines.close();
    }
    expect(files.map(({ trace }) => trace.profile)).toEqual(['xdp', 'xdp', 'tcx', 'xdp', 'xdp']);
    expect(surroundings()).toEqual(before);
  });
});
