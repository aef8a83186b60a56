import { z } from 'zod';
import type { Profile } from '../spec/profile.ts';
import { rulesOf } from '../spec/profile.ts';
import { Outcome, Request } from '../spec/vocabulary/index.ts';
import type { Diff, DiffGroup, Example } from './diff.ts';
import { compareSides } from './diff-example.ts';

const Hooks = z.record(z.string(), z.string()).describe('what each hook shows afterwards');
const Step = z.strictObject({
  a: z.strictObject({ request: Request, said: z.string(), outcome: Outcome, rule: z.string(), hooks: Hooks }),
  b: z.strictObject({ request: Request, said: z.string(), outcome: Outcome, rule: z.string(), hooks: Hooks }),
});
export type DiffStep = z.output<typeof Step>;

const Side = z.strictObject({ outcome: Outcome, rule: z.string(), sentence: z.string() });

/** What `mprog diff --json` prints: one object. */
export const DiffReport = z
  .strictObject({
    format: z.literal('mprog-diff'),
    version: z.literal(1),
    a: z.strictObject({ profile: z.string(), title: z.string() }),
    b: z.strictObject({ profile: z.string(), title: z.string() }),
    interrupted: z.boolean(),
    states: z.int().describe('pairs of states that look alike'),
    compared: z.int().describe('requests that both were asked there'),
    notes: z.array(z.string()).describe('what is said differently to ask the same'),
    vocabulary: z.array(
      z.strictObject({
        what: z.string(),
        only: z.string().describe('the semantics that has it'),
        requests: z.int(),
        accepted: z.int().describe('requests with it that are let through'),
      }),
    ),
    errnos: z.array(
      z.strictObject({
        op: z.string(),
        errno: Outcome,
        only: z.string(),
        other: z.string().describe('what the other says there, with how often'),
      }),
    ),
    groups: z.array(
      z.strictObject({
        kind: z.enum(['behaviour', 'view', 'revision', 'errno']),
        op: z.string(),
        situation: z.record(z.string(), z.union([z.string(), z.boolean()])),
        a: Side,
        b: Side,
        cases: z.int(),
        scope: z.string(),
        steps: z.array(Step).describe('a shortest distinguishing trace'),
        file: z.string().optional(),
      }),
    ),
  })
  .meta({ title: 'The report of mprog diff' });
export type DiffReport = z.output<typeof DiffReport>;

/** The errnos that the rules of a semantics give, by operation. */
function errnosOf({ tables }: Profile): ReadonlyMap<string, ReadonlySet<Outcome>> {
  return new Map(tables.map(({ op, rules }) => [op, new Set(rules.map(({ then }) => then.outcome))]));
}

/** What the other semantics says where one gives an errno that is its own, with how often. */
function otherwise(
  groups: readonly DiffGroup[],
  op: string,
  errno: Outcome,
  mine: 'a' | 'b',
  theirs: 'a' | 'b',
): string {
  const counts = new Map<string, number>();
  for (const group of groups)
    if (group.op === op && group[mine].outcome === errno)
      counts.set(group[theirs].outcome, (counts.get(group[theirs].outcome) ?? 0) + group.cases);
  const said = [...counts].toSorted((x, y) => y[1] - x[1]).map(([outcome, cases]) => `${outcome} (${cases})`);
  return said.length === 0 ? 'never met where both were asked' : said.join(', ');
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
        .map((errno) => ({ op, errno, only: profile.name, other: otherwise(groups, op, errno, mine, theirs) }));
    });
  return [...only(first, second, a, 'a', 'b'), ...only(second, first, b, 'b', 'a')];
}

/** A comparison as a report. `steps` gives the two ways of an example, step by step. */
export function reportOf(a: Profile, b: Profile, found: Diff, interrupted: boolean): DiffReport {
  const sentences = [a, b].map((each) => new Map(rulesOf(each).map(({ id, sentence }) => [id, sentence])));
  const steps = (example: Example) => compareSides(a, b, example);
  return {
    format: 'mprog-diff',
    version: 1,
    a: { profile: a.name, title: a.title },
    b: { profile: b.name, title: b.title },
    interrupted,
    states: found.states,
    compared: found.compared,
    notes: [...found.notes],
    // What is known to be refused is no vocabulary.
    vocabulary: found.vocabulary
      .filter(({ accepted }) => accepted > 0)
      .map(({ what, only, requests, accepted }) => ({
        what,
        only: only === 'a' ? a.name : b.name,
        requests,
        accepted,
      })),
    errnos: errnosOnly(a, b, found.groups),
    groups: found.groups.map((group) => ({
      kind: group.kind,
      op: group.op,
      situation: { ...group.situation },
      a: { ...group.a, sentence: sentences[0]!.get(group.a.rule)! },
      b: { ...group.b, sentence: sentences[1]!.get(group.b.rule)! },
      cases: group.cases,
      scope: group.example.scope,
      steps: [...steps(group.example)],
    })),
  };
}
