import type { DiffReport, DiffStep } from '../checker/diff-report.ts';
import { colours, count, plural } from './output.ts';
import { plainTable } from './render-failure.ts';

type Group = DiffReport['groups'][number];

/** What kinds of difference are called, in the order in which they are shown. */
const KINDS = {
  behaviour: 'one lets through, or does, what the other does not',
  view: 'a query shows something else',
  revision: 'the revision goes on differently',
  errno: 'both refuse, with different errors',
} as const satisfies Record<Group['kind'], string>;

/** Values of a situation that go without saying. */
const PLAIN: ReadonlySet<unknown> = new Set([
  false,
  'none',
  'present',
  'unchecked',
  'free',
  'allows',
  'possible',
  'unlisted',
  'program',
  'agrees',
  'enough',
  'nowhere',
  'not-a-program',
  'there',
]);

/** The situation in a few words: what is out of the ordinary in it. */
export function describeSituation(situation: Group['situation']): string {
  const parts = Object.entries(situation)
    .filter(([, value]) => !PLAIN.has(value))
    .map(([field, value]) => (value === true ? field : `${field} ${value}`));
  return parts.length === 0 ? 'plain' : parts.join(', ');
}

/** The steps of one side, where the two were asked the same; else those of both. */
function steps(all: readonly DiffStep[], a: string, b: string): readonly (readonly string[])[] {
  return all.map((step, index) => {
    const same = step.a.said === step.b.said;
    const said = same ? step.a.said : `${a}: ${step.a.said}\n${b}: ${step.b.said}`;
    const lists = (side: DiffStep['a']) =>
      Object.entries(side.hooks)
        .map(([hook, seen]) => (Object.keys(side.hooks).length > 1 ? `${hook}: ${seen}` : seen))
        .join('\n');
    return [String(index + 1), said, `${step.a.outcome}`, lists(step.a), `${step.b.outcome}`, lists(step.b)];
  });
}

function groupText(group: Group, number: number, { a, b }: DiffReport): string {
  const width = Math.max(a.profile.length, b.profile.length);
  const side = (name: string, { outcome, rule, sentence }: Group['a']) =>
    `   ${name.padEnd(width)}  ${colours.bold(outcome.padEnd(8))} ${rule}\n   ${''.padEnd(width)}           "${sentence}"`;
  const table = plainTable(['#', 'request', a.profile, '', b.profile, '']);
  for (const row of steps(group.steps, a.profile, b.profile)) table.push([...row]);
  return [
    `${colours.bold(String(number).padStart(2))} ${group.op}: ${describeSituation(group.situation)}   ${plural(group.cases, 'case')}`,
    side(a.profile, group.a),
    side(b.profile, group.b),
    ...table
      .toString()
      .split('\n')
      .map((line) => `   ${line.trimEnd()}`),
    ...(group.file === undefined ? [] : [`   written to ${group.file}`]),
  ].join('\n');
}

const line = (group: Group) =>
  `${count(group.cases).padStart(9)}  ${group.op}  ${group.a.outcome} ${group.a.rule}  →  ${group.b.outcome} ${group.b.rule}`;

/** A report as text; differences of errno alone are a line each, unless all are asked for in full. */
export function diffText(report: DiffReport, full: boolean): string {
  const { a, b, groups } = report;
  const parts = [
    `${colours.bold(a.profile)} → ${colours.bold(b.profile)}`,
    `${plural(groups.length, 'group')} of differences in ${plural(report.compared, 'compared request')}, from ${plural(report.states, 'pair')} of states that look alike`,
    ...report.notes.map((note) => `to ask both the same: ${note}`),
    ...(report.interrupted ? [colours.yellow('interrupted: there may be more')] : []),
  ];
  if (report.vocabulary.length + report.errnos.length > 0) {
    parts.push('', colours.bold('what only one can say'));
    for (const { what, only, requests, accepted } of report.vocabulary)
      parts.push(`  ${what}: only ${only}; ${plural(accepted, 'request')} of ${count(requests)} let through`);
    for (const { op, errno, only, other } of report.errnos)
      parts.push(`  errno ${errno} of ${op}: only ${only}; the other says there: ${other}`);
  }
  let number = 0;
  for (const [kind, title] of Object.entries(KINDS)) {
    const own = groups.filter((group) => group.kind === kind);
    if (own.length === 0) continue;
    parts.push('', colours.bold(`${title}: ${plural(own.length, 'group')}`));
    for (const group of own) {
      number += 1;
      parts.push(kind === 'errno' && !full ? line(group) : `\n${groupText(group, number, report)}`);
    }
  }
  return `${parts.join('\n')}\n`;
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', '<br>');

function groupMarkdown(group: Group, number: number, { a, b }: DiffReport): string {
  const rows = steps(group.steps, a.profile, b.profile).map((row) => `| ${row.map(cell).join(' | ')} |`);
  return [
    `### ${number}. \`${group.op}\`: ${describeSituation(group.situation)}`,
    '',
    `${plural(group.cases, 'case')}. ${a.profile}: **${group.a.outcome}** (\`${group.a.rule}\`: ${group.a.sentence}) `,
    `${b.profile}: **${group.b.outcome}** (\`${group.b.rule}\`: ${group.b.sentence})`,
    '',
    `| # | request | ${a.profile} | slots | ${b.profile} | slots |`,
    '|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

/** A report as Markdown, as for a cover letter. */
export function diffMarkdown(report: DiffReport): string {
  const { a, b, groups } = report;
  const parts = [
    `## What changes from \`${a.profile}\` to \`${b.profile}\``,
    '',
    `${a.profile}: ${a.title}. ${b.profile}: ${b.title}.`,
    '',
    `Both were asked ${plural(report.compared, 'request')} in ${plural(report.states, 'pair')} of states that look alike; ${plural(groups.length, 'group')} of them came out differently.`,
    ...(report.notes.length > 0 ? ['', ...report.notes.map((note) => `To ask both the same: ${note}.`)] : []),
  ];
  if (report.vocabulary.length + report.errnos.length > 0) {
    parts.push('', '### What only one can say', '');
    for (const { what, only, requests, accepted } of report.vocabulary)
      parts.push(`- ${what}: only ${only}; ${plural(accepted, 'request')} of ${count(requests)} let through`);
    for (const { op, errno, only, other } of report.errnos)
      parts.push(`- errno ${errno} of ${op}: only ${only}; the other says there: ${other}`);
  }
  groups.forEach((group, index) => {
    if (group.kind !== 'errno') parts.push('', groupMarkdown(group, index + 1, report));
  });
  const errnos = groups.filter(({ kind }) => kind === 'errno');
  if (errnos.length > 0)
    parts.push(
      '',
      '### Both refuse, with different errors',
      '',
      `| cases | request | ${a.profile} | ${b.profile} |`,
      '|---|---|---|---|',
      ...errnos.map(
        (group) =>
          `| ${count(group.cases)} | \`${group.op}\` | ${group.a.outcome} \`${group.a.rule}\` | ${group.b.outcome} \`${group.b.rule}\` |`,
      ),
    );
  return `${parts.join('\n')}\n`;
}
