import type { Family } from '../spec/family.ts';
import type { Observation } from '../spec/semantics.ts';
import type { Outcome } from '../spec/vocabulary/outcome.ts';
import type { Expectation } from './step.ts';

/** What a machine tells of a hook: an observation, of which it may leave out what it cannot tell. */
export type Told = object;

/** Everything that a machine tells of one step; a hook that it cannot show is missing. */
export interface Answered {
  readonly outcome: Outcome;
  /** What a query wrote; missing where the machine cannot tell. */
  readonly view?: Told | undefined;
  readonly hooks: Readonly<Record<string, Told>>;
  /** The rule that decided, of a machine that goes by the rules of the trace; `none` where no rule did. */
  readonly rule?: string | undefined;
  /** Whether it is the whole answer: what is left out is then not there, instead of unknown. */
  readonly complete?: boolean;
}

/** One thing that is not as expected. */
export interface Difference {
  /** The smallest part of the expectation that holds all of the difference: `outcome`, `rule`, `view.slots`, `hooks.ingress`, … */
  readonly field: string;
  /** The same in words, with what was expected and what was found. */
  readonly message: string;
}

/** How an answer compares to what is expected: what differs, and which fields of the expectation were not answered. */
export interface Comparison {
  readonly differences: readonly Difference[];
  readonly unanswered: readonly string[];
}

/** The parts of an observation, each as text. */
type Parts = Readonly<Record<string, (observation: object) => string>>;

/** The fields of observations as their parts. */
function fieldsIn(...observations: readonly object[]): Parts {
  const names = new Set(observations.flatMap((each) => Object.keys(each)).filter((name) => name !== 'is'));
  return Object.fromEntries(
    [...names].map((name) => [name, (each: object) => JSON.stringify(each[name as never]) ?? '']),
  );
}

const partOf = (seen: object, part: string): unknown => (seen as Readonly<Record<string, unknown>>)[part];

/** How two values of a part differ; of lists of one length, at the first place where they do. */
function apart(part: string, expected: unknown, found: unknown): string {
  const said = (value: unknown) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing'));
  if (Array.isArray(expected) && Array.isArray(found) && expected.length === found.length) {
    const at = expected.findIndex((each, index) => JSON.stringify(each) !== JSON.stringify(found[index]));
    if (at !== -1) return apart(`${part}[${at}]`, expected[at], found[at]);
  }
  return `${part}: expected ${said(expected)}, found ${said(found)}`;
}

const kindOf = (seen: object) => (seen as { readonly is?: unknown }).is;

/** Compares what a machine tells of a hook with what is expected of it. */
function compareSeen(
  family: Family,
  field: string,
  what: string,
  expected: Observation,
  found: Told | undefined,
  complete: boolean,
): Comparison {
  if (found === undefined) return { differences: [], unanswered: [field] };
  const otherwise = (at: string, differing: readonly string[] = []): Comparison => {
    const words = [expected, { ...blank(family, found, expected), ...found }].map((each) =>
      family.words.observation(each),
    );
    // Words leave out what is seldom of interest: the middle of a long list, the mode of an empty one.
    const message =
      words[0] !== words[1]
        ? `${what}: expected ${words[0]}, found ${words[1]}`
        : differing.map((part) => `${what}, ${apart(part, partOf(expected, part), partOf(found, part))}`).join('; ');
    return { differences: [{ field: at, message }], unanswered: [] };
  };
  if (kindOf(expected) !== kindOf(found)) return otherwise(field);
  const parts = family.parts?.(kindOf(expected)) ?? fieldsIn(expected, found);
  const names = Object.keys(parts);
  const told = (seen: object, part: string) => seen[part as never] !== undefined;
  const known = complete ? names : names.filter((part) => told(found, part));
  const unanswered = names.filter((part) => told(expected, part) && !known.includes(part));
  const differing = known.filter((part) => parts[part]!(expected) !== parts[part]!(found));
  const { differences } =
    differing.length === 0
      ? { differences: [] }
      : otherwise(differing.length === 1 ? `${field}.${differing[0]}` : field, differing);
  return { differences, unanswered: unanswered.map((part) => `${field}.${part}`) };
}

/** What was not told is shown as expected: it is no part of a difference. */
function blank(family: Family, found: Told, expected: Observation): object {
  return family.blank?.(found, expected) ?? (kindOf(found) === kindOf(expected) ? expected : {});
}

/** Compares everything that a step must come to with the answer. What is not answered is not compared. */
export function compareAnswer(
  family: Family,
  expect: Expectation,
  { outcome, view, hooks, rule, complete = false }: Answered,
): Comparison {
  const said: Difference[] = [];
  if (outcome !== expect.outcome)
    said.push({ field: 'outcome', message: `outcome: expected ${expect.outcome}, found ${outcome}` });
  if (rule !== undefined && expect.rule !== undefined && rule !== expect.rule)
    said.push({ field: 'rule', message: `rule: expected ${expect.rule}, found ${rule}` });
  const seen = [
    ...(expect.view === undefined ? [] : [compareSeen(family, 'view', 'the query shows', expect.view, view, complete)]),
    ...Object.entries(expect.hooks ?? {}).map(([hook, expected]) =>
      compareSeen(family, `hooks.${hook}`, `${hook} afterwards`, expected, hooks[hook], complete),
    ),
  ];
  return {
    differences: [...said, ...seen.flatMap(({ differences }) => differences)],
    unanswered: seen.flatMap(({ unanswered }) => unanswered),
  };
}
