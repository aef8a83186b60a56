import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { sameTraces } from '../../matrix/key.ts';
import type { Cell, KernelResult, MatrixReport, TraceDifference } from '../../matrix/result.ts';
import { cellWords, fitting, isHeldToNothing, nearest, reasonsOf, sizeOf, traceName } from '../../matrix/words.ts';
import { PROFILES, profileNamed } from '../../spec/families/profiles.ts';
import { PACKAGE } from '../../traces/package-folder.ts';
import { readTrace } from '../../traces/read.ts';
import { type Block, bold, code, heading, type Inline, joined, list, paragraph, table } from '../document/document.ts';
import { plural } from '../text/output.ts';
import { type Drawing, drawing } from './drawing.ts';
import { type Drawn, first, type Told } from './told.ts';

const groupOf = (profile: string) => PROFILES.find(({ name }) => name === profile)?.uapi.hook ?? profile;

/** The cells of a kernel whose differences are told: what it must fit, and what is nearest where it fits nothing of a kind. */
function toldCells({ cells }: KernelResult): readonly Cell[] {
  const must = cells.filter(({ expected, result }) => expected && result === 'differs');
  return [...must, ...nearest(cells, groupOf).filter((cell) => !must.includes(cell))];
}

/** The differences that are told, those from what a kernel must fit in front. */
const differencesOf = (kernels: readonly KernelResult[]) =>
  kernels
    .flatMap((kernel) =>
      toldCells(kernel).flatMap((cell) => cell.differences.map((difference) => ({ kernel, cell, difference }))),
    )
    .toSorted((a, b) => Number(b.cell.expected) - Number(a.cell.expected));

type Differing = ReturnType<typeof differencesOf>[number];

/** Differences that are one picture: those of one trace that come out alike, on whatever kernels. */
function alike(differences: readonly Differing[]): readonly (readonly Differing[])[] {
  const groups = new Map<string, Differing[]>();
  for (const each of differences) {
    const { trace, step, message } = each.difference;
    const key = JSON.stringify([each.cell.profile, trace, step, message]);
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()];
}

/** The trace that was replayed, up to a step; none where the one that comes with this mprog is another. */
function drawingOf({ trace: name, step, field, message }: TraceDifference): Drawing {
  const path = join(PACKAGE, name);
  if (!existsSync(path)) return { scenes: [], not: `${name} does not come with this mprog` };
  const trace = readTrace(path);
  if (step > trace.steps.length) return { scenes: [], not: `${name} has ${plural(trace.steps.length, 'step')} here` };
  const { outcome } = trace.steps[step - 1]!.expect;
  if (field === 'outcome' && !message.includes(`expected ${outcome},`))
    return { scenes: [], not: `${name} expects ${outcome} in step ${step} here` };
  const steps = trace.steps.slice(0, step).map(({ request, expect }) => ({ request, outcome: expect.outcome }));
  return drawing(profileNamed(trace.profile), trace.universe, steps, (index) => `${name}: steps.${index}.request`);
}

/** A trace that comes out otherwise, up to the step that does, with every kernel on which it does. */
function drawnOf(some: readonly Differing[]): Drawn {
  const [{ kernel, cell, difference }] = some as readonly [Differing];
  const { scenes, not } = drawingOf(difference);
  const last = scenes.at(-1);
  const must = some.filter((each) => each.cell.expected).map((each) => each.kernel.name);
  const others = some.filter((each) => !each.cell.expected).map((each) => each.kernel.name);
  return {
    title: [
      `${kernel.name}${some.length > 1 ? ` and ${plural(some.length - 1, 'kernel')} more` : ''}: `,
      code(traceName(difference.trace)),
    ],
    said: [
      `As ${cell.profile} has it; step ${difference.step} comes out otherwise: ${difference.message}`,
      ...(must.length > 0 ? [`Must fit ${cell.profile}: ${must.join(', ')}.`] : []),
      ...(others.length > 0 ? [`${cell.profile} is nearest of its kind to: ${others.join(', ')}.`] : []),
    ],
    scenes: last === undefined ? [] : [...scenes.slice(0, -1), { ...last, is: 'bad' }],
    ...(not === undefined ? {} : { not }),
  };
}

function kernelBlocks(kernel: KernelResult): readonly Block[] {
  const { name, release, source, machine, seconds, alarms, log } = kernel;
  const fits = fitting(kernel);
  const lines: readonly Inline[] = [
    fits.length === 0
      ? 'fits no profile'
      : ['fits ', joined(fits.map((cell) => [code(cell.profile), ` (${cell.passed} of ${sizeOf(cell)} traces)`]))],
    ...fits.flatMap((cell) => reasonsOf(cell).map((reason) => ['skipped of ', code(cell.profile), `: ${reason}`])),
    ...toldCells(kernel).map((cell) => [
      cell.expected ? bold('must fit ') : 'nearest is ',
      code(cell.profile),
      `: ${cellWords(cell)} of ${sizeOf(cell)} traces`,
    ]),
    ...alarms.map((line) => [bold('the kernel warned'), `: ${line}`]),
    ...(log === undefined ? [] : ['the kernel log was not checked: it could not be read whole']),
  ];
  return [
    heading(3, name),
    paragraph(`${release}, from ${source}; replayed (${machine}) in ${Math.round(seconds)} s.`),
    list(...lines),
  ];
}

const SENTENCES = {
  violated: 'a kernel differs from a profile that it must fit, or warned',
  inconclusive: 'a kernel has no result, or could not be compared with a profile that it must fit; this is not a pass',
  skipped: 'no kernel was asked',
} as const;

const heldWords = (report: MatrixReport, isSkipping: boolean) =>
  isHeldToNothing(report)
    ? 'no kernel has to fit a profile'
    : `every kernel fits the profiles that it must fit${isSkipping ? ', as far as their traces were replayed' : ''}`;

/** What many kernels came to. */
export async function toldMatrix(report: MatrixReport): Promise<Told> {
  const { kernels, profiles, failed, scope, result } = report;
  const differences = differencesOf(kernels);
  const { some, left } = first(alike(differences));
  const skipped = kernels.flatMap(({ name, cells }) =>
    cells
      .filter((cell) => cell.expected && cell.skipped.length > 0)
      .map((cell) => `${name}, ${cell.profile}: ${reasonsOf(cell).join('; ')}.`),
  );
  return {
    title: `mprog matrix: ${plural(kernels.length, 'kernel')}, ${plural(profiles.length, 'profile')}`,
    verdict: result === 'held' ? heldWords(report, skipped.length > 0) : SENTENCES[result],
    covered: [
      `Replayed: ${scope}.`,
      `${plural(kernels.length, 'kernel')}: ${kernels.map(({ name }) => name).join(', ')}.`,
    ],
    missed: [
      ...failed.map(({ name, reason }) => `${name} has no result: ${reason}.`),
      ...skipped,
      ...(sameTraces(kernels)
        ? []
        : [
            'Traces that changed since: those that were replayed are others than those of this mprog, which are drawn.',
          ]),
      'Requests that are in no trace of the suites.',
    ],
    drawn: some.map(drawnOf),
    left,
    tables: [
      {
        title: 'Kernels',
        block: table(
          ['kernel', 'release', ...profiles.map((profile) => code(profile))],
          kernels.map(({ name, release, cells }) => [
            name,
            release,
            ...profiles.map((profile) => {
              const cell = cells.find((each) => each.profile === profile);
              return cell?.expected ? bold(cellWords(cell)) : cellWords(cell);
            }),
          ]),
        ),
      },
      {
        title: 'Differences from what a kernel must fit, or is nearest to',
        block: table(
          ['kernel', 'profile', 'must fit', 'trace', 'step', 'what'],
          differences.map(({ kernel, cell, difference: { trace, step, message } }) => [
            kernel.name,
            code(cell.profile),
            cell.expected ? 'yes' : 'no',
            traceName(trace),
            step,
            message,
          ]),
        ),
      },
    ],
    body: kernels.flatMap(kernelBlocks),
  };
}
