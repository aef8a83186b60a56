import type { Command } from 'commander';
import { mergeParts, PartError, type PartVerdict } from '../../checker/check/merge.ts';
import { type Checks, concluded, isProposal, verdictsOf } from '../../checker/check/summary.ts';
import { Verdict, Verdicts } from '../../checker/check/verdict.ts';
import { explainIssues, shown } from '../../traces/issues.ts';
import { readJson } from '../../traces/read.ts';
import { TraceError } from '../../traces/trace-error.ts';
import { markdownOption, show, showApart } from '../document/show.ts';
import { exitCodeOf } from '../exit.ts';
import { semanticsArgument } from '../semantics.ts';
import { sayJson } from '../text/output.ts';
import { summaryDocument } from '../text/render-summary.ts';
import { verdictDocument } from '../text/render-verdict.ts';

const HELP = `
Each file is what \`mprog check ... --shard i/n --json\` printed. The parts may come in any order, and from different machines; all
have to be of one check. While one is missing the verdict is inconclusive, and the missing parts are named. Held by all parts, the verdict
is that of the same check without --shard, with the seconds of all parts together.

Exit codes: 0 held; 1 a counterexample in any part; 2 wrong usage, or files that are no parts of one check; 3 inconclusive.

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
    .description('put the parts of a check that was shared out together')
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

function readPart(path: string): PartFile {
  const document = readJson(path, 'a part of a check');
  const { format } = (document ?? {}) as { readonly format?: unknown };
  const several = format === 'mprog-verdicts';
  if (!several && format !== 'mprog-verdict')
    refuse(path, `format: expected "mprog-verdict" or "mprog-verdicts", found ${shown(format)}`);
  const result = (several ? Verdicts : Verdict).safeParse(document);
  if (!result.success) refuse(path, explainIssues(result.error.issues, document).join(`\n${path}: `));
  const verdicts = 'verdicts' in result.data ? result.data.verdicts : [result.data];
  return {
    path,
    several,
    planned:
      'summaries' in result.data
        ? result.data.summaries.map(({ profile, planned }) => [profile, planned] as const)
        : [[result.data.profile, 1]],
    verdicts: verdicts.map((verdict, index) => {
      const at = several ? `verdicts.${index}.` : '';
      if (verdict.part === undefined) refuse(path, `${at}part: expected a part (--shard i/n), found a whole check`);
      return { verdict: verdict as PartVerdict, at };
    }),
  };
}

const nameOf = ({ profile, scope }: Verdict) => `${profile}, ${scope.name}`;

/** Puts the parts of one scope together; a TraceError that names both files where they do not fit. */
function merged(
  parts: readonly { readonly path: string; readonly verdict: PartVerdict; readonly at: string }[],
): Verdict {
  try {
    return mergeParts(parts.map(({ verdict }) => verdict));
  } catch (error) {
    if (!(error instanceof PartError)) throw error;
    const { path, at } = parts[error.second]!;
    refuse(path, `${at}${error.message}, as in ${parts[error.first]!.path}`);
  }
}

async function run(paths: readonly string[], options: Options): Promise<number> {
  const files = paths.map(readPart);
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
    verdicts.push(merged(parts));
  }
  return conclude(longest, verdicts, options);
}

/** Says what the whole came to, and gives the exit code. */
async function conclude(longest: PartFile, all: readonly Verdict[], { json, markdown }: Options): Promise<number> {
  const checks: Checks[] = [];
  for (const [profile, planned] of longest.planned) {
    const own = all.filter((verdict) => verdict.profile === profile);
    if (own.length === 0) continue;
    const from = longest.verdicts.find(({ verdict }) => verdict.profile === profile)!.verdict.part.from ?? profile;
    const semantics = await semanticsArgument(from);
    // Files of anomalies, and a fault, are in the parts already.
    const verdicts = own.map((verdict) => ({
      ...verdict,
      result: concluded(verdict, { semantics, record: [], alone: planned === 1 }).result,
    }));
    if (!json)
      for (const verdict of verdicts)
        await showApart(verdictDocument(semantics, verdict, isProposal(semantics)), markdown);
    checks.push({ semantics, verdicts, planned });
  }
  const report = verdictsOf(checks, Math.round(all.reduce((sum, { seconds }) => sum + seconds, 0) * 1000) / 1000);
  if (json) sayJson(longest.several ? report : report.verdicts[0]!);
  else if (longest.several) for (const summary of report.summaries) await show(summaryDocument(summary), markdown);
  return exitCodeOf(report);
}
