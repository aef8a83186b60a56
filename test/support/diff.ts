import { namedDiffScopes } from '../../checker/diff/comparing.ts';
import type { diff } from '../../checker/diff/diff.ts';
import type { Diff } from '../../checker/diff/diff-group.ts';
import { type DiffReport, reportOf } from '../../checker/diff/diff-report.ts';
import { semanticsArgument } from '../../cli/semantics.ts';
import type { Scope } from '../../spec/families/slots/scopes/scope.ts';
import type { Profile } from '../../spec/profile.ts';
import type { ScopePair } from '../../spec/semantics.ts';

/** A comparison to its end; `steps` ends it after so many yields, as a signal does. */
export function finish(run: ReturnType<typeof diff>, steps = Number.POSITIVE_INFINITY): Diff {
  let next = run.next();
  for (let taken = 1; !next.done; taken += 1) next = run.next(taken >= steps);
  return next.value;
}

/** A proposal of test/cases with the very profile it was derived from. */
export async function proposal(name: string): Promise<{ base: Profile; proposed: Profile }> {
  const proposed = await semanticsArgument(new URL(`../cases/proposals/${name}`, import.meta.url).pathname);
  return { base: proposed.base!, proposed };
}

/** The scopes of two semantics of these names, changed. */
export function scopesNamed(
  a: Profile,
  b: Profile,
  names: readonly string[],
  change: Partial<Scope> = {},
): ScopePair[] {
  const named = namedDiffScopes(a, b);
  return names.map((name) => ({ a: { ...named[name]!.a, ...change }, b: { ...named[name]!.b, ...change } }));
}

/** A report as the command makes it. */
export function reported(a: Profile, b: Profile, found: Diff, interrupted = false): DiffReport {
  const made = { command: `mprog diff ${a.name} ./proposal.ts`, seconds: 0, interrupted };
  return { ...reportOf(a, b, found, made), tool: '1.2.3' };
}
