import { worstOf } from '../spec/vocabulary/report.ts';
import type { TraceFile } from './files.ts';
import type { Replayed, Skipped } from './replay.ts';
import type { ReplayReport, ReportedTrace } from './replay-report.ts';
import { headOf } from './report-head.ts';

/** What came of one trace. */
export type Result = TraceFile & (Replayed | Skipped);

export const isSkipped = (result: Result): result is TraceFile & Skipped => 'skipped' in result;

/** How many traces came out how. */
export function tally(results: readonly Result[]): Pick<ReplayReport, 'held' | 'violated' | 'skipped'> {
  const skipped = results.filter(isSkipped).length;
  const violated = results.filter((result) => !isSkipped(result) && !result.ok).length;
  return { held: results.length - violated - skipped, violated, skipped };
}

/** A result as part of a report. */
function reported(result: Result): ReportedTrace {
  const about = { path: result.path, profile: result.trace.profile };
  if (isSkipped(result)) return { ...about, result: 'skipped', reason: result.skipped, steps: [] };
  const { ok, steps } = result;
  if (ok) return { ...about, result: 'held', steps };
  const { number, fields, differences } = steps.at(-1)!;
  const difference = { step: number, field: fields[0]!, message: differences[0]! };
  return { ...about, result: 'violated', difference, steps };
}

/** The results of a replay as a report; `planned` is the number of traces there should have been. */
export function replayReport(
  results: readonly Result[],
  planned: number,
  machine: Pick<ReplayReport, 'target' | 'on' | 'reason'>,
  seconds: number,
  scenarios: readonly string[] = [],
): ReplayReport {
  const traces = results.map(reported);
  const isCut = results.length < planned;
  return {
    ...headOf('mprog-replay', 2),
    profiles: [...new Set(traces.map(({ profile }) => profile))],
    result: worstOf([...traces.map(({ result }) => result), ...(isCut ? (['inconclusive'] as const) : [])]),
    seconds,
    ...(isCut ? { interrupted: true as const } : {}),
    ...machine,
    planned,
    ...tally(results),
    scenarios,
    traces,
  };
}

/** What was not answered, and so not compared, in a line; nothing where everything was. */
export function unansweredLine(results: readonly (Replayed | Skipped)[]): string | undefined {
  return unansweredText([...unansweredIn(results)]);
}

/** The same of fields that are counted. */
export function unansweredText(counts: readonly (readonly [field: string, times: number])[]): string | undefined {
  const all = counts.map(([field, times]) => `${field} (${times.toLocaleString('en')})`);
  return all.length === 0 ? undefined : `not answered, and so not compared: ${all.join(', ')}`;
}

/** A field of an expectation without the name of its hook. */
export const hooklessOf = (field: string): string => field.replace(/^hooks\.[^.]+/, 'hooks');

/** How often each field of an expectation was not answered; the names of hooks are left out. */
function unansweredIn(results: readonly (Replayed | Skipped)[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const result of results) {
    if ('skipped' in result) continue;
    for (const field of result.steps.flatMap(({ unanswered }) => unanswered)) {
      const name = hooklessOf(field);
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return counts;
}
