import type { Mutant } from '../../spec/mutants/index.ts';
import { type Profile, tableFor } from '../../spec/profile.ts';
import { SpecMachine } from '../../spec/spec-machine.ts';
import type { Machine, Request } from '../../spec/vocabulary/index.ts';
import type { Trace } from '../../traces/format.ts';
import type { Scope } from '../requests/scope.ts';
import type { Ending } from '../search/explore.ts';
import { Interrupted } from '../search/interrupted.ts';
import { failsAt } from './kill.ts';
import type { Judged, Steps } from './suite.ts';

/** What gives a mutant away: a trace and its step, or a scope of the check and the length of its counterexample. */
export interface Killed {
  readonly by: string;
  /** Missing where the check stops, because the mutant makes no sense. */
  readonly step?: number;
}

/** Something that may give a mutant away. */
export type Killer = (mutant: Mutant) => Killed | undefined;

/** A trace and what it is called. */
export interface NamedTrace {
  readonly file: string;
  readonly trace: Trace;
}

/** The first of some traces that a machine fails. */
export function killedBy(traces: readonly NamedTrace[], create: () => Machine): Killed | undefined {
  for (const { file, trace } of traces) {
    const step = failsAt(trace, create());
    if (step > 0) return { by: file, step };
  }
  return undefined;
}

/** Kills by a suite: only traces with the operation that was changed can show it. */
export function bySuite(semantics: Profile, traces: readonly NamedTrace[]): Killer {
  return ({ profile }) => {
    const changed = profile.tables.find((table) => tableFor(semantics, table.op) !== table)?.op;
    const own = traces.filter(({ trace }) => trace.steps.some(({ request }) => request.op === changed));
    return killedBy(own, () => new SpecMachine(profile));
  };
}

/** A check of rules in one scope: how its search ends. Throws where the rules make no sense. */
export type Check = (profile: Profile, scope: Scope) => Ending<Request, unknown>;

/** Kills by a check, which holds the rules of the mutant to a model, in one scope after another. */
export function byCheck(check: Check, scopes: readonly Scope[]): Killer {
  const endingOf = (profile: Profile, scope: Scope) => {
    try {
      return check({ ...profile, properties: [] }, scope);
    } catch {
      return undefined;
    }
  };
  return ({ profile }) => {
    for (const scope of scopes) {
      const by = `scope ${scope.name}`;
      const ending = endingOf(profile, scope);
      if (ending === undefined) return { by };
      if (ending.is === 'failed') return { by, step: ending.path.length };
    }
    return undefined;
  };
}

/** What became of each mutant that is not equivalent. */
export function* fates(all: readonly Judged[], killer: Killer): Steps<ReadonlyMap<Mutant, Killed | undefined>> {
  const found = new Map<Mutant, Killed | undefined>();
  const subject = all.filter(({ judgement }) => judgement.is !== 'equivalent');
  for (const { mutant } of subject) {
    found.set(mutant, killer(mutant));
    if (yield { doing: 'killing mutants', done: found.size, of: subject.length }) throw new Interrupted();
  }
  return found;
}
