import { familyOf } from '../../traces/format.ts';
import { isSkipped, type Result, tally, unansweredLine } from '../../traces/results.ts';
import {
  type Block,
  close,
  type Document,
  document,
  fields,
  indented,
  lines,
  mark,
  paragraph,
  signed,
} from '../document/document.ts';
import { plural } from './output.ts';

function resultLines(result: Result, quiet: boolean): readonly (readonly Block[])[] {
  if (isSkipped(result)) return quiet ? [] : [[paragraph(mark('–'), ` ${result.path}  skipped: ${result.skipped}`)]];
  const { path, trace, ok, steps } = result;
  if (ok && quiet) return [];
  const head = paragraph(mark(ok ? '✓' : '✗'), ` ${path}  ${plural(trace.steps.length, 'step')}`);
  const last = steps.at(-1);
  if (ok || last === undefined) return [[head]];
  const said = paragraph(`step ${last.number}: ${familyOf(trace).words.request(last.step.request, 'several')}`);
  const rule = last.fields.includes('rule') ? undefined : last.step.expect.rule;
  const apart = close(lines(...last.differences));
  return [
    [
      head,
      ...indented(4, close(said), ...indented(2, apart, close(fields(rule === undefined ? [] : [['rule', rule]])))),
    ],
  ];
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

/** A line for each trace, and a summary, with a line for each profile where there are several. */
export function replayDocument(
  results: readonly Result[],
  { title, planned, scenarios }: { title: string; planned: number; scenarios: readonly string[] },
  quiet: boolean,
): Document {
  const profiles = [...new Set(results.map(({ trace }) => trace.profile))];
  const complete = results.length === planned;
  const byProfile = profiles.map((profile) => [
    profile,
    summary(
      results.filter(({ trace }) => trace.profile === profile),
      complete,
    ),
  ]);
  const unanswered = unansweredLine(results);
  return document(
    lines(...results.flatMap((result) => resultLines(result, quiet))),
    close(fields(profiles.length > 1 ? byProfile : [])),
    close(
      lines(
        scenarios.length > 0 && passedOverLine(scenarios),
        unanswered !== undefined && signed('–', unanswered),
        `${summary(results, complete)} on ${title}`,
      ),
    ),
  );
}
