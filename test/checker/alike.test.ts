import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SpecTrialState, type TriedStep } from '../../checker/decide/trial-state.ts';
import { type Alike, withSameEffect, withSameState } from '../../checker/promises/alike.ts';
import { groundOf, type Noted } from '../../checker/promises/property-ground.ts';
import { type NumberedNode, States } from '../../checker/promises/property-states.ts';
import { propertyScopes } from '../../checker/requests/scopes.ts';
import { exploreAll } from '../../checker/search/explore.ts';
import { profileNamed } from '../../spec/families/profiles.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Law, Sighting } from '../../spec/properties/property.ts';
import type { Scope } from '../../spec/semantics.ts';

describe('steps that a property does not tell apart', () => {
  const rules = ['attach/append', 'attach/replace', 'detach/found'].map((id) => ({ id }));
  const states = [{ is: 1 }, { is: 2 }, { is: 3 }];
  const steps = fc
    .array(fc.tuple(fc.nat(rules.length - 1), fc.nat(states.length - 1)))
    .map((all) => all.map(([rule, state]) => ({ rule: rules[rule], state: states[state] }) as unknown as TriedStep));

  const holds = (
    all: readonly TriedStep[],
    alike: readonly Alike[],
    isSame: (a: TriedStep, b: TriedStep) => boolean,
  ) => {
    const firsts = all.filter((step, at) => all.findIndex((other) => isSame(step, other)) === at);
    expect(alike.map(({ first }) => all.indexOf(first))).toEqual(firsts.map((first) => all.indexOf(first)));
    for (const { first, times } of alike) expect(times).toBe(all.filter((step) => isSame(step, first)).length);
  };

  test('are each told by the first of them, in their order, with how many there are', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const effects = withSameEffect(all);
        holds(all, effects, (a, b) => a.rule === b.rule && a.state === b.state);
        holds(all, withSameState(effects), (a, b) => a.state === b.state);
      }),
    );
  });
});

/** What comes of asking about every step by itself, in the states that are there within a bound. */
function oneByOne(semantics: Profile, scope: Scope, limit: number): ReadonlyMap<string, readonly [number, number]> {
  const ground = groundOf(semantics, scope);
  const { exploration, initial } = ground;
  const noted = new Map<string, [number, number]>();
  const note = (id: string, isTested: boolean, isBroken: boolean) => {
    const [tested, broken] = noted.get(id) ?? [0, 0];
    noted.set(id, [tested + (isTested || isBroken ? 1 : 0), broken + (isBroken ? 1 : 0)]);
  };
  const keyOf = (state: typeof initial) => exploration.key(state, exploration.labels(state));
  exploreAll(
    {
      initial: () => ({ node: { state: initial, path: [], number: 0 } as NumberedNode, key: keyOf(initial) }),
      expand: ({ state, path }, emit) => {
        const sightings = semantics.properties.filter(({ kind }) => kind === 'sometimes') as Sighting[];
        const laws = semantics.properties.filter((each) => each.kind === 'step' && each.of === 'request') as Law[];
        const trial = new SpecTrialState(ground, state, path, exploration.labels(state), (_, facts) => {
          for (const law of laws) if (law.sometimes(facts)) note(law.id, true, !law.holds(facts));
          for (const sighting of sightings) sighting.seen(facts); // which fields it reads matters to all
        });
        for (const property of semantics.properties) {
          const { id, kind } = property;
          if (kind === 'always' && path.length === 0) note(id, property.sometimes(trial.world), false);
          for (const tried of trial.tried) {
            if (kind === 'step' && property.of === 'effect' && property.sometimes(tried))
              note(id, true, !property.holds(tried));
            if (kind === 'always' && tried.state !== state)
              note(id, property.sometimes(tried.after), !property.holds(tried.after));
          }
        }
        for (const { request, state: after } of trial.tried)
          if (after !== state && exploration.follows(after))
            emit(keyOf(after), () => ({ node: { state: after, path: [...path, request], number: 0 }, label: request }));
        return undefined;
      },
    },
    { states: limit },
  );
  return noted;
}

describe('properties that are asked once for alike steps', () => {
  test.each(['tcx', 'cgroup', 'xdp', 'freplace'])('are counted for %s as if each step had been asked', (name) => {
    const semantics = profileNamed(name);
    const limit = 12;
    for (const { scope } of propertyScopes(semantics).states) {
      const space = new States(semantics, scope, semantics.properties);
      exploreAll(space, { states: limit });
      const expected = oneByOne(semantics, scope, limit);
      const judged = space.counts().noted.filter(({ id }: Noted) => expected.has(id));
      expect(judged.length).toBeGreaterThan(0);
      for (const { id, tested, broken } of judged) expect([id, tested, broken]).toEqual([id, ...expected.get(id)!]);
    }
  });
});
