import { ORDER_EFFECTS, type OrderEffect } from '../../checker/commute/commute.ts';
import { commutingOf } from '../../checker/commute/commuting.ts';
import type { CommuteReport } from '../../checker/commute/report.ts';
import { broughtBy } from '../../spec/brought.ts';
import type { Commuting } from '../../spec/commuting.ts';
import { isProposal } from '../../spec/families/profiles.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Request } from '../../spec/semantics.ts';
import {
  bold,
  close,
  code,
  codeBlock,
  type Document,
  document,
  heading,
  type Inline,
  indented,
  lines,
  paragraph,
  stanza,
  table,
} from '../document/document.ts';
import { count, plural } from './output.ts';
import { proposalNote } from './proposal-note.ts';

/** One character for each effect; capital where it is so of every pair. */
const LETTERS: Readonly<Record<OrderEffect, string>> = {
  commutes: '·',
  revision: 'r',
  enables: 'e',
  order: 'o',
  disables: 'd',
  conflict: 'x',
};

/** The effects from the least to the worst. */
export const RANK = Object.keys(ORDER_EFFECTS) as OrderEffect[];

type ReportCell = CommuteReport['cells'][number];

/** The pairs of two kinds by effect, all situations together. */
function totals(cells: readonly ReportCell[]): ReadonlyMap<OrderEffect, number> {
  const sums = new Map<OrderEffect, number>();
  for (const { effects } of cells)
    for (const { effect, pairs } of effects) sums.set(effect, (sums.get(effect) ?? 0) + pairs);
  return sums;
}

const worst = (effects: Iterable<OrderEffect>): OrderEffect | undefined =>
  [...effects].toSorted((a, b) => RANK.indexOf(b) - RANK.indexOf(a))[0];

/** The cells of two kinds in the situations that a matrix is about. */
const of = ({ plain }: Commuting, { cells }: CommuteReport, a: string, b: string) =>
  cells.filter(
    ({ kinds, situation }) =>
      kinds.includes(a) && kinds.includes(b) && (a === b) === (kinds[0] === kinds[1]) && !plain.includes(situation),
  );

function letter(cells: readonly ReportCell[]): string {
  const sums = totals(cells);
  const effect = worst(sums.keys());
  if (effect === undefined) return ' ';
  return sums.size === 1 ? LETTERS[effect].toUpperCase() : LETTERS[effect];
}

const kindsOf = ({ kinds: known }: Commuting, { cells }: CommuteReport) =>
  known.filter((kind) => cells.some(({ kinds }) => kinds.includes(kind)));

/** The kinds against each other: the worst that comes of two requests about different subjects in a list with room. */
function matrix(commuting: Commuting, report: CommuteReport): readonly string[] {
  const kinds = kindsOf(commuting, report);
  const width = Math.max(0, ...kinds.map(({ length }) => length));
  const number = (index: number) => String(index + 1).padStart(2);
  return [
    `${' '.repeat(width + 5)}${kinds.map((_, index) => number(index)).join(' ')}`,
    ...kinds.map((kind, row) => {
      const line = kinds.slice(0, row + 1).map((other) => ` ${letter(of(commuting, report, kind, other))}`);
      return `${number(row)} ${kind.padEnd(width + 2)}${line.join(' ')}`;
    }),
  ];
}

/** The pairs of each situation, by effect, and of how many of those that do not commute an expected revision tells. */
function bySituation({ situations }: Commuting, { cells }: CommuteReport) {
  return Object.keys(situations).map((situation) => {
    const some = cells.filter((cell) => cell.situation === situation);
    const effects = totals(some);
    const told = some.flatMap((cell) => cell.effects).reduce((sum, each) => sum + each.told, 0);
    return { situation, effects, told };
  });
}

const MATRIX_WORDS =
  'Worst effect of two requests on different subjects, one hook with free slots. Capital letter: always.';

function scopesLine({ scopes }: CommuteReport): string {
  return scopes
    .map(({ scope, depth }) => (depth === undefined ? scope.name : `${scope.name} (${plural(depth, 'step')})`))
    .join(', ');
}

/** The flags of a proposal that no kind of request sets. */
function unsetLines(semantics: Profile, { cells }: CommuteReport): readonly string[] {
  const set = new Set(cells.flatMap(({ kinds }) => kinds.flatMap((kind) => kind.split(' '))));
  const flags = broughtBy(semantics).flatMap((item) => (item.is === 'flag' && !set.has(item.flag) ? [item.flag] : []));
  return flags.length === 0 ? [] : [`no request of these pairs sets ${[...new Set(flags)].join(' or ')}`];
}

/** The table of kinds, and with `pairs` every pair of kinds and situation that does not commute, with a witness. */
export function commuteDocument(semantics: Profile, report: CommuteReport, pairs: boolean): Document {
  const commuting = commutingOf(semantics);
  const { profile, states, pairs: compared, seconds } = report;
  const effects = RANK.toReversed();
  const took = seconds === 0 ? '' : ` · ${seconds.toFixed(1)} s`;
  return document(
    stanza(
      [bold(profile), ` · two requests in both orders · scopes ${scopesLine(report)}`],
      `${plural(states, 'state')} · ${plural(compared, 'pair')} of requests${took}`,
    ),
    codeBlock(matrix(commuting, report)),
    paragraph(MATRIX_WORDS),
    ...indented(
      1,
      close(lines(...effects.map((effect) => [code(LETTERS[effect]), `  ${effect}: ${ORDER_EFFECTS[effect]}`]))),
    ),
    table(
      ['pairs by situation', ...effects, 'detected by an expected revision'],
      bySituation(commuting, report).map(({ situation, effects: some, told }) => [
        situation,
        ...effects.map((effect) => count(some.get(effect) ?? 0)),
        count(told),
      ]),
    ),
    ...(pairs
      ? [
          lines(...Object.entries(commuting.situations).map(([situation, words]) => `${situation}: ${words}`)),
          heading(2, 'Pairs that depend on the order'),
          table(
            ['kinds', 'situation', 'effect', 'pairs', 'detected', 'shortest witness'],
            report.cells.flatMap((cell) => dependentRows(semantics, cell)),
          ),
        ]
      : [
          paragraph(
            code(`mprog commute ${isProposal(semantics) ? 'FILE' : profile} --pair "KIND, KIND"`),
            ' shows the situations of a pair, each with a shortest witness',
          ),
        ]),
    ...proposalNote(semantics, ...unsetLines(semantics, report)),
  );
}

function dependentRows({ family }: Profile, { kinds, situation, pairs, effects }: ReportCell): readonly Inline[][] {
  return effects
    .filter(({ effect }) => effect !== 'commutes')
    .map(({ effect, pairs: some, told, witness }) => {
      const several = witness.scope === 'two hooks' ? 'several' : 'one';
      const said = (request: Request) => family.words.request(request, several);
      const path = witness.path.map(said).join('; ') || 'nothing';
      const requests = witness.requests.map(said).join(' and ');
      const came = `${requests}: ${witness.inOrder.join(', ')}; reversed ${witness.reversed.join(', ')}`;
      return [kinds.join(' / '), situation, effect, `${some} of ${pairs}`, told, `after ${path}: ${came}`];
    });
}
