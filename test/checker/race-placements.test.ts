import { describe, expect, test } from 'vitest';
import { profilesFor, raceOf } from '../../checker/races/racing.ts';
import { parseScenario } from '../../checker/races/read.ts';
import { searchAll } from '../../checker/races/search.ts';

const agent = (name: string, programs: readonly string[], steps: readonly object[], more: object = {}) => ({
  name,
  programs: Object.fromEntries(programs.map((prog) => [prog, prog])),
  steps,
  ...more,
});

function scenario(hook: 'tcx' | 'cgroup', agents: readonly object[], levels = 1) {
  const told = { format: 'mprog-race', version: 1, name: 'test', story: 'A test.', why: 'A test.' };
  return parseScenario('test', { ...told, hooks: [hook], levels, agents });
}

/** What is known of a property after a search. */
function searched(hook: 'tcx' | 'cgroup', agents: readonly object[], levels = 1) {
  const test = scenario(hook, agents, levels);
  const { properties } = searchAll(raceOf(test, profilesFor(test)[0]!));
  return (id: string) => {
    const { tested, brokenIn } = properties.find((each) => each.id === id)!;
    return { tested, brokenIn: Number(brokenIn) };
  };
}

const remover = (step: object) => agent('remover', [], [step], { starts: { after: 'owner' } });

describe('a program is wanted in each slot that its agent made', () => {
  test.each([
    ['parent', 'child'],
    ['child', 'parent'],
  ])('of two cgroups: it is missed at the parent (%s first)', (...hooks) => {
    const steps = hooks.map((hook) => ({ do: 'attach', hook, prog: 'A' }));
    const of = searched(
      'cgroup',
      [agent('owner', ['A'], steps), remover({ do: 'detach', hook: 'parent', prog: 'A' })],
      2,
    );
    expect(of('ends-where-wanted').brokenIn).toBe(1);
  });
  test('of two cgroups, also where its agent took it away at one of them', () => {
    const attach = (hook: string) => ({ do: 'attach', hook, prog: 'A' });
    const steps = [attach('parent'), attach('child'), { do: 'detach', hook: 'child', prog: 'A' }];
    const stays = searched('cgroup', [agent('owner', ['A'], steps)], 2);
    expect(stays('ends-where-wanted')).toEqual({ tested: 1, brokenIn: 0 });
    const goes = searched(
      'cgroup',
      [agent('owner', ['A'], steps), remover({ do: 'detach', hook: 'parent', prog: 'A' })],
      2,
    );
    expect(goes('ends-where-wanted').brokenIn).toBe(1);
  });
  test('of one cgroup, without a link and with one: each where it was wanted', () => {
    const steps = [
      { do: 'attach', prog: 'A', place: 'first' },
      { do: 'link create', link: 'L1', prog: 'A', place: 'last' },
    ];
    const other = (place: string) => agent('other', ['B'], [{ do: 'attach', prog: 'B', place, wants: 'anywhere' }]);
    expect(searched('cgroup', [agent('owner', ['A'], steps)])('ends-where-wanted').brokenIn).toBe(0);
    for (const place of ['first', 'last'])
      expect(searched('cgroup', [agent('owner', ['A'], steps), other(place)])('ends-where-wanted').brokenIn).toBe(
        place === 'first' ? 2 : 1,
      );
  });
  test('of a refusal it is told for one hook alone', () => {
    const attach = (hook: string) => ({ do: 'attach', hook, prog: 'A' });
    const again = { do: 'detach', hook: 'child', prog: 'A', refused: 'go on' };
    const steps = [attach('parent'), attach('child'), again, again];
    const of = searched(
      'cgroup',
      [agent('owner', ['A'], steps), remover({ do: 'detach', hook: 'parent', prog: 'A' })],
      2,
    );
    expect(of('ends-where-wanted').brokenIn).toBe(1);
  });
});

describe('what an agent took away itself it does not want any more', () => {
  test('by place, without a look at the list', () => {
    const of = searched('tcx', [
      agent(
        'owner',
        ['A'],
        [
          { do: 'attach', prog: 'A' },
          { do: 'detach', place: 'last' },
        ],
      ),
    ]);
    expect(of('ends-where-wanted').brokenIn).toBe(0);
  });
  test('by an attach to a cgroup that takes one program', () => {
    const of = searched('cgroup', [
      agent(
        'owner',
        ['A', 'B'],
        [
          { do: 'attach', prog: 'A', mode: 'OVERRIDE' },
          { do: 'attach', prog: 'B', mode: 'OVERRIDE' },
        ],
      ),
    ]);
    expect(of('ends-where-wanted')).toEqual({ tested: 1, brokenIn: 0 });
  });
});

describe('what is violated', () => {
  test('was put to the test, also where the setup is what violates it', () => {
    const setup = ['A', 'B'].map((prog) => ({ do: 'attach', prog }));
    const owner = { ...agent('owner', [], [{ do: 'query' }], { setup }), programs: { A: 'V', B: 'V' } };
    expect(searched('tcx', [owner])('one-version')).toEqual({ tested: 1, brokenIn: 1 });
  });
});

describe('a crash in the setup', () => {
  test('is over before anybody begins', () => {
    const setup = [{ do: 'link create', link: 'L1', prog: 'A' }, { do: 'crash' }];
    const test = scenario('tcx', [
      agent('owner', ['A'], [], { setup }),
      agent('other', ['B'], [{ do: 'attach', prog: 'B' }]),
    ]);
    expect(searchAll(raceOf(test, profilesFor(test)[0]!))).toMatchObject({ interleavings: 1n, depth: 1 });
  });
});

describe('a setup step that expects an error', () => {
  const pin = { do: 'pin', link: 'L1', expects: 'EEXIST' };
  const racing = (setup: readonly object[]) => {
    const test = scenario('tcx', [agent('owner', ['A'], [], { setup })]);
    return () => searchAll(raceOf(test, profilesFor(test)[0]!));
  };
  const create = { do: 'link create', link: 'L1', prog: 'A' };
  test('must get it', () => {
    expect(racing([create, { do: 'pin', link: 'L1' }, pin])).not.toThrow();
    expect(racing([create, pin])).toThrow(
      'agent owner, setup step 2, expects: expected a step that fails with EEXIST under tcx, found ok',
    );
  });
});
