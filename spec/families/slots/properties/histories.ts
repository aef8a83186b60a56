import type { Observation } from '../vocabulary/index.ts';
import { hookOf } from './laws.ts';
import { type History, type StepFacts, slotsSeen, type World } from './property.ts';

/** What every revision of every hook was seen to stand for. */
type Seen = Readonly<Record<string, Readonly<Record<number, string>>>>;

/** A text of an observation, worked out once for each. */
function text(of: (seen: Observation) => unknown): (seen: Observation) => string {
  const known = new WeakMap<Observation, string>();
  return (seen) => {
    const found = known.get(seen) ?? JSON.stringify(of(seen));
    known.set(seen, found);
    return found;
  };
}

const listOf = text(slotsSeen);
const runningOf = text((seen) => (seen.is === 'list' ? (seen.effective ?? []) : []));

/** What is remembered of each revision is what was seen of the hook when it first had it. */
function noting(text: (seen: Observation) => string) {
  const begin = ({ hooks }: World): Seen =>
    Object.fromEntries(
      Object.entries(hooks).map(([hook, seen]) => [hook, seen.is === 'list' ? { [seen.revision]: text(seen) } : {}]),
    );
  const noted = (memory: Seen, after: World): Seen =>
    Object.fromEntries(
      Object.entries(after.hooks).map(([hook, seen]) => [
        hook,
        seen.is === 'list' ? { [seen.revision]: text(seen), ...memory[hook] } : memory[hook]!,
      ]),
    );
  /** Many requests lead from a path to one world: what is remembered there is one object. */
  const known = new WeakMap<Seen, WeakMap<World, Seen>>();
  const remember = (memory: Seen, { after }: StepFacts): Seen => {
    let behind = known.get(memory);
    if (behind === undefined) {
      behind = new WeakMap();
      known.set(memory, behind);
    }
    const found = behind.get(after) ?? noted(memory, after);
    behind.set(after, found);
    return found;
  };
  /** Whether a hook looks as it did when it first had its present revision. */
  const isAsThen = (memory: Seen, hook: string, seen: Observation) =>
    seen.is !== 'list' || (memory[hook]![seen.revision] ?? text(seen)) === text(seen);
  return { begin, remember, isAsThen };
}

const LISTS = noting(listOf);
const RUNNING = noting(runningOf);

/** Whether a revision comes up that was there before. */
const recurs = (memory: Seen, { after }: StepFacts) =>
  Object.entries(after.hooks).some(([hook, seen]) => seen.is === 'list' && memory[hook]![seen.revision] !== undefined);

/** Whether a request was let through that expected the present revision. */
const expected = ({ request, outcome }: StepFacts) =>
  outcome === 'ok' && 'revision' in request && request.revision === 'current';

/** Properties of paths, where there are revisions. */
export const HISTORIES = [
  {
    kind: 'history',
    id: 'equal-revisions-equal-lists',
    sentence: 'Whenever a hook has the same revision, it has the same list.',
    why: 'a revision that stands for two lists cannot show that the list has changed',
    begin: LISTS.begin,
    remember: LISTS.remember,
    sometimes: recurs,
    holds: (memory, { after }) =>
      Object.entries(after.hooks).every(([hook, seen]) => LISTS.isAsThen(memory, hook, seen)),
  },
  {
    kind: 'history',
    id: 'accepted-revision-nothing-changed',
    sentence:
      'A request with an expected revision succeeds only if the list is the same as when a query gave that revision.',
    source:
      'commit 053c8e1f235d (bpf_mprog): the expected revision makes sure that nobody changed the list since the query',
    begin: LISTS.begin,
    remember: LISTS.remember,
    sometimes: (_memory, facts) => expected(facts),
    holds: (memory, facts) => {
      const hook = hookOf(facts.request);
      return !expected(facts) || hook === undefined || LISTS.isAsThen(memory, hook, facts.before.hooks[hook]!);
    },
  },
] as const satisfies readonly History<Seen>[];

/** The same for what runs at a cgroup. */
export const HIERARCHY_HISTORIES = [
  {
    kind: 'history',
    id: 'accepted-revision-runs-the-same',
    sentence:
      'A request with an expected revision succeeds only if the effective list is the same as when a query gave that revision.',
    why: 'a user who read the effective list and the revision expects an error when the effective list has changed',
    begin: RUNNING.begin,
    remember: RUNNING.remember,
    sometimes: (_memory, facts) => expected(facts),
    holds: (memory, facts) => {
      const hook = hookOf(facts.request);
      return !expected(facts) || hook === undefined || RUNNING.isAsThen(memory, hook, facts.before.hooks[hook]!);
    },
  },
  {
    kind: 'history',
    id: 'equal-revisions-run-the-same',
    sentence: 'Whenever a cgroup has the same revision, it has the same effective list.',
    why: 'a user who read the effective list and the revision expects an error when the list has changed',
    begin: RUNNING.begin,
    remember: RUNNING.remember,
    sometimes: recurs,
    holds: (memory, { after }) =>
      Object.entries(after.hooks).every(([hook, seen]) => RUNNING.isAsThen(memory, hook, seen)),
  },
] as const satisfies readonly History<Seen>[];
