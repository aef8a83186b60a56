import type { Difference, DiffReport } from '../../checker/diff/diff-format.ts';
import {
  allClose,
  type Block,
  close,
  codeBlock,
  document,
  indented,
  lines,
  list,
  numbered,
  paragraph,
} from '../document/document.ts';
import { mailText } from '../document/mail.ts';
import {
  asked,
  correspondingLines,
  describeSituation,
  exerciseLines,
  type Group,
  KINDS,
  leftLines,
  RULES,
  verdictLines,
  vocabularyItems,
} from './diff-words.ts';
import { count, plural } from './output.ts';

/** At most so many differences are shown with their requests, and so many scopes named; of those that decide a word, so many. */
const EXAMPLES = 4;
const SCOPES = 3;
const DECIDING = 2;

const side = (outcome: string) => (outcome === 'ok' ? 'success' : outcome);

/** What changed, in a few words. */
function subject({ groups, vocabulary, errnos, a, b }: DiffReport): string {
  const changed = [...new Set(groups.flatMap(({ differences }) => differences.map(sentenceOf)))];
  const ops = [...new Set(groups.map(({ op }) => op))].join(', ');
  if (groups.length === 0 && vocabulary.length === 0)
    return `no difference was found between ${a.profile} and ${b.profile}`;
  if (groups.length === 0)
    return `${b.profile} and ${a.profile} differ in vocabulary: ${[...vocabulary.map(({ what }) => what), ...errnos.map(({ op, errno }) => `${errno} of ${op}`)].join(', ')}`;
  const few = changed.length <= 3 ? `: ${changed.join('; ')}` : '';
  return `${b.profile} changes ${ops} of ${a.profile}${few}`;
}

function sentenceOf({ kind, a, b }: Difference): string {
  if (a.outcome !== b.outcome) return `${side(a.outcome)} becomes ${side(b.outcome)}`;
  return kind === 'revision'
    ? 'the same success, another revision'
    : `${side(a.outcome)}, with ${kind === 'view' ? 'another answer' : 'another result'}`;
}

/** The requests of a difference, and what each made of the last. */
function exampleBlocks(difference: Difference, report: DiffReport): readonly Block[] {
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
    return `${report[which].profile}: ${outcome}${lists === '' ? '' : `, ${lists}`}`;
  };
  return allClose(
    prefilled !== 0 && paragraph(`(${prefilled} slots filled)`),
    numbered(...steps.map((step) => asked(step, report).join(' / '))),
    ...indented(3, lines(result('a'), result('b'))),
  );
}

function differenceItem(
  difference: Difference,
  { op, rule }: Group,
  report: DiffReport,
  shown: ReadonlySet<Difference>,
): readonly Block[] {
  const { a, b } = difference;
  const rules = rule === undefined ? '' : `, ${rule.only === 'a' ? `now ${b.rule}` : `before ${a.rule}`}`;
  const what = a.outcome === b.outcome ? `${a.outcome}, ${KINDS[difference.kind]}` : `${a.outcome} → ${b.outcome}`;
  return [
    paragraph(`${what}${rules}: ${describeSituation(op, difference.situation)}`),
    ...(shown.has(difference) ? exampleBlocks(difference, report) : []),
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

function groupBlocks(group: Group, report: DiffReport, shown: ReadonlySet<Difference>): readonly Block[] {
  const { rule, op, differences } = group;
  const [first] = differences as [Difference];
  const head =
    rule === undefined
      ? `${op}: ${first.a.rule}${first.a.rule === first.b.rule ? '' : ` → ${first.b.rule}`}`
      : `${op}: ${rule.id}, only in ${report[rule.only].profile}: ${rule.sentence}`;
  return [paragraph(head), close(list(...differences.map((each) => differenceItem(each, group, report, shown))))];
}

/** A list of names that is cut where it gets long. */
const shortened = (line: string, most: number) => {
  const names = line.split(', ');
  return names.length <= most ? line : `${names.slice(0, most).join(', ')} and ${names.length - most} more (--json)`;
};

const scopeOf = ({ scope, short, states, finished }: DiffReport['scopes'][number]) =>
  `${scope.name} (${short}; ${finished ? count(states) : `interrupted at ${count(states)}`} states)`;

/** A report as plain text of 72 columns, as for a mailing list. */
export function diffMail(report: DiffReport): string {
  const shown = shownOf(report);
  const total = report.groups.reduce((sum, { differences }) => sum + differences.length, 0);
  const scopes = report.scopes.map(({ scope }) => scope.name).join(', ');
  const shortly = `mprog ${report.tool}, ${report.scopes.length === 1 ? 'scope' : 'scopes'} ${scopes}`;
  const verdict = verdictLines(report).map((line) => (line.startsWith('no difference in') ? `${line}.` : line));
  const mail = document(
    lines(`${subject(report)} (${shortly}).`, ...verdict),
    ...indented(2, close(list(...vocabularyItems(report, DECIDING)))),
    ...(report.corresponding === undefined
      ? []
      : [paragraph('What corresponds:'), close(list(...correspondingLines(report)))]),
    ...report.groups.flatMap((group, index) => [{ ...numbered(groupBlocks(group, report, shown)), start: index + 1 }]),
    total > shown.size &&
      paragraph(
        `${count(shown.size)} of ${plural(total, 'difference')} with requests; mprog diff without --mail shows all.`,
      ),
    list(
      `compared: ${plural(report.compared, 'request')} in ${plural(report.states, 'matching state')}`,
      `scopes: ${report.scopes.map(scopeOf).join('; ')}`,
      ...report.notes.map((note) => `to ask both the same: ${note}`),
      ...leftLines(report.otherScopes).map((line) => shortened(line, SCOPES)),
      ...exerciseLines(report, RULES),
    ),
    paragraph('Reproduce with:'),
    ...indented(2, close(codeBlock([report.command]))),
  );
  return mailText(mail);
}
