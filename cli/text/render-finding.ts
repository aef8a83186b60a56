import type { FindingReport } from '../../checker/promises/finding-report.ts';
import {
  type Block,
  codeBlock,
  type Document,
  document,
  heading,
  indented,
  numbered,
  paragraph,
} from '../document/document.ts';
import { plural } from './output.ts';

function stepBlocks(steps: FindingReport['steps'], prefilled: number): readonly Block[] {
  const items = steps.map(({ request, outcome, after }) => [`${request}: ${outcome}`, ...after].join('; '));
  return [
    ...(prefilled === 0
      ? []
      : [paragraph(`${plural(prefilled, 'slot')} ${prefilled === 1 ? 'is' : 'are'} filled before.`)]),
    numbered(...items),
  ];
}

/** A violation on record, as a report that can be mailed. */
export function findingDocument(report: FindingReport): Document {
  const { profile, property, sentence, basis, happens, prefilled, steps, beside, decided, kernels, reproduced } =
    report;
  const { alsoIn, file, reproducer, noReproducer } = report;
  const section = (title: string, ...blocks: readonly Block[]) => [heading(2, title), ...indented(2, ...blocks)];
  return document(
    heading(1, `${profile}: ${property}`),
    ...section('What was expected', paragraph(sentence), paragraph(`Source: ${basis.replace(/\.$/, '')}.`)),
    ...section('What happens', paragraph(happens)),
    ...section('The shortest requests that show it', ...stepBlocks(steps, prefilled)),
    ...(beside === undefined ? [] : section('To be compared with', ...stepBlocks(beside, prefilled))),
    ...section(
      'Where it is decided',
      paragraph(`${decided.rule}: ${decided.sentence} (${decided.where}, ${decided.source})`),
    ),
    ...section(
      'Kernels',
      paragraph(`${kernels}.`),
      ...(reproduced === undefined ? [] : [paragraph(`Seen on Linux ${reproduced}.`)]),
      ...(alsoIn.length === 0 ? [] : [paragraph(`The same is on record of ${alsoIn.join(', ')}.`)]),
    ),
    heading(2, 'Reproducer'),
    ...(reproducer === undefined
      ? indented(2, paragraph(`There is no short C program: ${noReproducer}.`))
      : [
          ...indented(
            2,
            paragraph('It needs root, ends with 0 where all is as above and with 1 where something is not:'),
          ),
          codeBlock(reproducer.trimEnd().split('\n'), 'c'),
        ]),
    ...section(
      'With mprog',
      codeBlock([`trace=${file}`, 'mprog explain $trace', 'mprog replay $trace --target kernel']),
    ),
    paragraph(`Made by mprog ${report.tool}.`),
  );
}
