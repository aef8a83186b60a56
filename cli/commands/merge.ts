import type { Command } from 'commander';
import type { z } from 'zod';
import { mergeParts, type PartVerdict } from '../../checker/check/merge.ts';
import { type Checks, concluded, verdictsOf } from '../../checker/check/summary.ts';
import { Verdict, Verdicts } from '../../checker/check/verdict.ts';
import { toTell } from '../../checker/decide/differing.ts';
import { type DiffPartReport, mergeDiffParts } from '../../checker/diff/diff-merge.ts';
import { DiffReport } from '../../checker/diff/diff-report.ts';
import { askable } from '../../checker/live/askable.ts';
import { KernelVerdict } from '../../checker/live/kernel-verdict.ts';
import { type KernelPart, mergeKernelParts } from '../../checker/live/merge.ts';
import { type MutationPart, mergeMutationParts } from '../../checker/mutate/merge.ts';
import { MutationReport } from '../../checker/mutate/report.ts';
import { mergeRaceParts, type RacePart } from '../../checker/races/merge.ts';
import { RaceReport } from '../../checker/races/verdict.ts';
import { type OfPart, PartError, secondsIn } from '../../checker/search/share.ts';
import { type Profile, rulesOf } from '../../spec/profile.ts';
import { invalidAt, shown } from '../../traces/issues.ts';
import { readJson } from '../../traces/read.ts';
import { TraceError } from '../../traces/trace-error.ts';
import { type Document, document } from '../document/document.ts';
import { markdownOption, show, showApart } from '../document/show.ts';
import { exitCodeOf } from '../exit.ts';
import { printedVerdict } from '../report/check.ts';
import { Contradiction } from '../report/contradiction.ts';
import { expectDiff } from '../report/diff.ts';
import { expectKernelVerdict, expectMutation, expectRaces, expectVerdict, expectVerdicts } from '../report/result.ts';
import { semanticsArgument, sourceOf } from '../semantics.ts';
import { sayJson } from '../text/output.ts';
import { diffDocument, extentOf } from '../text/render-diff.ts';
import { kernelDocument } from '../text/render-kernel.ts';
import { mutationDocument } from '../text/render-mutation.ts';
import { racesBlocks } from '../text/render-races.ts';
import { summaryDocument } from '../text/render-summary.ts';

const HELP = `
Each file is what \`mprog check ... --shard i/n --json\` printed, or the same of \`mprog kernel\`, \`mprog mutate\`, \`mprog diff\` or
\`mprog race\`. The parts may come in any order, and from different machines; all have to be of one run. While one is missing the
verdict is inconclusive, and the missing parts are named. Held by all parts, the verdict is that of the same run without
--shard, with the seconds of all parts together.

Exit codes: 0 held; 1 a counterexample in any part; 2 wrong usage, or files that are no parts of one run; 3 inconclusive.

Example:
  mprog check cgroup --shard 1/2 --json >one.json
  mprog check cgroup --shard 2/2 --json >two.json
  mprog merge one.json two.json
`;

interface Options {
  readonly markdown?: boolean;
  readonly json?: boolean;
}

/** `mprog merge`. */
export function register(program: Command): void {
  program
    .command('merge')
    .description('put the parts of a run that was shared out together')
    .argument('<files...>', 'the parts: what --shard i/n --json printed')
    .addOption(markdownOption())
    .option('--json', 'print the verdict as one JSON object')
    .addHelpText('after', HELP)
    .action(async (files: string[], options: Options) => {
      process.exitCode = await run(files, options);
    });
}

/** The verdicts of a part, with where they stand in the file. */
interface PartFile {
  readonly path: string;
  readonly verdicts: readonly { readonly verdict: PartVerdict; readonly at: string }[];
  /** How many scopes of each profile there were to explore. */
  readonly planned: readonly (readonly [profile: string, scopes: number])[];
  readonly several: boolean;
}

function refuse(path: string, message: string): never {
  throw new TraceError(`${path}: ${message}`);
}

/** The formats that parts come in. */
const FORMATS = {
  'mprog-verdict': Verdict,
  'mprog-verdicts': Verdicts,
  'mprog-kernel-verdict': KernelVerdict,
  'mprog-mutation': MutationReport,
  'mprog-race-report': RaceReport,
  'mprog-diff': DiffReport,
} as const;

/** What a part in each format is a part of. */
const RUNS = {
  'mprog-verdict': 'a check',
  'mprog-verdicts': 'a check',
  'mprog-kernel-verdict': 'a cross-check with a kernel',
  'mprog-mutation': 'a run of mprog mutate',
  'mprog-race-report': 'a run of mprog race',
  'mprog-diff': 'a comparison',
} as const satisfies Readonly<Record<keyof typeof FORMATS, string>>;

/** Does what may find a Contradiction, and says in which file it is. */
function consistent<T>(path: string, at: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof Contradiction) refuse(path, `${at}${error.message}`);
    throw error;
  }
}

/** Throws a Contradiction where the result of a part is not what the rest of it makes it. */
function expectAgreement(part: z.output<(typeof FORMATS)[keyof typeof FORMATS]>): void {
  switch (part.format) {
    case 'mprog-verdict':
      expectVerdict(part, '');
      break;
    case 'mprog-verdicts':
      expectVerdicts(part);
      break;
    case 'mprog-kernel-verdict':
      expectKernelVerdict(part);
      break;
    case 'mprog-mutation':
      expectMutation(part);
      break;
    case 'mprog-race-report':
      expectRaces(part);
      break;
    case 'mprog-diff':
      expectDiff(part);
      break;
  }
}

function readPart(path: string) {
  const document = readJson(path, 'a part of a run');
  const { format } = (document ?? {}) as { readonly format?: unknown };
  const known = Object.keys(FORMATS);
  if (!known.includes(String(format)))
    refuse(path, `format: expected ${known.map((name) => `"${name}"`).join(', ')}, found ${shown(format)}`);
  const schema = FORMATS[format as keyof typeof FORMATS];
  const { version } = document as { readonly version?: unknown };
  const { value } = schema.shape.version;
  if (version !== value) refuse(path, `version: expected ${value}, found ${shown(version)}; made by another mprog`);
  const result = schema.safeParse(document);
  if (!result.success) throw invalidAt(path, result.error.issues, document);
  consistent(path, '', () => expectAgreement(result.data));
  // As it was written: a schema would put the fields in another order.
  return { path, document: document as typeof result.data };
}

/** A part of a check, of one scope or of several. */
function checkPartOf(path: string, data: Verdict | Verdicts): PartFile {
  const several = 'verdicts' in data;
  const verdicts = several ? data.verdicts : [data];
  return {
    path,
    several,
    planned: several ? data.summaries.map(({ profile, planned }) => [profile, planned] as const) : [[data.profile, 1]],
    verdicts: verdicts.map((verdict, index) => {
      const at = several ? `verdicts.${index}.` : '';
      if (verdict.part === undefined) refuse(path, `${at}part: expected a part (--shard i/n), found a whole check`);
      return { verdict: verdict as PartVerdict, at };
    }),
  };
}

const nameOf = ({ profile, scope }: Verdict) => `${profile}, ${scope.name}`;

interface Placed<P extends OfPart> {
  readonly path: string;
  readonly at: string;
  readonly verdict: P;
}

/** Puts parts together; a TraceError that names both files where they do not fit. */
function merged<P extends OfPart, Whole>(parts: readonly Placed<P>[], merge: (all: readonly P[]) => Whole): Whole {
  try {
    return merge(parts.map(({ verdict }) => verdict));
  } catch (error) {
    if (!(error instanceof PartError)) throw error;
    const { path, at } = parts[error.place]!;
    refuse(path, `${at}${error.message}${error.other === undefined ? '' : `, as in ${parts[error.other]!.path}`}`);
  }
}

/** Refuses a part whose semantics, by these names, are in files that are not as they were when it was run. */
async function expectSource(parts: readonly Placed<OfPart>[], names: readonly string[]): Promise<void> {
  const source = await sourceOf(names);
  for (const { path, at, verdict } of parts)
    if (source !== verdict.part.source)
      refuse(
        path,
        `${at}part.source: expected ${shown(source)}, as ${names.join(' and ')} is now, found ${shown(verdict.part.source)}`,
      );
}

/** Refuses a part that says another name than its semantics has. */
function expectName({ path, at }: Placed<OfPart>, field: string, { name }: Profile, found: string): void {
  if (name !== found) refuse(path, `${at}${field}: expected ${shown(name)}, found ${shown(found)}`);
}

/** A part of a run that is no check. */
function placed<P extends OfPart>(path: string, verdict: object): Placed<P> {
  if (!('part' in verdict)) refuse(path, 'part: expected a part (--shard i/n), found a whole run');
  return { path, at: '', verdict: verdict as P };
}

async function run(paths: readonly string[], options: Options): Promise<number> {
  const read = paths.map(readPart);
  const [first] = read;
  const { format } = first!.document;
  /** What is made of each file, if it is of the same run. */
  const each = <Made>(make: (path: string, document: (typeof read)[number]['document']) => Made) =>
    read.map(({ path, document }) => {
      if (RUNS[document.format] !== RUNS[format])
        refuse(path, `format: expected a part of ${RUNS[format]}, as in ${first!.path}`);
      return make(path, document);
    });
  const parts = <P extends OfPart>() => each<Placed<P>>(placed);
  switch (format) {
    case 'mprog-kernel-verdict':
      return concludeKernel(parts(), options);
    case 'mprog-mutation':
      return concludeMutation(parts(), options);
    case 'mprog-race-report':
      return concludeRaces(parts(), options);
    case 'mprog-diff':
      return concludeDiff(parts(), options);
    default:
      return mergeChecks(
        each((path, document) => checkPartOf(path, document as Verdict | Verdicts)),
        options,
      );
  }
}

/** The semantics that some parts of one are about, as the first asked for it; a TraceError where it is not what it was then. */
async function semanticsOfParts(parts: readonly Placed<PartVerdict | KernelPart | MutationPart>[]): Promise<Profile> {
  const [first] = parts as [(typeof parts)[0]];
  const from = first.verdict.part.from ?? first.verdict.profile;
  const semantics = await semanticsArgument(from);
  await expectSource(parts, [from]);
  for (const { path, at, verdict } of parts)
    if ('model' in verdict && verdict.model && semantics.model === undefined)
      refuse(path, `${at}model: expected false, because ${from} has no model, found true`);
  expectName(first, 'profile', semantics, first.verdict.profile);
  return semantics;
}

async function concludeMutation(parts: readonly Placed<MutationPart>[], { json, markdown }: Options): Promise<number> {
  const report = merged(parts, mergeMutationParts);
  const semantics = await semanticsOfParts(parts);
  if (json) sayJson(report);
  else await show(mutationDocument(semantics.family, report, false), markdown);
  return exitCodeOf(report);
}

async function concludeDiff(parts: readonly Placed<DiffPartReport>[], { json, markdown }: Options): Promise<number> {
  const [first] = parts as [Placed<DiffPartReport>];
  const { part } = first.verdict;
  const [a, b] = [await semanticsArgument(part.a), await semanticsArgument(part.b)];
  await expectSource([first], [part.a, part.b]);
  expectName(first, 'a.profile', a, first.verdict.a.profile);
  expectName(first, 'b.profile', b, first.verdict.b.profile);
  const report = merged(parts, (all) => mergeDiffParts(a, b, all));
  if (json) sayJson(report);
  else await show(diffDocument(report, extentOf({ markdown })), markdown);
  return exitCodeOf(report);
}

async function concludeRaces(parts: readonly Placed<RacePart>[], { json, markdown }: Options): Promise<number> {
  const report = merged(parts, mergeRaceParts);
  if (json) sayJson(report);
  else await show(document(...racesBlocks(report)), markdown);
  return exitCodeOf(report);
}

async function concludeKernel(parts: readonly Placed<KernelPart>[], { json, markdown }: Options): Promise<number> {
  const { semantics } = askable(await semanticsOfParts(parts));
  const rules = { rules: rulesOf(semantics).map(({ id }) => id), toTell: toTell(semantics) };
  const verdict = merged(parts, (all) => mergeKernelParts(all, rules));
  if (json) sayJson(verdict);
  else await show(kernelDocument(semantics, verdict), markdown);
  return exitCodeOf(verdict);
}

async function mergeChecks(files: readonly PartFile[], options: Options): Promise<number> {
  const [first] = files;
  const other = files.find(({ several }) => several !== first!.several);
  if (other !== undefined) refuse(other.path, `expected the parts of as many scopes as in ${first!.path}`);
  const longest = files.toSorted((a, b) => b.verdicts.length - a.verdicts.length)[0]!;
  const names = longest.verdicts.map(({ verdict }) => nameOf(verdict));
  for (const { path, verdicts } of files) {
    const stranger = verdicts.find(({ verdict }, at) => nameOf(verdict) !== names[at]);
    if (stranger !== undefined)
      refuse(path, `${stranger.at}scope: expected ${names.join('; ')}, found ${nameOf(stranger.verdict)}`);
  }
  const verdicts: Verdict[] = [];
  for (const at of names.keys()) {
    const parts = files.flatMap(({ path, verdicts: own }) => (own[at] === undefined ? [] : [{ path, ...own[at] }]));
    verdicts.push(merged(parts, mergeParts));
  }
  return conclude(files, longest, verdicts, options);
}

/** A verdict as it is printed; a TraceError that names the file whose counterexample makes no sense. */
function printed(semantics: Profile, verdict: Verdict, files: readonly PartFile[]): Document {
  const has = (each: Verdict) => each.counterexample === verdict.counterexample;
  const file = files.find(({ verdicts }) => verdicts.some((each) => has(each.verdict)))!;
  const { at } = file.verdicts.find((each) => has(each.verdict))!;
  return consistent(file.path, at, () => printedVerdict(semantics, verdict, ''));
}

/** Says what the whole came to, and gives the exit code. */
async function conclude(
  files: readonly PartFile[],
  longest: PartFile,
  all: readonly Verdict[],
  { json, markdown }: Options,
): Promise<number> {
  const checks: Checks[] = [];
  for (const [profile, planned] of longest.planned) {
    const own = all.filter((verdict) => verdict.profile === profile);
    if (own.length === 0) continue;
    const parts = longest.verdicts.filter(({ verdict }) => verdict.profile === profile);
    const semantics = await semanticsOfParts(parts.map((part) => ({ path: longest.path, ...part })));
    // Files of anomalies, and a fault, are in the parts already.
    const verdicts = own.map((verdict) => ({
      ...verdict,
      result: concluded(verdict, { semantics, record: [], alone: planned === 1 }).result,
    }));
    if (!json) for (const verdict of verdicts) await showApart(printed(semantics, verdict, files), markdown);
    checks.push({ semantics, verdicts, planned });
  }
  const report = verdictsOf(checks, secondsIn(all));
  if (json) sayJson(longest.several ? report : report.verdicts[0]!);
  else if (longest.several) for (const summary of report.summaries) await show(summaryDocument(summary), markdown);
  return exitCodeOf(report);
}
