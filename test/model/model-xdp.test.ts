import { describe, expect, test } from 'vitest';
import { modelNamed } from '../../model/index.ts';
import { XdpModel } from '../../model/xdp/xdp-model.ts';
import {
  type Flag,
  type NetlinkFd,
  type Observation,
  type RequestInput,
  request,
  Universe,
} from '../../spec/families/xdp/vocabulary/index.ts';

const UNIVERSE = Universe.parse({
  programs: {
    A: {},
    B: {},
    X: { expects: 'xdp' },
    M: { expects: 'devmap' },
    N: { expects: 'cpumap' },
    F: { frags: true },
    V: { boundTo: 'veth' },
    W: { boundTo: 'wide', frags: true },
    S: { type: 'sched_cls' },
  },
  links: ['L1', 'L2'],
  devices: {
    veth: { kind: 'veth' },
    other: { kind: 'veth' },
    wide: { kind: 'veth', mtu: 'large' },
    plain: { kind: 'plain' },
    br: { kind: 'bridge' },
    br2: { kind: 'bridge' },
  },
});
const { programs, links, devices } = UNIVERSE;

type Rest = Record<string, unknown>;

/** A program by its name; `-` for -1, `absent`, `closed` and `map` for what they say. */
function fd(name: string): NetlinkFd {
  if (name === '-') return { is: 'none' };
  if (name === 'absent') return { is: 'absent' };
  if (name === 'closed') return { is: 'closed-fd' };
  return name === 'map' ? { is: 'wrong-kind-fd' } : { is: 'prog', name };
}

function text(seen: Observation): string {
  if (seen.is === 'nothing') return 'nothing';
  if (seen.is === 'link') return `${seen.prog}@${seen.device}`;
  return `skb ${seen.skb} drv ${seen.drv}${seen.upper === 'none' ? '' : ` below ${seen.upper}`}`;
}

/** A model that is taken from request to request. */
class Steps {
  readonly model = new XdpModel();

  constructor() {
    this.model.reset(UNIVERSE);
  }

  /** The outcome. Anything but ok must change nothing at all, unless `changes`. */
  take(input: unknown, changes = false): string {
    const [before, seen] = [this.model.save(), this.sight()];
    const { outcome } = this.model.apply(request(input as RequestInput));
    if (outcome !== 'ok' && !changes) {
      expect(this.model.same(before)).toBe(true);
      expect(this.sight()).toEqual(seen);
    }
    return outcome;
  }

  set(prog: string, { hook = 'veth', flags = [], expected = 'absent', ...rest }: Rest = {}): string {
    const said = { flags, expected: fd(expected as string), ...rest };
    return this.take({ op: 'xdp_set', hook, prog: fd(prog), ...said });
  }

  create(link: string, prog: string, { hook = 'veth', ...rest }: Rest = {}): string {
    return this.take({ op: 'link_create', hook, link, prog: fd(prog), ...rest });
  }

  update(link: string, prog: string, rest: Rest = {}): string {
    return this.take({ op: 'link_update', link: { is: 'link', name: link }, prog: fd(prog), ...rest });
  }

  replace(link: string, prog: string, old: string): string {
    return this.update(link, prog, { old: fd(old), flags: ['REPLACE'] });
  }

  detach(link: string, rest: Rest = {}): string {
    return this.take({ op: 'link_detach', link: { is: 'link', name: link }, ...rest });
  }

  closeLink(link: string): string {
    return this.take({ op: 'link_close', link });
  }

  close(prog: string): string {
    return this.take({ op: 'prog_close', prog });
  }

  device(op: string, device: string, rest: Rest = {}): string {
    return this.take({ op, device, ...rest });
  }

  at(device = 'veth'): string {
    return text(this.model.observe(device));
  }

  link(link: string): string {
    return text(this.model.linkSeen(link));
  }

  lives(prog: string): boolean {
    return this.model.lives(prog);
  }

  sight() {
    return {
      devices: Object.keys(devices).map((name) => this.at(name)),
      links: links.map((name) => this.link(name)),
      lives: Object.keys(programs).map((name) => this.lives(name)),
      key: this.model.key((name) => name),
    };
  }
}

const begin = (...steps: readonly ((steps: Steps) => string)[]): Steps => {
  const made = new Steps();
  for (const step of steps) expect(step(made)).toBe('ok');
  return made;
};
const setA = (steps: Steps) => steps.set('A');
const linkA = (steps: Steps) => steps.create('L1', 'A');
const portOfBr = (steps: Steps) => steps.device('upper_add', 'veth', { upper: 'br' });
const onBr = (steps: Steps) => steps.set('B', { hook: 'br' });

describe('the mode of a request', () => {
  test.each<[string, string, readonly Flag[], string, string]>([
    ['X001, X002', 'veth', [], 'ok', 'skb none drv A'],
    ['X003, X004', 'veth', ['SKB'], 'ok', 'skb A drv none'],
    ['X005, X006', 'veth', ['DRV'], 'ok', 'skb none drv A'],
    ['X007, X008', 'veth', ['HW'], 'EINVAL', 'skb none drv none'],
    ['X009, X010', 'plain', [], 'ok', 'skb A drv none'],
    ['X011, X012', 'plain', ['SKB'], 'ok', 'skb A drv none'],
    ['X013, X014', 'plain', ['DRV'], 'EOPNOTSUPP', 'skb none drv none'],
    ['X015, X016', 'plain', ['HW'], 'EOPNOTSUPP', 'skb none drv none'],
  ])('%s: at %s with %j', (_, hook, flags, outcome, shown) => {
    const [set, created] = [begin(), begin()];
    expect([set.set('A', { hook, flags }), set.at(hook)]).toEqual([outcome, shown]);
    expect([created.create('L1', 'A', { hook, flags }), created.at(hook)]).toEqual([outcome, shown]);
  });
});

describe('netlink', () => {
  test.each<[string, string, Rest, string]>([
    ['X022: IFLA_XDP_PROG_ID given', 'A', { extra: 'prog-id' }, 'EINVAL'],
    ['X023: IFLA_XDP_ATTACHED given', 'A', { extra: 'attached' }, 'EINVAL'],
    ['X024: an unknown flag', 'A', { flags: ['UNKNOWN'] }, 'EINVAL'],
    ['X025: two modes', 'A', { flags: ['SKB', 'DRV'] }, 'EINVAL'],
    ['X026: no IFLA_XDP_FD', 'absent', {}, 'ok'],
    ['X027: REPLACE without an expected program', 'A', { flags: ['REPLACE'] }, 'EINVAL'],
    ['X028: REPLACE, expected -1', 'A', { flags: ['REPLACE'], expected: '-' }, 'ok'],
    ['X037: NOEXIST and fd -1', '-', { flags: ['UPDATE_IF_NOEXIST'] }, 'ok'],
    ['X038: fd -1', '-', {}, 'ok'],
    ['X039: fd -1, REPLACE, expected A', '-', { flags: ['REPLACE'], expected: 'A' }, 'EEXIST'],
    ['X040: NOEXIST|REPLACE, expected A', 'B', { flags: ['UPDATE_IF_NOEXIST', 'REPLACE'], expected: 'A' }, 'EEXIST'],
    ['X046: a program of a device map', 'M', {}, 'EINVAL'],
    ['X048: a program of a cpu map', 'N', {}, 'EINVAL'],
    ['X050: a program of another type', 'S', {}, 'EINVAL'],
    ['X052: an fd that is not open', 'closed', {}, 'EBADF'],
    ['X118: a caller without privileges', 'A', { caller: 'unprivileged' }, 'EPERM'],
  ])('at an empty place: %s', (_, prog, rest, outcome) => {
    expect(begin().set(prog, rest)).toBe(outcome);
  });

  test.each<[string, string, Rest, string, string]>([
    ['X029: REPLACE, expected -1', 'B', { flags: ['REPLACE'], expected: '-' }, 'EEXIST', 'A'],
    ['X030: expected B without REPLACE', 'B', { expected: 'B' }, 'ok', 'B'],
    ['X031: REPLACE, expected B', 'B', { flags: ['REPLACE'], expected: 'B' }, 'EEXIST', 'A'],
    ['X032, X033: REPLACE, expected A', 'B', { flags: ['REPLACE'], expected: 'A' }, 'ok', 'B'],
    ['X034: NOEXIST', 'B', { flags: ['UPDATE_IF_NOEXIST'] }, 'EBUSY', 'A'],
    ['X035: NOEXIST, the same program', 'A', { flags: ['UPDATE_IF_NOEXIST'] }, 'EBUSY', 'A'],
    ['X036: the same program again', 'A', {}, 'ok', 'A'],
    [
      'X041: NOEXIST|REPLACE, expected A',
      'B',
      { flags: ['UPDATE_IF_NOEXIST', 'REPLACE'], expected: 'A' },
      'EBUSY',
      'A',
    ],
    ['X042: fd -1, REPLACE, expected B', '-', { flags: ['REPLACE'], expected: 'B' }, 'EEXIST', 'A'],
    ['X043: SKB', 'B', { flags: ['SKB'] }, 'EEXIST', 'A'],
    ['X044: fd -1, SKB', '-', { flags: ['SKB'] }, 'ok', 'A'],
    ['X045: fd -1, REPLACE, expected A', '-', { flags: ['REPLACE'], expected: 'A' }, 'ok', 'none'],
  ])('over A: %s', (_, prog, rest, outcome, left) => {
    const steps = begin(setA);
    expect([steps.set(prog, rest), steps.at()]).toEqual([outcome, `skb none drv ${left}`]);
  });

  test('X017: there is no device', () => {
    expect(begin((steps) => steps.device('device_remove', 'veth')).set('A')).toBe('ENODEV');
  });

  test('X061 to X065: a link holds the place against everything', () => {
    const steps = begin(linkA);
    const flags = ['REPLACE'];
    expect(steps.set('B')).toBe('EBUSY');
    expect(steps.set('A')).toBe('EBUSY');
    expect(steps.set('-')).toBe('EBUSY');
    expect(steps.set('B', { flags, expected: 'A' })).toBe('EBUSY');
    expect(steps.set('B', { flags: ['SKB'] })).toBe('EEXIST');
  });

  test('X080, X090, X091: the place keeps its program until it is replaced', () => {
    const steps = begin(setA, (each) => each.close('A'));
    expect(steps.lives('A')).toBe(true);
    expect([steps.set('B'), steps.lives('A'), steps.at()]).toEqual(['ok', false, 'skb none drv B']);
    expect(steps.close('A')).toBe('EBADF');
  });

  test('X092, X093: one program is at several devices', () => {
    const steps = begin(setA);
    expect(steps.set('A', { hook: 'other' })).toBe('ok');
    expect(steps.create('L1', 'A', { hook: 'plain' })).toBe('ok');
  });
});

describe('programs that not every device takes', () => {
  test('X095 to X097: a bound one is for driver mode of its own device', () => {
    const steps = begin();
    expect(steps.set('V', { hook: 'other' })).toBe('EINVAL');
    expect(steps.set('V', { flags: ['SKB'] })).toBe('EINVAL');
    expect(steps.set('V')).toBe('ok');
  });

  test('a bound one is taken by another device while a program is bound to that, too', () => {
    const steps = begin();
    expect([steps.set('W'), steps.set('V', { hook: 'other' })]).toEqual(['ok', 'EINVAL']);
    expect([steps.set('A'), steps.close('V'), steps.set('W')]).toEqual(['ok', 'ok', 'EINVAL']);
    expect([steps.device('device_remove', 'wide'), steps.set('W')]).toEqual(['ok', 'EINVAL']);
  });

  test('a link is updated to a program that is bound to another device', () => {
    const steps = begin((each) => each.create('L1', 'A', { flags: ['SKB'], hook: 'other' }));
    expect([steps.update('L1', 'V'), steps.at('other')]).toEqual(['ok', 'skb V drv none']);
  });

  test('a bound one is for no later device of the name', () => {
    const steps = begin(
      (each) => each.device('device_remove', 'veth'),
      (each) => each.device('device_create', 'veth'),
    );
    expect([steps.set('V'), steps.set('A')]).toEqual(['EINVAL', 'ok']);
  });

  test('X098 to X102: a large MTU asks for frags in driver mode, and a refusal leaves the old one', () => {
    const steps = begin();
    expect(steps.set('A', { hook: 'wide' })).toBe('ERANGE');
    expect(steps.set('F', { hook: 'wide' })).toBe('ok');
    expect([steps.set('A', { hook: 'wide' }), steps.at('wide')]).toEqual(['ERANGE', 'skb none drv F']);
    expect(steps.set('-', { hook: 'wide' })).toBe('ok');
    expect(steps.set('A', { hook: 'wide', flags: ['SKB'] })).toBe('ok');
  });
});

describe('link_create', () => {
  test.each<[string, string, Rest, string]>([
    ['X047: a program of a device map', 'M', {}, 'EINVAL'],
    ['X049: a program of a cpu map', 'N', {}, 'EINVAL'],
    ['X051: a program of another type', 'S', {}, 'EINVAL'],
    ['X053: another attach type', 'A', { attachType: 'other' }, 'EINVAL'],
    ['X054: NOEXIST', 'A', { flags: ['UPDATE_IF_NOEXIST'] }, 'EINVAL'],
    ['X055: REPLACE', 'A', { flags: ['REPLACE'] }, 'EINVAL'],
    ['X056: two modes', 'A', { flags: ['SKB', 'DRV'] }, 'EINVAL'],
    ['X060: nothing there', 'A', {}, 'ok'],
    ['X119: a caller without privileges', 'A', { caller: 'unprivileged' }, 'ok'],
  ])('at an empty place: %s', (_, prog, rest, outcome) => {
    const steps = begin();
    expect([steps.create('L1', prog, rest), steps.link('L1')]).toEqual([
      outcome,
      outcome === 'ok' ? 'A@veth' : 'nothing',
    ]);
  });

  test('X018: there is no device', () => {
    expect(begin((steps) => steps.device('device_remove', 'veth')).create('L1', 'A')).toBe('EINVAL');
  });

  test('X057 to X059: netlink set a program', () => {
    const steps = begin(setA);
    expect([steps.create('L1', 'B'), steps.create('L1', 'A')]).toEqual(['EBUSY', 'EBUSY']);
    expect(steps.create('L1', 'B', { flags: ['SKB'] })).toBe('EEXIST');
  });

  test('X066 to X070: a second link finds the place taken', () => {
    const steps = begin(linkA);
    expect([steps.create('L2', 'B'), steps.create('L2', 'A')]).toEqual(['EBUSY', 'EBUSY']);
    expect(steps.create('L2', 'B', { flags: ['SKB'] })).toBe('EEXIST');
    expect([steps.link('L1'), steps.at()]).toEqual(['A@veth', 'skb none drv A']);
  });
});

describe('a link', () => {
  test('X071 to X079: is updated', () => {
    const steps = begin(linkA);
    expect([steps.update('L1', 'B'), steps.at()]).toEqual(['ok', 'skb none drv B']);
    expect(steps.replace('L1', 'A', 'A')).toBe('EPERM');
    expect(steps.replace('L1', 'A', 'B')).toBe('ok');
    expect(steps.update('L1', 'A')).toBe('ok');
    expect(steps.update('L1', 'B', { old: fd('A') })).toBe('EINVAL');
    expect(steps.update('L1', 'X')).toBe('EINVAL');
    expect(steps.update('L1', 'S')).toBe('EINVAL');
    expect(steps.update('L1', 'B', { flags: ['UNKNOWN'] })).toBe('EINVAL');
    expect(steps.replace('L1', 'S', 'B')).toBe('EPERM');
  });

  test('X080, X081: keeps its program until it is updated away from it', () => {
    const steps = begin(linkA, (each) => each.close('A'));
    expect(steps.lives('A')).toBe(true);
    expect([steps.update('L1', 'B'), steps.lives('A')]).toEqual(['ok', false]);
  });

  test('X082 to X089: is detached by its id, and lives on with its program', () => {
    const steps = begin(linkA, (each) => each.close('A'));
    expect(steps.detach('L1', { by: 'id', caller: 'unprivileged' })).toBe('EPERM');
    expect(steps.detach('L1', { by: 'id' })).toBe('ok');
    expect([steps.link('L1'), steps.at()]).toEqual(['A@none', 'skb none drv none']);
    expect([steps.update('L1', 'B'), steps.replace('L1', 'B', 'B')]).toEqual(['ENOLINK', 'ENOLINK']);
    expect([steps.detach('L1'), steps.lives('A')]).toEqual(['ok', true]);
    expect([steps.closeLink('L1'), steps.lives('A'), steps.link('L1')]).toEqual(['ok', false, 'nothing']);
    expect(steps.detach('L1', { by: 'id' })).toBe('ENOENT');
    expect(steps.detach('L1')).toBe('EBADF');
  });

  test('X122: empties its place with its last fd, where a program of netlink stays', () => {
    const steps = begin(linkA, (each) => each.set('B', { hook: 'other' }));
    for (const prog of ['A', 'B']) expect(steps.close(prog)).toBe('ok');
    expect(steps.closeLink('L1')).toBe('ok');
    expect([steps.at(), steps.lives('A')]).toEqual(['skb none drv none', false]);
    expect([steps.at('other'), steps.lives('B')]).toEqual(['skb none drv B', true]);
  });
});

describe('upper devices', () => {
  test('X103 to X106: a program above keeps all others out, and from going', () => {
    const steps = begin(portOfBr, onBr);
    expect([steps.set('A'), steps.create('L1', 'A'), steps.set('-')]).toEqual(['EEXIST', 'EEXIST', 'EEXIST']);
  });

  test('X107 to X109: what is below already can neither be replaced nor cleared', () => {
    const steps = begin(setA, portOfBr, onBr);
    expect([steps.set('B'), steps.set('-'), steps.at()]).toEqual(['EEXIST', 'EEXIST', 'skb none drv A below br']);
    expect(steps.device('device_remove', 'br')).toBe('ok');
    expect([steps.set('-'), steps.at()]).toEqual(['ok', 'skb none drv none']);
  });

  test('X110: a link below is updated and closed', () => {
    const steps = begin(linkA, portOfBr, onBr);
    expect([steps.update('L1', 'B'), steps.closeLink('L1')]).toEqual(['ok', 'ok']);
  });

  test('a port is below one bridge', () => {
    const steps = begin(portOfBr, portOfBr);
    expect(steps.device('upper_add', 'veth', { upper: 'br2' })).toBe('ok');
    expect(steps.at()).toBe('skb none drv none below br2');
    expect([steps.device('upper_remove', 'veth'), steps.device('upper_remove', 'veth')]).toEqual(['ok', 'ok']);
    expect(steps.device('upper_add', 'veth', { upper: 'plain' })).toBe('EOPNOTSUPP');
    expect(steps.device('upper_add', 'br2', { upper: 'br' })).toBe('ELOOP');
  });
});

describe('devices', () => {
  test('X111 to X115: a link is defunct when its device is removed', () => {
    const steps = begin(linkA, (each) => each.device('device_remove', 'veth'));
    expect([steps.link('L1'), steps.at()]).toEqual(['A@none', 'nothing']);
    expect([steps.update('L1', 'B'), steps.replace('L1', 'B', 'B'), steps.detach('L1')]).toEqual([
      'ENOLINK',
      'ENOLINK',
      'ok',
    ]);
    expect(steps.link('L1')).toBe('A@none');
  });

  test('X116: a program of netlink goes with its device', () => {
    const steps = begin(setA, (each) => each.close('A'));
    expect([steps.device('device_remove', 'veth'), steps.lives('A')]).toEqual(['ok', false]);
  });

  test('X117: a link works from afar when its device is moved', () => {
    const steps = begin(linkA, (each) => each.device('device_move', 'veth'));
    expect([steps.at(), steps.link('L1')]).toEqual(['nothing', 'A@veth']);
    expect([steps.set('A'), steps.create('L2', 'A')]).toEqual(['ENODEV', 'EINVAL']);
    expect([steps.update('L1', 'B'), steps.detach('L1'), steps.link('L1')]).toEqual(['ok', 'ok', 'B@none']);
  });

  test('a bridge is not moved, and a device that was is not made again', () => {
    const steps = begin((each) => each.device('device_move', 'veth'));
    expect(steps.device('device_move', 'br')).toBe('EINVAL');
    expect(() => steps.device('device_create', 'veth')).toThrow('which was moved');
    expect(steps.device('device_create', 'other')).toBe('EEXIST');
  });
});

test('a state is saved and put back', () => {
  const steps = begin(linkA, portOfBr, onBr);
  const [saved, seen] = [steps.model.save(), steps.sight()];
  for (const device of ['br', 'veth']) steps.device('device_remove', device);
  steps.closeLink('L1');
  steps.close('A');
  expect(steps.model.same(saved)).toBe(false);
  steps.model.restore(saved);
  expect([steps.model.same(saved), steps.sight()]).toEqual([true, seen]);
});

test('the key follows every name', () => {
  const swapped = new Map([
    ['A', 'B'],
    ['B', 'A'],
    ['veth', 'other'],
    ['other', 'veth'],
    ['L1', 'L2'],
    ['L2', 'L1'],
  ]);
  const [one, other] = [begin(linkA), begin((each) => each.create('L2', 'B', { hook: 'other' }))];
  const rename = (name: string) => swapped.get(name) ?? name;
  const withoutBound = (key: string) => key.replaceAll('*', '');
  expect(withoutBound(one.model.key(rename))).toBe(withoutBound(other.model.key((name) => name)));
});

test('there are faults to plant, and no others', () => {
  const { faults, create } = modelNamed('xdp');
  expect(Object.keys(faults).length).toBeGreaterThanOrEqual(12);
  expect(() => create('set/nothing')).toThrow('expected a fault');
});
