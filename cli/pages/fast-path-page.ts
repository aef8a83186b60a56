import { checkVariantFully, type Known, shortest } from '../../checker/fast-path/check.ts';
import { PROPERTIES } from '../../checker/fast-path/properties.ts';
import { VARIANTS } from '../../checker/fast-path/variants.ts';
import type { Breach, VariantVerdict } from '../../checker/fast-path/verdict.ts';
import { WITNESSES } from '../../checker/fast-path/witnesses.ts';
import { type Block, code, document, heading, paragraph, table } from '../document/document.ts';
import { markdownText } from '../document/markdown.ts';
import { prose } from '../document/prose.ts';
import { count } from '../text/output.ts';
import { breachBlocks, resultCells } from '../text/render-fast-path.ts';
import { ANSWER, INTRODUCTION, LIMITS, MACHINE } from './fast-path-text.ts';

/** The interleavings that answer the question, each a shortest of its kind. */
function interleavings(verdicts: readonly VariantVerdict[]): readonly Block[] {
  const of = (id: string) => verdicts.find(({ variant }) => variant.id === id)!;
  const deferred = of('no-synchronize-rcu');
  const immediate = of('no-synchronize-rcu-immediate-free');
  const replaced = ({ machine }: Breach) => machine.scenario.updates.some(({ kind }) => kind === 'replace');
  const freed = immediate.breachesByScenario.filter(({ property }) => property === 'never-freed');
  const section = ({ variant }: VariantVerdict, breach: Breach, by: string) => [
    heading(3, code(variant.id), ' violates ', code(breach.property), by),
    ...breachBlocks(breach),
  ];
  return [
    ...deferred.breaches.flatMap((breach) => section(deferred, breach, '')),
    ...section(immediate, shortest(freed.filter((breach) => !replaced(breach)))!, ' by a removal'),
    ...section(immediate, shortest(freed.filter(replaced))!, ' by a replacement'),
    ...prose(
      `The other properties that \`${immediate.variant.id}\` violates, it violates as \`${deferred.variant.id}\` does.`,
    ),
  ];
}

/** The page about the fast path, made from the checks themselves. */
export function fastPathPage(): string {
  const known: Known = new Map();
  const verdicts = VARIANTS.map((variant) => checkVariantFully(variant, {}, known));
  const properties = PROPERTIES.map(({ id, sentence, source }) => [code(id), sentence, source]);
  const results = verdicts.map((verdict) => [
    code(verdict.variant.id),
    verdict.variant.sentence,
    ...resultCells(verdict),
  ]);
  const sizes = verdicts.map(({ variant, scenarios, states, transitions, interleavings: all = 0n }) => [
    code(variant.id),
    ...[scenarios, states, transitions, all].map(count),
  ]);
  const witnesses = WITNESSES.map(({ id, sentence }) => [code(id), sentence, verdicts[0]!.witnesses[id]!]);
  return markdownText(
    document(
      ...prose(`# The fast path\n\n${INTRODUCTION}\n\n## The question, and the answer\n\n${ANSWER}`),
      ...prose(`## The machine\n\n${MACHINE}\n\n## What must hold`),
      table(['property', 'in words', 'source'], properties),
      heading(2, 'What holds'),
      paragraph(
        '"violated after 14 (in 26)": a shortest interleaving that violates the property has 14 steps, and 26 of the scenarios have one that does. "held": in no interleaving of any scenario is it violated.',
      ),
      table(['variant', 'what it is', ...PROPERTIES.map(({ id }) => code(id))], results),
      heading(2, 'How much was explored'),
      paragraph(
        'States are counted with the two readers interchangeable; interleavings are counted with the readers distinguished, each from the first step to the last of all actors.',
      ),
      table(['variant', 'scenarios', 'states', 'transitions', 'complete interleavings'], sizes),
      heading(2, 'What happens sometimes'),
      paragraph(
        'In how many of the scenarios of the sound design each of these was seen: every property was exercised.',
      ),
      table(['witness', 'in words', 'scenarios'], witnesses),
      heading(2, 'The interleavings'),
      paragraph('In the arrays a dot is a terminator; a and b are the two arrays.'),
      ...interleavings(verdicts),
      ...prose(`## What is not modelled\n\n${LIMITS}`),
    ),
  );
}
