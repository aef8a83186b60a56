import { join } from 'node:path';
import type { Command } from 'commander';
import { traceOf } from '../../checker/decide/counterexample.ts';
import { diffScopes, mainPairs, namedDiffScopes, pairOf } from '../../checker/diff/comparing.ts';
import { diffOf } from '../../checker/diff/diff.ts';
import type { Forbidden } from '../../checker/diff/diff-format.ts';
import type { Diff } from '../../checker/diff/diff-group.ts';
import { type DiffReport, inOrder, reportOf } from '../../checker/diff/diff-report.ts';
import {
  type DiffProgress,
  diffPortion,
  diffScope,
  diffShared,
  type ScopeDiff,
} from '../../checker/diff/diff-scope.ts';
import type { Share } from '../../checker/search/share.ts';
import { stopwatch } from '../../checker/search/stopwatch.ts';
import type { Profile } from '../../spec/profile.ts';
import type { ScopePair, Scopes } from '../../spec/semantics.ts';
import { requireWritable, writeTraces } from '../../traces/write.ts';
import {
  choosesScope,
  chosenAmong,
  ownPart,
  type ScopeChanges,
  share,
  wholeNumber,
  withScopeOptions,
} from '../arguments.ts';
import { show } from '../document/show.ts';
import { exitCodeOf, UsageError } from '../exit.ts';
import { forbidden } from '../forbidden.ts';
import { Progress } from '../progress.ts';
import { expectComparable, expectOwnNames, semanticsArgument, withSource } from '../semantics.ts';
import { count, sayJson, write } from '../text/output.ts';
import { diffDocument, extentOf } from '../text/render-diff.ts';
import { diffMail } from '../text/render-diff-mail.ts';
import { crewOf } from '../workers/crew.ts';
import { Jobs } from '../workers/jobs.ts';
import { searchWith } from '../workers/share.ts';

interface Options extends ScopeChanges {
  readonly json?: boolean;
  readonly markdown?: boolean;
  readonly mail?: boolean;
  readonly forbid?: readonly Forbidden[];
  readonly full?: boolean;
  readonly traces?: string;
  readonly force?: boolean;
  readonly workers?: number;
  readonly shard?: Share;
}

const HELP = `
Executes the same requests under both semantics in every matching state of some scopes. Differences are grouped by the rule
that only one of them has, or else by the two rules that decided. Vocabulary of only one of them (an operation, a flag, a
field, an errno) is listed separately. Each is a profile, or a file that derives one. Two families are compared by the requests
that correspond, which the report lists (the hand-over: xdp and a list, such as tcx).

Without a scope option several small scopes are compared; the report names them with their bounds, and the rules that decided
nothing in them. A change of a proposal (a rule, a value of a fact, a place, a flag) that is not exercised makes the result
inconclusive.

--forbid KIND (repeatable, or several with commas): only differences of these kinds give exit code 1. behaviour: a request
succeeds in one only, or has another effect, answer or revision; errno: it fails in both, with different errors; vocabulary:
an operation, a field or a flag that only one of them takes.

Exit codes: 0 no difference, or with --forbid none of a forbidden kind; 1 differences, or with --forbid one of a forbidden
kind; 2 wrong usage; 3 inconclusive (nothing of the above found, but a change was not exercised), or interrupted. With
differences the exit code is 1 even if a change was not exercised; the report lists those changes first.

Examples:
  mprog diff mprog-first-merge tcx
  mprog diff xdp tcx
  mprog diff tcx examples/head-and-tail.ts --markdown
  mprog diff cgroup ./proposal.ts --mail
  mprog diff cgroup ./proposal.ts --scope all --forbid behaviour,errno
  mprog diff cgroup-6.17 cgroup --traces differences
`;

/** `mprog diff`. */
export function register(program: Command): void {
  const command = program
    .command('diff')
    .description('show the differences between two semantics')
    .argument('<a>', 'the semantics to start from, by name or by file')
    .argument('<b>', 'the semantics to compare with, by name or by file')
    .option('--full', 'show differences of errno alone step by step too')
    .option('--markdown', 'as Markdown, as for a cover letter')
    .option('--mail', 'as plain text of 72 columns, as for a mailing list')
    .option('--json', 'as one JSON object')
    .option('--traces <dir>', 'write a trace for each group, with what the second semantics expects')
    .option('--force', 'replace trace files of other content')
    .option('--shard <i/n>', 'compare in part i of n of the scopes only (mprog merge puts all parts together)', share)
    .option('--workers <n>', 'threads that share the work (default: one for each core)', wholeNumber)
    .option(
      '--forbid <kinds>',
      'exit with 1 only for differences of these kinds: behaviour, errno, vocabulary',
      forbidden,
    );
  withScopeOptions(command)
    .addHelpText('after', HELP)
    .action(async (a: string, b: string, options: Options) => {
      process.exitCode = await run(a, b, options);
    });
}

async function run(first: string, second: string, options: Options): Promise<number> {
  if ([options.json, options.markdown, options.mail].filter((each) => each === true).length > 1)
    throw new UsageError('expected one of --json, --markdown and --mail');
  const [a, b] = [await semanticsArgument(first), await semanticsArgument(second)];
  expectOwnNames([
    { name: first, semantics: a },
    { name: second, semantics: b },
  ]);
  expectComparable(a, b);
  const every = chosenPairs(a, b, options);
  const { shard } = options;
  const scopes = ownPart(every, shard, 'scope');
  if (shard !== undefined && options.traces !== undefined)
    throw new UsageError('--shard: cannot be combined with --traces');
  if (options.traces !== undefined) requireWritable(options.traces);
  const seconds = stopwatch();
  const { found, parts, interrupted } = await compare(
    { a, b, names: { a: first, b: second }, scopes },
    options.workers,
  );
  const command = commandOf(first, second, options);
  const made = { command, seconds: seconds(), interrupted, forbid: options.forbid };
  const whole = reportOf(a, b, found, made);
  const part =
    shard === undefined
      ? {}
      : { part: { ...(await withSource(shard, [first, second])), a: first, b: second, scopes: every, found: parts } };
  const plain = { ...whole, ...part } as DiffReport; // plain data that the schema describes, and never changes
  const report =
    options.traces === undefined ? plain : written(a, b, found, plain, options.traces, options.force === true);
  if (options.json) sayJson(report);
  else if (options.mail) write(diffMail(report));
  else await show(diffDocument(report, extentOf(options)), options.markdown);
  return exitCodeOf(report);
}

/** The scopes that options ask for, for both; a UsageError where one cannot be. */
export function chosenPairs(a: Profile, b: Profile, options: ScopeChanges): readonly ScopePair[] {
  if (!choosesScope(options)) return diffScopes(a, b);
  const named = namedDiffScopes(a, b);
  const ours = Object.fromEntries(Object.entries(named).map(([name, pair]) => [name, pair.a])) as Scopes;
  return chosenAmong(a.family, ours, mainPairs(a, b), options).map((scope) => pairOf(a, b, scope));
}

/** An argument as a shell takes it. */
const quoted = (text: string) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** The command that makes the same comparison. */
function commandOf(first: string, second: string, options: Options): string {
  const {
    json: _j,
    markdown: _m,
    mail: _p,
    full: _f,
    traces: _t,
    force: _o,
    forbid: _b,
    workers: _w,
    shard: _s,
    ...scope
  } = options;
  const changes = Object.entries(scope).flatMap(([name, value]) => [`--${name}`, String(value)]);
  return ['mprog', 'diff', first, second, ...changes].map(quoted).join(' ');
}

/** What is compared: semantics, each with its name or file, and scopes. */
interface Subjects {
  readonly a: Profile;
  readonly b: Profile;
  readonly names: { readonly a: string; readonly b: string };
  readonly scopes: readonly ScopePair[];
}

/** Compares in each scope, with the work shared by threads, up to an interruption. */
async function compare(
  { a, b, names, scopes }: Subjects,
  workers: number | undefined,
): Promise<{ readonly found: Diff; readonly parts: readonly ScopeDiff[]; readonly interrupted: boolean }> {
  const seconds = stopwatch();
  const progress = new Progress();
  const line = (scope: ScopePair, { states, compared }: DiffProgress) =>
    `${a.name} and ${b.name}, ${scope.a.name}: ${count(states)} matching states · ${count(compared)} requests · ${seconds().toFixed(0)} s`;
  const crew = crewOf(workers);
  const work = scopes.map((scope) => {
    const given = { ...names, scope };
    const here = () =>
      searchWith<'diff', DiffProgress, ScopeDiff>(crew, {
        order: { kind: 'diff', given },
        shared: (hands) => diffShared(diffPortion(a, b, scope), hands),
        alone: () => diffScope(a, b, scope),
        line: (at) => line(scope, at),
        progress,
      });
    return { given, here };
  });
  const parts: ScopeDiff[] = [];
  try {
    for await (const part of new Jobs('diff', work, crew).results()) {
      parts.push(part);
      if (part.interrupted) break;
    }
  } finally {
    await crew?.end();
  }
  return { found: diffOf(a, b, scopes, parts), parts, interrupted: parts.at(-1)?.interrupted === true };
}

/** Writes a trace for each difference, numbered as they are shown. */
function written(
  a: Profile,
  b: Profile,
  found: Diff,
  report: DiffReport,
  directory: string,
  force: boolean,
): DiffReport {
  const files = inOrder(a, b, found).map(({ example, a: ours, b: theirs }, index) => {
    const trace = traceOf(b, b.family.trimmed(example.universe.b, example.b), example.b, {
      title: `${a.name}: ${ours.outcome} (${ours.rule}); ${b.name}: ${theirs.outcome} (${theirs.rule})`,
      origin: { kind: 'difference', note: `from ${a.name} to ${b.name}` },
    });
    const number = String(index + 1).padStart(3, '0');
    const file = join(directory, `${a.name}--${b.name}-${number}.json`);
    return [file, trace] as const;
  });
  writeTraces(files, { force });
  let next = 0;
  const groups = report.groups.map((group) => ({
    ...group,
    differences: group.differences.map((each) => ({ ...each, file: files[next++]![0] })),
  }));
  return { ...report, groups };
}
