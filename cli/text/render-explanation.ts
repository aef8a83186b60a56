import type { Explanation } from '../../checker/decide/explanation.ts';
import type { Trace } from '../../traces/format.ts';
import {
  type Block,
  close,
  code,
  coloured,
  type Document,
  document,
  fields,
  heading,
  indented,
  paragraph,
} from '../document/document.ts';

const pairs = (record: Readonly<Record<string, unknown>>) =>
  Object.entries(record)
    .map(([field, value]) => `${field}: ${value}`)
    .join(', ');

function stepBlocks(step: Explanation): readonly Block[] {
  const { number, said, outcome, expected, rule, sentence, source, situation, because, otherwise, objects, after } =
    step;
  const { differs = [] } = step;
  const wrong = outcome === expected ? [] : [coloured('bad', `  (the trace expects ${expected})`)];
  const hooks = Object.entries(after).map(([hook, seen]) => `${hook} ${seen}`);
  const rows = [
    ['because', Object.keys(because).length === 0 ? 'no rule above it applies' : pairs(because)],
    ['situation', pairs(situation)],
    otherwise.length > 0 && ['otherwise', otherwise.join(', ')],
    objects !== undefined && ['programs', objects.join('; ')],
    ['source', source],
    ['afterwards', hooks.join('; ')],
    ...differs.map((line) => ['not as in the trace', line]),
  ];
  return [
    heading(3, `${number}. ${said}  →  ${outcome}`, wrong),
    ...indented(3, paragraph(code(rule), `: ${sentence}`), fields(rows)),
  ].map(close);
}

/** Which rule decides each of some steps of a trace, and why. */
export const explanationDocument = (trace: Trace, steps: readonly Explanation[]): Document =>
  document(paragraph(`${trace.title} (${trace.profile})`), ...steps.flatMap(stepBlocks));
