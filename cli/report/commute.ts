import type { OrderEffect } from '../../checker/commute/commute.ts';
import type { CommuteReport } from '../../checker/commute/report.ts';
import type { Request } from '../../spec/semantics.ts';
import type { Block } from '../document/document.ts';
import { count, plural } from '../text/output.ts';
import { commuteDocument, RANK } from '../text/render-commute.ts';
import type { Named } from './named.ts';
import { scenesOf } from './scenes.ts';
import { first, type Told } from './told.ts';

/** What a comparison of requests in both orders came to. */
export async function toldCommute(report: CommuteReport, named: Named): Promise<Told> {
  const semantics = await named(report.profile);
  const { cells, scopes, states, pairs, result } = report;
  const depending = cells.flatMap(({ kinds, situation, effects }) =>
    effects.filter(({ effect }) => effect !== 'commutes').map((each) => ({ kinds, situation, ...each })),
  );
  const worst = depending.toSorted((a, b) => RANK.indexOf(b.effect) - RANK.indexOf(a.effect));
  const { some, left } = first(worst);
  const drawn = some.flatMap(({ kinds, situation, effect, witness }) => {
    const { scope } = scopes.find((each) => each.scope.name === witness.scope)!;
    const { universe } = semantics.family.explore(scope, semantics);
    const path = witness.path as readonly Request[];
    const [one, other] = witness.requests as unknown as readonly [Request, Request];
    const title = `${kinds.join(' and ')}: ${effect}`;
    return [
      { title, said: [`${situation}. In this order:`], scenes: scenesOf(semantics, universe, [...path, one, other]) },
      {
        title: `${title}, reversed`,
        said: ['The second request first:'],
        scenes: scenesOf(semantics, universe, [...path, other, one]),
      },
    ];
  });
  const sum = (effect: OrderEffect) =>
    cells
      .flatMap(({ effects }) => effects.filter((each) => each.effect === effect))
      .reduce((all, { pairs: some }) => all + some, 0);
  const told = cells.reduce((all, cell) => all + cell.pairs, 0);
  const bounded = scopes.filter(({ depth }) => depth !== undefined);
  return {
    title: `mprog commute ${report.profile}`,
    verdict: `${count(sum('commutes'))} of ${plural(told, 'pair')} of requests commute`,
    covered: [
      ...scopes.map(
        ({ scope, depth }) => `Scope ${scope.name}${depth === undefined ? '' : `, up to ${plural(depth, 'step')}`}.`,
      ),
      `${plural(states, 'state')}, ${plural(pairs, 'pair')} of requests, each made in both orders.`,
    ],
    missed: [
      ...(result === 'inconclusive' ? ['The comparison was not finished.'] : []),
      ...(bounded.length > 0
        ? [`States further than the bound: ${bounded.map(({ scope }) => scope.name).join(', ')}.`]
        : []),
      ...(told < pairs ? [`${plural(pairs - told, 'pair')} of other kinds, which were not asked for.`] : []),
      'Three requests or more: mprog race explores those.',
    ],
    drawn,
    undrawn: left,
    tables: [],
    body: commuteDocument(semantics, report, true).children as Block[],
  };
}
