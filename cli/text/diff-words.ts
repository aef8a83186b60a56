import type { Difference, DiffReport, DiffStep, Word } from '../../checker/diff/diff-format.ts';
import { isUnfinished } from '../../checker/diff/diff-result.ts';
import { close, type Item, list, paragraph } from '../document/document.ts';
import { count, partLine, plural } from './output.ts';

export type Group = DiffReport['groups'][number];

/** What kinds of difference are called. */
export const KINDS = {
  behaviour: 'different outcome or effect',
  view: 'a query shows something else',
  revision: 'same effect, different revision',
  errno: 'both fail, with different errors',
} as const satisfies Record<Difference['kind'], string>;

/** Values of a situation that go without saying. */
const PLAIN: ReadonlySet<unknown> = new Set([
  false,
  'none',
  'present',
  'unchecked',
  'free',
  'allows',
  'possible',
  'program',
  'agrees',
  'enough',
  'there',
]);

/** What of a program that REPLACE is about goes without saying where it is not set. */
const OF_REPLACE: ReadonlySet<string> = new Set(['target', 'old']);
const IDLE: ReadonlySet<unknown> = new Set(['unlisted', 'not-a-program']);

/** Whether a value of a situation goes without saying: what is to be attached, for one, is not in the list before. */
function isPlain(op: string, situation: Difference['situation'], field: string): boolean {
  const value = situation[field];
  if (OF_REPLACE.has(field) && IDLE.has(value)) return situation.REPLACE !== true;
  return PLAIN.has(value) || (value === 'unlisted' && field === 'subject' && op !== 'prog_detach');
}

/** The situation of an operation in a few words: what is out of the ordinary in it. */
export function describeSituation(op: string, situation: Difference['situation']): string {
  const parts = Object.entries(situation)
    .filter(([field]) => !isPlain(op, situation, field))
    .map(([field, value]) => (value === true ? field : `${field} ${value}`));
  return parts.length === 0 ? 'no special condition in common' : parts.join(', ');
}

/** What happened in each, `EINVAL → ok`. */
export const outcomes = ({ a, b }: Difference) => (a.outcome === b.outcome ? a.outcome : `${a.outcome} → ${b.outcome}`);

/** What a group is about: the rule that only one has, or the pair of rules. */
export function headOf({ op, rule, differences }: Group, { a, b }: DiffReport): string {
  if (rule !== undefined)
    return `${op}: rule ${rule.id} (${rule.outcome}), only in ${rule.only === 'a' ? a.profile : b.profile}`;
  const [{ a: one, b: other }] = differences as [Difference];
  return one.rule === other.rule ? `${op}: rule ${one.rule}` : `${op}: rule ${one.rule} → ${other.rule}`;
}

/** What a step asks for: one text where both were asked the same, else one for each. */
export function asked({ a, b }: DiffStep, names: DiffReport): readonly string[] {
  return a.said === b.said ? [a.said] : [`${names.a.profile}: ${a.said}`, `${names.b.profile}: ${b.said}`];
}

const filled = (slots: number) => (slots === 0 ? '' : `with ${slots} slots filled: `);

/** A trace in one line. */
export function inOneLine({ steps, prefilled }: Difference, names: DiffReport): string {
  return filled(prefilled) + steps.map((step) => asked(step, names).join(' / ').replaceAll('  ', ' ')).join('; ');
}

/** What the verdict is, first of all what keeps it from being one. */
export function verdictLines(report: DiffReport): readonly string[] {
  const { finding, groups, untested, part, missing, a, b } = report;
  const unfinished = isUnfinished(report);
  const isOpen = untested.a.length + untested.b.length > 0;
  const differences = groups.reduce((sum, group) => sum + group.differences.length, 0);
  const found = plural(differences, 'difference');
  const of = (name: string, names: readonly string[]) =>
    names.length === 0 ? [] : [`inconclusive: changes of ${name} not exercised: ${names.join('; ')}`];
  return [
    ...(part === undefined ? [] : [partLine(part)]),
    ...(missing === undefined ? [] : [`inconclusive: ${missing}`]),
    ...(unfinished ? [`${missing === undefined ? 'interrupted: ' : ''}${found} so far. This is not a pass.`] : []),
    ...of(a.profile, untested.a),
    ...of(b.profile, untested.b),
    ...(!unfinished && finding === 'no-difference' && !isOpen
      ? [`no difference in ${part === undefined ? 'these scopes' : `part ${part.index} of ${part.of} of these scopes`}`]
      : []),
    ...(!unfinished && finding === 'no-difference' && isOpen ? ['no difference found. This is not a pass.'] : []),
    ...(!unfinished && finding === 'differences' ? [foundLine(report, found)] : []),
  ];
}

function foundLine({ groups, vocabulary, errnos }: DiffReport, differences: string): string {
  const items = [
    ...(vocabulary.length === 0 ? [] : [plural(vocabulary.length, 'vocabulary item')]),
    ...(errnos.length === 0 ? [] : [plural(errnos.length, 'errno')]),
  ];
  const words = items.length === 0 ? '' : `${items.join(' and ')} of only one`;
  if (groups.length === 0) return words;
  return `${differences} in ${plural(groups.length, 'group')}${words === '' ? '' : `, and ${words}`}`;
}

/** The scopes with their bounds, and the states of each. */
export function scopeLines({ scopes, otherScopes }: DiffReport): readonly string[] {
  const state = ({ states, finished }: DiffReport['scopes'][number]) =>
    finished
      ? plural(states, 'matching state')
      : states === 0
        ? 'not begun'
        : `interrupted after ${count(states)} matching states`;
  return [...scopes.map((each) => `scope ${each.scope.name}: ${each.said}: ${state(each)}`), ...leftLines(otherScopes)];
}

/** The scopes that could have been asked for too. */
export const leftLines = (otherScopes: readonly string[]): readonly string[] =>
  otherScopes.length === 0 ? [] : [`not compared: scope ${otherScopes.join(', ')} (--scope)`];

/** What corresponds to what, where both are asked in different words: a line each. */
export const correspondingLines = ({ corresponding = [], a, b }: DiffReport): readonly string[] =>
  corresponding.map((each) =>
    each.a === each.b
      ? `${each.what}: both: ${each.a}`
      : `${each.what}: ${a.profile}: ${each.a} ${b.profile}: ${each.b}`,
  );

/** At most so many rules that decided nothing are named in a terminal and in a mail. */
export const RULES = 6;

/** Names, cut where there are more than so many. */
const cut = (names: readonly string[], most: number) =>
  names.length <= most
    ? names.join(', ')
    : `${names.slice(0, most).join(', ')} and ${names.length - most} more (--json)`;

/** The rules that decided nothing, those of both first; so many of each at most. */
export function exerciseLines({ neverFired, a, b }: DiffReport, most = Number.POSITIVE_INFINITY): readonly string[] {
  const both = neverFired.a.filter((rule) => neverFired.b.includes(rule));
  const of = (where: string, rules: readonly string[]) =>
    rules.length === 0 ? [] : [`rules that decided nothing in ${where}: ${cut(rules, most)}`];
  const own = (rules: readonly string[]) => rules.filter((rule) => !both.includes(rule));
  const lines = [...of('either', both), ...of(a.profile, own(neverFired.a)), ...of(b.profile, own(neverFired.b))];
  return lines.length === 0 ? ['every rule of both decided something'] : lines;
}

/** What decides requests that only one can be asked: the rules that it alone has, or else the first one by which such a request succeeds. */
function decidingLines({ rules }: Word, most: number): readonly string[] {
  const own = rules.filter((each) => each.own);
  const shown = own.length > 0 ? own.slice(0, most) : rules.filter(({ outcome }) => outcome === 'ok').slice(0, 1);
  const whose = own.length > 0 ? '' : ', which both have';
  return [
    ...shown.map(({ rule, outcome, requests, steps, prefilled }) => {
      const way = steps.map(({ said }) => said.replaceAll('  ', ' ')).join('; ');
      return `${outcome} by ${rule}${whose}: ${plural(requests, 'request')}, such as ${filled(prefilled)}${way}`;
    }),
    ...(own.length > most ? [`and ${plural(own.length - most, 'more rule', 'more rules')} of its own (--json)`] : []),
  ];
}

/** What only one can say, as items: a word with the rules of its own that decide it, so many of them at most. */
export function vocabularyItems({ vocabulary, errnos, a, b }: DiffReport, most: number): readonly Item[] {
  return [
    ...vocabulary.map((word) => [
      paragraph(
        `${word.what}: ${word.only} only; ${count(word.accepted)} of ${plural(word.requests, 'request')} with it succeed`,
      ),
      close(list(...decidingLines(word, most))),
    ]),
    ...errnos.map(({ op, errno, only, other }) => {
      const there = only === a.profile ? b.profile : a.profile;
      const instead =
        other.length === 0
          ? 'no request that both were asked gave it'
          : `${there} gives ${other.map((each) => (each === 'ok' ? 'success' : each)).join(' or ')} there`;
      return `${errno} of ${op}: ${only} only; ${instead}`;
    }),
  ];
}
