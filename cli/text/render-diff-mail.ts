import type { Difference, DiffReport } from '../../checker/diff/diff-format.ts';
import {
  asked,
  describeSituation,
  exerciseLines,
  type Group,
  KINDS,
  verdictLines,
  vocabularyLines,
} from './diff-words.ts';
import { count, plural } from './output.ts';

/** Columns of a mail. */
const WIDTH = 72;
/** At most so many differences are shown with their requests, and so many rules named. */
const EXAMPLES = 4;
const NAMES = 8;

/** Words in plain lines of at most WIDTH columns, `indent` before each, `more` before all but the first. */
export function wrapped(text: string, indent = '', more = indent): readonly string[] {
  const lines: string[] = [];
  let line = indent;
  let empty = true;
  for (const word of text
    .replaceAll('…', '...')
    .split(/\s+/)
    .filter((each) => each !== '')) {
    if (!empty && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = more;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line];
}

const side = (outcome: string) => (outcome === 'ok' ? 'success' : outcome);

/** What changed, in a few words. */
function subject({ groups, vocabulary, a, b }: DiffReport): string {
  const changed = [...new Set(groups.flatMap(({ differences }) => differences.map(sentenceOf)))];
  const ops = [...new Set(groups.map(({ op }) => op))].join(', ');
  if (groups.length === 0 && vocabulary.length === 0)
    return `no difference was found between ${a.profile} and ${b.profile}`;
  if (groups.length === 0)
    return `${b.profile} and ${a.profile} differ in vocabulary: ${vocabulary.map(({ what }) => what).join(', ')}`;
  const few = changed.length <= 3 ? `: ${changed.join('; ')}` : '';
  return `${b.profile} changes ${ops} of ${a.profile}${few}`;
}

function sentenceOf({ kind, a, b }: Difference): string {
  if (a.outcome !== b.outcome) return `${side(a.outcome)} becomes ${side(b.outcome)}`;
  return kind === 'revision'
    ? 'the same success, another revision'
    : `${side(a.outcome)}, with ${kind === 'view' ? 'another answer' : 'another result'}`;
}

function exampleLines(difference: Difference, report: DiffReport): readonly string[] {
  const { steps, prefilled } = difference;
  const last = steps.at(-1)!;
  const differs = Object.keys(last.b.hooks).filter(
    (hook, index) => Object.values(last.a.hooks)[index] !== last.b.hooks[hook],
  );
  const several = Object.keys(last.b.hooks).length > 1;
  const result = (which: 'a' | 'b') => {
    const { outcome, hooks } = last[which];
    const own = Object.entries(hooks).filter(([hook], index) =>
      differs.includes(which === 'b' ? hook : Object.keys(last.b.hooks)[index]!),
    );
    const lists = own.map(([hook, seen]) => (several ? `${hook}: ${seen}` : seen)).join('; ');
    return wrapped(`${report[which].profile}: ${outcome}${lists === '' ? '' : `, ${lists}`}`, '       ', '         ');
  };
  return [
    ...(prefilled === 0 ? [] : wrapped(`(${prefilled} slots filled)`, '    ')),
    ...steps.flatMap((step, index) => wrapped(asked(step, report).join(' / '), `    ${index + 1}. `, '       ')),
    ...result('a'),
    ...result('b'),
  ];
}

function differenceLines(difference: Difference, group: Group, report: DiffReport, shown: boolean): readonly string[] {
  const { a, b } = difference;
  const rules = group.rule === undefined ? '' : `, ${group.rule.only === 'a' ? `now ${b.rule}` : `before ${a.rule}`}`;
  const what = a.outcome === b.outcome ? `${a.outcome}, ${KINDS[difference.kind]}` : `${a.outcome} -> ${b.outcome}`;
  return [
    ...wrapped(`- ${what}${rules}: ${describeSituation(difference.situation)}`, '  ', '    '),
    ...(shown ? exampleLines(difference, report) : []),
  ];
}

/** The differences of a report that are shown with their requests: one of each group and outcome, then others. */
function shownOf({ groups }: DiffReport): ReadonlySet<Difference> {
  const all = groups.flatMap(({ differences }) => differences);
  const first = groups.flatMap(({ differences }) =>
    differences.filter((each, index) => differences.findIndex((other) => other.kind === each.kind) === index),
  );
  return new Set([...new Set([...first, ...all])].slice(0, EXAMPLES));
}

function groupLines(
  group: Group,
  number: number,
  report: DiffReport,
  shown: ReadonlySet<Difference>,
): readonly string[] {
  const { rule, op, differences } = group;
  const [first] = differences as [Difference];
  const head =
    rule === undefined
      ? `${number}. ${op}: ${first.a.rule}${first.a.rule === first.b.rule ? '' : ` -> ${first.b.rule}`}`
      : `${number}. ${op}: ${rule.id}, only in ${report[rule.only].profile}: ${rule.sentence}`;
  return [
    '',
    ...wrapped(head, '', '   '),
    ...differences.flatMap((each) => differenceLines(each, group, report, shown.has(each))),
  ];
}

/** A list of names that is cut where it gets long. */
const shortened = (line: string) => {
  const names = line.split(', ');
  return names.length <= NAMES ? line : `${names.slice(0, NAMES).join(', ')} and ${names.length - NAMES} more (--json)`;
};

const scopeOf = ({ scope, short, states, finished }: DiffReport['scopes'][number]) =>
  `${scope.name} (${short}; ${finished ? count(states) : `interrupted at ${count(states)}`} states)`;

/** A report as plain text of 72 columns, as for a mailing list. */
export function diffMail(report: DiffReport): string {
  const shown = shownOf(report);
  const total = report.groups.reduce((sum, { differences }) => sum + differences.length, 0);
  const scopes = report.scopes.map(({ scope }) => scope.name).join(', ');
  return `${[
    ...wrapped(
      `${subject(report)} (mprog ${report.tool}, ${report.scopes.length === 1 ? 'scope' : 'scopes'} ${scopes}).`,
    ),
    ...verdictLines(report).flatMap((line) => wrapped(line.startsWith('no difference in') ? `${line}.` : line)),
    ...vocabularyLines(report).flatMap((line) => wrapped(`- ${line}`, '  ', '    ')),
    ...report.groups.flatMap((group, index) => groupLines(group, index + 1, report, shown)),
    ...(total > shown.size
      ? [
          '',
          `${count(shown.size)} of ${plural(total, 'difference')} with requests; mprog diff without --mail shows all.`,
        ]
      : []),
    '',
    ...wrapped(`Compared: ${plural(report.compared, 'request')} in ${plural(report.states, 'matching state')}.`),
    ...wrapped(`Scopes: ${report.scopes.map(scopeOf).join('; ')}.`, '', '  '),
    ...report.notes.flatMap((note) => wrapped(`To ask both the same: ${note}.`, '', '  ')),
    ...exerciseLines(report).flatMap((line) =>
      wrapped(`Not exercised: ${shortened(line)}.`.replace('Not exercised: every', 'Exercised: every'), '', '  '),
    ),
    '',
    'Reproduce with:',
    `  ${report.command}`,
  ].join('\n')}\n`;
}
