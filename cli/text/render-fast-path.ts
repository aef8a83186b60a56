import { linesOf } from '../../checker/fast-path/interleaving.ts';
import { PROPERTIES } from '../../checker/fast-path/properties.ts';
import { standings, type VariantReport } from '../../checker/fast-path/report.ts';
import { describeScenario } from '../../checker/fast-path/scenario.ts';
import type { Breach, VariantVerdict } from '../../checker/fast-path/verdict.ts';
import { WITNESSES } from '../../checker/fast-path/witnesses.ts';
import {
  type Block,
  bold,
  close,
  code,
  coloured,
  type Document,
  document,
  type Inline,
  indented,
  joined,
  lines,
  mark,
  paragraph,
  signed,
  stanza,
  table,
} from '../document/document.ts';
import type { Timed } from '../fast-path-timed.ts';
import { count, plural } from './output.ts';

/** One step of an interleaving, with memory after it. */
type Line = NonNullable<VariantReport['properties'][number]['interleaving']>[number];

/** An interleaving: a column for each of those who take steps, and memory after the step. */
export function interleavingTable(
  steps: readonly { readonly [K in keyof Line]: K extends 'others' ? readonly string[] : string }[],
): Block {
  const rows = steps.map(({ who, what, active, others }, index) => {
    const by = (actor: string) => (who === actor ? what : '');
    const updater = who === 'RCU' ? `RCU: ${what}` : by('updater');
    return [index + 1, by('reader 1'), updater, by('reader 2'), joined([active, ...others].map(code), '   ')];
  });
  return table(['step', 'reader 1', 'updater', 'reader 2', 'memory (active first)'], rows);
}

/** An interleaving that violates something. */
export function breachBlocks({ machine, path, what: wrong }: Breach): readonly Block[] {
  return [
    paragraph(mark('✗'), ` after ${plural(path.length, 'step')}: ${wrong}`),
    ...indented(2, close(paragraph(`from ${describeScenario(machine.scenario)}`))),
    interleavingTable(linesOf(machine, path)),
  ];
}

/** For each property whether it held, or the steps to the first breach and how many scenarios have one. */
export const resultCells = (verdict: VariantVerdict): readonly Inline[] =>
  standings(verdict).map(({ result, breach, scenarios }) => {
    if (result === 'held') return coloured('good', result);
    return result === 'inconclusive'
      ? mark('?')
      : [coloured('bad', bold(result), ` after ${breach!.path.length}`), ` (in ${scenarios})`];
  });

/** What was found of one variant, with the interleaving that violates its first property. */
function variantBlocks({ verdict, seconds }: Timed): readonly Block[] {
  const { variant, scenarios, states, transitions, depth, bound, breaches, witnesses, interleavings } = verdict;
  const explored = [
    `explored ${plural(scenarios, 'scenario')}`,
    plural(states, 'state'),
    plural(transitions, 'transition'),
    `depth ${depth}`,
    interleavings === undefined ? 'interleavings not counted' : `${count(interleavings)} interleavings`,
    `${seconds.toFixed(1)} s`,
  ];
  const never = WITNESSES.filter(({ id }) => witnesses[id] === 0);
  const results = standings(verdict).map(({ property: { id, sentence }, result, breach, scenarios: broken }) => {
    if (result === 'held') return signed('✓', `${id} held: ${sentence}`);
    if (result === 'inconclusive') return signed('?', `${id} is not violated so far`);
    const steps = plural(breach!.path.length, 'step');
    return signed('✗', `${id} violated after ${steps}, in ${broken} of ${scenarios} scenarios: ${breach!.what}`);
  });
  const signs = lines(
    ...results,
    bound !== undefined && signed('?', `${bound}: no counterexample so far. This is not a pass.`),
    bound === undefined &&
      never.length === 0 &&
      signed('✓', `${WITNESSES.length} witnesses seen: every property was exercised`),
    ...never.map(({ id, sentence }) => signed('–', `never happened: ${id}: ${sentence}`)),
  );
  const [first] = breaches;
  return [
    stanza(
      [bold('fast-path'), ` · ${variant.id}: ${variant.sentence}`],
      'one updater with two updates, two readers, every pair of updates on lists of 0 to 2 programs',
      explored.join(' · '),
    ),
    ...(first === undefined ? [close(signs)] : [...breachBlocks(first), signs]),
  ];
}

/** Every variant in a row. */
function variantsBlocks(checked: readonly Timed[]): readonly Block[] {
  const head = ['variant', ...PROPERTIES.map(({ id }) => id), 'states', 'transitions', 'interleavings', 's'];
  const rows = checked.map(({ verdict, seconds }) => [
    verdict.variant.id,
    ...resultCells(verdict),
    count(verdict.states),
    count(verdict.transitions),
    verdict.interleavings === undefined ? '?' : count(verdict.interleavings),
    seconds.toFixed(1),
  ]);
  const unfinished = checked.flatMap(({ verdict: { variant, bound } }) =>
    bound === undefined ? [] : [signed('?', `${variant.id}: ${bound}`)],
  );
  return [table(head, rows), close(lines(...unfinished))];
}

/** What was found: one variant with its interleaving, or all of them as a table. */
export const fastPathDocument = (checked: readonly Timed[], all: boolean): Document =>
  document(...(all ? variantsBlocks(checked) : checked.flatMap(variantBlocks)));
