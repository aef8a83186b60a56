import { familyOf } from '../../traces/format.ts';
import { isSkipped, type Result, tally, unansweredIn } from '../../traces/results.ts';
import { colours, count, plural, say } from './output.ts';

function renderResult(result: Result, quiet: boolean): void {
  if (isSkipped(result)) {
    if (!quiet) say(`${colours.yellow('–')} ${result.path}  skipped: ${result.skipped}`);
    return;
  }
  const { path, trace, ok, steps } = result;
  if (ok && quiet) return;
  say(`${ok ? colours.green('✓') : colours.red('✗')} ${path}  ${plural(trace.steps.length, 'step')}`);
  const last = steps.at(-1);
  if (ok || last === undefined) return;
  say(`    step ${last.number}: ${familyOf(trace).words.request(last.step.request, 'several')}`);
  for (const difference of last.differences) say(`      ${difference}`);
}

/** `12 traces, 30 steps: all held`. */
function summary(results: readonly Result[], complete: boolean): string {
  const { held, violated, skipped } = tally(results);
  const steps = results.reduce((sum, result) => sum + (isSkipped(result) ? 0 : result.steps.length), 0);
  const parts = [
    ...(held > 0 ? [`${held} held`] : []),
    ...(violated > 0 ? [`${violated} violated`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ];
  const said = complete && held > 0 && held === results.length ? 'all held' : parts.join(', ') || 'no result';
  return `${plural(results.length, 'trace')}, ${plural(steps, 'step')}: ${said}`;
}

/** What is said of race scenarios among traces. */
export function passedOverLine(scenarios: readonly string[]): string {
  return `${plural(scenarios.length, 'race scenario')} skipped: run them with mprog race, not mprog replay`;
}

/** What a person sees: a line for each trace, and a summary, with a line for each profile where there are several. */
export function renderReplay(
  results: readonly Result[],
  { title, planned, scenarios }: { title: string; planned: number; scenarios: readonly string[] },
  quiet: boolean,
): void {
  for (const result of results) renderResult(result, quiet);
  const profiles = [...new Set(results.map(({ trace }) => trace.profile))];
  const complete = results.length === planned;
  if (profiles.length > 1) {
    const width = Math.max(...profiles.map((profile) => profile.length));
    for (const profile of profiles) {
      const own = results.filter(({ trace }) => trace.profile === profile);
      say(`${profile.padEnd(width)}  ${summary(own, complete)}`);
    }
  }
  if (scenarios.length > 0) say(passedOverLine(scenarios));
  const unanswered = [...unansweredIn(results)].map(([field, times]) => `${field} (${count(times)})`);
  if (unanswered.length > 0) say(`– not answered, and so not compared: ${unanswered.join(', ')}`);
  say(`${summary(results, complete)} on ${title}`);
}
