import type { Difference, DiffReport } from '../../checker/diff/diff-format.ts';
import {
  describeSituation,
  exerciseLines,
  type Group,
  headOf,
  inOneLine,
  KINDS,
  outcomes,
  scopeLines,
  verdictLines,
  vocabularyLines,
} from './diff-words.ts';
import { plural } from './output.ts';
import { stepRows } from './render-diff.ts';

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', '<br>');

function differenceMarkdown(difference: Difference, report: DiffReport): readonly string[] {
  const { a, b } = report;
  const sides = [
    `${a.profile}: **${difference.a.outcome}** (\`${difference.a.rule}\`: ${difference.a.sentence}) `,
    `${b.profile}: **${difference.b.outcome}** (\`${difference.b.rule}\`: ${difference.b.sentence})`,
  ];
  const rows = stepRows(difference.steps, report).map((row) => `| ${row.map(cell).join(' | ')} |`);
  return [
    `*${KINDS[difference.kind]}*: ${describeSituation(difference.situation)}. `,
    ...sides,
    '',
    `| # | request | ${a.profile} | slots | ${b.profile} | slots |`,
    '|---|---|---|---|---|---|',
    ...rows,
  ];
}

/** Differences of errno alone, a row each. */
function errnoTable(errnos: readonly Difference[], report: DiffReport): readonly string[] {
  return [
    `Both fail, with different errors:`,
    '',
    '| situation | from → to | rules | example |',
    '|---|---|---|---|',
    ...errnos.map(
      (each) =>
        `| ${describeSituation(each.situation)} | ${outcomes(each)} | \`${each.a.rule}\` → \`${each.b.rule}\` | ${cell(inOneLine(each, report))} |`,
    ),
  ];
}

function groupMarkdown(group: Group, number: number, report: DiffReport): readonly string[] {
  const errnos = group.differences.filter(({ kind }) => kind === 'errno');
  const others = group.differences.filter(({ kind }) => kind !== 'errno');
  return [
    '',
    `### ${number}. ${headOf(group, report)}`,
    ...(group.rule === undefined ? [] : ['', group.rule.sentence]),
    ...others.flatMap((each) => ['', ...differenceMarkdown(each, report)]),
    ...(errnos.length === 0 ? [] : ['', ...errnoTable(errnos, report)]),
  ];
}

/** A report as Markdown, as for a cover letter. */
export function diffMarkdown(report: DiffReport): string {
  const { a, b } = report;
  const vocabulary = vocabularyLines(report);
  return `${[
    `## What changes from \`${a.profile}\` to \`${b.profile}\``,
    '',
    ...verdictLines(report).map((line) => `**${line}** `),
    '',
    `${a.profile}: ${a.title}. ${b.profile}: ${b.title}.`,
    '',
    `${plural(report.compared, 'request')} compared in ${plural(report.states, 'matching state')}, by mprog ${report.tool}:`,
    '',
    ...[...scopeLines(report), ...exerciseLines(report)].map((line) => `- ${line}`),
    ...report.notes.map((note) => `- to ask both the same: ${note}`),
    ...(vocabulary.length === 0
      ? []
      : ['', '### Vocabulary of only one', '', ...vocabulary.map((line) => `- ${line}`)]),
    ...report.groups.flatMap((group, index) => groupMarkdown(group, index + 1, report)),
  ].join('\n')}\n`;
}
