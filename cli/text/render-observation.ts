import type { ObservationReport, ObservedFile, ObservedPart, ObservedStep } from '../../observe/report.ts';
import {
  type Block,
  close,
  type Document,
  document,
  fields,
  indented,
  lines,
  mark,
  paragraph,
  type Sign,
} from '../document/document.ts';
import { count, plural } from './output.ts';

const SIGNS: Readonly<Record<string, Sign>> = { held: '✓', violated: '✗', inconclusive: '?', skipped: '–' };

const WORDS: Readonly<Record<string, string>> = {
  held: 'as the rules give it',
  violated: 'not as the rules give it',
  inconclusive: 'inconclusive: the log does not tell enough. This is not a pass.',
};

/** Which step it is, where, by which rule, what was expected and what was found. */
function violation(file: string, step: ObservedStep): readonly Block[] {
  return [
    paragraph(`${file}:${step.line}: step ${step.number}: ${step.said}`),
    ...indented(2, close(lines(...step.differences)), close(fields([['rule', step.rule]]))),
  ];
}

function partBlocks(file: string, part: ObservedPart): readonly Block[] {
  const { name, profile, result, steps, unjudged } = part;
  const judged = `${plural(steps.length, 'step')} judged at ${name} hooks by ${profile}`;
  const wrong = steps.filter((step) => step.result === 'violated').flatMap((step) => violation(file, step));
  const unknown = unjudged.map(
    ({ line, what, why, steps: times }) =>
      `${file}:${line}: ${what}: ${why}${times === 1 ? '' : ` (${count(times)} steps)`}`,
  );
  return [
    paragraph(mark(SIGNS[result]!), ` ${judged}: ${WORDS[result]}`),
    ...indented(4, ...wrong.map(close), ...(unknown.length === 0 ? [] : [close(lines(...unknown))])),
  ];
}

function fileBlocks({ file, parts, skipped }: ObservedFile): readonly Block[] {
  const rest = Object.entries(skipped).map(([what, times]) => `${what} (${count(times)})`);
  return [
    paragraph(file),
    ...parts.flatMap((part) => partBlocks(file, part)).map(close),
    ...(parts.length === 0 ? [close(paragraph(mark('–'), ' skipped: no call at a hook of tcx or a cgroup'))] : []),
    ...(rest.length === 0
      ? []
      : [close(paragraph(mark('–'), ` calls that say nothing of these hooks: ${rest.join(', ')}`))]),
  ];
}

/** What hosts did, and whether it is what the rules give. */
export const observationDocument = ({ files }: ObservationReport): Document => document(...files.flatMap(fileBlocks));
