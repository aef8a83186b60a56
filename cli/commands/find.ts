import { dirname, extname } from 'node:path';
import { type Command, Option } from 'commander';
import { traceOf } from '../../checker/decide/counterexample.ts';
import { find } from '../../checker/find/find.ts';
import { type FindReport, findReport } from '../../checker/find/report.ts';
import { stopwatch } from '../../checker/search/stopwatch.ts';
import { DIALECTS, type Dialect } from '../../spec/finding.ts';
import type { Request } from '../../spec/semantics.ts';
import type { Trace } from '../../traces/format.ts';
import { requireWritable, writeTraces } from '../../traces/write.ts';
import { chosenScopes, type ScopeChanges, wholeNumber, withScopeOptions } from '../arguments.ts';
import { markdownOption, show } from '../document/show.ts';
import { exitCodeOf, UsageError } from '../exit.ts';
import { type HostStart, hostStart, isHost } from '../find-host.ts';
import { follow } from '../follow.ts';
import { semanticsArgument } from '../semantics.ts';
import { sayJson } from '../text/output.ts';
import { findDocument, goalWords } from '../text/render-find.ts';
import {
  type Asked,
  constraintsOf,
  type Ground,
  goalOf,
  progressLine,
  requireLists,
  startOf,
} from './find-question.ts';

interface Options extends ScopeChanges, Asked {
  readonly max?: number;
  readonly states?: number;
  readonly all?: number;
  readonly as: readonly Dialect[];
  readonly out?: string;
  readonly force?: boolean;
  readonly markdown?: boolean;
  readonly json?: boolean;
}

const HELP = `
Searches the scope breadth first, by the rules alone: the fewest requests that lead to the goal, or the proof that none of the
scope do.

A goal is a list, drawn slot by slot: "C A/L1 B" is program C, then A held by link L1, then B. In place of a program or a link, _ is
any; _ alone is any slot, and … (or ...) any number of slots. "(empty)" is the empty list. Where a slot keeps flags, A!PREORDER asks for
exactly these, and A for any. A goal is also a request that a rule decides (--rule), or that has an outcome (--outcome), or a state that a
predicate accepts (--goal FILE: export default (state, world) => boolean; the file is code which runs with your rights). Several of
them are one goal: the last request and the state after it.

With --from the way begins at a list, behind the last step of a trace, or at the tcx lists that bpftool -j net shows; constraints do not
hold for the requests that lead there. Names of that host can be used like those of the scope, which are printed beside them.
--agent-owns gives an agent its programs and links, and every link that does not exist. It may name others only as a relative, by id,
and what they have attached stays.

Exit codes: 0 found; 1 no way in the scope; 2 wrong usage; 3 a bound was hit first, or the run was interrupted.

Examples:
  mprog find tcx "C A/L1 B"
  mprog find tcx "A C B/L1" --from "A B/L1" --agent-owns C
  bpftool -j net >host.json && mprog find tcx "C ..." --from host.json --agent-owns C
  mprog find tcx "C ..." --from "A B" --without BEFORE
  mprog find tcx --rule attach/full --programs 3 --capacity 2
  mprog find tcx --outcome ESTALE --only-links
  mprog find cgroup "B A" --as libbpf --as cilium
  mprog find tcx "A A"                          there is none: exit code 1
  mprog find tcx "B A" --all 3
  mprog find tcx "B A/L1" --out way.json && mprog replay way.json --target kernel
`;

/** Adds a value to those that an option was given before; one of them may list several. */
const adding = (value: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  ...value.split(/[\s,]+/).filter((each) => each !== ''),
];

/** `mprog find`. */
export function register(program: Command): void {
  const command = program
    .command('find')
    .description('find the shortest way to a list, a rule or an outcome, or prove that there is none')
    .argument('<profile>', 'the semantics, by name or by file')
    .argument('[goal...]', 'a list, such as "C A/L1 B"')
    .option('--at <hook>', 'the hook of the list (default: the first of the scope)')
    .option('--rule <id>', 'a request that this rule decides')
    .option('--outcome <errno>', 'a request with this outcome')
    .option('--goal <file>', 'a state that the predicate in this file accepts')
    .option(
      '--from <start>',
      'begin at this list, behind the last step of this trace, or at what bpftool -j net shows (default: nothing is attached)',
    )
    .option('--without <flag>', 'no request has this flag, or is this operation; may be repeated', adding)
    .option('--only-links', 'programs are attached and removed by links alone')
    .option('--agent-owns <names>', 'requests use these programs and links alone; may be repeated', adding)
    .option('--max <n>', 'look no further than n requests', wholeNumber)
    .option('--all <n>', 'up to n shortest ways that differ in a rule, or in a list between', wholeNumber);
  withScopeOptions(command)
    .option('--states <n>', 'keep no more than n states', wholeNumber)
    .addOption(
      new Option('--as <dialect>', 'print each request for bpf(2), libbpf or cilium/ebpf too; may be repeated')
        .choices(DIALECTS)
        .argParser(dialects)
        .default([], 'none'),
    )
    .option('--out <file>', 'write the way as a trace')
    .option('--force', 'replace a file of other content')
    .addOption(markdownOption())
    .option('--json', 'print the report as one JSON object')
    .addHelpText('after', HELP)
    .action(async (profile: string, goal: string[], options: Options) => {
      process.exitCode = await run(profile, goal, options);
    });
}

function dialects(value: string, before: readonly Dialect[]): readonly Dialect[] {
  const found = DIALECTS.find((each) => each === value);
  if (found === undefined) throw new UsageError(`--as: expected ${DIALECTS.join(', ')}, found "${value}"`);
  return before.includes(found) ? before : [...before, found];
}

async function groundOf(profile: string, options: Options): Promise<Ground> {
  const semantics = await semanticsArgument(profile);
  if (options.scope === 'all' || options.scope === 'main')
    throw new UsageError(`--scope: expected one scope, found "${options.scope}"`);
  const [scope] = chosenScopes(semantics, options);
  return { semantics, scope: scope!, universe: semantics.family.explore(scope!, semantics).universe };
}

async function run(profile: string, words: readonly string[], options: Options): Promise<number> {
  const { max, states, all = 1, as, out } = options;
  if (all === 0) throw new UsageError('--all: expected 1 or more, found 0');
  const ground = await groundOf(profile, options);
  const { semantics, scope } = ground;
  if (as.length > 0) requireLists(ground, '--as');
  const host = isHost(options.from) ? hostStart(options.from, semantics, ground.universe) : undefined;
  const asked: Asked = host === undefined ? options : inScope(options, host);
  const { goal, said } = await goalOf(ground, host === undefined ? words : words.map(host.renamed), asked);
  if (out !== undefined) requireWritable(dirname(out));
  const seconds = stopwatch();
  const start = host?.requests ?? (await startOf(ground, options));
  const { narrowing, keeps } = constraintsOf(ground, asked, start);
  const search = find({
    semantics,
    scope,
    start,
    goal,
    narrowing,
    ...(keeps === undefined ? {} : { keeps }),
    ways: all,
    limits: { ...(max === undefined ? {} : { depth: max }), ...(states === undefined ? {} : { states }) },
  });
  const { result } = await follow(search, (progress) => progressLine(ground, progress));
  const { without, owned } = narrowing;
  const question = {
    semantics,
    scope,
    start,
    goal: said,
    ...(options.from === undefined ? {} : { from: options.from }),
    ...(host === undefined ? {} : { host: host.names }),
    constraints: { without: [...without], ...(owned === undefined ? {} : { owned: [...owned.names] }) },
    dialects: as,
  };
  const told = findReport(question, result, seconds());
  const report =
    out === undefined ? told : written(ground, start, result.ways, told, { out, force: options.force === true });
  if (options.json) sayJson(report);
  else await show(findDocument(semantics, scope, report), options.markdown);
  if (out !== undefined && report.ways.every(({ file }) => file === undefined))
    process.stderr.write(
      `${out} was not written: ${report.ways.length === 0 ? 'there is no way' : 'a trace has a step at least'}\n`,
    );
  return exitCodeOf(report);
}

/** What is asked, with the names of the scope instead of those of a host. */
const inScope = (asked: Asked, { renamed }: HostStart): Asked => ({
  ...asked,
  ...(asked.at === undefined ? {} : { at: renamed(asked.at) }),
  ...(asked.agentOwns === undefined ? {} : { agentOwns: asked.agentOwns.map(renamed) }),
});

/** Writes each way as a trace: the only one as the file that was named, of several each with its number. */
function written(
  { semantics, universe }: Ground,
  start: readonly Request[],
  found: readonly (readonly Request[])[],
  report: FindReport,
  { out, force }: { readonly out: string; readonly force: boolean },
): FindReport {
  const ending = extname(out);
  const files: [string, Trace][] = [];
  const ways = report.ways.map((way, index) => {
    const path = [...start, ...found[index]!];
    // A trace has a step at least.
    if (path.length === 0) return way;
    const file = found.length === 1 ? out : `${out.slice(0, out.length - ending.length)}-${index + 1}${ending}`;
    const trace = traceOf(semantics, semantics.family.trimmed(universe, path), path, {
      title: `a shortest way to ${goalWords(report)}`,
    });
    files.push([file, trace]);
    return { ...way, file };
  });
  writeTraces(files, { force });
  return { ...report, ways };
}
