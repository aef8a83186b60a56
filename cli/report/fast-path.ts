import type { FastPathReport, VariantReport } from '../../checker/fast-path/report.ts';
import {
  type Block,
  bold,
  code,
  heading,
  type Inline,
  joined,
  lines,
  paragraph,
  signed,
  table,
} from '../document/document.ts';
import type { Scene } from '../document/picture.ts';
import { count, plural } from '../text/output.ts';
import { interleavingTable } from '../text/render-fast-path.ts';
import { Contradiction } from './contradiction.ts';
import { type Drawn, first, type Told } from './told.ts';

type Standing = VariantReport['properties'][number];
type Line = NonNullable<Standing['interleaving']>[number];

const SIGNS = { held: '✓', violated: '✗', inconclusive: '?' } as const;

/** An array of memory, `a: A · ·`: its name, and a box for each word. */
function rowOf(text: string, note: string) {
  const at = text.indexOf(': ');
  const boxes = text
    .slice(at + 2)
    .split(' ')
    .filter(Boolean);
  return {
    label: text.slice(0, Math.max(at, 0)),
    boxes: boxes.map((word) => ({ text: word, is: 'direct' as const })),
    note,
  };
}

/** An interleaving in the words of the report; the step after which something is wrong is the last. */
function scenesOf(all: readonly Line[]): readonly Scene[] {
  return all.map(({ who, what, active, others }, index) => ({
    said: `${who}: ${what}`,
    outcome: '',
    is: index === all.length - 1 ? 'bad' : 'plain',
    rows: [rowOf(active, 'active'), ...others.map((each) => rowOf(each, ''))],
  }));
}

const isBroken = ({ result }: Standing) => result === 'violated';

/** A Contradiction where a property is violated and the report has no interleaving for it, or the other way round. */
function requireSense({ variants }: FastPathReport): void {
  for (const [at, { properties }] of variants.entries())
    for (const [place, each] of properties.entries())
      if (isBroken(each) !== (each.interleaving !== undefined))
        throw new Contradiction(
          `variants.${at}.properties.${place}.interleaving`,
          `expected ${isBroken(each) ? 'one, because the property is violated' : `none, because the result is ${each.result}`}`,
        );
}

function drawnOf({ variant, properties }: VariantReport): readonly Drawn[] {
  return properties.filter(isBroken).map(({ id, sentence, what, scenario, interleaving, scenarios }) => ({
    title: [`${variant}: `, code(id)],
    said: [
      `Violated in ${plural(scenarios ?? 1, 'scenario')}: ${sentence}`,
      `From ${scenario ?? 'the first state'}. In the end: ${what ?? 'the property does not hold'}.`,
    ],
    scenes: scenesOf(interleaving!),
  }));
}

/** A variant in full: what became of each property, and the interleaving of the first that is violated. */
function bodyOf({ variant, sentence, properties, bound, witnesses }: VariantReport): readonly Block[] {
  const broken = properties.find(isBroken);
  return [
    heading(3, variant),
    paragraph(sentence),
    lines(
      ...properties.map((each) =>
        signed(
          SIGNS[each.result],
          bold(each.id),
          ` ${each.result}${isBroken(each) ? ` after ${plural(each.steps!, 'step')}: ${each.what}` : ''}`,
        ),
      ),
      bound !== undefined && signed('?', `${bound}. This is not a pass.`),
      ...witnesses
        .filter(({ scenarios }) => scenarios === 0)
        .map((each) => signed('–', `never happened: ${each.id}: ${each.sentence}`)),
    ),
    ...(broken === undefined
      ? []
      : [
          paragraph('The shortest interleaving that violates ', code(broken.id), ':'),
          interleavingTable(broken.interleaving!),
        ]),
  ];
}

const SENTENCES = {
  held: 'every property held in every interleaving of these scenarios',
  violated: 'an interleaving violates a property',
  inconclusive: 'not every interleaving was seen; this is not a pass',
  skipped: 'nothing was checked',
} as const;

/** What a check of the fast path came to. */
export async function toldFastPath(report: FastPathReport): Promise<Told> {
  requireSense(report);
  const { variants, result } = report;
  const steps = ({ scenes }: Drawn) => scenes.length;
  const { some, left } = first(variants.flatMap(drawnOf).toSorted((a, b) => steps(a) - steps(b)));
  const names = [...new Set(variants.flatMap(({ properties }) => properties.map(({ id }) => id)))];
  const idle = (each: VariantReport) => each.witnesses.filter(({ scenarios }) => scenarios === 0).map(({ id }) => id);
  return {
    title: `mprog check fast-path (${variants.length > 4 ? plural(variants.length, 'variant') : variants.map(({ variant }) => variant).join(', ')})`,
    verdict: SENTENCES[result],
    covered: [
      'One updater with two updates, two readers, every pair of updates on lists of 0 to 2 programs.',
      ...variants.map(
        ({ variant, scenarios, states, transitions, depth, interleavings }): Inline => [
          bold(variant),
          `: ${plural(scenarios, 'scenario')}, ${plural(states, 'state')}, ${plural(transitions, 'transition')}, up to ${plural(depth, 'step')}${interleavings === undefined ? '' : `, ${plural(BigInt(interleavings), 'interleaving')}`}.`,
        ],
      ),
    ],
    missed: [
      ...variants.flatMap(({ variant, bound }): Inline[] =>
        bound === undefined ? [] : [[bold(variant), `: ${bound}.`]],
      ),
      ...variants.flatMap((each): Inline[] => {
        const never = idle(each);
        return never.length === 0
          ? []
          : [[bold(each.variant), ': never happened: ', joined(never.map((id) => code(id))), '.']];
      }),
      ...variants.flatMap(({ variant, interleavings }): Inline[] =>
        interleavings === undefined ? [[bold(variant), ': the interleavings were not counted.']] : [],
      ),
      'No third reader, no third update, and no longer list; memory is sequentially consistent: no weak memory order of a processor was explored.',
    ],
    drawn: some,
    legend: 'The words of each array from left to right, after each step, the active array first.',
    left,
    tables: [
      {
        title: 'Variants',
        block: table(
          ['variant', 'result', ...names.map((id) => code(id)), 'states', 'transitions', 'interleavings', 's'],
          variants.map(({ variant, result: came, properties, states, transitions, interleavings, seconds }) => [
            code(variant),
            came,
            ...names.map((id) => {
              const found = properties.find((each) => each.id === id);
              return found === undefined ? '' : isBroken(found) ? `violated after ${found.steps}` : found.result;
            }),
            count(states),
            count(transitions),
            interleavings === undefined ? '?' : count(BigInt(interleavings)),
            seconds.toFixed(1),
          ]),
        ),
      },
    ],
    body: variants.flatMap(bodyOf),
  };
}
