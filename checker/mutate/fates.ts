import type { Mutant } from '../../spec/mutants/index.ts';
import { once } from '../../spec/once.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Request, Scope } from '../../spec/semantics.ts';
import { SpecMachine } from '../../spec/spec-machine.ts';
import type { Machine } from '../../spec/vocabulary/machine.ts';
import type { Trace } from '../../traces/format.ts';
import type { Ending } from '../search/discovery.ts';
import { Interrupted } from '../search/interrupted.ts';
import { asNeeded } from '../search/run.ts';
import { changedOf, failsAt } from './kill.ts';
import { isOfRules } from './seen.ts';
import type { Judged, Steps } from './suite.ts';

/** What gives a mutant away: a trace and its step, or a scope of the check and the length of its counterexample. */
export interface Killed {
  readonly by: string;
  /** Missing where the check stops, because the mutant makes no sense. */
  readonly step?: number;
}

/** Something that may give a mutant away. Where that takes long it yields now and then. */
export type Killer = (mutant: Mutant) => Generator<void, Killed | undefined>;

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

/** The operations in a trace. */
const opsIn = once(({ steps }: Trace) => new Set(steps.map(({ request }) => request.op)));

/** Kills by a suite: only traces with the operation that was changed can show it. */
export function bySuite(semantics: Profile, traces: readonly NamedTrace[]): Killer {
  return function* ({ profile }) {
    const changed = changedOf(semantics)(profile);
    const own = traces.filter(({ trace }) => changed !== undefined && opsIn(trace).has(changed));
    return killedBy(own, () => new SpecMachine(profile));
  };
}

/** A check of rules in one scope, which yields now and then: how its search ends. Throws where the rules make no sense. */
export type Check = (profile: Profile, scope: Scope) => Generator<unknown, Ending<Request, unknown>>;

/** Kills by a check, which holds the rules of the mutant to a model, in one scope after another. */
export function byCheck(check: Check, scopes: readonly Scope[]): Killer {
  return function* ({ profile }) {
    for (const scope of scopes) {
      const by = `scope ${scope.name}`;
      const search = check({ ...profile, properties: [] }, scope);
      try {
        let next = search.next();
        for (; !next.done; next = search.next()) yield;
        if (next.value.is === 'failed') return { by, step: next.value.path.length };
      } catch (error) {
        if (!isOfRules(error)) throw error;
        return { by };
      }
    }
    return undefined;
  };
}

/** What became of each mutant that is not equivalent. */
export const fates = (all: readonly Judged[], killer: Killer) =>
  killedAmong(
    all.filter(({ judgement }) => judgement.is !== 'equivalent').map(({ mutant }) => mutant),
    killer,
  );

/** What kills each of some mutants, if anything does. */
export function* killedAmong(
  mutants: readonly Mutant[],
  killer: Killer,
): Steps<ReadonlyMap<Mutant, Killed | undefined>> {
  const found = new Map<Mutant, Killed | undefined>();
  for (const mutant of mutants) {
    const at = () => ({ doing: 'killing mutants', done: found.size, of: mutants.length });
    found.set(mutant, yield* asNeeded(killer(mutant), at));
    if (yield at()) throw new Interrupted();
  }
  return found;
}
