import type { Difference, DiffReport, DiffStep } from '../../checker/diff/diff-format.ts';
import { isUnfinished } from '../../checker/diff/diff-result.ts';
import {
  type Block,
  bold,
  close,
  code,
  coloured,
  type Document,
  document,
  emphasis,
  fields,
  heading,
  type Inline,
  indented,
  joined,
  LINE,
  lines,
  list,
  paragraph,
  table,
} from '../document/document.ts';
import {
  asked,
  correspondingLines,
  describeSituation,
  exerciseLines,
  type Group,
  headOf,
  inOneLine,
  KINDS,
  outcomes,
  RULES,
  scopeLines,
  verdictLines,
  vocabularyItems,
} from './diff-words.ts';
import { plural } from './output.ts';

/** At most so many rules are shown that decide requests which only one can be asked, for each of its words. */
const DECIDING = 6;

/** The steps of a trace: what was asked, and what each made of it. */
function stepsTable(all: readonly DiffStep[], report: DiffReport): Block {
  const lists = ({ hooks }: DiffStep['a']): Inline => {
    const several = Object.keys(hooks).length > 1;
    return joined(
      Object.entries(hooks).map(([hook, seen]) => (several ? `${hook}: ${seen}` : seen)),
      LINE,
    );
  };
  return table(
    ['#', 'request', report.a.profile, 'slots', report.b.profile, 'slots'],
    all.map((step, index) => [
      index + 1,
      joined(asked(step, report), LINE),
      step.a.outcome,
      lists(step.a),
      step.b.outcome,
      lists(step.b),
    ]),
  );
}

const writtenTo = (file: string | undefined): Block[] => (file === undefined ? [] : [paragraph(`written to ${file}`)]);

/** The situation of a difference, and how many requests have it. */
const situationOf = (op: string, { situation, requests }: Difference) =>
  `${describeSituation(op, situation)} (${plural(requests, 'request')})`;

/** A difference with its rules and its steps. */
function differenceBlocks(op: string, difference: Difference, report: DiffReport): readonly Block[] {
  const { kind, a, b, steps, file } = difference;
  const side = (name: string, { outcome, rule, sentence }: Difference['a']) => [
    name,
    bold(outcome),
    [code(rule), `: ${sentence}`],
  ];
  const sides = fields([side(report.a.profile, a), side(report.b.profile, b)]);
  return [
    paragraph(emphasis(KINDS[kind]), `: ${situationOf(op, difference)}`),
    ...indented(2, close(sides), close(stepsTable(steps, report)), ...writtenTo(file).map(close)),
  ];
}

/** Differences of errno alone, a row each. */
function errnoBlocks(op: string, errnos: readonly Difference[], report: DiffReport): readonly Block[] {
  const rows = errnos.map((each) => [
    situationOf(op, each),
    outcomes(each),
    [code(each.a.rule), ' → ', code(each.b.rule)],
    [inOneLine(each, report), ...(each.file === undefined ? [] : [LINE, `written to ${each.file}`])],
  ]);
  const example = table(['situation', 'from → to', 'rules', 'example'], rows, ([situation, both, rules, steps]) => [
    both!,
    [situation!, ': ', rules!, LINE, steps!],
  ]);
  return [paragraph(`${KINDS.errno}:`), ...indented(1, close(example))];
}

function groupBlocks(group: Group, number: number, report: DiffReport, full: boolean): readonly Block[] {
  const isRow = ({ kind }: Difference) => kind === 'errno' && !full;
  const errnos = group.differences.filter(isRow);
  const requests = group.differences.reduce((sum, each) => sum + each.requests, 0);
  return [
    heading(3, `${number}. ${headOf(group, report)}: ${plural(requests, 'request')}`),
    ...indented(
      3,
      group.rule !== undefined && close(paragraph(`"${group.rule.sentence}"`)),
      ...group.differences.filter((each) => !isRow(each)).flatMap((each) => differenceBlocks(group.op, each, report)),
      ...(errnos.length === 0 ? [] : errnoBlocks(group.op, errnos, report)),
    ),
  ];
}

const noteOf = (note: string) => `to ask both the same: ${note}`;

function correspondingBlocks(report: DiffReport): readonly Block[] {
  const all = correspondingLines(report);
  return all.length === 0 ? [] : [close(paragraph('what corresponds:')), ...indented(2, close(lines(...all)))];
}

/** How much of a report is shown. */
interface Extent {
  /** Whether each example of an errno has its steps, and not one row. */
  readonly full?: boolean | undefined;
  /** At most so many rules that decided nothing are named; all, unless given. */
  readonly rules?: number | undefined;
}

/** How much is shown in a terminal, or as Markdown, where every rule is named. */
export const extentOf = (options: { readonly full?: boolean; readonly markdown?: boolean | undefined }): Extent => ({
  full: options.full,
  rules: options.markdown ? undefined : RULES,
});

/** A report as a document. */
export function diffDocument(report: DiffReport, { full = false, rules }: Extent = {}): Document {
  const { a, b, groups } = report;
  const vocabulary = vocabularyItems(report, DECIDING);
  const colour = (line: string) => {
    if (report.finding === 'differences' && !isUnfinished(report)) return bold(line);
    return coloured(line.startsWith('no difference in') ? 'good' : 'warning', line);
  };
  return document(
    heading(2, code(a.profile), ' → ', code(b.profile)),
    close(paragraph(joined(verdictLines(report).map(colour), LINE))),
    close(paragraph(`${a.profile}: ${a.title}. ${b.profile}: ${b.title}.`)),
    ...correspondingBlocks(report),
    close(
      paragraph(
        `${plural(report.compared, 'request')} compared in ${plural(report.states, 'matching state')}, by mprog ${report.tool}:`,
      ),
    ),
    ...indented(2, close(lines(...scopeLines(report), ...exerciseLines(report, rules), ...report.notes.map(noteOf)))),
    ...(vocabulary.length === 0 ? [] : [heading(3, 'Vocabulary of only one'), close(list(...vocabulary))]),
    ...groups.flatMap((group, index) => groupBlocks(group, index + 1, report, full)),
  );
}
