import { expect, test } from 'vitest';
import { Lockstep } from '../../checker/check/lockstep.ts';
import { mutantKilledAt, runOf } from '../../checker/mutate/kill.ts';
import type { Limits } from '../../checker/search/discovery.ts';
import { exploreAll } from '../../checker/search/explore.ts';
import { modelNamed } from '../../model/index.ts';
import { profileNamed } from '../../spec/families/profiles.ts';
import { once } from '../../spec/once.ts';
import { rulesOf, withoutRule } from '../../spec/profile.ts';
import type { Scope } from '../../spec/semantics.ts';
import type { Trace } from '../../traces/format.ts';
import { everFurther, type Shown } from '../support/ever-further.ts';
import { guidedBySuite } from '../support/guided.ts';
import { bare, isViolated } from '../support/known.ts';
import { SEARCHED } from '../support/searched.ts';

/** Many rules are of several profiles. */
const shown: Shown = new Map();

test.each(SEARCHED.filter(({ name }) => name !== 'tcx').map(({ name }) => name))(
  '%s has rules that would each be missed',
  { timeout: 300_000 },
  (name) => {
    const semantics = profileNamed(name);
    const guided = guidedBySuite(semantics);
    const runs = once(({ universe, steps }: Trace) =>
      runOf(
        semantics,
        universe,
        steps.map(({ request }) => request),
      ),
    );
    // The default scope comes last: it has the most states.
    const find = everFurther(semantics.family.mainScopes(semantics).toReversed(), shown);
    const known = new Map<Limits, Map<Scope, ReadonlySet<string>>>();
    const decidingIn = (scope: Scope, limits: Limits): ReadonlySet<string> => {
      const space = Lockstep.ofRules(semantics, scope, {});
      exploreAll(space, limits);
      return space.rulesSeen;
    };
    // A rule that is gone can be missed only where it decided something.
    const firedIn = (scope: Scope, limits: Limits): ReadonlySet<string> => {
      const those = known.get(limits) ?? new Map<Scope, ReadonlySet<string>>();
      const fired = those.get(scope) ?? decidingIn(scope, limits);
      known.set(limits, those.set(scope, fired));
      return fired;
    };
    const unnoticed = rulesOf(semantics).filter(({ id }) => {
      const without = withoutRule(semantics, id);
      const model = () => modelNamed(name).create();
      const wrong = {
        semantics: bare(without),
        model,
        rule: id,
        failsAt: (trace: Trace) => mutantKilledAt(runs(trace), semantics, without),
      };
      const search = () =>
        find(
          (scope, limits) => firedIn(scope, limits).has(id) && isViolated(wrong.semantics, model(), scope, limits),
          id,
        );
      return (guided(wrong) ?? search()) === undefined;
    });
    expect(unnoticed.map(({ id }) => id)).toEqual([]);
  },
);
