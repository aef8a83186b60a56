import { compareAlong, traceOf } from '../checker/decide/counterexample.ts';
import { stepsAlong } from '../checker/decide/finding.ts';
import { type DeviationGroup, groupOf, inRuleOrder } from '../checker/live/cross-check.ts';
import type { KernelDifference } from '../checker/live/kernel-verdict.ts';
import { minimising } from '../checker/live/minimise.ts';
import { kernelRelease } from '../kernel/release.ts';
import { openKernelFor } from '../kernel/targets.ts';
import { type Profile, rulesOf } from '../spec/profile.ts';
import type { Request, Scope, Universe } from '../spec/semantics.ts';
import type { Machine } from '../spec/vocabulary/machine.ts';
import { MOST_STEPS } from '../traces/format.ts';
import { follow } from './follow.ts';
import type { PoolResult } from './kernel-pool.ts';
import { saveTrace } from './save-trace.ts';

/** The distinct differences, each with a trace that is as short as the kernel itself lets it be; written to a directory, if any. */
export async function differencesOf(
  semantics: Profile,
  scope: Scope,
  pool: PoolResult,
  directory: string | undefined,
): Promise<readonly KernelDifference[]> {
  const groups = new Map<string, DeviationGroup[]>();
  for (const deviation of pool.visited.flatMap((visited) => visited.deviations)) {
    const group = groupOf(deviation);
    groups.set(group, [...(groups.get(group) ?? []), deviation]);
  }
  if (groups.size === 0) return [];
  const machine = openKernelFor(semantics);
  try {
    const differences: KernelDifference[] = [];
    for (const [group, cases] of groups) {
      const shortest = cases.toSorted((a, b) => a.path.length - b.path.length)[0]!;
      const universe = semantics.family.explore(scope, semantics).universe;
      const { result: again, interrupted } = await follow(
        minimising(semantics, machine, universe, shortest.path, shortest.history, group),
        (length) => `${shortest.rule}: looking for fewer than ${length} steps`,
      );
      // What was not tried again is told by the shorter way, and so is what took too long for a trace.
      const isShort = again === undefined && (interrupted || shortest.history.length > MOST_STEPS);
      const steps = again ?? (isShort ? shortest.path : shortest.history);
      const { expected, found } = again === undefined ? shortest : atTheEnd(semantics, machine, universe, again);
      const { rule } = shortest;
      const note = `expectations are those of ${semantics.name}, scope ${scope.name}`;
      const file =
        directory === undefined ? undefined : saveDifference(semantics, universe, { rule, steps, note }, directory);
      const said = file === undefined ? {} : { file };
      differences.push({
        rule,
        sentence: `the spec says ${expected.outcome}, the kernel ${found.outcome}`,
        expected,
        found,
        cases: cases.reduce((sum, each) => sum + each.cases, 0),
        steps: stepsAlong(semantics, universe, steps),
        reproduced: again !== undefined,
        ...(again === undefined && interrupted ? { untried: true as const } : {}),
        ...said,
      });
    }
    return differences.toSorted(inRuleOrder(rulesOf(semantics).map(({ id }) => id)));
  } finally {
    machine.close();
  }
}

/** What the last of some requests comes to by the rules, and on the machine. */
function atTheEnd(
  semantics: Profile,
  machine: Machine,
  universe: Universe,
  steps: readonly Request[],
): Pick<DeviationGroup, 'expected' | 'found'> {
  const { spec, model } = compareAlong(semantics, machine, universe, steps).at(-1)!;
  return { expected: spec, found: model! };
}

/** Writes a difference as a trace; gives the name of the file, if it could be written. */
export function saveDifference(
  semantics: Profile,
  universe: Universe,
  { rule, steps, note }: { readonly rule: string; readonly steps: readonly Request[]; readonly note: string },
  directory: string,
): string | undefined {
  const kernel = kernelRelease();
  const trace = traceOf(semantics, semantics.family.trimmed(universe, steps), steps, {
    title: `the kernel leaves ${rule}`,
    origin: { kind: 'kernel', note, kernel },
  });
  // A profile with a changed rule has no name to replay it by: it goes by that of the profile it was made from.
  const named = { ...trace, profile: semantics.name.split(' ')[0]! };
  return saveTrace(directory, `${named.profile}-${kernel}`, named);
}
