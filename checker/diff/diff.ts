import type { Brought } from '../../spec/brought.ts';
import { type Profile, rulesOf } from '../../spec/profile.ts';
import { notPutToTest } from '../../spec/put-to-test.ts';
import type { ScopePair } from '../../spec/semantics.ts';
import type { Admission } from '../requests/admitting.ts';
import { asPart, type Run } from '../search/run.ts';
import { comparingOf } from './comparing.ts';
import { type AskedOf, againstOf, isFrom } from './diff-asked.ts';
import { foundTogether } from './diff-findings.ts';
import type { Diff } from './diff-group.ts';
import { type DiffProgress, diffScope, type ScopeDiff } from './diff-scope.ts';

export type { DiffProgress } from './diff-scope.ts';

/**
 * Compares two semantics in one scope after another; earlier scopes give the examples where they are as good. `admission`: by some requests
 * alone, as the first has them.
 */
export function* diff(
  a: Profile,
  b: Profile,
  scopes: readonly ScopePair[],
  admission?: Admission,
): Run<DiffProgress, Diff> {
  const parts: ScopeDiff[] = [];
  let [states, compared] = [0, 0];
  for (const scope of scopes) {
    const part = yield* asPart(diffScope(a, b, scope, admission), (at) => ({
      states: states + at.states,
      compared: compared + at.compared,
    }));
    parts.push(part);
    if (part.interrupted) break;
    states += part.states;
    compared += part.found.compared;
  }
  return diffOf(a, b, scopes, parts);
}

/** What the comparisons in some scopes come to, of which some may be missing. */
export function diffOf(
  a: Profile,
  b: Profile,
  scopes: readonly ScopePair[],
  found: readonly (ScopeDiff | undefined)[],
): Diff {
  const parts = found.filter((part) => part !== undefined);
  const comparing = comparingOf(a, b);
  const native = comparing.isNative(a.uapi, b.uapi);
  const asked = { a: parts.flatMap((part) => part.asked.a), b: parts.flatMap((part) => part.asked.b) };
  return {
    ...foundTogether(parts.map((part) => part.found)),
    runs: scopes.map((scope, index) => {
      const { states = 0, finished = false } = found[index] ?? {};
      return { ...scope, states, finished };
    }),
    states: parts.reduce((sum, { states }) => sum + states, 0),
    notes: native ? [] : [a, b].flatMap(({ name, uapi }) => noteOf(name, comparing.note(uapi))),
    neverFired: { a: neverFired(a, asked.a), b: neverFired(b, asked.b) },
    untested: { a: untested(a, b, asked.a), b: untested(b, a, asked.b) },
  };
}

/** The rules that decided no request, in the order of the tables. */
function neverFired(semantics: Profile, asked: readonly AskedOf[]): readonly string[] {
  const fired = new Set(asked.flatMap((each) => each.fired));
  return rulesOf(semantics).flatMap(({ id }) => (fired.has(id) ? [] : [id]));
}

/** What a semantics brought and nothing put to the test; nothing where the other one, made from it, has all of that too. */
function untested(semantics: Profile, other: Profile, asked: readonly AskedOf[]): readonly Brought[] {
  if (isFrom(other, semantics)) return [];
  const exercised = {
    situations: asked.flatMap(({ situations }) => situations),
    places: new Set(asked.flatMap(({ places }) => places)),
    kept: new Set(asked.flatMap(({ kept }) => kept)),
  };
  return notPutToTest(semantics, exercised, againstOf(semantics, other));
}

/** What is said differently to ask a semantics the same. */
function noteOf(name: string, note: string | undefined): readonly string[] {
  return note === undefined ? [] : [`${name}: ${note}`];
}
