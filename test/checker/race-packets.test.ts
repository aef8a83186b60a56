import { describe, expect, test } from 'vitest';
import { profilesFor, raceOf } from '../../checker/races/racing.ts';
import { parseScenario, scenarioNamed } from '../../checker/races/read.ts';
import { searchAll } from '../../checker/races/search.ts';
import { raceTrace } from '../../checker/races/tell.ts';
import { verdictOf } from '../../checker/races/verdict.ts';
import { netkit, rfcV2 } from '../../spec/families/profiles.ts';
import type { Scenario } from '../../spec/families/slots/races/scenario.ts';

const ID = 'ends-seeing-packets';

/** Why a program sees no packet in the shortest interleaving, and in how many. */
function hidden(name: string, semantics = profilesFor(scenarioNamed(name))[0]!) {
  const race = raceOf(scenarioNamed(name), semantics);
  const { properties } = verdictOf(race, searchAll(race), 0);
  const { violatedIn, finding } = properties.find(({ id }) => id === ID)!;
  return [violatedIn, ...(finding?.because ?? [])];
}

describe('who sees packets in the end', () => {
  test.each([
    ['verdict-hides', '2', 'M (monitor) sees no packet: D (datapath) ends the walk with PASS'],
    ['verdict-hides-monitor-next', '1', 'M (monitor) sees no packet: D (datapath) ends the walk with PASS'],
    ['verdict-hides-unknown', '2', 'D (datapath) sees no packet: M (monitor) ends the walk with 3, which is not known'],
    ['verdict-hides-nobody', '0'],
    ['filter-hidden', '2', 'Q (monitor) sees no packet: D (datapath) ends the walk with PASS'],
    ['filter-hidden-unknown', '1', 'P (policy) sees no packet: D (datapath) ends the walk with 1, which is not known'],
    ['filter-hidden-moved', '0'],
  ])('%s: violated in %s interleavings', (name, ...told) => expect(hidden(name)).toEqual(told));
  test('at netkit it is the same', () => {
    expect(hidden('verdict-hides', netkit)).toEqual(hidden('verdict-hides'));
  });
  test('is not asked of a semantics that has no packets', () => {
    const race = raceOf(scenarioNamed('verdict-hides'), rfcV2);
    expect(() => searchAll(race)).toThrow('verdict-hides does not apply to rfc-v2: it has no operation run');
  });
});

const scenario = scenarioNamed('verdict-hides') as Scenario;

describe('an agent', () => {
  const withSecond = (second: object) => {
    const [first, other] = scenario.agents;
    return { ...scenario, agents: [first, { ...other, ...second }] };
  };
  const endOf = (made: object) => {
    const parsed = parseScenario('made', made);
    const race = raceOf(parsed, profilesFor(parsed)[0]!);
    return verdictOf(race, searchAll(race), 0).properties.find(({ id }) => id === ID)!;
  };
  test('that detaches what is in front lets the other see packets again, and sees none itself', () => {
    const gone = { steps: [{ do: 'detach', prog: 'M' }], programs: {}, returns: {}, sees: [] };
    expect(endOf(withSecond(gone)).result).toBe('held');
  });
  test('that takes the program of the other from the list hides it: it is not attached any more', () => {
    const setup = [{ do: 'attach', prog: 'M' }];
    const [first] = scenario.agents;
    const second = { name: 'other', steps: [{ do: 'detach', prog: 'M' }] };
    const made = { ...scenario, agents: [{ ...first, setup, steps: [] }, second] };
    expect(endOf(made).finding?.because).toEqual(['M (monitor) sees no packet: it is not attached any more']);
  });
  test.each([
    [{ returns: { M: 0 } }, 'agent datapath, returns.M: expected a program of the agent (D), found "M"'],
    [{ sees: ['M'] }, 'agent datapath, sees.0: expected a program of the agent (D), found "M"'],
    [{ filters: [{ prog: 'D', priority: 1 }] }, 'agent datapath, filters: expected no filters without "clsact": true'],
  ])('that speaks of packets wrongly is an error: %o', (second, message) => {
    expect(() => parseScenario('made', withSecond(second))).toThrow(message);
  });
  test('of a cgroup cannot speak of packets', () => {
    const made = { ...scenario, hooks: ['tcx', 'cgroup'], breaks: {} };
    expect(() => parseScenario('made', made)).toThrow('expected none in a scenario for cgroups');
  });
});

test('the trace of what is violated ends with the packet that shows it', () => {
  const race = raceOf(scenario, profilesFor(scenario)[0]!);
  const { example } = searchAll(race).properties.find(({ id }) => id === ID)!;
  expect(raceTrace(race, ID, example!).steps.at(-1)).toMatchObject({
    request: { op: 'run', hook: 'ingress' },
    expect: { outcome: 'ok', view: { is: 'packet', ran: ['D'], delivered: true, sender: 'ok' } },
  });
});
