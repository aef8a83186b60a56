import { type Cell, ORDER_EFFECTS, type OrderEffect, type OrderExample } from '../../checker/commute/commute.ts';
import { commutingOf } from '../../checker/commute/commuting.ts';
import type { CommuteReport } from '../../checker/commute/report.ts';
import type { Commuting } from '../../spec/commuting.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Request } from '../../spec/semantics.ts';
import { SpecMachine } from '../../spec/spec-machine.ts';
import { colours, count, plural, say } from './output.ts';
import { plainTable } from './render-failure.ts';

/** One character for each effect; capital where it is so of every pair. */
const LETTERS: Readonly<Record<OrderEffect, string>> = {
  commutes: '·',
  revision: 'r',
  enables: 'e',
  order: 'o',
  disables: 'd',
  conflict: 'x',
};

const RANK = Object.keys(ORDER_EFFECTS) as OrderEffect[];

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
  const width = Math.max(...kinds.map(({ length }) => length));
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

/** The effects from the worst down, each with its letter and what it means. */
const LEGEND = RANK.toReversed().map((effect) => `${LETTERS[effect]}  ${effect}: ${ORDER_EFFECTS[effect]}`);

const MATRIX_WORDS =
  'Worst effect of two requests on different subjects, one hook with free slots. Capital letter: always.';

function scopesLine({ scopes }: CommuteReport): string {
  return scopes
    .map(({ scope, depth }) => (depth === undefined ? scope.name : `${scope.name} (${plural(depth, 'step')})`))
    .join(', ');
}

const trimmedLines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');

/** Prints the table of kinds. */
export function renderCommute(semantics: Profile, report: CommuteReport): void {
  const commuting = commutingOf(semantics);
  const { profile, states, pairs, seconds } = report;
  say(`${colours.bold(profile)} · two requests in both orders · scopes ${scopesLine(report)}`);
  say(`${plural(states, 'state')} · ${plural(pairs, 'pair')} of requests · ${seconds.toFixed(1)} s`);
  say();
  for (const line of matrix(commuting, report)) say(line);
  say();
  say(MATRIX_WORDS);
  for (const line of LEGEND) say(` ${line}`);
  say();
  const table = plainTable(['pairs by situation', ...RANK.toReversed(), 'detected by an expected revision']);
  for (const { situation, effects, told } of bySituation(commuting, report))
    table.push([situation, ...RANK.toReversed().map((effect) => count(effects.get(effect) ?? 0)), count(told)]);
  say(trimmedLines(table.toString()));
  say();
  say(`mprog commute ${profile} --pair "KIND, KIND" shows the situations of a pair, each with a shortest witness`);
}

/** What the lists are after each of some requests. */
function afterwards(
  semantics: Profile,
  { universe, path }: OrderExample,
  order: readonly Request[],
): readonly string[] {
  const machine = new SpecMachine(semantics);
  machine.reset(universe);
  for (const request of path) machine.apply(request);
  const { words } = semantics.family;
  const hooks = semantics.family.hooks(universe);
  const several = hooks.length > 1;
  return order.map((request) => {
    const { outcome } = machine.apply(request);
    const seen = hooks.map((hook) => `${several ? `${hook}: ` : ''}${words.observation(machine.look(hook))}`);
    return `${words.request(request, several ? 'several' : 'one')} → ${outcome}   ${seen.join('; ')}`;
  });
}

/** Prints each situation of a pair of kinds, with its witnesses. */
export function renderPair(semantics: Profile, report: CommuteReport, cells: readonly Cell[]): void {
  const [first] = cells;
  const { situations } = commutingOf(semantics);
  const { words, hooks } = semantics.family;
  say(`${colours.bold(report.profile)} · ${first?.kinds.join(' and ') ?? 'nothing'}`);
  for (const cell of cells) {
    say();
    say(`${colours.bold(cell.situation)}: ${situations[cell.situation]} · ${plural(cell.pairs, 'pair')}`);
    for (const effect of RANK.toReversed()) {
      const found = cell.effects.get(effect);
      if (found === undefined) continue;
      const told =
        effect === 'commutes'
          ? ''
          : `; an expected revision detects ${found.told === found.pairs ? 'all ' : ''}${count(found.told)}`;
      say(`  ${effect}: ${ORDER_EFFECTS[effect]} (${count(found.pairs)}${told})`);
      if (effect === 'commutes') continue;
      const { witness } = found;
      const several = hooks(witness.universe).length > 1 ? 'several' : 'one';
      const path = witness.path.map((request) => words.request(request, several));
      say(`    after       ${path.length === 0 ? 'nothing' : path.join('; ')}`);
      const [one, other] = [witness.requests, witness.requests.toReversed()];
      for (const [name, order] of [
        ['one order', one],
        ['the other', other],
      ] as const)
        afterwards(semantics, witness, order).forEach((line, index) => {
          say(`    ${(index === 0 ? name : '').padEnd(12)}${line}`);
        });
    }
  }
  say();
}

/** The whole table as a page: the matrix, then every pair of kinds and situation that does not commute. */
export function commuteMarkdown(semantics: Profile, report: CommuteReport): string {
  const commuting = commutingOf(semantics);
  const { words } = semantics.family;
  const rows = report.cells.flatMap(({ kinds, situation, pairs, effects }) =>
    effects
      .filter(({ effect }) => effect !== 'commutes')
      .map(({ effect, pairs: some, told, witness }) => {
        const several = witness.scope === 'two hooks' ? 'several' : 'one';
        const path = witness.path.map((request) => words.request(request, several)).join('; ') || 'nothing';
        const requests = witness.requests.map((request) => words.request(request, several));
        const came = `${requests.join(' and ')}: ${witness.inOrder.join(', ')}; reversed ${witness.reversed.join(', ')}`;
        return `| ${kinds.join(' / ')} | ${situation} | ${effect} | ${some} of ${pairs} | ${told} | after ${path}: ${came} |`;
      }),
  );
  return [
    `${plural(report.states, 'state')}, ${plural(report.pairs, 'pair')} of requests, in scopes ${scopesLine(report)}.`,
    '',
    '```',
    ...matrix(commuting, report),
    '```',
    '',
    MATRIX_WORDS,
    '',
    ...LEGEND.map((line) => `- \`${line.slice(0, 1)}\` ${line.slice(3)}`),
    '',
    `| pairs by situation | what relates the two | ${RANK.toReversed().join(' | ')} | detected by an expected revision |`,
    `|---|---|${RANK.map(() => '---|').join('')}---|`,
    ...bySituation(commuting, report).map(
      ({ situation, effects, told }) =>
        `| ${situation} | ${commuting.situations[situation]} | ${RANK.toReversed()
          .map((effect) => count(effects.get(effect) ?? 0))
          .join(' | ')} | ${count(told)} |`,
    ),
    '',
    '## Pairs that depend on the order',
    '',
    '| kinds | situation | effect | pairs | detected | shortest witness |',
    '|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}
