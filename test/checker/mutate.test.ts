import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { check } from '../../checker/check/check.ts';
import { greedyCover } from '../../checker/mutate/cover.ts';
import { byCheck, bySuite, fates, type Killer, killedBy } from '../../checker/mutate/fates.ts';
import { judge } from '../../checker/mutate/judge.ts';
import { tallied } from '../../checker/mutate/report.ts';
import { resultOfDecision } from '../../checker/mutate/seen.ts';
import { Survey } from '../../checker/mutate/survey.ts';
import type { Limits } from '../../checker/search/discovery.ts';
import { exploreAll } from '../../checker/search/explore.ts';
import { othersOf, siblingsOf } from '../../cli/siblings.ts';
import { MutantRecord } from '../../cli/suites.ts';
import { SpecMachine } from '../../library/typed.ts';
import { modelNamed } from '../../model/index.ts';
import { cgroup56, PROFILES, profileNamed, rfcV2, tcx } from '../../spec/families/profiles.ts';
import { mainScopesOf } from '../../spec/families/slots/scopes/main-scopes.ts';
import { suiteScopesOf } from '../../spec/families/slots/scopes/suite-scopes.ts';
import { type Request, request } from '../../spec/families/slots/vocabulary/index.ts';
import { type Mutant, mutantsOf, OPERATORS, WAYS, wayMutantsOf } from '../../spec/mutants/index.ts';
import { once } from '../../spec/once.ts';
import type { Profile } from '../../spec/profile.ts';
import { SenselessEffect } from '../../spec/proposal-error.ts';
import type { Scope } from '../../spec/semantics.ts';
import { traceFiles } from '../../traces/files.ts';
import { readTrace } from '../../traces/read.ts';
import { everFurther } from '../support/ever-further.ts';
import { SMALL } from '../support/machines.ts';
import { SEARCHED } from '../support/searched.ts';

const traces = new URL('../../traces', import.meta.url).pathname;
const suiteOf = (name: string) =>
  traceFiles([`${traces}/conformance/${name}`]).map((file) => ({ file, trace: readTrace(file) }));

type Suite = ReturnType<typeof suiteOf>;

/** All traces of a suite, those with a step that a rule decides first: most mutants of that rule differ there. */
function startingWith(suite: Suite): (rule: string) => Suite {
  const known = new Map<string, Suite>();
  return (rule) => {
    const has = ({ trace }: Suite[number]) => trace.steps.some((step) => step.expect.rule === rule);
    const sorted = known.get(rule) ?? suite.toSorted((a, b) => Number(has(b)) - Number(has(a)));
    known.set(rule, sorted);
    return sorted;
  };
}

const recordOf = (name: string) =>
  MutantRecord.parse(JSON.parse(readFileSync(`${traces}/../docs/mutants/${name}.json`, 'utf8')));

const finish = <T>(steps: Generator<unknown, T, boolean | undefined>): T => {
  for (;;) {
    const next = steps.next();
    if (next.done) return next.value;
  }
};

/** A killer that is let go on to its end. */
const atOnce = (killer: Killer) => (mutant: Parameters<Killer>[0]) => finish(killer(mutant));

/** A check against a model. */
const checkWith = (model: string, limits: Limits = {}) =>
  function* (profile: Profile, scope: Scope) {
    return (yield* check(profile, modelNamed(model).create(), scope, { limits })).explored.ending;
  };

describe.each(SEARCHED.map((semantics) => [semantics.name, semantics] as const))(
  'the suite of %s',
  (name, semantics) => {
    const suite = suiteOf(name);
    const record = recordOf(name);

    test('kills every mutant that is not on record as equivalent or unclear (npm run suites)', () => {
      const mutants = mutantsOf(semantics);
      expect(record.mutants).toBe(mutants.length);
      const excused = new Set([...record.equivalent, ...record.unclear]);
      const startingWithRule = startingWith(suite);
      const kills = (mutant: Mutant) => atOnce(bySuite(semantics, startingWithRule(mutant.at)))(mutant);
      const survivors = mutants.filter((mutant) => kills(mutant) === undefined).map(({ id }) => id);
      expect(survivors.toSorted()).toEqual([...excused].toSorted());
    });

    test('shows every fault of the model that is not on record as out of sight', () => {
      const { faults } = othersOf(semantics);
      const unshown = faults.filter(({ create }) => killedBy(suite, create) === undefined).map(({ id }) => id);
      expect(unshown).toEqual(record.unshown);
    });

    test('fails on every other profile for the same kind of hook', () => {
      const others = PROFILES.filter((other) => other !== semantics && other.uapi.hook === semantics.uapi.hook);
      const passed = others.filter((other) => killedBy(suite, () => new SpecMachine(other)) === undefined);
      expect(passed.map((other) => other.name)).toEqual([]);
    });
  },
);

describe('judging mutants', () => {
  const survey = new Survey(cgroup56);
  for (const scope of suiteScopesOf(cgroup56)) exploreAll(survey.space(scope));
  const judgementOf = once((mutant: Mutant) => finish(judge(survey, mutant)));

  test('finds again what is on record of cgroup-5.6', () => {
    const of = (fate: string) =>
      mutantsOf(cgroup56)
        .filter((mutant) => judgementOf(mutant).is === fate)
        .map(({ id }) => id);
    expect(of('equivalent')).toEqual(recordOf('cgroup-5.6').equivalent);
    expect(of('unclear')).toEqual(recordOf('cgroup-5.6').unclear);
  });

  test('gives for a mutant that differs requests that it answers otherwise', () => {
    for (const mutant of mutantsOf(cgroup56)) {
      const judgement = judgementOf(mutant);
      if (judgement.is !== 'differs') continue;
      const [sound, wrong] = [cgroup56, mutant.profile].map((each) => {
        const machine = new SpecMachine(each);
        machine.reset(survey.beginnings.find(({ scope }) => scope === judgement.way.scope)!.first.universe);
        return judgement.way.path.map((request) => {
          try {
            return [
              machine.apply(request as Request),
              Object.keys(machine.state.hooks).map((hook) => machine.observe(hook)),
            ];
          } catch {
            return 'stopped';
          }
        });
      });
      expect(wrong, mutant.id).not.toEqual(sound);
    }
  });
});

describe('mutants', () => {
  test('have ids of their own, and every operator makes some of some profile', () => {
    const all = PROFILES.map((semantics) => [...mutantsOf(semantics), ...wayMutantsOf(semantics)]);
    for (const mutants of all) expect(new Set(mutants.map(({ id }) => id)).size).toBe(mutants.length);
    const made = new Set(all.flat().map(({ operator }) => operator));
    expect([...made].toSorted()).toEqual(Object.keys({ ...OPERATORS, ...WAYS }).toSorted());
  });

  test('differ from their profile in one table', () => {
    for (const { profile } of [...mutantsOf(tcx), ...wayMutantsOf(tcx)])
      expect(profile.tables.filter((table) => !tcx.tables.includes(table))).toHaveLength(1);
  });

  test('a suite that lacks the traces of a rule lets its mutants live', () => {
    const fires = (rule: string) => (step: { expect: { rule?: string | undefined } }) => step.expect.rule === rule;
    const without = suiteOf('tcx').filter(({ trace }) => !trace.steps.some(fires('attach/stale-revision')));
    const kills = atOnce(bySuite(tcx, without));
    const mutant = mutantsOf(tcx).find(({ id }) => id === 'outcome-errno attach/stale-revision')!;
    expect(kills(mutant)).toBeUndefined();
    expect(atOnce(bySuite(tcx, suiteOf('tcx')))(mutant)).toBeDefined();
  });

  test('cgroup has the profiles for which its suite is meant to fail as siblings', () => {
    const cgroup = PROFILES.find(({ name }) => name === 'cgroup')!;
    expect(siblingsOf(cgroup).map(({ name }) => name)).toEqual(['cgroup-6.17', 'cgroup-v3-posted']);
  });
});

describe('the score', () => {
  test('leaves equivalent mutants out, and is violated by one survivor', () => {
    const all = (['killed', 'equivalent', 'survived'] as const).map((fate) => ({
      id: fate,
      operator: 'x',
      at: 'y',
      fate,
    }));
    expect(tallied(all, () => '')).toMatchObject({ result: 'violated', score: { killed: 1, of: 2, equivalent: 1 } });
    expect(tallied(all.slice(0, 2), () => '')).toMatchObject({ result: 'held', score: { killed: 1, of: 1 } });
  });
});

describe('a greedy cover', () => {
  test('covers everything, and has nothing needless', () => {
    const of = (...covers: number[]) => ({ covers: new Set(covers), cost: 1 });
    expect(greedyCover([of(1, 2), of(2, 3), of(3, 4), of(1, 2, 3)])).toEqual([2, 3]);
    expect(greedyCover([])).toEqual([]);
  });
});

describe('the check of spec against model', () => {
  test.each([tcx, cgroup56, rfcV2])('finds mutants of $name: every twentieth that differs', (semantics) => {
    const { equivalent, unclear } = recordOf(semantics.name);
    const differing = mutantsOf(semantics).filter(({ id }) => !equivalent.includes(id) && !unclear.includes(id));
    const find = everFurther(mainScopesOf(semantics).toReversed());
    const isKilled = (mutant: Mutant) =>
      find((scope, limits) => atOnce(byCheck(checkWith(semantics.model!, limits), [scope]))(mutant) !== undefined);
    const some = differing.filter((_, index) => index % 20 === 0);
    expect(some.length).toBeGreaterThan(10);
    expect(some.filter((mutant) => isKilled(mutant) === undefined).map(({ id }) => id)).toEqual([]);
  });
  test('can be interrupted while it holds one mutant to the model', () => {
    const [mutant] = mutantsOf(tcx);
    const endless = byCheck(function* () {
      for (;;) yield;
    }, mainScopesOf(tcx));
    const killing = fates([{ mutant: mutant!, judgement: { is: 'unclear' } }], endless);
    expect(killing.next().value).toMatchObject({ done: 0, of: 1 });
    expect(() => killing.next(true)).toThrow('interrupted');
  });
  // Each is shown by one scope of the main job alone.
  test.each([
    [
      'mprog-first-merge',
      'one-slot',
      /^neighbours-exchanged (link-create\/flag-without-directive|link-update\/other-type)$/,
    ],
    ['cgroup-v3-posted', 'replaced', /^effective-below-kept attach\/replace(-the-one)?$/],
    ['cgroup-6.17', 'replaced', /^effective-below-kept attach\/replace(-the-one)?$/],
  ] as const)('finds in %s, in the scope %s: %s', (name, scope, ids) => {
    const semantics = profileNamed(name);
    const kills = atOnce(
      byCheck(
        checkWith(semantics.model!),
        mainScopesOf(semantics).filter((each) => each.name === scope),
      ),
    );
    const some = mutantsOf(semantics).filter(({ id }) => ids.test(id));
    expect(some).toHaveLength(2);
    expect(some.filter((mutant) => kills(mutant) === undefined).map(({ id }) => id)).toEqual([]);
  });
});

describe('what comes of a request by the rules of a mutant', () => {
  const asked = request({ op: 'prog_attach', hook: 'ingress', prog: { is: 'prog', name: 'A' } });
  const state = tcx.family.initial(SMALL, tcx.keeping);
  const by = (after: () => never) =>
    resultOfDecision(tcx, { outcome: 'ok', effect: 'insert', show: 'nothing', tampered: { after } }, state, asked, 0);
  test('is nothing where they make no sense', () => {
    const senseless = () => {
      throw new SenselessEffect('a rule succeeds where there is nothing');
    };
    expect(by(senseless)).toBeUndefined();
  });
  test('is an error of this program where it is one, and no kill', () => {
    const broken = () => {
      throw new TypeError("Cannot read properties of undefined (reading 'name')");
    };
    expect(() => by(broken)).toThrow(TypeError);
  });
});
