import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkVariant, checkVariantFully } from '../../checker/fast-path/check.ts';
import { SOUND } from '../../checker/fast-path/design.ts';
import { linesOf } from '../../checker/fast-path/interleaving.ts';
import { ACTORS, begin, canStep, isOver, machineOf, step } from '../../checker/fast-path/machine.ts';
import { Paths } from '../../checker/fast-path/paths.ts';
import { PROPERTIES, PROPERTY_IDS } from '../../checker/fast-path/properties.ts';
import { describeScenario, scenariosOf } from '../../checker/fast-path/scenario.ts';
import { interleavingsOf } from '../../checker/fast-path/space.ts';
import { AT, copyOf, keyOf, listIn, type State } from '../../checker/fast-path/state.ts';
import { VARIANTS, variantNamed } from '../../checker/fast-path/variants.ts';
import type { Breach, VariantVerdict } from '../../checker/fast-path/verdict.ts';
import { isOneList } from '../../checker/fast-path/walk.ts';
import { WITNESSES } from '../../checker/fast-path/witnesses.ts';
import { exploreAll } from '../../checker/search/explore.ts';

const H = 'held' as const;

/** Steps of the shortest interleaving that breaks a property, in the order of PROPERTY_IDS. */
const STANDING: Readonly<Record<string, readonly (number | typeof H)[]>> = {
  //                                    one list, never freed, never mixed, terminator, array
  sound: [H, H, H, H, H],
  'no-synchronize-rcu': [14, H, 13, 13, H],
  'no-synchronize-rcu-immediate-free': [14, 6, 13, 13, H],
  'no-synchronize-rcu-third-array': [H, H, H, H, H],
  'wait-only-for-removal': [14, H, 13, 17, H],
  'wait-before-publish': [16, H, 15, 15, H],
  'put-before-wait': [H, H, H, H, H],
  'put-before-wait-immediate-free': [H, 6, H, H, H],
  'put-before-publish': [H, 6, H, H, H],
  'immediate-free': [H, 6, H, H, H],
  'immediate-free-replace-waits': [H, H, H, H, H],
  'edit-active-in-place': [7, H, 6, 6, H],
  'room-from-its-place': [17, 22, H, H, H],
  'publish-before-copy': [4, 15, 7, 7, H],
  'publish-before-edit': [8, H, H, 10, H],
  'terminator-late': [14, 12, 7, 12, H],
  'replace-tears': [4, H, H, 6, H],
  'fetch-every-slot': [13, H, 12, 12, H],
  'no-room-for-the-terminator': [H, H, H, H, 26],
};

const named = (id: string) => variantNamed(id)!;
const standing = ({ breaches }: VariantVerdict) =>
  PROPERTY_IDS.map((id) => breaches.find(({ property }) => property === id)?.path.length ?? H);
const page = readFileSync(new URL('../../docs/fast-path.md', import.meta.url), 'utf8');

describe('the sound design, with two readers', () => {
  const verdict = checkVariantFully(named('sound'));

  test('holds every property in every interleaving of every scenario', () => {
    const { result, scenarios, states, transitions, depth, interleavings } = verdict;
    expect({ result, scenarios, states, transitions, depth, interleavings }).toEqual({
      result: 'held',
      scenarios: 63,
      states: 142_076,
      transitions: 377_528,
      depth: 39,
      interleavings: 76_368_843_681_808n,
    });
  });
  test('sees every witness', () => {
    expect(WITNESSES.filter(({ id }) => verdict.witnesses[id] === 0)).toEqual([]);
  });
  test('is explored the same way again', () => {
    expect(checkVariantFully(named('sound'))).toEqual(verdict);
  });
  test('is the same with the readers told apart, which has more states and as many interleavings', () => {
    const { states, interleavings, result, witnesses } = checkVariantFully(named('sound'), { symmetry: false });
    expect({ states, interleavings, result, witnesses }).toEqual({
      states: 263_751,
      interleavings: verdict.interleavings,
      result: 'held',
      witnesses: verdict.witnesses,
    });
  });
  test('is inconclusive when a bound is hit or the run is interrupted', () => {
    const bounded = checkVariantFully(named('sound'), { limits: { states: 100 } });
    expect([bounded.result, bounded.bound, bounded.interleavings]).toEqual([
      'inconclusive',
      'the bound of 100 states in one scenario was hit',
      undefined,
    ]);
    const check = checkVariant(named('sound'));
    check.next();
    const stopped = check.next(true);
    expect(stopped.value).toMatchObject({ result: 'inconclusive', interrupted: true });
  });
});

describe('what breaks', () => {
  test('every variant is pinned', () => {
    expect(VARIANTS.map(({ id }) => id)).toEqual(Object.keys(STANDING));
  });
  test('every property is broken by a variant, and no two properties by the same ones', () => {
    const brokenBy = PROPERTY_IDS.map((_, index) =>
      Object.keys(STANDING)
        .filter((id) => STANDING[id]![index] !== H)
        .join(),
    );
    expect(brokenBy).not.toContain('');
    expect(new Set(brokenBy).size).toBe(PROPERTY_IDS.length);
  });
  test.each(Object.entries(STANDING))('with two readers, on the page: %s', (id, expected) => {
    const row = page.split('\n').find((line) => line.startsWith(`| \`${id}\``))!;
    const cells = row.split(' | ').slice(2);
    expect(cells.map((cell) => Number(/after (\d+)/.exec(cell)?.[1] ?? Number.NaN) || H)).toEqual(expected);
  });
  test.each(Object.entries(STANDING))('with one reader as with two: %s', (id, expected) => {
    expect(standing(checkVariantFully(named(id), { readers: 1, count: false }))).toEqual(expected);
  });
});

describe('the review question: is bpf_prog_put without synchronize_rcu in order, as it defers the free?', () => {
  const breachesOf = (id: string) => checkVariantFully(named(id), { readers: 1, count: false }).breachesByScenario;
  const kinds = ({ machine }: Breach) => machine.scenario.updates.map(({ kind }) => kind);

  test('without the wait a reader can skip a program that is attached all the time', () => {
    const verdict = checkVariantFully(named('no-synchronize-rcu'), { readers: 1, count: false });
    const breach = verdict.breaches.find(({ property }) => property === 'one-list-that-existed')!;
    expect(describeScenario(breach.machine.scenario)).toBe('the list A; insert X at 0; insert Y at 0');
    expect(breach.what).toBe('the walk saw X; in force meanwhile: A, then X A');
    const lines = linesOf(breach.machine, breach.path);
    expect(lines.slice(7).map(({ who, what }) => `${who}: ${what}`)).toEqual([
      'reader 2: fetches the active array: a',
      'updater: publishes b',
      'updater: commits: revision 2',
      'updater: copies X from b[0] to a[0]',
      'reader 2: loads a[0]: X',
      'reader 2: runs X',
      'reader 2: loads a[1]: the terminator; has seen X',
    ]);
  });
  test('what it sees wrong takes two updates that both write a peer', () => {
    for (const breach of breachesOf('no-synchronize-rcu')) expect(kinds(breach)).not.toContain('replace');
  });
  test('a free that is not deferred breaks the sound design by replacements only', () => {
    const breaches = breachesOf('immediate-free');
    expect(breaches.length).toBeGreaterThan(0);
    for (const breach of breaches) expect(kinds(breach)).toContain('replace');
  });
  test('a free that is not deferred breaks removals too without the wait', () => {
    const freed = breachesOf('no-synchronize-rcu-immediate-free').filter(({ property }) => property === 'never-freed');
    expect(freed.some((breach) => !kinds(breach).includes('replace'))).toBe(true);
  });
});

describe('the machine', () => {
  test('does to a list what the updates say, when everybody has come to the end', () => {
    const wrong = VARIANTS.filter(({ design }) =>
      scenariosOf(design.capacity).some((scenario) => {
        const last = inOneGo(machineOf(design, scenario, 1));
        expect(isOver(machineOf(design, scenario, 1), last)).toBe(true);
        return listIn(last, last[AT.ACTIVE]!).join() !== scenario.lists[2].join();
      }),
    );
    expect(wrong.map(({ id }) => id)).toEqual(['room-from-its-place']);
  });
  test('never stops before everybody has come to the end', () => {
    const scenario = scenariosOf(3).find((each) =>
      describeScenario(each).startsWith('the list A B; remove A; remove'),
    )!;
    const machine = machineOf(SOUND, scenario);
    const ends: State[] = [];
    const watched = { ...interleavingsOf(machine, { look: () => {}, edge: () => {} }, true) };
    const states = new Map([[keyOf(begin(machine)), begin(machine)]]);
    for (const state of states.values()) {
      const actors = ACTORS.filter((actor) => canStep(machine, state, actor));
      if (actors.length === 0) ends.push(state);
      for (const actor of actors) {
        const next = copyOf(state);
        step(machine, next, actor);
        if (!states.has(keyOf(next))) states.set(keyOf(next), next);
      }
    }
    expect(ends.length).toBeGreaterThan(0);
    expect(ends.every((state) => isOver(machine, state))).toBe(true);
    expect(exploreAll(watched).states).toBeLessThan(states.size);
  });
});

/** Lets the updater run to its end, then RCU, then the reader. */
function inOneGo(machine: ReturnType<typeof machineOf>): State {
  const state = begin(machine);
  const order = [0, 3, 4, 5, 6, 1, 2] as const;
  for (;;) {
    const actor = order.find((each) => canStep(machine, state, each));
    if (actor === undefined) return state;
    step(machine, state, actor);
  }
}

describe('the parts', () => {
  test('a replacement lets a walk see the old or the new program, slot by slot, and an insertion does not', () => {
    const replacing = scenariosOf(3).find(
      (each) => describeScenario(each) === 'the list A B; replace A by X; replace B by Y',
    )!;
    for (const walk of [
      [1, 2],
      [3, 2],
      [1, 4],
      [3, 4],
    ])
      expect(isOneList(replacing, walk, 0, 2)).toBe(true);
    expect(isOneList(replacing, [1, 4], 0, 1)).toBe(false);
    expect(isOneList(replacing, [1], 0, 2)).toBe(false);
    const inserting = scenariosOf(3).find(
      (each) => describeScenario(each) === 'the list A; insert X at 0; insert Y at 0',
    )!;
    expect(isOneList(inserting, [1], 0, 1)).toBe(true);
    expect(isOneList(inserting, [3], 0, 2)).toBe(false);
    expect(isOneList(inserting, [1], 1, 2)).toBe(false);
  });
  test('paths are counted with two edges between the same nodes as two', () => {
    const paths = new Paths();
    for (const [from, to] of [
      [0, 1],
      [0, 2],
      [0, 2],
      [1, 3],
      [2, 3],
    ] as const)
      paths.edge(from, to);
    expect(paths.count()).toBe(3n);
  });
  test('every property and witness has a name of its own and a sentence', () => {
    const all = [...PROPERTIES, ...WITNESSES];
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    for (const { sentence } of all) expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(PROPERTIES.map(({ id }) => id)).toEqual([...PROPERTY_IDS]);
  });
});
