import type {
  ObservationReport,
  ObservedFile,
  ObservedPart,
  ObservedStep,
  ReadProgram,
  ShownHost,
} from '../../observe/report.ts';
import { visibleIn } from '../../spec/vocabulary/quote.ts';
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

const timesOf = (steps: number) => (steps === 1 ? '' : ` (${count(steps)} steps)`);

function partBlocks(file: string, part: ObservedPart): readonly Block[] {
  const { name, profile, result, steps, unjudged } = part;
  const judged = `${plural(steps.length, 'step')} judged at ${name} hooks by ${profile}`;
  const wrong = steps.filter((step) => step.result === 'violated').flatMap((step) => violation(file, step));
  const unknown = unjudged.map(
    ({ line, what, why, steps: times }) => `${file}:${line}: ${what}: ${why}${timesOf(times)}`,
  );
  return [
    paragraph(mark(SIGNS[result]!), ` ${judged}: ${WORDS[result]}`),
    ...indented(4, ...wrong.map(close), ...(unknown.length === 0 ? [] : [close(lines(...unknown))])),
  ];
}

/** What bpftool showed, what is odd in it, and what it does not tell. */
function shownBlocks({ by, lists, lookedFor, findings, untold }: ShownHost): readonly Block[] {
  const slotOf = ({ name, link }: ShownHost['lists'][number]['slots'][number]) =>
    typeof link === 'number' ? `${name}/${link}` : name;
  const all = lists.map(({ at, slots }) => `${at}: ${slots.map(slotOf).join(' ')}`);
  const isSkipped = lookedFor.length === 0;
  const said = isSkipped
    ? `skipped: there is nothing to search in what bpftool ${by} shows here`
    : `nothing odd; looked for: ${lookedFor.join('; ')}`;
  const odd = findings.map((each) => close(paragraph(mark('✗'), ` ${each}`)));
  return [
    ...(all.length === 0 ? [] : indented(2, close(lines(...all)))),
    ...(odd.length > 0 ? odd : [close(paragraph(mark(isSkipped ? '–' : '✓'), ` ${said}`))]),
    ...untold.map((each) => close(paragraph(mark('–'), ` ${each}`))),
  ];
}

/** What a program asks for, what of it is in no trace, and what says nothing of these hooks. */
function programBlocks(file: string, { parts, left, skipped }: ReadProgram): readonly Block[] {
  const asked = parts.filter(({ requests }) => requests.length > 0);
  const all = asked.map(({ name, profile, requests }) =>
    close(
      paragraph(
        mark('?'),
        ` ${plural(requests.length, 'request')} at ${name} hooks for ${profile}: nothing is judged, because a program has no outcomes. This is not a pass.`,
      ),
    ),
  );
  const unread = left.map(({ line, what, why, steps }) =>
    close(paragraph(mark('?'), ` ${file}:${line}: ${what} left out: ${why}${timesOf(steps)}`)),
  );
  const rest = skipped.map(({ what, lines: at }) => `${what} (${at.length === 1 ? 'line' : 'lines'} ${at.join(', ')})`);
  return [
    ...all,
    ...unread,
    ...(asked.length + left.length === 0
      ? [close(paragraph(mark('–'), ' skipped: no call at a hook of tcx or a cgroup'))]
      : []),
    ...(rest.length === 0
      ? []
      : [close(paragraph(mark('–'), ` calls that say nothing of these hooks: ${rest.join(', ')}`))]),
  ];
}

function fileBlocks({ file, parts, shown, program, skipped }: ObservedFile): readonly Block[] {
  if (shown !== undefined) return [paragraph(file), ...shownBlocks(shown)];
  if (program !== undefined) return [paragraph(file), ...programBlocks(file, program)];
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

/** What hosts did, and whether it is what the rules give. Names and paths are chosen by others: none can change the lines around it. */
export const observationDocument = ({ files }: ObservationReport): Document =>
  document(...visibleIn(files).flatMap(fileBlocks));
