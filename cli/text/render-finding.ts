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
import { NOT_ASKED } from '../finding-kernels.ts';
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

/** Values that go together, each with what they have in common: `6.1.0, 6.2.0 (why)`. */
function grouped(all: readonly { readonly release: string; readonly because: string }[]): string {
  const groups = new Map<string, string[]>();
  for (const { release, because } of all) groups.set(because, [...(groups.get(because) ?? []), release]);
  return [...groups].map(([because, releases]) => `${releases.join(', ')} (${because})`).join('; ');
}

/** The kernels that were asked, by what they made of the requests. */
function matrixBlocks(matrix: FindingReport['matrix']): readonly Block[] {
  if (matrix === undefined) return [];
  const { suites, does, doesNot, unknown } = matrix;
  if (does.length + doesNot.length === 0 && unknown.every(({ why }) => why === NOT_ASKED))
    return [paragraph('No kernel of docs/kernels.md was asked.')];
  const others = doesNot.map(({ release, found }) => ({ release, because: found }));
  const left = unknown.map(({ release, why }) => ({ release, because: why.replaceAll(`Linux ${release}`, 'it') }));
  return [
    ...(does.length === 0 ? [] : [paragraph(`Replayed so on ${does.join(', ')}.`)]),
    ...(others.length === 0 ? [] : [paragraph(`Otherwise on ${grouped(others)}.`)]),
    ...(left.length === 0 ? [] : [paragraph(`Not known of ${grouped(left)}.`)]),
    paragraph(`These are the kernels of docs/kernels.md, with the traces ${suites}.`),
  ];
}

/** A violation on record, as a report that can be mailed. */
export function findingDocument(report: FindingReport): Document {
  const { profile, property, sentence, basis, happens, prefilled, steps, beside, decided, kernels, reproduced } =
    report;
  const { alsoIn, file, matrix, reproducer, noReproducer } = report;
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
      ...matrixBlocks(matrix),
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
