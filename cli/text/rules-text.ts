import { isMatching } from 'ts-pattern';
import { type Brought, broughtBy, propertiesBrought, propertiesLost } from '../../spec/brought.ts';
import { type Citation, citationOf } from '../../spec/citation.ts';
import type { Family } from '../../spec/family.ts';
import { groundOf, type Profile } from '../../spec/profile.ts';
import type { Rule, RuleTable } from '../../spec/rule.ts';
import type { Value } from '../../spec/situation.ts';
import {
  close,
  code,
  type Document,
  document,
  heading,
  LINE,
  list,
  paragraph,
  symbols,
  table,
} from '../document/document.ts';

/** A rule in words. */
export interface RuleRow {
  readonly number: number;
  readonly id: string;
  readonly sentence: string;
  readonly when: string;
  readonly outcome: string;
  readonly source: string;
}

export interface RuleSection {
  readonly title: string;
  readonly op: string;
  readonly rows: readonly RuleRow[];
}

const said = (value: Value) => (typeof value === 'boolean' ? (value ? 'set' : 'not set') : value);

/** What a pattern asks of one field: the values it lets through, or those it does not where these are fewer. */
function condition(field: string, pattern: unknown, values: readonly Value[]): string {
  const through = values.filter((value) => isMatching(pattern as never, value as never));
  const others = values.filter((value) => !through.includes(value));
  if (through.every((value) => typeof value === 'boolean')) return `${field} ${through.map(said).join(' or ')}`;
  const [sign, shown] = through.length <= others.length ? ['=', through] : ['≠', others];
  return `${field} ${sign} ${shown.map(said).join(' or ')}`;
}

function conditions({ space }: RuleTable, { when }: Rule): string {
  const all = Object.entries(when).map(([field, pattern]) => condition(field, pattern, space.domain[field] ?? []));
  return all.length === 0 ? 'otherwise' : all.join(', ');
}

function outcomeOf({ effects }: Family, { then }: Rule): string {
  return then.outcome === 'ok' ? `ok: ${effects[then.effect]!.words}` : then.outcome;
}

const sourceOf = ({ where, source }: Citation) => `${where} (${source})`;

/** Every table of a profile with its rules as rows. */
export function ruleSections(semantics: Profile): readonly RuleSection[] {
  return semantics.tables.map((table) => ({
    title: table.title,
    op: table.op,
    rows: table.rules.map((rule, index) => ({
      number: index + 1,
      id: rule.id,
      sentence: rule.sentence,
      when: conditions(table, rule),
      outcome: outcomeOf(semantics.family, rule),
      source: sourceOf(citationOf(semantics.family.citations, rule.cite)),
    })),
  }));
}

const INTRODUCTION =
  'In every table the first rule whose condition holds decides. A condition is about the situation: the meaning of the request in the current state.';

/** Which rules a proposal dropped because they can never fire; nothing where there are none. */
export function droppedLine({ dropped = [], base }: Profile): string | undefined {
  if (dropped.length === 0) return undefined;
  const rules = dropped.length === 1 ? '1 rule' : `${dropped.length} rules`;
  return `Dropped, because they can never fire: ${rules} of ${base?.name ?? 'the base'} (${dropped.join(', ')}).`;
}

/** Which properties are not asked because a proposal leaves them out; nothing where there are none. */
export function lostLine(semantics: Profile): string | undefined {
  const lost = propertiesLost(semantics);
  if (lost.length === 0) return undefined;
  const { name } = groundOf(semantics)!;
  return `not asked, because the proposal leaves them out: ${lost.map(({ id }) => id).join(', ')} of ${name}`;
}

/** What a derived semantics changed in its base, a line for each kind of change; nothing where it derives from none. */
export function changeLines(semantics: Profile): readonly string[] {
  const brought = broughtBy(semantics, semantics.base);
  const own = propertiesBrought(semantics, semantics.base).map(({ id }) => id);
  const there = semantics.base?.properties.map(({ id }) => id) ?? [];
  const line = (what: string, all: readonly string[]) =>
    all.length === 0 ? [] : [`${what}: ${[...new Set(all)].join(', ')}`];
  return [
    ...Object.entries(CHANGES).flatMap(([kind, what]) =>
      line(what, brought.filter(({ is }) => is === kind).map(changeOf)),
    ),
    ...line(
      'properties that are new',
      own.filter((id) => !there.includes(id)),
    ),
    ...line(
      'properties that say something else',
      own.filter((id) => there.includes(id)),
    ),
    ...line(
      'properties removed',
      propertiesLost(semantics, semantics.base).map(({ id }) => id),
    ),
  ];
}

/** What each kind of change is called, in the order of the lines. */
const CHANGES = {
  rule: 'rules that are new or changed',
  'removed-rule': 'rules removed',
  'moved-rule': 'rules in another order',
  value: 'facts that are new or told otherwise',
  place: 'places that are found otherwise',
  flag: 'flags that are new',
  'kept-flag': 'flags that a slot keeps',
} as const satisfies Record<Brought['is'], string>;

function changeOf(item: Brought): string {
  switch (item.is) {
    case 'rule':
    case 'removed-rule':
    case 'moved-rule':
      return item.rule;
    case 'value':
      return `${item.field} of ${item.op}`;
    case 'place':
      return `${item.reads} of ${item.op}`;
    case 'flag':
      return `${item.flag} of ${item.op}`;
    case 'kept-flag':
      return item.flag;
  }
}

/** The tables as a document. In a terminal a rule is three lines beside its number and outcome. */
export function rulesDocument(semantics: Profile): Document {
  const dropped = droppedLine(semantics);
  const changes = changeLines(semantics);
  return document(
    heading(1, 'Rules of profile ', code(semantics.name)),
    close(paragraph(`${semantics.title}.`)),
    close(paragraph(INTRODUCTION)),
    changes.length > 0 && close(paragraph('Changes to ', code(semantics.base!.name), ':')),
    changes.length > 0 && close(list(...changes)),
    dropped !== undefined && close(paragraph(dropped)),
    ...ruleSections(semantics).flatMap(({ title, rows }) => [
      heading(2, title),
      close(
        table(
          ['#', 'rule', 'in words', 'condition', 'outcome', 'source'],
          rows.map(({ number, id, sentence, when, outcome, source }) => [
            number,
            code(id),
            sentence,
            when,
            outcome,
            symbols(source),
          ]),
          ([number, id, sentence, when, outcome, source]) => [
            number!,
            outcome!,
            [sentence!, LINE, id!, ': ', when!, LINE, source!],
          ],
        ),
      ),
    ]),
  );
}
