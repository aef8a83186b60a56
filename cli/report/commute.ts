import type { OrderEffect } from '../../checker/commute/commute.ts';
import { commutingOf } from '../../checker/commute/commuting.ts';
import type { CommuteReport } from '../../checker/commute/report.ts';
import { sum } from '../../checker/search/share.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Block } from '../document/document.ts';
import { count, plural } from '../text/output.ts';
import { commuteDocument, RANK } from '../text/render-commute.ts';
import { agrees, Contradiction, namedBy } from './contradiction.ts';
import { drawing, universeOf, unrecorded } from './drawing.ts';
import type { Named } from './named.ts';
import { first, type Told } from './told.ts';

/** A Contradiction where the fields of a report that follow from others do not. */
function requireSense(semantics: Profile, { cells, pairs }: CommuteReport): void {
  const { kinds: known, situations } = commutingOf(semantics);
  for (const [place, { kinds, situation, pairs: all, effects }] of cells.entries()) {
    const at = `cells.${place}`;
    for (const kind of kinds) namedBy(`${at}.kinds`, kind, known, (name) => name);
    namedBy(`${at}.situation`, situation, Object.keys(situations), (name) => name);
    agrees(`${at}.pairs`, sum(effects.map((each) => each.pairs)), all);
  }
  const told = sum(cells.map((cell) => cell.pairs));
  if (told > pairs)
    throw new Contradiction('pairs', `expected at least ${told}, as many as the cells have, found ${pairs}`);
}

/** What a comparison of requests in both orders came to. */
export async function toldCommute(report: CommuteReport, named: Named): Promise<Told> {
  const semantics = await named(report.profile);
  requireSense(semantics, report);
  const { cells, scopes, states, pairs, result } = report;
  const depending = cells.flatMap(({ kinds, situation, effects }, cell) =>
    effects.flatMap((each, place) =>
      each.effect === 'commutes' ? [] : [{ kinds, situation, ...each, at: `cells.${cell}.effects.${place}.witness` }],
    ),
  );
  const worst = depending.toSorted((a, b) => RANK.indexOf(b.effect) - RANK.indexOf(a.effect));
  const { some, left } = first(worst);
  const drawn = some.flatMap(({ kinds, situation, effect, witness, at }) => {
    const scope = namedBy(`${at}.scope`, witness.scope, scopes, (each) => each.scope.name);
    const universe = universeOf(semantics, scope.scope, `scopes.${scopes.indexOf(scope)}.scope`);
    const { path, requests, inOrder, reversed } = witness;
    const along = (order: readonly [0, 1] | readonly [1, 0], outcomes: readonly string[]) =>
      drawing(
        semantics,
        universe,
        [...unrecorded(path), ...order.map((which) => ({ request: requests[which]!, outcome: outcomes[which]! }))],
        (index) => (index < path.length ? `${at}.path.${index}` : `${at}.requests.${order[index - path.length]}`),
      );
    const title = `${kinds.join(' and ')}: ${effect}`;
    return [
      { title, said: [`${situation}. In this order:`], ...along([0, 1], inOrder) },
      { title: `${title}, reversed`, said: ['The second request first:'], ...along([1, 0], reversed) },
    ];
  });
  const pairsWith = (effect: OrderEffect) =>
    sum(cells.flatMap(({ effects }) => effects.filter((each) => each.effect === effect)).map((each) => each.pairs));
  const told = sum(cells.map((cell) => cell.pairs));
  const bounded = scopes.filter(({ depth }) => depth !== undefined);
  return {
    title: `mprog commute ${report.profile}`,
    verdict: `${count(pairsWith('commutes'))} of ${plural(told, 'pair')} of requests commute`,
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
    left: 2 * left,
    tables: [],
    body: commuteDocument(semantics, report, true).children as Block[],
  };
}
