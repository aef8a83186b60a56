import { expect, test } from 'vitest';
import { checkAll } from '../../checker/check/check.ts';
import { mutantKilledAt, runOf } from '../../checker/mutate/kill.ts';
import type { Limits } from '../../checker/search/discovery.ts';
import { modelNamed } from '../../model/index.ts';
import { profileNamed } from '../../spec/families/profiles.ts';
import { once } from '../../spec/once.ts';
import { type Profile, rulesOf, withoutRule } from '../../spec/profile.ts';
import type { Scope } from '../../spec/semantics.ts';
import type { Trace } from '../../traces/format.ts';
import { everFurther } from '../support/ever-further.ts';
import { guidedBySuite } from '../support/guided.ts';
import { bare } from '../support/known.ts';
import { SEARCHED } from '../support/searched.ts';

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
    const find = everFurther(semantics.family.mainScopes(semantics).toReversed());
    const verdictOf = (of: Profile, scope: Scope, limits: Limits) =>
      checkAll(bare(of), modelNamed(name).create(), scope, { limits }).verdict;
    const known = new Map<Limits, Map<Scope, ReadonlySet<string>>>();
    // A rule that is gone can be missed only where it decided something.
    const firedIn = (scope: Scope, limits: Limits): ReadonlySet<string> => {
      const those = known.get(limits) ?? new Map<Scope, ReadonlySet<string>>();
      const { rules } = those.has(scope) ? { rules: [] } : verdictOf(semantics, scope, limits);
      const fired = those.get(scope) ?? new Set(rules.flatMap((each) => (each.fired > 0 ? [each.id] : [])));
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
          (scope, limits) => firedIn(scope, limits).has(id) && verdictOf(without, scope, limits).result === 'violated',
        );
      return (guided(wrong) ?? search()) === undefined;
    });
    expect(unnoticed.map(({ id }) => id)).toEqual([]);
  },
);
