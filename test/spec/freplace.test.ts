import { describe, expect, test } from 'vitest';
import { withUpdateHook } from '../../spec/families/freplace/update-hook.ts';
import { Request, Universe } from '../../spec/families/freplace/vocabulary/index.ts';
import { freplace, freplaceId, freplaceList, freplacePosted } from '../../spec/families/profiles.ts';
import type { Profile } from '../../spec/profile.ts';
import { SpecMachine } from '../../spec/spec-machine.ts';

const UNIVERSE = Universe.parse({
  targets: { X: { functions: { f: {}, g: {} } }, Y: { functions: { f: {}, g: {} } } },
  exts: { E: {} },
  links: ['L1', 'L2'],
  grace: true,
});

/** What comes of requests, and the machine they were made of. */
function made(semantics: Profile, ...inputs: readonly object[]) {
  const machine = new SpecMachine(semantics);
  machine.reset(UNIVERSE);
  const outcomes = inputs.map((input) => machine.apply(Request.parse(input)).outcome);
  return { machine, outcomes };
}

const LOAD = { op: 'prog_load', prog: 'E', target: 'X.f' };
const attach = (link: string, target?: string) => ({
  op: 'link_create',
  link,
  prog: 'E',
  ...(target === undefined ? {} : { target }),
});
const close = (prog: string) => ({ op: 'prog_close', prog });
const held = (machine: SpecMachine, name: string) => (machine.look(name) as { held?: readonly string[] }).held;

describe('what keeps the first target', () => {
  const to = [LOAD, attach('L1', 'Y.f'), close('X')];
  test.each([
    ['as merged, nothing', freplace, undefined],
    ['as posted, the program', freplacePosted, ['saved-E']],
    ['with a list, the link that is not finished', freplaceList, ['saved-E']],
    ['with ids, nothing', freplaceId, undefined],
  ] as const)('once a program is attached elsewhere: %s', (_name, semantics, by) => {
    expect(held(made(semantics, ...to).machine, 'X')).toEqual(by);
  });
});

describe('a target that the end of a program lets go', () => {
  test('is there until a grace period has ended', () => {
    const { machine } = made(freplace, LOAD, close('X'), close('E'));
    expect(held(machine, 'X')).toEqual(['grace']);
    machine.apply(Request.parse({ op: 'grace_period' }));
    expect(machine.look('X')).toEqual({ is: 'gone' });
  });
  test('goes at once where the last link goes', () => {
    const { machine } = made(freplace, LOAD, attach('L1'), close('X'), close('E'), { op: 'link_close', link: 'L1' });
    expect([machine.look('X'), machine.look('E')]).toEqual([{ is: 'gone' }, { is: 'gone' }]);
  });
});

describe('a target that another keeps too', () => {
  test('is let go when a grace period ends, not when its program ends', () => {
    const { machine } = made(freplace, LOAD, close('E'), close('X'));
    expect(held(machine, 'X')).toEqual(['grace']);
  });
});

describe('an attach without a target', () => {
  const twice = [LOAD, attach('L1'), { op: 'link_close', link: 'L1' }, attach('L1')];
  test.each([
    ['freplace', freplace, 'EINVAL'],
    ['freplace-2020-posted', freplacePosted, 'ok'],
    ['freplace-2020-list', freplaceList, 'ENOENT'],
    ['freplace-2020-id', freplaceId, 'ok'],
  ] as const)('is repeated under %s with %#', (_name, semantics, outcome) => {
    expect(made(semantics, ...twice).outcomes.at(-1)).toBe(outcome);
  });
});

describe('bpf_link_update_hook', () => {
  const both = [LOAD, attach('L1'), attach('L2', 'Y.f')];
  const hook = { op: 'link_update_hook', link: 'L1', from: 'L2' };
  test('gives a link the function of another, which is left with none', () => {
    const { machine, outcomes } = made(withUpdateHook(freplace), ...both, hook);
    expect(outcomes.at(-1)).toBe('ok');
    expect(machine.look('L1')).toMatchObject({ target: 'Y', function: 'f' });
    expect(machine.look('L2')).toMatchObject({ target: 'none', function: 'none' });
    expect(machine.look('X')).toMatchObject({ answers: { f: 'X' } });
    expect(machine.look('Y')).toMatchObject({ answers: { f: 'E' } });
  });
  test('finds nothing to take a second time', () => {
    expect(made(withUpdateHook(freplace), ...both, hook, hook).outcomes.at(-1)).toBe('ENOLINK');
  });
  test('refuses one link', () => {
    expect(made(withUpdateHook(freplace), ...both, { ...hook, from: 'L1' }).outcomes.at(-1)).toBe('EINVAL');
  });
});

describe('a request that makes no sense', () => {
  test.each([
    [{ op: 'link_close', link: 'L1' }, 'L1 has no fd'],
    [{ op: 'link_close', link: 'L9' }, 'there is no L9'],
    [{ op: 'prog_load', prog: 'E', target: 'X.z' }, 'there is no X.z'],
    [{ op: 'array_put', prog: 'X' }, 'there is no prog_array'],
    [{ op: 'target_load', prog: 'X' }, 'X is loaded already'],
  ])('is refused with what it lacks: %j', (input, message) => {
    expect(() => made(freplace, input)).toThrow(message);
  });
  test('is refused where a function is not named as one', () => {
    const { error } = Request.safeParse({ op: 'prog_load', prog: 'E', target: 'X:f' });
    expect(error?.issues.map(({ path, message }) => [path, message])).toEqual([
      [['target'], expect.stringContaining('expected a function ("X.f", ')],
    ]);
  });
});
