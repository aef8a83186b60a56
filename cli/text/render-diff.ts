import type { Difference, DiffReport, DiffStep } from '../../checker/diff/diff-format.ts';
import { isUnfinished } from '../../checker/diff/diff-result.ts';
import {
  asked,
  describeSituation,
  exerciseLines,
  type Group,
  headOf,
  inOneLine,
  KINDS,
  scopeLines,
  verdictLines,
  vocabularyLines,
} from './diff-words.ts';
import { colours, plural } from './output.ts';
import { plainTable } from './render-failure.ts';

/** The steps of a trace as rows: what was asked, and what each made of it. */
export function stepRows(all: readonly DiffStep[], names: DiffReport): readonly (readonly string[])[] {
  const lists = ({ hooks }: DiffStep['a']) =>
    Object.entries(hooks)
      .map(([hook, seen]) => (Object.keys(hooks).length > 1 ? `${hook}: ${seen}` : seen))
      .join('\n');
  return all.map((step, index) => [
    String(index + 1),
    asked(step, names).join('\n'),
    step.a.outcome,
    lists(step.a),
    step.b.outcome,
    lists(step.b),
  ]);
}

function differenceText(difference: Difference, report: DiffReport, full: boolean): string {
  const { a, b } = report;
  const width = Math.max(a.profile.length, b.profile.length);
  const side = (name: string, { outcome, rule, sentence }: Difference['a']) =>
    `     ${name.padEnd(width)}  ${colours.bold(outcome.padEnd(9))} ${rule}: ${sentence}`;
  const head = `   ${KINDS[difference.kind]}: ${describeSituation(difference.situation)}`;
  const file = difference.file === undefined ? [] : [`     written to ${difference.file}`];
  if (difference.kind === 'errno' && !full)
    return [
      head,
      side(a.profile, difference.a),
      side(b.profile, difference.b),
      `     ${inOneLine(difference, report)}`,
      ...file,
    ].join('\n');
  const table = plainTable(['#', 'request', a.profile, '', b.profile, '']);
  for (const row of stepRows(difference.steps, report)) table.push([...row]);
  const shown = table.toString().split('\n');
  return [
    head,
    side(a.profile, difference.a),
    side(b.profile, difference.b),
    ...shown.map((line) => `     ${line.trimEnd()}`),
    ...file,
  ].join('\n');
}

function groupText(group: Group, number: number, report: DiffReport, full: boolean): string {
  return [
    `${colours.bold(`${number}. ${headOf(group, report)}`)}`,
    ...(group.rule === undefined ? [] : [`   "${group.rule.sentence}"`]),
    ...group.differences.flatMap((each) => ['', differenceText(each, report, full)]),
  ].join('\n');
}

/** A report as text; an example of an errno is one line, unless all are asked for in full. */
export function diffText(report: DiffReport, full: boolean): string {
  const { a, b, groups } = report;
  const vocabulary = vocabularyLines(report);
  const colour = report.finding === 'differences' && !isUnfinished(report) ? colours.bold : colours.yellow;
  return `${[
    `${colours.bold(a.profile)} → ${colours.bold(b.profile)}`,
    ...verdictLines(report).map((line) => (line.startsWith('no difference in') ? colours.green(line) : colour(line))),
    `${plural(report.compared, 'request')} compared in ${plural(report.states, 'matching state')}`,
    ...report.notes.map((note) => `to ask both the same: ${note}`),
    ...scopeLines(report).map((line) => `  ${line}`),
    ...exerciseLines(report).map((line) => `  ${line}`),
    ...(vocabulary.length === 0
      ? []
      : ['', colours.bold('vocabulary of only one'), ...vocabulary.map((line) => `  ${line}`)]),
    ...groups.flatMap((group, index) => ['', groupText(group, index + 1, report, full)]),
  ].join('\n')}\n`;
}
