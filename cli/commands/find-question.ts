import { traceOf } from '../../checker/decide/counterexample.ts';
import { type FindProgress, find, type Goal } from '../../checker/find/find.ts';
import type { Narrowing } from '../../checker/find/narrow.ts';
import type { FindReport } from '../../checker/find/report.ts';
import { Interrupted } from '../../checker/search/interrupted.ts';
import { requireFit } from '../../library/fit.ts';
import type { Finding, Picture } from '../../spec/finding.ts';
import { type Profile, rulesOf } from '../../spec/profile.ts';
import { isDeepEqual } from '../../spec/same.ts';
import type { Request, Scope, State, Universe } from '../../spec/semantics.ts';
import { shown } from '../../spec/shown.ts';
import { SpecMachine } from '../../spec/spec-machine.ts';
import { closest, meant } from '../../spec/suggest.ts';
import { opsOf } from '../../spec/uapi.ts';
import type { Outcome } from '../../spec/vocabulary/outcome.ts';
import { readTrace } from '../../traces/read.ts';
import { UsageError } from '../exit.ts';
import { follow } from '../follow.ts';
import { goalFromFile } from '../goal-file.ts';
import { count, plural } from '../text/output.ts';

/** What is asked on the command line. */
export interface Asked {
  readonly at?: string;
  readonly rule?: string;
  readonly outcome?: string;
  readonly goal?: string;
  readonly from?: string;
  readonly without?: readonly string[];
  readonly onlyLinks?: true;
  readonly agentOwns?: readonly string[];
}

/** The semantics and scope of a question, and the universe of that. */
export interface Ground {
  readonly semantics: Profile;
  readonly scope: Scope;
  readonly universe: Universe;
}

/** Where a search stands, in a line. */
export const progressLine = ({ semantics }: Ground, { states, transitions, depth }: FindProgress) =>
  `${semantics.name}: ${plural(states, 'state')} · ${count(transitions)} requests · ${plural(depth, 'step')}`;

/** What the family knows of lists; a UsageError, about an option, where there is none to draw. */
function findingOf({ semantics: { family } }: Ground, option: string): Finding {
  if (family.finding !== undefined) return family.finding;
  throw new UsageError(
    `${option}: the semantics of the family ${family.name} have no lists; give --rule, --outcome or --goal`,
  );
}

/** Refuses the words of an option that has to do with lists, where there are none. */
export const requireLists = (ground: Ground, option: string): void => void findingOf(ground, option);

function pictureOf(ground: Ground, option: string, text: string, hook: string): Picture {
  try {
    return findingOf(ground, option).picture(text, ground.universe, hook, ground.semantics.keeping);
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(`${option}: ${error.message}`) : error;
  }
}

/** The hook that pictures are of. */
function hookOf({ semantics: { family }, universe }: Ground, at: string | undefined): string {
  const hooks = family.hooks(universe);
  if (at === undefined) return hooks[0]!;
  if (hooks.includes(at)) return at;
  throw new UsageError(`--at: expected a hook of the scope (${hooks.join(', ')}), found "${at}"`);
}

/** What decides the last request. */
function stepOf({ semantics }: Ground, { rule: id, outcome }: Asked): Goal['step'] {
  const rules = rulesOf(semantics);
  const rule = rules.find((each) => each.id === id);
  if (id !== undefined && rule === undefined)
    throw new UsageError(
      `--rule: no rule of ${semantics.name} is called "${id}"; did you mean ${closest(
        id,
        rules.map((each) => each.id),
      )}?`,
    );
  const outcomes = [...new Set((rule === undefined ? rules : [rule]).map(({ then }) => then.outcome))];
  if (outcome !== undefined && !outcomes.includes(outcome as Outcome))
    throw new UsageError(
      `--outcome: expected ${outcomes.toSorted().join(', ')}, which ${id ?? `the rules of ${semantics.name}`} ${rule === undefined ? 'have' : 'has'}, found "${outcome}"${meant(outcome, outcomes)}`,
    );
  if (id === undefined && outcome === undefined) return undefined;
  return (each) => (id === undefined || each.id === id) && (outcome === undefined || each.then.outcome === outcome);
}

/** A list in which nothing is drawn may be a variable of a shell that is not set: an empty list is written out. */
function expectDrawn(what: string, text: string): void {
  if (text.trim() === '')
    throw new UsageError(`${what}: expected a list such as "C A/L1 B", or "(empty)", found "${text}"`);
}

/** What is looked for, and how a report says it. */
export async function goalOf(
  ground: Ground,
  words: readonly string[],
  asked: Asked,
): Promise<{ readonly goal: Goal; readonly said: FindReport['goal'] }> {
  const { semantics } = ground;
  const isDrawn = words.length > 0;
  if (asked.at !== undefined && !isDrawn && (asked.from ?? '.json').endsWith('.json'))
    throw new UsageError('--at: expected a list that is drawn, as the goal or with --from');
  const step = stepOf(ground, asked);
  if (!isDrawn && step === undefined && asked.goal === undefined)
    throw new UsageError('goal: expected a list such as "C A/L1 B", --rule, --outcome or --goal');
  const text = words.join(' ').split(/\s+/).filter(Boolean).join(' ');
  if (isDrawn) expectDrawn('goal', text);
  const hook = isDrawn ? hookOf(ground, asked.at) : undefined;
  const picture = hook === undefined ? undefined : pictureOf(ground, 'goal', text, hook);
  const predicate = asked.goal === undefined ? undefined : await goalFromFile(asked.goal, semantics.family);
  const state = (at: State) => (picture?.shows(at) ?? true) && (predicate?.(at) ?? true);
  return {
    goal: {
      ...(step === undefined ? {} : { step }),
      ...(picture === undefined && predicate === undefined ? {} : { state }),
      names: predicate === undefined ? (picture?.names ?? []) : 'all',
    },
    said: {
      ...(hook === undefined ? {} : { picture: text, at: hook }),
      ...(asked.rule === undefined ? {} : { rule: asked.rule }),
      ...(asked.outcome === undefined ? {} : { outcome: asked.outcome as Outcome }),
      ...(asked.goal === undefined ? {} : { file: asked.goal }),
    },
  };
}

/** The requests that lead to the start. */
export async function startOf(ground: Ground, { from, at }: Asked): Promise<readonly Request[]> {
  if (from === undefined) return [];
  return from.endsWith('.json') ? fromTrace(ground, from) : await toPicture(ground, from, hookOf(ground, at));
}

/** The shortest way to a list that is drawn in full. */
async function toPicture(ground: Ground, text: string, hook: string): Promise<readonly Request[]> {
  const { semantics, scope } = ground;
  expectDrawn('--from', text);
  const { names, open, shows } = pictureOf(ground, '--from', text, hook);
  if (open) throw new UsageError(`--from: expected every slot with its program, without _ and …, found "${text}"`);
  const search = find({ semantics, scope, start: [], goal: { state: shows, names }, ways: 1, limits: {} });
  const { result, interrupted } = await follow(search, (progress) => progressLine(ground, progress));
  if (interrupted) throw new Interrupted('the start was not found');
  const [way] = result.ways;
  if (way !== undefined) return way;
  throw new UsageError(`--from: no requests of the scope ${scope.name} lead to "${text}"`);
}

/** The requests of a trace, in whose universe there is nothing that the scope has not. */
function fromTrace({ semantics, scope, universe }: Ground, path: string): readonly Request[] {
  const trace = readTrace(path);
  requireFit(semantics, path, trace);
  const { trimmed } = semantics.family;
  const requests = trace.steps.map(({ request }) => request);
  const theirs: [string, unknown][] = Object.entries(trimmed(trace.universe, requests));
  const ours = trimmed(universe, requests) as Readonly<Record<string, unknown>>;
  const other = theirs.find(([field, value]) => !isDeepEqual(value, ours[field]));
  if (other !== undefined) {
    const [field, value] = other;
    throw new UsageError(
      `${path}: universe.${field}: expected ${shown(ours[field])}, as in the scope ${scope.name}, found ${shown(value)}; choose a scope that has it (--scope)`,
    );
  }
  const { steps } = traceOf(semantics, universe, requests, { title: '' });
  for (const [index, { expect }] of steps.entries()) {
    const { outcome } = trace.steps[index]!.expect;
    if (outcome !== expect.outcome)
      throw new UsageError(
        `${path}: step ${index + 1}, outcome: expected ${expect.outcome}, as by ${semantics.name}, found ${outcome}`,
      );
  }
  return requests;
}

/** Which requests a way may have, and which states it may go through. */
export function constraintsOf(
  ground: Ground,
  { without = [], onlyLinks, agentOwns }: Asked,
  start: readonly Request[],
): { readonly narrowing: Narrowing; readonly keeps?: (start: State, after: State) => boolean } {
  const { semantics, universe } = ground;
  const { uapi } = semantics;
  const known = [...new Set([...opsOf(uapi), ...Object.values(uapi.flags).flat()])];
  const unknown = without.find((each) => !known.includes(each));
  if (unknown !== undefined)
    throw new UsageError(
      `--without: expected a flag or an operation of ${semantics.name} (${known.join(', ')}), found "${unknown}"`,
    );
  const left = [...without, ...(onlyLinks ? findingOf(ground, '--only-links').direct : [])];
  if (agentOwns === undefined) return { narrowing: { without: left } };
  const finding = findingOf(ground, '--agent-owns');
  const names = finding.objects(universe);
  const stranger = agentOwns.find((name) => !names.includes(name));
  if (stranger !== undefined)
    throw new UsageError(
      `--agent-owns: expected programs or links of the scope (${names.join(', ')}), found "${stranger}"`,
    );
  const spec = new SpecMachine(semantics);
  spec.reset(universe);
  for (const request of start) spec.explain(request);
  // A link that does not exist is nobody's: whoever makes it has it.
  const owned = new Set([...agentOwns, ...finding.free(spec.state)]);
  return {
    narrowing: { without: left, owned: { names: owned, mayName: finding.namesById } },
    keeps: (before, now) => finding.keeps(before, now, owned),
  };
}
