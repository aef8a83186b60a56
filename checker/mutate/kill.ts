import type { Family } from '../../spec/family.ts';
import { once } from '../../spec/once.ts';
import { type Profile, tableFor } from '../../spec/profile.ts';
import type { Request, State, Universe } from '../../spec/semantics.ts';
import { read } from '../../spec/step.ts';
import type { Machine } from '../../spec/vocabulary/machine.ts';
import type { Trace } from '../../traces/format.ts';
import { replayTrace } from '../../traces/replay.ts';
import { decideFrom } from './matcher.ts';
import { nothingFrom, type Result, resultOfDecision, sameAnswer } from './seen.ts';

/** What a semantics makes of some requests, one after another; it ends where one makes no sense to it. */
export interface Run {
  readonly universe: Universe;
  readonly requests: readonly Request[];
  readonly results: readonly Result[];
}

/** What a semantics makes of a request; nothing where it cannot read it, or does what makes no sense. */
function taken(semantics: Profile, state: State, request: Request): Result | undefined {
  try {
    const table = tableFor(semantics, request.op);
    const { situation, at } = read(table, state, request);
    return resultOfDecision(semantics, decideFrom(table, 0, situation)?.then, state, request, at);
  } catch (error) {
    return nothingFrom(error);
  }
}

/** Takes requests by the rules of a semantics. */
export function runOf(semantics: Profile, universe: Universe, requests: readonly Request[]): Run {
  let state = semantics.family.initial(universe, semantics.keeping);
  const results: Result[] = [];
  for (const request of requests) {
    const result = taken(semantics, state, request);
    if (result === undefined) break;
    results.push(result);
    state = result.after;
  }
  return { universe, requests, results };
}

/** Whether two answers are alike, to whoever looks at them. */
export type Alike = (family: Family, a: Result | undefined, b: Result | undefined) => boolean;

/**
 * The first step, from 1 on, at which another semantics can be told from the one of a run; 0 where it cannot. Both take so many requests
 * alike to begin with.
 */
export function killedAt(run: Run, other: Profile, alike: Alike = sameAnswer, before = 0): number {
  const { universe, requests, results } = run;
  // The run has ended where no request behind is taken.
  if (before > results.length) return 0;
  let state = results[before - 1]?.after ?? other.family.initial(universe, other.keeping);
  for (let index = before; index < requests.length; index += 1) {
    const result = taken(other, state, requests[index]!);
    if (!alike(other.family, results[index], result)) return index + 1;
    if (result === undefined) return 0;
    state = result.after;
  }
  return 0;
}

/** The operation whose table a mutant has changed, by the semantics that it is a mutant of. */
export const changedOf = once((semantics: Profile) =>
  once((mutant: Profile) => mutant.tables.find((table) => tableFor(semantics, table.op) !== table)?.op),
);

/** As killedAt, for a mutant of the semantics of a run: only requests of the changed operation can tell. */
export function mutantKilledAt(run: Run, semantics: Profile, mutant: Profile, alike: Alike = sameAnswer): number {
  const changed = changedOf(semantics)(mutant);
  const first = run.requests.findIndex(({ op }) => op === changed);
  return first === -1 ? 0 : killedAt(run, mutant, alike, first);
}

/** The first step at which a machine does not do what a trace expects; 0 where it does. A machine that stops does not. */
export function failsAt(trace: Trace, machine: Machine): number {
  try {
    const { ok, steps } = replayTrace(trace, machine);
    return ok ? 0 : steps.length;
  } catch {
    return trace.steps.length;
  }
}
