import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { frameOver } from '../../checker/decide/frame.ts';
import { FrameTaker } from '../../checker/decide/frame-taker.ts';
import { comparingOf, diffScopes } from '../../checker/diff/comparing.ts';
import { choicesIn } from '../../checker/requests/choices.ts';
import { Decider } from '../../spec/decide/decider.ts';
import { PROFILES } from '../../spec/families/profiles.ts';
import { unsaid } from '../../spec/said.ts';
import type { Request, State } from '../../spec/semantics.ts';

/** The pairs of semantics that are asked requests as they are. */
const PAIRS = PROFILES.flatMap((a) =>
  PROFILES.filter((b) => a !== b && a.family === b.family && comparingOf(a, b).isNative(a.uapi, b.uapi)).flatMap(
    (b) => {
      const [scope] = diffScopes(a, b);
      return scope === undefined ? [] : [{ a, b, scope }];
    },
  ),
);

/**
 * Numbers that say of each request of a path which it is: of its operation, of its hook, and of an option for each field, of which the plain
 * one is the first.
 */
const NUMBER = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(200) });
const REQUEST = fc.tuple(fc.nat(20), fc.nat(5), fc.array(NUMBER, { minLength: 12, maxLength: 12 }));
const PATHS = fc.array(REQUEST, { minLength: 1, maxLength: 6 });

describe.each(PAIRS)('$a.name beside $b.name', ({ a, b, scope }) => {
  test('requests come to the same by their options as by what they say', () => {
    const { requests, universe, labels } = comparingOf(a, b).compare(a, b, scope);
    const sides = [a, b].map((semantics) => ({ semantics, own: new Decider(semantics), read: new Decider(semantics) }));
    const first = [a.family.initial(universe.a, a.keeping), b.family.initial(universe.b, b.keeping)];
    let [taken, changed] = [0, 0];

    const take = (
      states: readonly State[],
      [ofOp, ofHook, ofOptions]: readonly [number, number, readonly number[]],
    ): readonly State[] => {
      const op = requests.ops[ofOp % requests.ops.length]!;
      const hook = requests.hooks(op)[ofHook % requests.hooks(op).length]!;
      const levels = choicesIn(requests, states[0]!, op, hook, labels(states[0]!));
      if (levels.some(({ options }) => options.length === 0)) return states;
      const chosen = levels.map(({ options }, level) => ofOptions[level]! % options.length);
      const values = levels.map(({ field, options }, level) => [field, options[chosen[level]!]!.value]);
      const request = Object.assign(
        requests.vocabulary.blank(op, hook),
        Object.fromEntries(values),
      ) as unknown as Request;
      return sides.map(({ semantics, own, read }, which) => {
        const state = states[which]!;
        if (unsaid(semantics.uapi, request).length > 0) return state;
        const frame = frameOver(requests, own.of(op).table, state, hook, levels);
        const found = new FrameTaker(semantics, own, frame).take(request, chosen);
        const expected = read.take(state, request);
        expect([found.rule.id, found.at, found.view]).toEqual([expected.rule.id, expected.at, expected.view]);
        expect(found.after).toEqual(expected.after);
        expect(found.after === state).toBe(expected.after === state);
        taken += 1;
        if (found.after !== state) changed += 1;
        return found.after;
      });
    };

    fc.assert(fc.property(PATHS, (path) => void path.reduce(take, first)));
    expect(taken).toBeGreaterThan(100);
    expect(changed).toBeGreaterThan(0);
  });
});
