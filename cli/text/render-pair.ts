import { type Cell, ORDER_EFFECTS, type OrderEffect, type OrderExample } from '../../checker/commute/commute.ts';
import { commutingOf } from '../../checker/commute/commuting.ts';
import type { CommuteReport } from '../../checker/commute/report.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Request } from '../../spec/semantics.ts';
import { SpecMachine } from '../../spec/spec-machine.ts';
import {
  type Block,
  bold,
  close,
  type Document,
  document,
  fields,
  type Inline,
  indented,
  joined,
  LINE,
  paragraph,
} from '../document/document.ts';
import { count, plural } from './output.ts';
import { RANK } from './render-commute.ts';

type Found = NonNullable<ReturnType<Cell['effects']['get']>>;

/** What the lists are after each of some requests. */
function afterwards(semantics: Profile, { universe, path }: OrderExample, order: readonly Request[]): Inline {
  const machine = new SpecMachine(semantics);
  machine.reset(universe);
  for (const request of path) machine.apply(request);
  const { words } = semantics.family;
  const hooks = semantics.family.hooks(universe);
  const several = hooks.length > 1;
  const said = order.map((request) => {
    const { outcome } = machine.apply(request);
    const seen = hooks.map((hook) => `${several ? `${hook}: ` : ''}${words.observation(machine.look(hook))}`);
    return `${words.request(request, several ? 'several' : 'one')} → ${outcome}   ${seen.join('; ')}`;
  });
  return joined(said, LINE);
}

/** One effect of a pair in a situation: how often, and a witness in both orders. */
function effectBlocks(semantics: Profile, effect: OrderEffect, { pairs, told, witness }: Found): readonly Block[] {
  const all = told === pairs ? 'all ' : '';
  const detected = effect === 'commutes' ? '' : `; an expected revision detects ${all}${count(told)}`;
  const said = paragraph(`${effect}: ${ORDER_EFFECTS[effect]} (${count(pairs)}${detected})`);
  if (effect === 'commutes') return [said];
  const { words, hooks } = semantics.family;
  const several = hooks(witness.universe).length > 1 ? 'several' : 'one';
  const path = witness.path.map((request) => words.request(request, several)).join('; ');
  const orders = fields([
    ['after', path || 'nothing'],
    ['one order', afterwards(semantics, witness, witness.requests)],
    ['the other', afterwards(semantics, witness, witness.requests.toReversed())],
  ]);
  return [said, ...indented(2, close(orders))];
}

/** Each situation of a pair of kinds, with its witnesses. */
export function pairDocument(semantics: Profile, report: CommuteReport, cells: readonly Cell[]): Document {
  const [first] = cells;
  const { situations } = commutingOf(semantics);
  return document(
    paragraph(bold(report.profile), ` · ${first?.kinds.join(' and ') ?? 'nothing'}`),
    ...cells.flatMap((cell) => [
      paragraph(bold(cell.situation), `: ${situations[cell.situation]} · ${plural(cell.pairs, 'pair')}`),
      ...RANK.toReversed().flatMap((effect) => {
        const found = cell.effects.get(effect);
        return found === undefined ? [] : indented(2, ...effectBlocks(semantics, effect, found).map(close));
      }),
    ]),
  );
}
