import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type KernelMachine, KernelUnavailable, openKernel } from '../../kernel/kernel-machine.ts';
import { Universe } from '../../spec/families/slots/vocabulary/index.ts';
import { attach, BOTH, create, detach, detachLink, kernelMissing, take, toLink, toProg } from '../support/machines.ts';

const withClsact = (clsact: boolean) =>
  Universe.parse({
    ...BOTH,
    hooks: { ingress: { ...BOTH.hooks.ingress, clsact }, egress: { ...BOTH.hooks.egress, clsact } },
  });

/** Why there is no clsact qdisc here, or nothing where there is. */
const missing = ((): string | undefined => {
  if (kernelMissing !== undefined) return kernelMissing;
  const machine = openKernel();
  try {
    machine.reset(withClsact(true));
    return undefined;
  } catch (error) {
    if (error instanceof KernelUnavailable) return error.reason;
    throw error;
  } finally {
    machine.close();
  }
})();
const title = `tcx beside a clsact qdisc${missing === undefined ? '' : ` (skipped: ${missing})`}`;
if (missing !== undefined) console.log(title);

describe.skipIf(missing !== undefined)(title, () => {
  let machine: KernelMachine;
  beforeAll(() => {
    machine = openKernel();
  });
  afterAll(() => machine.close());
  beforeEach(() => machine.reset(withClsact(true)));

  const state = () => {
    const seen = machine.observe('ingress');
    return seen.is === 'list' ? `${seen.slots.map(({ prog }) => prog).join(' ')}@${seen.revision}` : 'nothing';
  };
  const outcome = (short: Parameters<typeof take>[1]) => take(machine, short).split(' | ')[0];

  test('the revision starts at 1 and goes on counting when the list becomes empty', () => {
    expect(state()).toBe('@1');
    expect(outcome(attach('A'))).toBe('ok');
    expect(outcome(detach('A'))).toBe('ok');
    expect(state()).toBe('@3');
    expect(outcome(create('L1', 'B', { revision: 'current' }))).toBe('ok');
    expect(outcome(detachLink('L1'))).toBe('ok');
    expect(state()).toBe('@5');
    expect(outcome(attach('A', { revision: 'stale' }))).toBe('ESTALE');
  });

  test('directions count by themselves', () => {
    expect(outcome(attach('A'))).toBe('ok');
    expect(machine.observe('egress')).toEqual({ is: 'list', revision: 1, count: 0, slots: [] });
  });

  test.each(['before anything was attached', 'after all was detached'])(
    'detach on the kept empty entry, %s: REPLACE, then the revision, then ENOENT whatever the relative',
    (when) => {
      if (when.startsWith('after')) for (const short of [attach('A'), detach('A')]) expect(outcome(short)).toBe('ok');
      const before = state();
      expect(outcome(detach('A', { flags: ['UNKNOWN'] }))).toBe('EINVAL');
      expect(outcome(detach('X', { revision: 'stale' }))).toBe('EINVAL');
      expect(outcome(detach('A', { flags: ['REPLACE'], revision: 'stale' }))).toBe('EINVAL');
      expect(outcome(detach(undefined, { flags: ['REPLACE'] }))).toBe('EINVAL');
      expect(outcome(detach('A', { revision: 'stale' }))).toBe('ESTALE');
      expect(outcome(detach(undefined, { revision: 'stale' }))).toBe('ESTALE');
      expect(outcome(detach('A', { revision: 'current' }))).toBe('ENOENT');
      expect(outcome(detach(undefined))).toBe('ENOENT');
      for (const relative of [
        toProg('B'),
        toProg('X'),
        toLink('N'),
        { is: 'closed-fd', as: 'prog' },
        { is: 'unknown-id', as: 'link' },
        { is: 'zero', as: 'link', by: 'fd' },
      ])
        for (const flags of [[], ['BEFORE'], ['BEFORE', 'AFTER']])
          expect(outcome(detach('A', { flags, relative }))).toBe('ENOENT');
      expect(state()).toBe(before);
    },
  );

  test('a query of the kept empty entry refuses flags and else shows its revision', () => {
    for (const short of [attach('A'), detach('A')]) expect(outcome(short)).toBe('ok');
    const query = (more: object) => ({ op: 'prog_query', buffer: 4, ...more }) as Parameters<typeof take>[1];
    expect(outcome(query({ queryFlags: 'EFFECTIVE' }))).toBe('EINVAL');
    expect(outcome(query({ attachFlags: true }))).toBe('EINVAL');
    expect(outcome(query({ buffer: 0 }))).toBe('ok');
    expect(state()).toBe('@3');
  });

  test('with the device go qdisc and hooks', () => {
    expect(outcome(attach('A'))).toBe('ok');
    expect(outcome({ op: 'device_remove', device: 'dev' })).toBe('ok');
    expect(outcome({ op: 'device_remove', device: 'dev' })).toBe('ENODEV');
    expect(state()).toBe('nothing');
  });

  test('hooks of one device that differ in clsact are refused', () => {
    const universe = withClsact(true);
    // No trace can say so: a universe is checked when it is read.
    const differing = { ...universe, hooks: { ...universe.hooks, egress: withClsact(false).hooks.egress! } };
    expect(() => machine.reset(differing)).toThrow(RangeError);
    expect(() => machine.reset(differing)).toThrow('expected clsact true as at hook ingress of dev');
  });
});
