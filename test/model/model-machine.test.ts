import { describe, expect, test } from 'vitest';
import { MODELS, modelNamed } from '../../model/index.ts';
import { type Request, request, Universe, type UniverseInput } from '../../spec/families/slots/vocabulary/index.ts';

/** A universe of hooks that the model has, with a link that exists from the start. */
function universeFor(name: string): Universe {
  const isCgroup = name.startsWith('cgroup');
  const type = isCgroup ? 'cgroup_skb' : 'sched_cls';
  const hooks: UniverseInput['hooks'] = isCgroup
    ? { here: { kind: 'cgroup', parent: 'none' } }
    : { here: { kind: 'tcx', device: 'dev', direction: 'ingress' } };
  return Universe.parse({ programs: { A: type, X: 'sk_lookup' }, foreignLinks: { N: 'X' }, hooks });
}

const attach: Request = request({
  op: 'prog_attach',
  hook: 'here',
  prog: { is: 'prog', name: 'A' },
});
const close: Request = request({ op: 'prog_close', prog: 'A' });

/** The models of hooks with slots; those of XDP and of extension programs have a shell of their own. */
const WITH_SLOTS = Object.keys(MODELS).filter((name) => name !== 'xdp' && !name.startsWith('freplace'));

describe.each(WITH_SLOTS)('the shell of %s', (name) => {
  const started = () => {
    const machine = modelNamed(name).create();
    machine.reset(universeFor(name));
    return machine;
  };

  test('wants a universe first', () => {
    const machine = modelNamed(name).create();
    expect(() => machine.apply(attach)).toThrow('expected reset(universe) before anything else');
    expect(() => machine.observe('here')).toThrow('expected reset(universe) before anything else');
  });

  test('takes no name that the universe has not', () => {
    const machine = started();
    expect(() => machine.observe('there')).toThrow('expected a hook of the universe (here), found "there"');
    expect(() => machine.look('there')).toThrow('expected a hook of the universe (here), found "there"');
    expect(() => machine.references('B')).toThrow('expected a program or link of the universe, found "B"');
    expect(() => machine.linkState('A')).toThrow('expected a link of the universe, found "A"');
    const unknown = request({ op: 'prog_close', prog: 'B' });
    expect(() => machine.apply(unknown)).toThrow('expected a program of the universe (A, X), found "B"');
  });

  test('takes no fault that the model has not', () => {
    expect(() => modelNamed(name).create('no/such')).toThrow(/^expected a fault .*, found "no\/such"$/);
  });

  test('knows what exists from the start', () => {
    const machine = started();
    expect(machine.linkState('N')).toBe('elsewhere');
    expect(['A', 'X', 'N'].map((object) => machine.references(object))).toEqual([1, 2, 1]);
  });

  test('saves references, fds and ids, and puts them back', () => {
    const machine = started();
    const first = machine.save();
    const key = machine.key((object) => object);
    for (const each of [attach, close]) {
      expect(machine.apply(each).outcome).toBe('ok');
      expect(machine.same(first)).toBe(false);
      expect(machine.key((object) => object)).not.toBe(key);
    }
    expect(machine.apply(close).outcome).toBe('EBADF');
    machine.restore(first);
    expect(machine.same(first)).toBe(true);
    expect(machine.key((object) => object)).toBe(key);
    expect(machine.apply(close).outcome).toBe('ok');
    expect(machine.references('A')).toBe(0);
    machine.reset(universeFor(name));
    expect(machine.same(first)).toBe(false);
    expect(machine.key((object) => object)).toBe(key);
  });
});
