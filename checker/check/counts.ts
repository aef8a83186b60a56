import { type Brought, nameOfBrought, propertiesBrought } from '../../spec/brought.ts';
import { groundOf, type Profile } from '../../spec/profile.ts';
import { lockstepProperties } from '../../spec/properties/property.ts';
import { notPutToTest } from '../../spec/put-to-test.ts';
import type { Situation } from '../../spec/situation.ts';
import type { Breach, Cases } from './obedience.ts';

/** What was counted while states were expanded. Plain data: it goes from one thread to another. */
export interface Counts {
  readonly transitions: number;
  /** How often each rule decided, and how often each property was put to the test. */
  readonly fired: Readonly<Record<string, number>>;
  readonly tested: Readonly<Record<string, number>>;
  readonly breaches: Readonly<Record<string, Breach>>;
  /** What says whether the changes of a proposal were put to the test. */
  readonly situations: readonly (readonly [string, Situation])[];
  readonly places: readonly string[];
  readonly kept: readonly string[];
}

const added = (all: readonly Readonly<Record<string, number>>[]) => {
  const sums: Record<string, number> = {};
  for (const each of all) for (const [name, times] of Object.entries(each)) sums[name] = (sums[name] ?? 0) + times;
  return sums;
};

/** The breaches of several portions: how many cases there are, and the first of them in the order of the states. */
function breachesOf(all: readonly Readonly<Record<string, Breach>>[]): Readonly<Record<string, Breach>> {
  const merged: Record<string, Breach> = {};
  for (const each of all)
    for (const [id, breach] of Object.entries(each)) {
      const known = merged[id];
      merged[id] =
        known === undefined
          ? breach
          : { ...bothCases(known, breach), otherwise: bothCases(known.otherwise, breach.otherwise) };
    }
  return merged;
}

function bothCases(one: Cases, other: Cases): Cases {
  const firsts = [one.first, other.first].filter((first) => first !== undefined);
  const earliest = firsts.toSorted((a, b) => a.state - b.state)[0];
  return { cases: one.cases + other.cases, ...(earliest === undefined ? {} : { first: earliest }) };
}

/** What several portions counted together. */
export function together(all: readonly Counts[]): Counts {
  return {
    transitions: all.reduce((sum, { transitions }) => sum + transitions, 0),
    fired: added(all.map(({ fired }) => fired)),
    tested: added(all.map(({ tested }) => tested)),
    breaches: breachesOf(all.map(({ breaches }) => breaches)),
    situations: all.flatMap(({ situations }) => situations),
    places: [...new Set(all.flatMap(({ places }) => places))],
    kept: [...new Set(all.flatMap(({ kept }) => kept))],
  };
}

/** The properties that a proposal brings and that no check asks, because they are not about states and steps alone. */
export function unaskedOf(semantics: Profile): readonly string[] {
  const properties = propertiesBrought(semantics);
  const asked = lockstepProperties({ properties }).map(({ id }) => id);
  return properties.flatMap(({ id }) => (asked.includes(id) ? [] : [id]));
}

/** The changes of a proposal that nothing put to the test, by name. */
export function untestedBy(semantics: Profile, { situations, places, kept, tested }: Counts): readonly string[] {
  const base = groundOf(semantics);
  if (base === undefined) return [];
  const untested: readonly Brought[] = notPutToTest(semantics, {
    situations,
    places: new Set(places),
    kept: new Set(kept),
  });
  const properties = propertiesBrought(semantics);
  const idle = lockstepProperties({ properties }).filter(({ id }) => tested[id] === 0);
  return [...untested.map(nameOfBrought), ...idle.map(({ id }) => `property ${id}`)];
}
