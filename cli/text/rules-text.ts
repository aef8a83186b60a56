import { isMatching } from 'ts-pattern';
import { type Citation, citationOf } from '../../spec/citation.ts';
import type { Family } from '../../spec/family.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Rule, RuleTable } from '../../spec/rule.ts';
import type { Value } from '../../spec/situation.ts';

/** A rule as a row that can be printed. */
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

/** The tables as Markdown. */
export function rulesMarkdown(semantics: Profile): string {
  const sections = ruleSections(semantics).map(({ title, rows }) => {
    const lines = rows.map(
      ({ number, id, sentence, when, outcome, source }) =>
        `| ${number} | \`${id}\` | ${sentence} | ${when} | ${outcome} | ${source} |`,
    );
    return [
      `## ${title}`,
      '',
      '| # | rule | in words | condition | outcome | source |',
      '|---|---|---|---|---|---|',
      ...lines,
    ].join('\n');
  });
  const dropped = droppedLine(semantics);
  const opening = [`${semantics.title}.`, INTRODUCTION, ...(dropped === undefined ? [] : [dropped])];
  return `# Rules of profile \`${semantics.name}\`\n\n${[...opening, ...sections].join('\n\n')}\n`;
}

/** The tables as plain text. */
export function rulesText(semantics: Profile): string {
  const sections = ruleSections(semantics).map(({ title, rows }) => {
    const lines = rows.flatMap(({ number, id, sentence, when, outcome, source }) => [
      `${String(number).padStart(4)}  ${outcome.padEnd(22)} ${sentence}`,
      `${''.padStart(29)}${id}: ${when}`,
      `${''.padStart(29)}${source}`,
    ]);
    return [title, ...lines].join('\n');
  });
  const dropped = droppedLine(semantics);
  const opening = [`${semantics.name}: ${semantics.title}`, INTRODUCTION, ...(dropped === undefined ? [] : [dropped])];
  return `${[opening.join('\n'), ...sections].join('\n\n')}\n`;
}
