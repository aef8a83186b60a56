import type { Explanation, MatrixFile } from './file.ts';
import type { Cell, KernelResult } from './result.ts';
import { cellWords, explanationOf, fitting, nearest, reasonsOf, sizeOf, traceName } from './words.ts';

export interface MarkdownOptions {
  /** What is in front of the path of a trace in a link, such as `../`. */
  readonly prefix: string;
  /** Whether a trace is still in its suite: results may be older. */
  readonly isThere?: (trace: string) => boolean;
  /** What profiles are grouped by where the nearest is looked for: the kind of hook. */
  readonly groupOf: (profile: string) => string;
}

/** Of differences with the same explanation this many are listed. */
const LISTED = 12;

/** A link to a trace; the name alone where the file is known to be gone. */
const linkTo = (trace: string, { prefix, isThere = () => true }: MarkdownOptions) =>
  isThere(trace) ? `[${traceName(trace)}](${prefix}${trace})` : traceName(trace);

const escaped = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const row = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |`;
const cellIn = ({ cells }: KernelResult, profile: string) => cells.find((each) => each.profile === profile);

/** The table: a row for each kernel; what a kernel must fit is in bold. */
function table(kernels: readonly KernelResult[], profiles: readonly string[]): readonly string[] {
  const said = (kernel: KernelResult, profile: string) => {
    const cell = cellIn(kernel, profile);
    const words = cellWords(cell);
    return cell?.expected ? `**${words}**` : words;
  };
  return [
    row(['kernel', 'release', ...profiles.map((profile) => `\`${profile}\``)]),
    row(['kernel', 'release', ...profiles].map(() => '---')),
    ...kernels.map((kernel) => row([kernel.name, kernel.release, ...profiles.map((profile) => said(kernel, profile))])),
  ];
}

/** Why profiles were not replayed: those with the same reason are named together. */
function cannotLines({ cells }: KernelResult): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const cell of cells) {
    if (cell.result !== 'cannot') continue;
    const reason = cell.skipped[0]?.reason ?? 'there is no trace of it';
    groups.set(reason, [...(groups.get(reason) ?? []), `\`${cell.profile}\``]);
  }
  return [...groups].map(([reason, names]) => `- cannot be compared with ${names.join(', ')}: ${reason}.`);
}

/** Of the profiles that a kernel fits or must fit: whether it has their anomalies too. */
function anomalyLines({ cells }: KernelResult, options: MarkdownOptions): readonly string[] {
  return cells
    .filter(({ result, expected }) => result === 'fits' || expected)
    .flatMap(({ profile, anomalies: { shown, differences } }) => [
      `- has ${shown} of ${shown + differences.length} known anomalies of \`${profile}\`.`,
      ...differences.map(
        ({ trace, step, message }) => `  - otherwise: ${linkTo(trace, options)}, step ${step}: ${message}`,
      ),
    ]);
}

const WHERE = {
  host: 'on the machine itself',
  kvm: 'in a virtual machine (KVM)',
  tcg: 'in an emulated machine (TCG)',
} as const;

/** What is to be said of one kernel. */
function kernelSection(kernel: KernelResult, options: MarkdownOptions): readonly string[] {
  const { name, source, release, machine, alarms, cells, seconds } = kernel;
  const fits = fitting(kernel).map((cell) => `\`${cell.profile}\` (${cell.passed} of ${sizeOf(cell)} traces)`);
  const must = cells.filter((cell) => cell.expected && cell.result === 'differs');
  const near = nearest(cells, options.groupOf).filter((cell) => !must.includes(cell));
  return [
    `### ${name}`,
    '',
    `${release}, from ${source}; replayed ${WHERE[machine]} in ${Math.round(seconds)} s.`,
    '',
    `- fits ${fits.length === 0 ? 'no profile' : fits.join(', ')}.`,
    ...fitting(kernel).flatMap((cell) =>
      reasonsOf(cell).map((reason) => `- skipped of \`${cell.profile}\`: ${reason}.`),
    ),
    ...must.map(
      (cell) => `- **must fit** \`${cell.profile}\`: ${cellWords(cell)} of ${sizeOf(cell)} traces, see below.`,
    ),
    ...near.map((cell) => `- nearest is \`${cell.profile}\`: ${cellWords(cell)} of ${sizeOf(cell)} traces, see below.`),
    ...cannotLines(kernel),
    ...anomalyLines(kernel, options),
    ...(kernel.log === undefined
      ? alarms.map((line) => `- **the kernel warned**: ${escaped(line)}`)
      : ['- the kernel log was not checked: it could not be read whole.']),
    '',
  ];
}

/** The differences of a cell; those with the same explanation together. */
function differenceLines(kernel: string, cell: Cell, file: MatrixFile, options: MarkdownOptions): readonly string[] {
  const groups = new Map<Explanation | undefined, string[]>();
  for (const difference of cell.differences) {
    const known = explanationOf(file, kernel, cell.profile, difference);
    const link = linkTo(difference.trace, options);
    const line = `  - ${link}, step ${difference.step}: ${difference.message}`;
    groups.set(known, [...(groups.get(known) ?? []), line]);
  }
  return [...groups].flatMap(([known, lines]) => {
    const head = known === undefined ? '- not explained yet:' : `- ${known.text} Explained by ${known.commit}:`;
    const rest = lines.length - LISTED;
    return [head, ...lines.slice(0, LISTED), ...(rest > 0 ? [`  - and ${rest} traces more`] : [])];
  });
}

/** How kernels differ from a profile: those that differ in the same way together. */
function profileSection(
  kernels: readonly KernelResult[],
  profile: string,
  file: MatrixFile,
  options: MarkdownOptions,
): readonly string[] {
  const groups = new Map<
    string,
    { readonly names: string[]; readonly cell: Cell; readonly lines: readonly string[] }
  >();
  for (const kernel of kernels) {
    const cell = cellIn(kernel, profile);
    if (cell?.result !== 'differs') continue;
    const lines = differenceLines(kernel.name, cell, file, options);
    const key = lines.join('\n');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { names: [kernel.name], cell, lines });
    else group.names.push(kernel.name);
  }
  if (groups.size === 0) return [];
  return [
    `### Differences from \`${profile}\``,
    '',
    ...[...groups.values()].flatMap(({ names, cell, lines }) => [
      `${names.join(', ')}: ${cell.differences.length} of ${sizeOf(cell)} traces.`,
      '',
      ...lines,
      '',
    ]),
  ];
}

function notShownSection({ notShown = [] }: MatrixFile): readonly string[] {
  if (notShown.length === 0) return [];
  return [
    '### Upstream changes that no trace shows',
    '',
    row(['commit', 'in', 'before it']),
    row(['---', '---', '---']),
    ...notShown.map(({ commit, since, text }) => row([commit, since, text])),
    '',
  ];
}

/** A matrix as Markdown: the table, a section for each kernel, and how kernels differ from each profile. */
export function matrixMarkdown(
  kernels: readonly KernelResult[],
  profiles: readonly string[],
  file: MatrixFile,
  options: MarkdownOptions,
): string {
  return [
    ...table(kernels, profiles),
    '',
    ...kernels.flatMap((kernel) => kernelSection(kernel, options)),
    ...profiles.flatMap((profile) => profileSection(kernels, profile, file, options)),
    ...notShownSection(file),
  ].join('\n');
}
