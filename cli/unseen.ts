import { type Alike, killedAt, mutantKilledAt, type Run, runOf } from '../checker/mutate/kill.ts';
import type { Library } from '../exporters/exporter.ts';
import { scriptOf } from '../exporters/script-of.ts';
import type { Mutant } from '../spec/mutants/index.ts';
import type { Profile } from '../spec/profile.ts';
import type { Observation } from '../spec/semantics.ts';
import type { Trace } from '../traces/format.ts';

/** Whether two answers look alike to the tests of a library: the outcome, and the lists afterwards. */
function alikeTo({ blindTo = [] }: Library): Alike {
  const unseen: readonly string[] = blindTo;
  const outcome = (of: string) => (of !== 'ok' && unseen.includes('errno') ? 'an error' : of);
  const seen = (observation: Observation) =>
    JSON.stringify(Object.entries(observation).filter(([part]) => !unseen.includes(part)));
  return ({ observe, hooks, same }, a, b) => {
    if (a === undefined || b === undefined) return a === b;
    const { universe } = a.after;
    return (
      outcome(a.outcome) === outcome(b.outcome) &&
      same(a.view, b.view) &&
      hooks(universe).every((hook) => seen(observe(a.after, hook)) === seen(observe(b.after, hook)))
    );
  };
}

/** How many steps of a trace the test of a library can fail at. */
function heldSteps(library: Library, trace: Trace): number {
  const script = scriptOf({ path: '', trace }, library.carried);
  if (typeof script === 'string') return 0;
  const said = library.said(script);
  return library.heldTo?.(said) ?? said.length;
}

/** What a semantics makes of a trace, as far as the test of a library can fail. */
function heldRun(library: Library, semantics: Profile, trace: Trace): Run {
  const requests = trace.steps.map(({ request }) => request).slice(0, heldSteps(library, trace));
  return runOf(semantics, trace.universe, requests);
}

/** Whether the test of a library fails on another semantics than that of its trace. */
export const failsOn = (library: Library, semantics: Profile, trace: Trace, other: Profile): boolean =>
  killedAt(heldRun(library, semantics, trace), other, alikeTo(library)) > 0;

/** The mutants that no test of a library fails on, although traces kill them: it is known to deviate there, or its tests do not see it. */
export function unseenBy(
  library: Library,
  semantics: Profile,
  traces: readonly Trace[],
  mutants: readonly Mutant[],
): readonly Mutant[] {
  const alike = alikeTo(library);
  const runs = traces.map((trace) => heldRun(library, semantics, trace));
  return mutants.filter(({ profile }) => !runs.some((run) => mutantKilledAt(run, semantics, profile, alike) > 0));
}
