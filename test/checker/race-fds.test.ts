import { describe, expect, test } from 'vitest';
import { raceOf } from '../../checker/races/racing.ts';
import { parseScenario } from '../../checker/races/read.ts';
import { type RaceResults, searchAll } from '../../checker/races/search.ts';
import { tell } from '../../checker/races/tell.ts';
import { type RaceVerdict, verdictOf } from '../../checker/races/verdict.ts';
import { cgroup, tcx } from '../../spec/families/profiles.ts';
import type { Profile } from '../../spec/profile.ts';
import { ImpossibleStep } from '../../spec/race.ts';

/** A race of agents, given as a scenario has them. */
const race = (agents: readonly object[], semantics: Profile = tcx) =>
  raceOf(
    parseScenario('test', {
      format: 'mprog-race',
      version: 1,
      name: 'test',
      story: 'A test.',
      why: 'A test.',
      hooks: [semantics.uapi.hook],
      agents,
    }),
    semantics,
  );

const run = (agents: readonly object[], semantics?: Profile) => searchAll(race(agents, semantics));

/** What is said of each property: those that are broken, and those of which nothing is said. */
function said(agents: readonly object[], semantics?: Profile) {
  const { properties } = verdict(agents, semantics);
  const those = (wanted: RaceVerdict['properties'][number]['result']) =>
    properties.filter((each) => each.result === wanted).map(({ id }) => id);
  return { held: those('held'), broken: those('violated'), idle: those('inconclusive') };
}

function verdict(agents: readonly object[], semantics?: Profile): RaceVerdict {
  const told = race(agents, semantics);
  return verdictOf(told, searchAll(told), 0);
}

const brokenIn = ({ properties }: RaceResults, id: string) =>
  Number(properties.find((each) => each.id === id)!.brokenIn);

/** The agents and outcomes of the longest interleaving. */
function longest(agents: readonly object[]) {
  const told = race(agents);
  const { events } = tell(told, searchAll(told).shown.longest!);
  return events.map(({ agent, step, fact }) => `${agent}: ${step.do} ${fact.outcome}`);
}

const OWNER = {
  name: 'owner',
  programs: { A: 'A' },
  setup: [{ do: 'link create', link: 'L1', prog: 'A' }],
};

const IDLE = { name: 'idle', steps: [{ do: 'query' }] };

describe.each([tcx, cgroup])('a step for which an agent has no fd or pin ($name)', (semantics) => {
  test.each([
    ['link detach', {}, 'an fd of L1', 'EBADF'],
    ['link update', { prog: 'A' }, 'an fd of L1', 'EBADF'],
    ['close', {}, 'an fd of L1', 'EBADF'],
    ['pin', {}, 'an fd of L1', 'EINVAL'],
    ['open', {}, 'a pin of L1', 'ENOENT'],
    ['unpin', {}, 'a pin of L1', 'ENOENT'],
  ])('%s: is an error of the scenario with its agent, step, field and errno', (step, more, needs, errno) => {
    const thief = { name: 'thief', steps: [{ do: 'query' }, { do: step, link: 'L1', ...more }] };
    const fails = () => run([OWNER, thief], semantics);
    expect(fails).toThrow(ImpossibleStep);
    expect(fails).toThrow(`agent thief, step 2, link: expected ${needs}`);
    expect(fails).toThrow(`or "expects": "${errno}" in this step, found ${errno} under ${semantics.name}`);
  });
  test.each([
    ['link detach', {}, 'EBADF'],
    ['link update', { prog: 'A' }, 'EBADF'],
    ['open', {}, 'ENOENT'],
  ])(
    '%s: is none where the step expects it; then the links of others were not put to the test',
    (step, more, errno) => {
      const thief = { name: 'thief', steps: [{ do: step, link: 'L1', ...more, expects: errno }] };
      expect(said([OWNER, thief], semantics).idle).toContain('links-are-left-alone');
    },
  );
  test('is an error too where it is missing in some interleavings only', () => {
    const agents = [
      { ...OWNER, steps: [{ do: 'pin', link: 'L1' }] },
      { name: 'other', steps: [{ do: 'open', link: 'L1' }] },
    ];
    expect(() => run(agents, semantics)).toThrow('agent other, step 1, link: expected a pin of L1');
    const retrying = {
      name: 'other',
      steps: [{ do: 'query' }, { do: 'open', link: 'L1', retry: { on: ['ENOENT'], times: 1 } }],
    };
    expect(run([agents[0]!, retrying], semantics).complete).toBe(true);
  });
  test('is an error where an errno is expected that no interleaving gives', () => {
    const agents = [{ ...OWNER, steps: [{ do: 'link detach', link: 'L1', expects: 'EBADF' }] }, IDLE];
    expect(() => run(agents, semantics)).toThrow('agent owner, step 1, expects: expected an interleaving');
  });
  test('is an error where a second pin finds the first', () => {
    const agents = [
      {
        ...OWNER,
        steps: [
          { do: 'pin', link: 'L1' },
          { do: 'pin', link: 'L1' },
        ],
      },
    ];
    expect(() => run(agents, semantics)).toThrow('agent owner, step 2, link: expected no pin of L1 yet');
  });
});

describe('an agent that takes a link by its id', () => {
  test('can detach it, which its owner did not ask for', () => {
    const thief = {
      name: 'thief',
      steps: [
        { do: 'take', link: 'L1' },
        { do: 'link detach', link: 'L1' },
      ],
    };
    expect(said([OWNER, thief]).broken).toEqual(['ends-where-wanted', 'links-are-left-alone']);
  });
  test('puts nothing of others to the test by that alone', () => {
    const taker = { name: 'taker', steps: [{ do: 'take', link: 'L1' }] };
    expect(said([OWNER, taker]).idle).toContain('links-are-left-alone');
  });
  test('holds it, so that the close of its owner removes nothing', () => {
    const taker = { name: 'taker', steps: [{ do: 'take', link: 'L1' }] };
    const owner = { ...OWNER, starts: { after: 'taker' }, steps: [{ do: 'close', link: 'L1' }] };
    const told = race([taker, owner]);
    const { events } = tell(told, searchAll(told).shown.longest!);
    expect(events.map(({ fact }) => fact.request?.op)).toEqual([undefined, undefined]);
    expect(events.at(-1)!.fact.after.ingress).toMatchObject({ count: 1 });
  });
  test('removes it by its own close when it is the last one to hold it, and disturbs nobody by that', () => {
    const taker = { name: 'taker', starts: { after: 'owner' }, steps: [{ do: 'close', link: 'L1' }] };
    const owner = { ...OWNER, steps: [{ do: 'close', link: 'L1' }] };
    const agents = [owner, { ...taker, setup: [{ do: 'take', link: 'L1' }] }];
    const told = race(agents);
    const { events } = tell(told, searchAll(told).shown.longest!);
    expect(events.map(({ fact }) => fact.request?.op)).toEqual([undefined, 'link_close']);
    expect(said(agents).broken).not.toContain('links-are-left-alone');
  });
  test('gets ENOENT where it does not exist any more', () => {
    const owner = { ...OWNER, steps: [{ do: 'close', link: 'L1' }] };
    const taker = { name: 'taker', starts: { after: 'owner' }, steps: [{ do: 'take', link: 'L1' }] };
    expect(longest([owner, taker])).toEqual(['owner: close ok', 'taker: take ENOENT']);
  });
  test('gets EPERM without CAP_SYS_ADMIN, which puts the links of others to the test', () => {
    const agents = [OWNER, { name: 'taker', sysAdmin: false, steps: [{ do: 'take', link: 'L1' }] }];
    expect(longest(agents)).toEqual(['taker: take EPERM']);
    expect(said(agents).held).toContain('links-are-left-alone');
  });
  test('keeps it attached when its owner crashes without a pin, and not with one', () => {
    const crashing = (setup: readonly object[]) => [
      { ...OWNER, setup: [...OWNER.setup, ...setup], steps: [{ do: 'crash' }] },
      { name: 'taker', setup: [{ do: 'take', link: 'L1' }], steps: [] },
    ];
    expect(brokenIn(run(crashing([])), 'crash-leaves-only-pins')).toBe(1);
    expect(brokenIn(run(crashing([{ do: 'pin', link: 'L1' }])), 'crash-leaves-only-pins')).toBe(0);
  });
  test('disturbs its owner by removing its pin, where that alone holds the link', () => {
    const owner = {
      ...OWNER,
      setup: [...OWNER.setup, { do: 'pin', link: 'L1' }],
      steps: [{ do: 'close', link: 'L1' }],
    };
    const other = { name: 'other', starts: { after: 'owner' }, steps: [{ do: 'unpin', link: 'L1' }] };
    expect(said([owner, other]).broken).toContain('links-are-left-alone');
  });
});

describe('an agent that takes a program by its id', () => {
  const loader = { name: 'loader', programs: { P: 'P' }, steps: [{ do: 'crash' }] };
  const user = (steps: readonly object[], more: object = {}) => ({ name: 'user', ...more, steps });
  const AFTER = { starts: { after: 'loader' } };
  test('can attach it after its loader has crashed', () => {
    const agents = [loader, user([{ do: 'attach', prog: 'P' }], { ...AFTER, setup: [{ do: 'take', prog: 'P' }] })];
    expect(longest(agents)).toEqual(['loader: crash ok', 'user: attach ok']);
  });
  test('gets ENOENT where no process, list or link has it any more, and so does a request that names it', () => {
    expect(longest([loader, user([{ do: 'take', prog: 'P' }], AFTER)]).at(-1)).toBe('user: take ENOENT');
    expect(longest([loader, user([{ do: 'attach', prog: 'P' }], AFTER)]).at(-1)).toBe('user: attach ENOENT');
  });
  test('gets it while a list has it', () => {
    const attached = { ...loader, setup: [{ do: 'attach', prog: 'P' }] };
    expect(longest([attached, user([{ do: 'take', prog: 'P' }], AFTER)]).at(-1)).toBe('user: take ok');
  });
  test('needs CAP_SYS_ADMIN for it, and so does a request that names it; a relative by its id does not', () => {
    const alive = { ...loader, setup: [{ do: 'attach', prog: 'P' }], steps: [] };
    const bare = (steps: readonly object[]) =>
      longest([alive, { ...user(steps), programs: { Q: 'Q' }, sysAdmin: false }]);
    expect(bare([{ do: 'take', prog: 'P' }])).toEqual(['user: take EPERM']);
    expect(bare([{ do: 'detach', prog: 'P' }])).toEqual(['user: detach EPERM']);
    expect(bare([{ do: 'attach', prog: 'Q', replace: 'P' }])).toEqual(['user: attach EPERM']);
    expect(bare([{ do: 'attach', prog: 'Q', place: { before: 'P' } }])).toEqual(['user: attach ok']);
  });
});

describe('a property that no interleaving puts to the test is not exercised, and never held', () => {
  const LOOK = [{ do: 'query' }, { do: 'attach', prog: 'B', place: 'first', revision: 'seen' }];
  test('acts-on-seen-list, where the list did not change between look and act', () => {
    const one = { name: 'one', programs: { B: 'B' }, steps: LOOK };
    expect(said([one]).idle).toContain('acts-on-seen-list');
    const other = { name: 'other', programs: { C: 'C' }, steps: [{ do: 'attach', prog: 'C' }] };
    expect(said([one, other]).held).toContain('acts-on-seen-list');
  });
  test('gets-through, where nobody looked again after ESTALE', () => {
    const again = (on: string) => ({
      name: 'one',
      programs: { B: 'B' },
      steps: [LOOK[0]!, { ...LOOK[1]!, retry: { on: [on], times: 1 } }],
    });
    const other = { name: 'other', programs: { C: 'C' }, steps: [{ do: 'attach', prog: 'C' }] };
    expect(said([again('ESTALE')]).idle).toContain('gets-through');
    expect(said([again('ENOENT'), other]).idle).toContain('gets-through');
    expect(said([again('ESTALE'), other]).held).toContain('gets-through');
  });
  test('crash-leaves-only-pins, where the agent had nothing attached', () => {
    const crashing = (steps: readonly object[]) => [{ name: 'one', programs: { B: 'B' }, steps }];
    expect(said(crashing([{ do: 'crash' }])).idle).toContain('crash-leaves-only-pins');
    expect(said(crashing([{ do: 'link create', link: 'L1', prog: 'B' }, { do: 'crash' }])).held).toContain(
      'crash-leaves-only-pins',
    );
  });
  test('crash-takes-only-own, where no other agent has anything attached', () => {
    const one = {
      name: 'one',
      programs: { B: 'B' },
      setup: [{ do: 'link create', link: 'L1', prog: 'B' }],
      steps: [{ do: 'crash' }],
    };
    const other = { name: 'other', programs: { C: 'C' }, setup: [{ do: 'attach', prog: 'C' }] };
    expect(said([one]).idle).toContain('crash-takes-only-own');
    expect(said([one, other]).held).toContain('crash-takes-only-own');
  });
  test('one-version and no-gap, where nothing that has another version is attached', () => {
    const agent = (steps: readonly object[]) => [
      { name: 'one', programs: { A1: 'A', A2: 'A', B: 'B' }, setup: [{ do: 'attach', prog: 'B' }], steps },
    ];
    expect(said(agent([{ do: 'detach', prog: 'B' }])).idle).toEqual(expect.arrayContaining(['one-version', 'no-gap']));
    expect(
      said(
        agent([
          { do: 'attach', prog: 'A1' },
          { do: 'attach', prog: 'A2', replace: 'A1' },
        ]),
      ).held,
    ).toEqual(expect.arrayContaining(['one-version', 'no-gap']));
  });
  test('links-are-left-alone, where others only look or are refused something else', () => {
    const other = (...steps: object[]) => [OWNER, { name: 'other', programs: { B: 'B' }, steps }];
    expect(said(other({ do: 'query' })).idle).toContain('links-are-left-alone');
    expect(said(other({ do: 'detach', prog: 'B' })).idle).toContain('links-are-left-alone');
    expect(said(other({ do: 'detach', prog: 'A' })).held).toContain('links-are-left-alone');
    expect(said(other({ do: 'attach', prog: 'B' })).held).toContain('links-are-left-alone');
  });
});
