import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { FreplaceModel } from '../../model/freplace/freplace-model.ts';
import { DESIGNS, type Variant } from '../../model/freplace/variants.ts';
import { modelNamed } from '../../model/index.ts';
import { type Observation, Request, Universe } from '../../spec/families/freplace/vocabulary/index.ts';
import { readTrace } from '../../traces/read.ts';
import { replayTrace } from '../../traces/replay.ts';

const FACTS = new URL('../../traces/facts/freplace/', import.meta.url).pathname;
const facts = readdirSync(FACTS).map((file) => readTrace(FACTS + file));
const merged = modelNamed('freplace');

/** The titles of the facts that a model does not agree with. */
function denied(fault?: string): readonly string[] {
  return facts.filter((fact) => !replayTrace(fact, merged.create(fault) as never).ok).map(({ title }) => String(title));
}

const UNIVERSE = Universe.parse({
  targets: {
    X: { functions: { f: {}, main: {} } },
    Y: { functions: { f: {} } },
    Z: { expected: 'other', functions: { f: {} } },
    C: { type: 'sched_cls', functions: { f: {} } },
  },
  exts: { E1: {}, E2: {} },
  tracers: ['T1', 'T2'],
  links: ['L1', 'L2', 'L3'],
  array: true,
  device: true,
});

/** A model that is taken from request to request. */
class Steps {
  readonly model: FreplaceModel;

  constructor(variant: Variant = 'freplace', { grace = false, fault }: { grace?: boolean; fault?: string } = {}) {
    this.model = new FreplaceModel({ variant, fault });
    this.model.reset({ ...UNIVERSE, grace });
  }

  /** The outcome. Anything but ok must change nothing at all, unless a fault is planted. */
  take(op: Request['op'], rest: object = {}): string {
    const before = this.model.save();
    const { outcome } = this.model.apply(Request.parse({ op, ...rest }));
    if (outcome !== 'ok') expect(this.model.same(before)).toBe(true);
    return outcome;
  }

  load(prog: string, target: string): string {
    return this.take('prog_load', { prog, target });
  }

  attach(link: string, prog: string, target = 'none'): string {
    return this.take('link_create', { link, prog, target });
  }

  /** Closes the fds of programs and links. */
  close(...names: string[]): void {
    for (const name of names) {
      if (name.startsWith('L')) this.take('link_close', { link: name });
      else this.take('prog_close', { prog: name });
    }
  }

  hook(link: string, from: string): string {
    return this.take('link_update_hook', { link, from });
  }

  /** What keeps an object alive, or `gone`. */
  held(name: string): string {
    const seen: Observation = this.model.look(name);
    return 'held' in seen ? seen.held!.join(' ') : 'gone';
  }

  /** What a link is attached to. */
  at(link: string): string {
    const seen = this.model.observe(link);
    return seen.is === 'link' ? `${seen.prog} > ${seen.target}.${seen.function}` : seen.is;
  }
}

/** E1 loaded against X.f, and attached to it as L1 and to Y.f as L2. */
function moved(variant: Variant, options = {}): Steps {
  const steps = new Steps(variant, options);
  expect([steps.load('E1', 'X.f'), steps.attach('L1', 'E1'), steps.attach('L2', 'E1', 'Y.f')]).toEqual([
    'ok',
    'ok',
    'ok',
  ]);
  return steps;
}

describe('the model of freplace', () => {
  test('agrees with every fact of the kernel', () => {
    expect(facts.length).toBeGreaterThan(100);
    expect(denied()).toEqual([]);
  });

  test.each([
    ['load/closed-ebadf', 'F004'],
    ['target/static-taken', 'F010'],
    ['target/packet-must-match', 'F029'],
    ['target/expected-unseen', 'F088'],
    ['attach/saved-kept-where-named', 'F095'],
    ['attach/refusal-spends-saved', 'F070'],
    ['attach/nothing-saved-enoent', 'F093'],
    ['function/fentry-over-extension', 'F110'],
    ['extended/never-cleared', 'F133'],
    ['array/members-unseen', 'F120'],
    ['close/pin-unseen', 'F105'],
    ['free/saved-kept', 'F094'],
  ])('with the fault %s denies %s', (fault, id) => {
    expect(denied(fault).some((title) => title.startsWith(id))).toBe(true);
  });

  test('attaches fentry to an EXT program, which it then holds (F038, F115)', () => {
    const steps = moved('freplace');
    expect([steps.load('T1', 'E1.main'), steps.held('E1')]).toEqual(['ok', 'fd L1 L2 saved-T1']);
    expect([steps.attach('L3', 'T1'), steps.held('E1')]).toEqual(['ok', 'fd L1 L2 L3']);
  });

  test('shows fentry programs at a function by their names', () => {
    const steps = new Steps();
    for (const [link, prog] of [
      ['L1', 'T2'],
      ['L2', 'T1'],
    ] as const)
      expect([steps.load(prog, 'X.f'), steps.attach(link, prog)]).toEqual(['ok', 'ok']);
    expect(steps.model.observe('X')).toEqual({
      is: 'target',
      answers: { f: 'X', main: 'X' },
      traced: { f: ['T1', 'T2'] },
    });
  });

  test('counts the entries of a prog_array: the same program over itself leaves one (F134 to F136)', () => {
    const steps = new Steps();
    steps.load('E1', 'X.f');
    for (const _ of [1, 2]) expect(steps.take('array_put', { prog: 'X' })).toBe('ok');
    expect(steps.attach('L1', 'E1')).toBe('EBUSY');
    expect([steps.take('array_delete'), steps.take('array_delete')]).toEqual(['ok', 'ENOENT']);
    expect(steps.attach('L1', 'E1')).toBe('ok');
  });

  test('has one flag for all functions of a target, the main function among them (F063, F132)', () => {
    const steps = new Steps();
    steps.load('E1', 'X.main');
    expect([steps.attach('L1', 'E1'), steps.take('array_put', { prog: 'X' })]).toEqual(['ok', 'EBUSY']);
    expect(steps.attach('L2', 'E1', 'X.f')).toBe('ok');
    steps.close('L2');
    expect([steps.take('array_put', { prog: 'X' }), steps.held('X')]).toEqual(['ok', 'fd array L1']);
  });

  test('spends the saved target whoever attaches, and keeps it after a refusal (F070, F146)', () => {
    const steps = new Steps();
    steps.load('E1', 'X.f');
    steps.load('E2', 'X.f');
    expect(steps.attach('L1', 'E1')).toBe('ok');
    expect([steps.attach('L2', 'E2'), steps.held('X')]).toEqual(['EBUSY', 'fd L1 saved-E2']);
    steps.close('L1');
    expect([steps.take('raw_open', { link: 'L2', prog: 'E2' }), steps.held('X')]).toEqual(['ok', 'fd L2']);
    expect(steps.attach('L3', 'E2')).toBe('EINVAL');
  });

  test('frees what an ended program was loaded against one grace period later, whatever else holds it (F094)', () => {
    for (const order of [
      ['E1', 'X'],
      ['X', 'E1'],
    ]) {
      const steps = new Steps('freplace', { grace: true });
      steps.load('E1', 'X.f');
      steps.close(...order);
      expect([steps.held('E1'), steps.held('X')]).toEqual(['gone', 'grace']);
      expect([steps.take('grace_period'), steps.held('X')]).toEqual(['ok', 'gone']);
    }
  });

  test('needs two grace periods for a target below an EXT program below a fentry program', () => {
    const steps = new Steps('freplace', { grace: true });
    steps.load('E1', 'X.f');
    steps.load('T1', 'E1.main');
    steps.close('X', 'E1', 'T1');
    const seen = [0, 1, 2].map(() => {
      const held = [steps.held('E1'), steps.held('X')];
      steps.take('grace_period');
      return held;
    });
    expect(seen).toEqual([
      ['grace', 'saved-E1'],
      ['gone', 'grace'],
      ['gone', 'gone'],
    ]);
  });

  test('lets go of target and program at once when the last link goes, with grace periods too (F101)', () => {
    const steps = moved('freplace', { grace: true });
    steps.close('X', 'Y', 'E1', 'L1', 'L2');
    expect(['X', 'Y', 'E1', 'L1'].map((name) => steps.held(name))).toEqual(['gone', 'gone', 'gone', 'gone']);
  });

  test('lets the device run targets of its own type alone', () => {
    const steps = moved('freplace');
    const set = (prog: string) => steps.take('device_set', { prog });
    expect(['E1', 'C', 'closed-fd', 'wrong-kind-fd'].map(set)).toEqual(['EINVAL', 'EINVAL', 'EBADF', 'EINVAL']);
    expect([set('X'), set('Y'), steps.held('Y'), set('none')]).toEqual(['ok', 'ok', 'fd device L2', 'ok']);
  });
});

describe('the designs of 2020', () => {
  test.each([
    ['freplace', 'EINVAL', 'gone'],
    ['freplace-2020-posted', 'ok', 'saved-E1'],
    ['freplace-2020-list', 'ENOENT', 'gone'],
    ['freplace-2020-id', 'ok', 'gone'],
  ] as const)('%s: a second attach without target is %s; after the move X is %s', (variant, again, after) => {
    const steps = moved(variant);
    steps.close('L1');
    expect(steps.attach('L3', 'E1')).toBe(again);
    if (again === 'ok') steps.close('L3');
    steps.close('X');
    expect([steps.held('X'), steps.at('L2')]).toEqual([after, 'E1 > Y.f']);
  });

  test.each([
    ['freplace', 'gone'],
    ['freplace-2020-posted', 'saved-E1'],
    ['freplace-2020-list', 'saved-E1'],
    ['freplace-2020-id', 'gone'],
  ] as const)('%s: where the first attach names Y, X is %s (F095)', (variant, held) => {
    const steps = new Steps(variant);
    steps.load('E1', 'X.f');
    expect(steps.attach('L1', 'E1', 'Y.f')).toBe('ok');
    steps.close('X');
    expect(steps.held('X')).toBe(held);
  });

  test.each([
    ['freplace', 'ok'],
    ['freplace-2020-posted', 'ok'],
    ['freplace-2020-list', 'ok'],
    ['freplace-2020-id', 'ENOENT'],
  ] as const)('%s: a target that was closed after the load can be attached to: %s (F090)', (variant, outcome) => {
    const steps = new Steps(variant);
    steps.load('E1', 'X.f');
    steps.close('X');
    expect(steps.attach('L1', 'E1')).toBe(outcome);
  });

  test('an id: a target loaded anew is another one, and with nothing to compare no target can be named', () => {
    const steps = new Steps('freplace-2020-id');
    steps.load('E1', 'X.f');
    steps.close('X');
    expect(steps.take('target_load', { prog: 'X' })).toBe('ok');
    const targets = ['none', 'X.f', 'Y.f', 'Y.no-such-id', 'closed-fd'];
    expect(targets.map((target) => steps.attach('L1', 'E1', target))).toEqual([
      'ENOENT',
      'ENOENT',
      'ENOENT',
      'EINVAL',
      'EBADF',
    ]);
  });

  test.each([
    ['freplace', 'EINVAL', 'EBUSY'],
    ['freplace-2020-posted', 'ok', 'EBUSY'],
    ['freplace-2020-list', 'EINVAL', 'EBUSY'],
    ['freplace-2020-id', 'EINVAL', 'EBUSY'],
  ] as const)('%s: another expected_attach_type is %s, a function that is taken %s', (variant, other, taken) => {
    const steps = moved(variant);
    expect([steps.attach('L3', 'E1', 'Y.f'), steps.attach('L3', 'E1', 'Z.f')]).toEqual([taken, other]);
  });

  test.each(['freplace-2020-posted', 'freplace-2020-id'] as const)(
    '%s: a fentry program attaches again after its detach, and not beside itself',
    (variant) => {
      const steps = new Steps(variant);
      steps.load('T1', 'X.f');
      expect([steps.attach('L1', 'T1'), steps.attach('L2', 'T1')]).toEqual(['ok', 'EBUSY']);
      steps.close('L1');
      expect(steps.attach('L2', 'T1')).toBe('ok');
    },
  );
});

describe('bpf_link_update_hook', () => {
  const variants = (Object.keys(DESIGNS) as Variant[]).filter((name) => DESIGNS[name].updatesHook);

  test.each(variants)('%s: a link takes the function of another, which is left without, pinned or not', (variant) => {
    const steps = moved(variant);
    steps.take('link_pin', { link: 'L2' });
    expect(steps.hook('L1', 'L2')).toBe('ok');
    expect([steps.at('L1'), steps.at('L2')]).toEqual(['E1 > Y.f', 'E1 > none.none']);
    expect(steps.model.observe('X')).toMatchObject({ answers: { f: 'X' } });
    expect([steps.hook('L1', 'L2'), steps.hook('L2', 'L1')]).toEqual(['ENOLINK', 'ok']);
    expect([steps.at('L1'), steps.at('L2')]).toEqual(['E1 > none.none', 'E1 > Y.f']);
    steps.close('L1');
    expect(steps.held('L1')).toBe('gone');
  });

  test('refuses bad fds, one link, and links of other programs, in this order', () => {
    const steps = moved('freplace-update-hook');
    steps.load('E2', 'X.main');
    steps.attach('L3', 'E2');
    const tried = [
      ['closed-fd', 'wrong-kind-fd'],
      ['wrong-kind-fd', 'closed-fd'],
      ['L1', 'closed-fd'],
      ['L1', 'wrong-kind-fd'],
      ['L1', 'L1'],
      ['L1', 'L3'],
    ] as const;
    expect(tried.map(([link, from]) => steps.hook(link, from))).toEqual([
      'EBADF',
      'EINVAL',
      'EBADF',
      'EINVAL',
      'EINVAL',
      'EINVAL',
    ]);
  });

  test('leaves a target marked as extended that is extended at another function', () => {
    const steps = new Steps('freplace-update-hook');
    steps.load('E1', 'X.f');
    expect([steps.attach('L1', 'E1'), steps.attach('L2', 'E1', 'X.main'), steps.hook('L1', 'L2')]).toEqual([
      'ok',
      'ok',
      'ok',
    ]);
    expect(steps.take('array_put', { prog: 'X' })).toBe('EBUSY');
  });

  test('is no request of the designs without it', () => {
    const message = 'link_update_hook: this semantics has no such request';
    expect(() => moved('freplace').hook('L1', 'L2')).toThrow(message);
  });
});

describe('the state', () => {
  test('is put back to the last reference count', () => {
    const steps = moved('freplace', { grace: true });
    steps.load('E2', 'X.main');
    steps.load('T1', 'X.main');
    const [saved, key] = [steps.model.save(), steps.model.key((name) => name)];
    steps.attach('L3', 'T1');
    steps.close('E2', 'L1', 'L2', 'L3', 'X', 'Y', 'E1');
    expect(steps.model.same(saved)).toBe(false);
    steps.model.restore(saved);
    expect([steps.model.same(saved), steps.model.key((name) => name)]).toEqual([true, key]);
    expect([steps.held('X'), steps.held('Y')]).toEqual(['fd L1 saved-E2 saved-T1', 'fd L2']);
  });

  test('has a key that follows every name', () => {
    const pairs = { X: 'Y', E1: 'E2', L1: 'L2', T1: 'T2' };
    const swapped = new Map(
      Object.entries(pairs).flatMap(([one, other]) => [[one, other] as const, [other, one] as const]),
    );
    const [one, other] = [new Steps(), new Steps()];
    const take = (steps: Steps, to: (name: string) => string) => {
      steps.load(to('E1'), `${to('X')}.f`);
      steps.attach(to('L1'), to('E1'));
      steps.load(to('T1'), `${to('E1')}.main`);
      steps.take('device_set', { prog: to('X') });
    };
    const swap = (name: string) => swapped.get(name) ?? name;
    take(one, (name) => name);
    take(other, swap);
    expect(one.model.key(swap)).toBe(other.model.key((name) => name));
    expect(one.model.key(swap)).not.toBe(one.model.key((name) => name));
  });

  test('of an id that was saved is that of its program, whatever the number', () => {
    const again = (rounds: number) => {
      const steps = new Steps('freplace-2020-id');
      for (let round = 0; round < rounds; round++) {
        steps.close('X');
        steps.take('target_load', { prog: 'X' });
      }
      steps.load('E1', 'X.f');
      return steps;
    };
    const key = (steps: Steps) => steps.model.key((name) => name);
    const [once, thrice] = [again(1), again(3)];
    expect(key(once)).toBe(key(thrice));
    once.close('X');
    once.take('target_load', { prog: 'X' });
    expect(key(once)).not.toBe(key(thrice));
  });
});

test('a malformed script is told what is wrong', () => {
  const steps = moved('freplace');
  expect(() => steps.load('E1', 'X.f')).toThrow('expected the name of a program that is gone, found "E1"');
  expect(() => steps.attach('L1', 'E1', 'X.main')).toThrow('expected a link name that is free, found "L1"');
  expect(() => steps.take('prog_open', { prog: 'X' })).toThrow('expected a program without fd, found "X"');
  expect(() => steps.held('Q')).toThrow('expected a program of the universe');
  expect(() => new FreplaceModel({ variant: 'freplace' }).observe('X')).toThrow('expected reset(universe)');
});

test('each design has faults to plant, and no others', () => {
  for (const variant of Object.keys(DESIGNS)) {
    const { faults, create } = modelNamed(variant);
    expect(Object.keys(faults).length).toBeGreaterThanOrEqual(14);
    expect(() => create('attach/nothing')).toThrow('expected a fault');
  }
});
