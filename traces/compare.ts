import type { Observation, Outcome } from '../spec/families/slots/vocabulary/index.ts';
import { describeObservation } from './describe.ts';
import type { Expectation } from './step.ts';

/**
 * What a machine tells of a hook: an observation, of which it may leave out what it cannot tell. Left out of a slot, `link` is
 * `none` and `flags` are none.
 */
export type Told = { readonly is: 'nothing' } | ({ readonly is: 'list' } & Partial<Observation & { is: 'list' }>);

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

/** The parts of a list; each is compared as text. */
const PARTS: { readonly [P in 'revision' | 'count' | 'slots' | 'mode' | 'effective']: (list: Told) => string } = {
  revision: (list) => JSON.stringify(listOf(list).revision),
  count: (list) => JSON.stringify(listOf(list).count),
  slots: (list) =>
    JSON.stringify(listOf(list).slots?.map(({ prog, link = 'none', flags = [] }) => [prog, link, flags])),
  mode: (list) => listOf(list).mode ?? '',
  effective: (list) => JSON.stringify(listOf(list).effective ?? []),
};
const listOf = (told: Told) => told as Partial<Observation & { is: 'list' }>;
const NAMES = Object.keys(PARTS) as (keyof typeof PARTS)[];

const told = (list: Told, part: keyof typeof PARTS) => listOf(list)[part] !== undefined;

/** Compares what a machine tells of a list with what is expected of it. */
function compareSeen(
  field: string,
  what: string,
  expected: Observation,
  found: Told | undefined,
  complete: boolean,
): Comparison {
  if (found === undefined) return { differences: [], unanswered: [field] };
  if (expected.is === 'nothing' || found.is === 'nothing')
    return {
      differences: expected.is === found.is ? [] : [seenOtherwise(field, what, expected, found)],
      unanswered: [],
    };
  const known = complete ? NAMES : NAMES.filter((part) => told(found, part));
  const unanswered = NAMES.filter((part) => told(expected, part) && !known.includes(part));
  const differing = known.filter((part) => PARTS[part](expected) !== PARTS[part](found));
  const at = differing.length === 1 ? `${field}.${differing[0]}` : field;
  return {
    differences: differing.length === 0 ? [] : [seenOtherwise(at, what, expected, found)],
    unanswered: unanswered.map((part) => `${field}.${part}`),
  };
}

function seenOtherwise(field: string, what: string, expected: Observation, found: Told): Difference {
  return {
    field,
    message: `${what}: expected ${describeObservation(expected)}, found ${describeObservation(filled(found, expected))}`,
  };
}

/** What was not told is shown as expected: it is no part of a difference. */
function filled(found: Told, expected: Observation): Observation {
  if (found.is === 'nothing') return found;
  const blank = { revision: 0, count: found.slots?.length ?? 0, slots: [] };
  return { ...blank, ...expected, ...found, is: 'list' };
}

/** Compares everything that a step must come to with the answer. What is not answered is not compared. */
export function compareAnswer(
  expect: Expectation,
  { outcome, view, hooks, rule, complete = false }: Answered,
): Comparison {
  const said: Difference[] = [];
  if (outcome !== expect.outcome)
    said.push({ field: 'outcome', message: `outcome: expected ${expect.outcome}, found ${outcome}` });
  if (rule !== undefined && expect.rule !== undefined && rule !== expect.rule)
    said.push({ field: 'rule', message: `rule: expected ${expect.rule}, found ${rule}` });
  const seen = [
    ...(expect.view === undefined ? [] : [compareSeen('view', 'the query shows', expect.view, view, complete)]),
    ...Object.entries(expect.hooks ?? {}).map(([hook, expected]) =>
      compareSeen(`hooks.${hook}`, `${hook} afterwards`, expected, hooks[hook], complete),
    ),
  ];
  return {
    differences: [...said, ...seen.flatMap(({ differences }) => differences)],
    unanswered: seen.flatMap(({ unanswered }) => unanswered),
  };
}
