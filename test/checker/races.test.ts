import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textDiagram } from '../../checker/races/diagram.ts';
import { profilesFor, raceOf } from '../../checker/races/racing.ts';
import { parseScenario, scenarioNamed, shippedScenarios as shipped } from '../../checker/races/read.ts';
import { recordedRaces } from '../../checker/races/recorded.ts';
import { type RaceResults, searchAll } from '../../checker/races/search.ts';
import { tell } from '../../checker/races/tell.ts';
import { modelNamed } from '../../model/index.ts';
import { cgroup, mprogFirstMerge, profileNamed, tcx } from '../../spec/families/profiles.ts';
import type { Move } from '../../spec/families/slots/properties/race-facts.ts';
import { RACE_PROPERTIES } from '../../spec/families/slots/properties/races.ts';
import { expectedToBreak } from '../../spec/families/slots/races/race.ts';
import type { Scenario } from '../../spec/families/slots/races/scenario.ts';
import { type Profile, withoutRule } from '../../spec/profile.ts';
import { type Choice, DoesNotApply, type Race, type RaceEvent, type RaceState } from '../../spec/race.ts';
import { replayTrace } from '../../traces/replay.ts';
import { formatTrace } from '../../traces/write.ts';

/** The scenarios of the package, which are all of hooks with slots. */
const shippedScenarios = () => shipped() as readonly Scenario[];

const RACES = shippedScenarios().flatMap((scenario) => profilesFor(scenario).map((each) => raceOf(scenario, each)));

const broken = ({ properties }: RaceResults) =>
  properties.filter(({ example }) => example !== undefined).map(({ id, brokenIn }) => `${id} ${brokenIn}`);

/** How many scenarios can be told under each semantics of their hooks. */
const TOLD = {
  tcx: 50,
  'tcx-6.17': 50,
  'mprog-first-merge': 50,
  'rfc-v2': 32,
  cgroup: 43,
  'cgroup-6.17': 43,
  'cgroup-v3-posted': 43,
  'cgroup-5.6': 5,
  'cgroup-6.1': 16,
  'cgroup-preorder-only': 16,
};

/** Interleavings, states, and what is broken in how many of them. */
const PINNED: Readonly<Record<string, readonly [number, number, ...string[]]>> = {
  'ancestor-changes under cgroup': [4, 10, 'acts-on-what-ran 1'],
  'filter-hidden under tcx': [2, 5, 'ends-seeing-packets 2'],
  'filter-hidden-moved under tcx': [6, 16],
  'filter-hidden-unknown under tcx': [2, 5, 'ends-seeing-packets 1'],
  'verdict-hides under tcx': [2, 5, 'ends-seeing-packets 2'],
  'verdict-hides-monitor-next under tcx': [2, 5, 'ends-seeing-packets 1'],
  'verdict-hides-nobody under tcx': [2, 5],
  'verdict-hides-unknown under tcx': [2, 5, 'ends-seeing-packets 2'],
  'before-what-was-first under tcx': [3, 8, 'lands-where-wanted 1', 'ends-where-wanted 2'],
  'before-what-was-first under cgroup': [3, 8, 'lands-where-wanted 1', 'ends-where-wanted 2'],
  'before-what-it-names under tcx': [2, 4],
  'before-what-it-names under cgroup': [2, 4],
  'before-what-was-first-revision under tcx': [3, 11, 'ends-where-wanted 1'],
  'before-what-was-first-revision under cgroup': [3, 11, 'ends-where-wanted 1'],
  'crash under tcx': [13, 15, 'crash-leaves-only-pins 7'],
  'crash under cgroup': [13, 15, 'crash-leaves-only-pins 7'],
  'crash-links under tcx': [16, 23],
  'crash-links under cgroup': [16, 21],
  'crash-link-inspected under tcx': [6, 11, 'crash-leaves-only-pins 2'],
  'crash-link-inspected under cgroup': [6, 11, 'crash-leaves-only-pins 2'],
  'crash-link-queried under tcx': [6, 11],
  'crash-link-queried under cgroup': [6, 11],
  'detach-by-place under tcx': [3, 9, 'removes-what-was-meant 1', 'ends-where-wanted 2', 'programs-are-left-alone 2'],
  'detach-by-name under tcx': [3, 9],
  'detach-by-place-retry under tcx': [3, 11, 'ends-where-wanted 2', 'programs-are-left-alone 2'],
  'detach-by-place-revision under tcx': [3, 9, 'ends-where-wanted 1', 'programs-are-left-alone 1'],
  'handover-by-detach under tcx': [3, 7, 'ends-where-wanted 1'],
  'handover-by-detach under cgroup': [3, 7, 'ends-where-wanted 1'],
  'handover-by-close under tcx': [3, 6],
  'handover-by-close under cgroup': [3, 6],
  'late-update under tcx': [3, 7, 'removes-what-was-meant 1'],
  'late-update under cgroup': [3, 7, 'removes-what-was-meant 1'],
  'late-update-checked under tcx': [3, 7],
  'late-update-checked under cgroup': [3, 7],
  'link-taken-by-id under tcx': [3, 7, 'ends-where-wanted 2', 'links-are-left-alone 3'],
  'link-taken-by-id under cgroup': [3, 7, 'ends-where-wanted 2', 'links-are-left-alone 3'],
  'link-taken-by-id-update under tcx': [
    3,
    7,
    'removes-what-was-meant 1',
    'ends-where-wanted 3',
    'links-are-left-alone 3',
    'no-gap 1',
  ],
  'link-taken-by-id-update under cgroup': [
    3,
    7,
    'removes-what-was-meant 1',
    'ends-where-wanted 3',
    'links-are-left-alone 3',
    'no-gap 1',
  ],
  'link-taken-by-id-unprivileged under tcx': [2, 4],
  'link-taken-by-id-unprivileged under cgroup': [2, 4],
  'links-among-programs under tcx': [84, 109],
  'links-among-programs under cgroup': [84, 91],
  'neighbours under tcx': [12864, 945],
  'neighbours under cgroup': [12864, 945],
  'neighbours-without-links under tcx': [12864, 961, 'ends-where-wanted 4309', 'programs-are-left-alone 530'],
  'neighbours-without-links under cgroup': [12864, 961, 'ends-where-wanted 4309', 'programs-are-left-alone 530'],
  'override-shutdown under cgroup': [
    2,
    5,
    'removes-what-was-meant 1',
    'ends-where-wanted 1',
    'programs-are-left-alone 1',
  ],
  'override-shutdown-multi under cgroup': [2, 4],
  'override-shutdown-revision under cgroup': [2, 5, 'programs-are-left-alone 1'],
  'restart under tcx': [3, 6, 'crash-leaves-only-pins 3', 'one-version 3'],
  'restart under cgroup': [3, 6, 'crash-leaves-only-pins 3', 'one-version 3'],
  'restart-pinned-created under tcx': [4, 8, 'one-version 4'],
  'restart-pinned-created under cgroup': [4, 8, 'one-version 4'],
  'restart-pinned under tcx': [5, 10],
  'restart-pinned under cgroup': [5, 10],
  'restart-unpinned under tcx': [4, 10, 'no-gap 4'],
  'restart-unpinned under cgroup': [4, 8, 'no-gap 4'],
  'retry-too-few under tcx': [16, 47, 'gets-through 2'],
  'retry-too-few under cgroup': [16, 47, 'gets-through 2'],
  'retry-enough under tcx': [16, 51],
  'retry-enough under cgroup': [16, 51],
  'revision-starts-over under tcx': [16, 51, 'acts-on-seen-list 1'],
  'revision-starts-over under cgroup': [16, 41],
  'revision-counts-on under tcx': [16, 41],
  'revision-held-by-link under tcx': [16, 41],
  'revision-held-by-link under cgroup': [16, 41],
  'revision-starts-over-removed under tcx': [
    6,
    14,
    'acts-on-seen-list 1',
    'removes-what-was-meant 1',
    'ends-where-wanted 1',
    'programs-are-left-alone 3',
  ],
  'stale-priority under tcx': [3, 7, 'ends-where-wanted 3', 'programs-are-left-alone 3'],
  'stale-priority under cgroup': [3, 7, 'ends-where-wanted 3', 'programs-are-left-alone 3'],
  'stale-priority-cleared under tcx': [4, 11, 'ends-where-wanted 4', 'programs-are-left-alone 4'],
  'stale-priority-cleared under cgroup': [4, 11, 'ends-where-wanted 4', 'programs-are-left-alone 4'],
  'stale-priority-links-first under tcx': [4, 9, 'ends-where-wanted 4'],
  'stale-priority-links-first under cgroup': [4, 9, 'ends-where-wanted 4'],
  'stale-priority-links under tcx': [5, 11],
  'stale-priority-links under cgroup': [5, 11],
  'two-first under tcx': [2, 5, 'ends-where-wanted 2'],
  'two-first under cgroup': [2, 5, 'ends-where-wanted 2'],
  'ranked-unchecked under tcx': [30, 66, 'lands-where-wanted 17', 'ends-where-wanted 19'],
  'ranked-unchecked under cgroup': [30, 66, 'lands-where-wanted 17', 'ends-where-wanted 19'],
  'ranked under tcx': [88, 125],
  'ranked under cgroup': [88, 125],
  'two-first-pinned under rfc-v2': [2, 5],
  'two-first-revision under tcx': [6, 18, 'ends-where-wanted 6'],
  'two-first-revision under cgroup': [6, 18, 'ends-where-wanted 6'],
  'update-beside-preorder under cgroup-6.17': [2, 5, 'links-are-left-alone 1'],
  'update-beside-preorder-fixed under cgroup': [2, 4],
  'update-by-detach-and-attach under tcx': [10, 23, 'ends-where-wanted 1', 'no-gap 10'],
  'update-by-detach-and-attach under cgroup': [10, 23, 'ends-where-wanted 1', 'no-gap 10'],
  'update-by-attach-and-detach under tcx': [6, 19, 'one-version 6'],
  'update-by-attach-and-detach under cgroup': [6, 19, 'one-version 6'],
  'update-by-link under tcx': [3, 8],
  'update-by-link under cgroup': [3, 8],
  'update-by-replace under tcx': [3, 11],
  'update-by-replace under cgroup': [3, 11],
};

/** The properties that a scenario breaks under a semantics; nothing where that has no words for it. */
function toldUnder(scenario: Scenario, semantics: Profile): readonly string[] | undefined {
  try {
    const { properties } = searchAll(raceOf(scenario, semantics));
    return properties.flatMap(({ id, example }) => (example === undefined ? [] : [id])).toSorted();
  } catch (error) {
    if (error instanceof DoesNotApply) return undefined;
    throw error;
  }
}

/** Every way to go on from a state, one step at a time and without taking any two ways together. */
function* waysFrom(
  race: Race,
  state: RaceState,
): Generator<{ readonly events: readonly RaceEvent[]; readonly end: RaceState }> {
  const open = race.choices(state);
  if (open.length === 0) yield { events: [], end: state };
  for (const choice of open) {
    const { state: next, event } = race.take(state, choice);
    for (const { events, end } of waysFrom(race, next)) yield { events: [event, ...events], end };
  }
}

const allWays = (race: Race) => [...waysFrom(race, race.prepare(race.begin()).state)];

/** The properties that an interleaving breaks, each judged on its own. */
const brokenAlong = (race: Race, { events, end }: ReturnType<typeof allWays>[number]) =>
  race.properties
    .filter((property) => !events.every(({ fact }) => property.holds(fact)) || !property.holds(race.end(end)))
    .map(({ id }) => id);

describe('the scenarios that come with the package', () => {
  test.each(RACES.map((race) => [`${race.scenario.name} under ${race.semantics.name}`, race] as const))(
    '%s',
    (name, race) => {
      const searched = searchAll(race);
      const { interleavings, states, properties } = searched;
      expect([Number(interleavings), states, ...broken(searched)]).toEqual(PINNED[name]);
      const found = properties.filter(({ example }) => example !== undefined).map(({ id }) => id);
      expect(found.toSorted()).toEqual(expectedToBreak(race.scenario as Scenario, race.semantics).toSorted());
    },
  );
  test.each(Object.entries(TOLD))('come out as they say under %s too, where they can be told', (name, told) => {
    const semantics = profileNamed(name);
    const found = shippedScenarios().flatMap((scenario) => {
      const isOfHook = scenario.hooks.includes(semantics.uapi.hook as 'tcx');
      const ids = isOfHook ? toldUnder(scenario, semantics) : undefined;
      return ids === undefined ? [] : [[scenario, ids] as const];
    });
    for (const [scenario, ids] of found)
      expect([scenario.name, ...ids]).toEqual([scenario.name, ...expectedToBreak(scenario, semantics).toSorted()]);
    expect(found.length).toBe(told);
  });
  test('are called as their files are, and each variant varies one that is there', () => {
    const files = readdirSync(new URL('../../scenarios', import.meta.url)).flatMap((file) =>
      file.endsWith('.json') ? [file.replace('.json', '')] : [],
    );
    expect(
      shippedScenarios()
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(files.toSorted());
  });
  test('have a variant in which nothing is broken, but for one weakness that has no remedy', () => {
    const clean = (name: string) =>
      RACES.filter(({ scenario }) => scenario.name === name).every((race) => broken(searchAll(race)).length === 0);
    const weak = shippedScenarios().filter(({ name, variantOf }) => variantOf === undefined && !clean(name));
    const helpless = weak.filter(
      ({ name }) => !shippedScenarios().some((each) => each.variantOf === name && clean(each.name)),
    );
    expect(helpless.map(({ name }) => name)).toEqual(['ancestor-changes']);
  });
  test('are kept as traces for every property that is broken (npm run docs)', () => {
    const root = new URL('../../traces/races/', import.meta.url);
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
    const traces = recordedRaces();
    expect(files.toSorted()).toEqual([...traces.keys()].toSorted());
    for (const [file, trace] of traces) expect(readFileSync(new URL(file, root), 'utf8')).toBe(formatTrace(trace));
  });
  test('come out so on the model of each semantics too', () => {
    for (const [file, trace] of recordedRaces()) {
      const { steps } = replayTrace(trace, modelNamed(trace.profile).create());
      expect([file, ...steps.flatMap(({ differences }) => differences)]).toEqual([file]);
    }
  });
  test('put every property to the test', () => {
    const tested = new Set(
      RACES.flatMap((race) =>
        searchAll(race)
          .properties.filter((each) => each.tested > 0)
          .map(({ id }) => id),
      ),
    );
    expect([...tested].toSorted()).toEqual(RACE_PROPERTIES.map(({ id }) => id).toSorted());
  });
});

describe('what is counted', () => {
  /** Those that can be gone through in a moment. */
  const FEW = RACES.filter((race) => searchAll(race).interleavings < 1000n);
  test('is what one finds by going through every interleaving on its own', () => {
    for (const race of FEW) {
      const ways = allWays(race);
      const { interleavings, properties } = searchAll(race);
      expect([race.scenario.name, ways.length]).toEqual([race.scenario.name, Number(interleavings)]);
      const counted = properties.map(({ id, brokenIn }) => [id, Number(brokenIn)]);
      const all = ways.map((way) => brokenAlong(race, way));
      expect(counted).toEqual(RACE_PROPERTIES.map(({ id }) => [id, all.filter((ids) => ids.includes(id)).length]));
    }
  });
  test('the shortest example is as short as the shortest interleaving that breaks the property', () => {
    for (const race of FEW)
      for (const { id, example } of searchAll(race).properties.filter((each) => each.example !== undefined)) {
        const property = race.properties.find((each) => each.id === id)!;
        const lengths = allWays(race).map(({ events, end }) => {
          const at = events.findIndex(({ fact }) => !property.holds(fact));
          if (at !== -1) return at + 1;
          return property.holds(race.end(end)) ? Number.POSITIVE_INFINITY : events.length;
        });
        expect([race.scenario.name, id, example!.length]).toEqual([race.scenario.name, id, Math.min(...lengths)]);
      }
  });
});

/** A scenario of agents that attach, query and detach, and are never refused for good. */
const STEPS = fc.constantFrom<object>(
  { do: 'query' },
  { do: 'detach', prog: 'A', refused: 'go on' },
  { do: 'attach', prog: 'A', place: 'first', refused: 'go on' },
  { do: 'attach', prog: 'B', place: { before: 'A' }, revision: 'seen', refused: 'go on' },
  { do: 'attach', prog: 'B', replace: 'seen last', refused: 'go on' },
  { do: 'detach', place: 'last', revision: 'seen', refused: 'go on' },
);
const PROGRAMS = fc.array(fc.array(STEPS, { maxLength: 3 }), { minLength: 1, maxLength: 3 });

const scenarioOf = (programs: readonly (readonly object[])[]) =>
  parseScenario('test', {
    format: 'mprog-race',
    version: 1,
    name: 'test',
    story: 'A test.',
    why: 'A test.',
    hooks: ['tcx', 'cgroup'],
    agents: programs.map((steps, index) => ({
      name: `agent-${index + 1}`,
      programs: index === 0 ? { A: 'A', B: 'B' } : {},
      steps,
    })),
  }) as Scenario;

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));

describe('interleavings', () => {
  test('are as many as there are merges of the programs', () => {
    fc.assert(
      fc.property(PROGRAMS, fc.constantFrom(tcx, cgroup), (programs, semantics) => {
        const { interleavings } = searchAll(raceOf(scenarioOf(programs), semantics));
        const lengths = programs.map((steps) => steps.length);
        const merges = factorial(lengths.reduce((sum, each) => sum + each, 0));
        expect(Number(interleavings)).toBe(lengths.reduce((left, each) => left / factorial(each), merges));
      }),
      { numRuns: 60 },
    );
  });
  test('are merges of the programs, and tell what each agent does in its order', () => {
    fc.assert(
      fc.property(PROGRAMS, fc.infiniteStream(fc.nat()), (programs, picks) => {
        const scenario = scenarioOf(programs);
        const race = raceOf(scenario, tcx);
        const path: Choice[] = [];
        let { state } = race.prepare(race.begin());
        for (let open = race.choices(state); open.length > 0; open = race.choices(state)) {
          const choice = open[picks.next().value! % open.length]!;
          path.push(choice);
          state = race.take(state, choice).state;
        }
        const { events } = tell(race, path);
        for (const { name, steps } of scenario.agents)
          expect(events.filter(({ agent }) => agent === name).map(({ step }) => step)).toEqual(steps);
      }),
      { numRuns: 60 },
    );
  });
  test('have a crash in front of every step, and none', () => {
    const scenario = scenarioOf([[{ do: 'query' }, { do: 'query' }, { do: 'query' }]]);
    const mortal = {
      ...scenario,
      agents: scenario.agents.map((agent) => ({ ...agent, crashes: 'anywhere' as const })),
    };
    expect(searchAll(raceOf(mortal, tcx)).interleavings).toBe(4n);
  });
  test('of an agent that starts after another are those in which it does', () => {
    const scenario = scenarioOf([[{ do: 'query' }, { do: 'query' }], [{ do: 'query' }]]);
    const [first, second] = scenario.agents;
    const later = { ...scenario, agents: [first!, { ...second!, starts: { after: first!.name } }] };
    expect(searchAll(raceOf(later, tcx)).interleavings).toBe(1n);
  });
});

/** What an agent may do that knows nothing of links, at either of two hooks and in every mode. */
const LINKLESS = fc
  .record({
    step: fc.constantFrom<object>(
      { do: 'query' },
      { do: 'detach', prog: 'seen first' },
      { do: 'detach', prog: 'L' },
      { do: 'detach', place: 'first' },
      { do: 'attach', prog: 'A', place: 'first', flags: ['PREORDER'] },
      { do: 'attach', prog: 'A', mode: 'OVERRIDE' },
      { do: 'attach', prog: 'B', mode: 'NONE' },
      { do: 'attach', prog: 'B', replace: 'seen last' },
      { do: 'attach', prog: 'B', replace: 'L', revision: 'seen' },
    ),
    hook: fc.constantFrom('parent', 'child'),
  })
  .map(({ step, hook }) => ({ ...step, hook, ...('do' in step && step.do === 'query' ? {} : { refused: 'go on' }) }));

/** An agent with links, and two without. */
function besideLinks(semantics: Profile, first: readonly object[], second: readonly object[]): RaceResults {
  const levels = semantics === cgroup ? 2 : 1;
  const plain = (steps: readonly object[]) =>
    levels === 2
      ? steps
      : steps.map((step) => ({ ...step, hook: 'ingress', ...('flags' in step ? { flags: [] } : {}) }));
  const at = levels === 2 ? { hook: 'parent' } : {};
  const scenario = parseScenario('test', {
    format: 'mprog-race',
    version: 1,
    name: 'test',
    story: 'A test.',
    why: 'A test.',
    hooks: [semantics.uapi.hook],
    levels,
    agents: [
      {
        name: 'owner',
        programs: { L: 'L', M: 'M' },
        setup: [{ do: 'link create', link: 'L1', prog: 'L', ...at }],
        steps: [
          { do: 'link update', link: 'L1', prog: 'M' },
          { do: 'link create', link: 'L2', prog: 'L', ...at, refused: 'go on' },
        ],
      },
      { name: 'one', programs: { A: 'A', B: 'B' }, steps: plain(first) },
      { name: 'two', steps: plain(second) },
    ],
  });
  return searchAll(raceOf(scenario, semantics));
}

describe('whatever agents without links do', () => {
  const STEPS_OF_TWO = [fc.array(LINKLESS, { maxLength: 4 }), fc.array(LINKLESS, { maxLength: 2 })] as const;
  test.each([tcx, cgroup])('one with links is not disturbed, and expected revisions are kept ($name)', (semantics) => {
    let tested = 0;
    fc.assert(
      fc.property(...STEPS_OF_TWO, (first, second) => {
        const { properties } = besideLinks(semantics, first, second);
        const of = (id: string) => properties.find((each) => each.id === id)!;
        tested += of('links-are-left-alone').tested;
        expect([of('links-are-left-alone').brokenIn, of('acts-on-seen-list').brokenIn]).toEqual([0n, 0n]);
      }),
      { numRuns: 80 },
    );
    expect(tested).toBeGreaterThan(300);
  });
});

describe('a semantics with a fault breaks what the fault is about', () => {
  const brokenUnder = (scenario: string, rule: string, semantics = tcx) =>
    broken(searchAll(raceOf(scenarioNamed(scenario), withoutRule(semantics, rule))));
  test('an attach that ignores the expected revision acts on a list that was not seen', () => {
    expect(brokenUnder('ranked', 'attach/stale-revision')).toEqual([
      'acts-on-seen-list 24',
      'lands-where-wanted 17',
      'ends-where-wanted 19',
    ]);
  });
  test('a REPLACE that takes the slot of a link disturbs its owner', () => {
    expect(brokenUnder('stale-priority-links', 'attach/target-owned-by-link')).toEqual([
      'ends-where-wanted 5',
      'links-are-left-alone 5',
    ]);
  });
  test('a cgroup whose link update ignores the old program swaps another than was meant', () => {
    expect(brokenUnder('late-update-checked', 'link-update/old-mismatch', cgroup)).toEqual([
      'removes-what-was-meant 3',
    ]);
  });
  test('as first merged, there is no revision of an empty hook to expect', () => {
    expect(broken(searchAll(raceOf(scenarioNamed('ranked'), mprogFirstMerge)))).toEqual([
      'lands-where-wanted 14',
      'ends-where-wanted 16',
    ]);
  });
});

describe('a property', () => {
  test('of crashes is broken where a crash takes the program of another', () => {
    const list = (...progs: string[]) => ({
      ingress: {
        is: 'list' as const,
        revision: 2,
        count: progs.length,
        slots: progs.map((prog) => ({ prog, link: 'none' })),
      },
    });
    const crash: Move = {
      is: 'move',
      agent: 'one',
      party: 'one',
      belongings: { owners: { A: 'one', B: 'two' }, versions: { A: 'A', B: 'B' } },
      request: undefined,
      outcome: 'ok',
      seen: undefined,
      expecting: false,
      denied: undefined,
      again: false,
      pinned: [],
      meant: undefined,
      placed: undefined,
      crash: 'crashed',
      programs: ['A'],
      before: list('A', 'B'),
      after: list('A'),
      gone: [],
    };
    const held = RACE_PROPERTIES.filter((property) => property.sometimes(crash)).map((property) => [
      property.id,
      property.holds(crash),
    ]);
    expect(held).toEqual([
      ['programs-are-left-alone', false],
      ['crash-leaves-only-pins', false],
      ['crash-takes-only-own', false],
    ]);
  });
  test('says where it was promised, or why it would be taken for granted', () => {
    for (const property of RACE_PROPERTIES) expect('source' in property !== 'why' in property).toBe(true);
  });
});

describe('a sequence diagram', () => {
  test('has a lifeline for each agent and the hook, and the list after every change', () => {
    const race = raceOf(scenarioNamed('revision-starts-over'), tcx);
    const { example } = searchAll(race).properties.find(({ id }) => id === 'acts-on-seen-list')!;
    expect(textDiagram(race, tell(race, example!))).toEqual([
      'owner   other   careful                                        ingress',
      '  │       │        │                                           │  (empty) rev 1',
      '  ├───────┼────────┼─ attach A ───────────────────────────────▶│  ok       A rev 2',
      '  │       │        │                                           │  ┄┄ the race begins',
      '  │       │        ├─ query ──────────────────────────────────▶│  A rev 2',
      '  ├───────┼────────┼─ detach A ───────────────────────────────▶│  ok       (empty) rev 1',
      '  │       ├────────┼─ attach B ───────────────────────────────▶│  ok       B rev 2',
      '  │       │        ├─ attach C  BEFORE none  expecting rev 2 ─▶│  ok       C B rev 3',
    ]);
  });
});
