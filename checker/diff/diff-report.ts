import { nameOfBrought } from '../../spec/brought.ts';
import type { Profile } from '../../spec/profile.ts';
import { rulesOf } from '../../spec/profile.ts';
import type { Scope } from '../../spec/semantics.ts';
import { isUndefined, type Outcome } from '../../spec/vocabulary/outcome.ts';
import { headOf } from '../../traces/report-head.ts';
import { sum } from '../search/share.ts';
import { comparingOf, namedDiffScopes } from './comparing.ts';
import { compareSides, sideAlong } from './diff-example.ts';
import type { Difference, DiffReport, Forbidden, Word } from './diff-format.ts';
import type { Diff, DiffGroup, Vocabulary } from './diff-group.ts';
import { groupsByRule } from './diff-groups.ts';
import { judged } from './diff-result.ts';

export { DiffReport, type DiffStep } from './diff-format.ts';

/** How a comparison was made. */
export interface Made {
  /** The command line that makes the same report. */
  readonly command: string;
  readonly seconds: number;
  readonly interrupted?: boolean;
  /** The kinds of difference that violate; all unless some are named. */
  readonly forbid?: readonly Forbidden[] | undefined;
}

/** The errnos that the rules of a semantics give, by operation. */
function errnosOf({ tables }: Profile): ReadonlyMap<string, ReadonlySet<Outcome>> {
  const errnos = (rules: readonly { readonly then: { readonly outcome: Outcome } }[]) =>
    rules.map(({ then }) => then.outcome).filter((outcome) => outcome !== 'ok' && !isUndefined(outcome));
  return new Map(tables.map(({ op, rules }) => [op, new Set(errnos(rules))]));
}

/** The errnos that only one of the two gives to an operation that both have. */
function errnosOnly(a: Profile, b: Profile, groups: readonly DiffGroup[]): DiffReport['errnos'] {
  const [first, second] = [errnosOf(a), errnosOf(b)];
  const only = (own: typeof first, other: typeof first, profile: Profile, mine: 'a' | 'b', theirs: 'a' | 'b') =>
    [...own].flatMap(([op, errnos]) => {
      const known = other.get(op);
      if (known === undefined) return [];
      return [...errnos]
        .filter((errno) => !known.has(errno))
        .map((errno) => {
          const there = groups.filter((group) => group.op === op && group[mine].outcome === errno);
          return { op, errno, only: profile.name, other: [...new Set(there.map((group) => group[theirs].outcome))] };
        });
    });
  return [...only(first, second, a, 'a', 'b'), ...only(second, first, b, 'b', 'a')];
}

/** What only one of the two can say, where some of it succeeds: what is known and always refused is no vocabulary. */
export function wordsOf(a: Profile, b: Profile, vocabulary: Diff['vocabulary']): readonly Word[] {
  const words = new Map<string, Vocabulary[]>();
  for (const each of vocabulary) {
    const key = `${each.what} ${each.only}`;
    words.set(key, [...(words.get(key) ?? []), each]);
  }
  return [...words.values()].flatMap((all) => {
    const [{ what, only }] = all as [Vocabulary];
    const requestsOf = (some: readonly Vocabulary[]) => sum(some.map(({ requests }) => requests));
    const accepted = requestsOf(all.filter(({ outcome }) => outcome === 'ok'));
    const [own, other] = only === 'a' ? [a, b] : [b, a];
    return accepted === 0
      ? []
      : [{ what, only: own.name, requests: requestsOf(all), accepted, rules: [...decidingOf(own, other, all)] }];
  });
}

/** The rules that decide requests with a word, those that only its semantics has first, and among them those by which it succeeds. */
function decidingOf(own: Profile, other: Profile, all: readonly Vocabulary[]): Word['rules'] {
  const theirs = new Set(rulesOf(other).map(({ id }) => id));
  const rules = rulesOf(own).flatMap(({ id, sentence }) => {
    const found = all.find(({ rule }) => rule === id);
    if (found === undefined) return [];
    const { outcome, requests, example, only } = found;
    const universe = example.universe[only];
    return {
      rule: id,
      sentence,
      outcome,
      own: !theirs.has(id),
      requests,
      scope: example.scope,
      prefilled: own.family.prefilled?.(universe) ?? 0,
      steps: [...sideAlong(own, universe, example[only])],
    };
  });
  const rank = ({ own: isOwn, outcome }: Word['rules'][number]) => (isOwn ? 2 : 0) + (outcome === 'ok' ? 1 : 0);
  return rules.toSorted((one, another) => rank(another) - rank(one));
}

/** The differences in the order in which a report shows them. */
export function inOrder(a: Profile, b: Profile, found: Diff): readonly DiffGroup[] {
  return groupsByRule(a, b, found.groups).flatMap(({ differences }) => differences);
}

/** What bounds a scope, at length and in short. */
function inWords({ family: { words } }: Profile, scope: Scope): { readonly said: string; readonly short: string } {
  const input = words.badInput?.(scope);
  const said = [...words.scope(scope), ...(input === undefined ? [] : [input])].join(', ');
  return { said, short: words.shortScope?.(scope) ?? said };
}

/** What corresponds to what, where two semantics ask for it in different words. */
function correspondingOf(a: Profile, b: Profile): Pick<DiffReport, 'corresponding'> {
  const all = comparingOf(a, b).corresponding?.(a, b);
  return all === undefined ? {} : { corresponding: all.map((each) => ({ ...each })) };
}

/** A comparison as a report. */
export function reportOf(a: Profile, b: Profile, found: Diff, made: Made): DiffReport {
  const [ours, theirs] = [a, b].map((each) => new Map(rulesOf(each).map(({ id, sentence }) => [id, sentence])));
  const difference = ({ kind, situation, a: one, b: other, cases, example }: DiffGroup): Difference => ({
    kind,
    situation: { ...situation },
    a: { ...one, sentence: ours!.get(one.rule)! },
    b: { ...other, sentence: theirs!.get(other.rule)! },
    requests: cases,
    scope: example.scope,
    prefilled: b.family.prefilled?.(example.universe.b) ?? 0,
    steps: [...compareSides(a, b, example)],
  });
  const asked = new Set(found.runs.map((run) => run.a.name));
  const head = {
    ...headOf('mprog-diff', 3),
    profiles: [...new Set([a.name, b.name])],
    scopes: found.runs.map(({ a: scope, ...run }) => ({ scope, ...run, ...inWords(a, scope) })),
  };
  const about = {
    seconds: made.seconds,
    ...(made.interrupted ? { interrupted: true as const } : {}),
  };
  const body = {
    command: made.command,
    a: { profile: a.name, title: a.title },
    b: { profile: b.name, title: b.title },
    otherScopes: Object.keys(namedDiffScopes(a, b)).filter((name) => !asked.has(name)),
    states: found.states,
    compared: found.compared,
    notes: [...found.notes],
    ...correspondingOf(a, b),
    untested: { a: found.untested.a.map(nameOfBrought), b: found.untested.b.map(nameOfBrought) },
    neverFired: { a: [...found.neverFired.a], b: [...found.neverFired.b] },
    vocabulary: [...wordsOf(a, b, found.vocabulary)],
    errnos: errnosOnly(a, b, found.groups),
    groups: groupsByRule(a, b, found.groups).map(({ op, rule, differences }) => ({
      op,
      ...(rule === undefined
        ? {}
        : {
            rule: {
              id: rule.rule.id,
              sentence: rule.rule.sentence,
              outcome: rule.rule.then.outcome,
              only: rule.of,
            },
          }),
      differences: differences.map(difference),
    })),
  };
  const { result, finding, forbidden } = judged({ ...head, ...about, ...body }, made.forbid);
  return { ...head, result, ...about, finding, forbidden, ...body };
}
