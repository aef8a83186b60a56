import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { profilesFor, raceOf } from '../../checker/races/racing.ts';
import { readScenario } from '../../checker/races/read.ts';
import { searchAll } from '../../checker/races/search.ts';
import { tell } from '../../checker/races/tell.ts';
import { verdictOf } from '../../checker/races/verdict.ts';
import { tcx } from '../../spec/families/profiles.ts';
import { expectedToBreak } from '../../spec/families/slots/races/race.ts';
import type { Scenario } from '../../spec/families/slots/races/scenario.ts';
import type { RaceState } from '../../spec/families/slots/races/state.ts';

const pathOf = (name: string) => new URL(`../cases/${name}.json`, import.meta.url).pathname;

/** What users ran into: interleavings, and what is broken in how many of them. */
const CASES = {
  '04b-device-made-again-race': [15, 'ends-where-wanted 3', 'no-gap 10'],
  '04c-cgroup-made-again-race': [15, 'ends-where-wanted 3', 'one-version 1', 'no-gap 10'],
  '07-reload-gap': [3, 'no-gap 3'],
  '07b-reload-gap-override': [2],
  '07c-reload-gap-both': [3, 'one-version 3'],
  '08-pin-out-of-sight': [1, 'one-version 1'],
  '11-two-filters-on-a-scope': [4, 'ends-where-wanted 1', 'programs-are-left-alone 2'],
} as const;

describe('a case from a public tracker', () => {
  test.each(Object.entries(CASES))('%s comes out as it says', (name, pinned) => {
    const scenario = readScenario(pathOf(name)) as Scenario;
    for (const semantics of profilesFor(scenario)) {
      const { interleavings, properties } = searchAll(raceOf(scenario, semantics));
      const broken = properties.filter(({ example }) => example !== undefined);
      expect([Number(interleavings), ...broken.map(({ id, brokenIn }) => `${id} ${brokenIn}`)]).toEqual(pinned);
      expect(broken.map(({ id }) => id).toSorted()).toEqual(expectedToBreak(scenario, semantics).toSorted());
    }
  });
  test('is tested if it is a race', () => {
    const races = readdirSync(new URL('../cases', import.meta.url)).filter((file) =>
      /^(04.*race|07|08-|11|12).*json$/.test(file),
    );
    expect(races.map((file) => file.replace('.json', '')).toSorted()).toEqual(
      [...Object.keys(CASES), '12-device-goes'].toSorted(),
    );
  });
});

describe('12-device-goes: the device is removed before or after a link is created on it', () => {
  const scenario = readScenario(pathOf('12-device-goes')) as Scenario;
  const race = raceOf(scenario, tcx);
  const searched = searchAll(race);
  test('in two interleavings: the create succeeds, or gives ENODEV; no list has a slot in the end', () => {
    expect(searched.interleavings).toBe(2n);
    const [first, second] = [
      [0, 1],
      [1, 0],
    ].map((order) =>
      tell(
        race,
        order.map((agent) => ({ agent, crash: false })),
      ),
    );
    const outcomes = ({ events }: NonNullable<typeof first>) => events.map(({ step, fact }) => [step.do, fact.outcome]);
    expect(outcomes(first!)).toEqual([
      ['link create', 'ok'],
      ['device remove', 'ok'],
    ]);
    expect(outcomes(second!)).toEqual([
      ['device remove', 'ok'],
      ['link create', 'ENODEV'],
    ]);
    for (const { events } of [first!, second!]) expect(events.at(-1)!.fact.after.ingress).toEqual({ is: 'nothing' });
    expect((first!.end as RaceState).spec.links.L1).toEqual({ is: 'defunct', prog: 'A' });
    expect((second!.end as RaceState).spec.links.L1).toEqual({ is: 'absent' });
  });
  test('nothing but ends-where-wanted is put to the test: it is violated where the agent got no error', () => {
    const { properties, result } = verdictOf(race, searched, 0);
    const touched = properties.filter(({ tested }) => tested > 0);
    expect(touched.map((each) => [each.id, each.result, each.violatedIn])).toEqual([
      ['ends-where-wanted', 'violated', '1'],
    ]);
    expect(result).toBe('violated');
  });
  test('an update of the link afterwards gives ENOLINK', () => {
    const { agents, ...rest } = scenario;
    const [agent, kubelet] = agents;
    const update = { do: 'link update', link: 'L1', prog: 'A', refused: 'give up' } as const;
    const longer: Scenario = { ...rest, agents: [{ ...agent!, steps: [...agent!.steps, update] }, kubelet!] };
    const later = raceOf(longer, tcx);
    const { events } = tell(
      later,
      [0, 1, 0].map((each) => ({ agent: each, crash: false })),
    );
    expect(events.at(-1)!.fact.outcome).toBe('ENOLINK');
  });
});
