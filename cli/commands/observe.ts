import type { Command } from 'commander';
import { Interrupted } from '../../checker/search/interrupted.ts';
import { stopwatch } from '../../checker/search/stopwatch.ts';
import { readingAny } from '../../observe/formats.ts';
import { usualProfile } from '../../observe/host-traces.ts';
import type { Observed } from '../../observe/observe.ts';
import type { ObservationReport } from '../../observe/report.ts';
import type { Reading } from '../../observe/world.ts';
import type { Profile } from '../../spec/profile.ts';
import { worstOf } from '../../spec/vocabulary/report.ts';
import { MOST_STEPS } from '../../traces/format.ts';
import { headOf } from '../../traces/report-head.ts';
import { textOf } from '../../traces/text-file.ts';
import { formatRequests, writeText, writeTrace } from '../../traces/write.ts';
import { markdownOption, show } from '../document/show.ts';
import { exitCodeOf, UsageError } from '../exit.ts';
import { follow } from '../follow.ts';
import { semanticsArgument } from '../semantics.ts';
import { count, sayJson } from '../text/output.ts';
import { observationDocument } from '../text/render-observation.ts';

interface Options {
  readonly profile?: string;
  readonly empty?: boolean;
  readonly out?: string;
  readonly force?: boolean;
  readonly markdown?: boolean;
  readonly json?: boolean;
}

const HELP = `
A file is what strace wrote about calls of bpf(2), what bpftool -j printed (net, link, prog, cgroup show, cgroup tree), a trace of
ITF (Apalache, Quint), or a program of syzkaller; - is standard input. strace 6.18 or later shows all that is needed:

  strace -f -yy -v -e abbrev=execve -o FILE -e trace=bpf,openat,close,close_range,dup,dup2,dup3,fcntl,mkdir,mkdirat,rmdir,\\
    unlink,unlinkat,clone,clone3,fork,vfork,execve,unshare,setns COMMAND

A step that the log does not tell enough about is not judged; what it may have changed is not known from there on
(docs/observe.md). Calls at other hooks are skipped and counted.

Of bpftool it says what is odd (docs/observe.md), and --out writes a trace that makes the lists of tcx. A program of syzkaller has no
outcomes, so that nothing is judged; --out writes its requests, which mprog record answers.

Exit codes: 0 every step came out as the rules give it; 1 one did not, or something is odd; 2 wrong usage, or no such file;
3 inconclusive: some steps could not be judged, a program has no outcomes, or interrupted; 4 no call or list at a hook of tcx or a cgroup.

Examples:
  mprog observe strace.log
  mprog observe strace.log --profile cgroup-6.17 --out what-it-did.json
  bpftool net list -j | mprog observe -
`;

/** `mprog observe`. */
export function register(program: Command): void {
  program
    .command('observe')
    .description(
      'check what a host did (a log of strace) or a trace of ITF says against the rules of a profile, or what a host has (JSON of bpftool)',
    )
    .argument('<file...>', 'logs of strace, JSON of bpftool, traces of ITF, programs of syzkaller; - is standard input')
    .option('--profile <name>', 'the semantics, by name or by file (default: tcx or cgroup, by the hook)')
    .option('--empty', 'nothing was attached before the log begins, at hooks where it does not show that')
    .option('--out <file>', 'write what the host did as a trace')
    .option('--force', 'replace a file of other content')
    .addOption(markdownOption())
    .option('--json', 'print the results as one JSON object')
    .addHelpText('after', HELP)
    .action(async (files: string[], options: Options) => {
      process.exitCode = await run(files, options);
    });
}

/** The semantics of each kind of hook. */
async function readingOf({ profile, empty = false }: Options): Promise<Reading> {
  if (profile === undefined) return { empty, profileFor: usualProfile };
  const semantics: Profile = await semanticsArgument(profile);
  const { hook } = semantics.uapi;
  const profileFor = (kind: 'tcx' | 'cgroup') => {
    if (hook === 'tcx' || hook === 'cgroup') return kind === hook ? semantics : undefined;
    throw new UsageError(
      `--profile: expected a semantics of tcx or cgroup hooks, found ${semantics.name}, of ${hook} hooks`,
    );
  };
  return { empty, profileFor, asked: semantics };
}

function save(out: string, force: boolean, observed: readonly Observed[]): void {
  const traces = observed.flatMap((each) => each.traces);
  const [trace] = traces;
  if (trace === undefined || traces.length > 1) {
    const found = traces.length === 0 ? 'no step' : traces.map(({ title }) => title).join(' and ');
    throw new UsageError(`--out: expected steps at hooks of one kind, found ${found}; --profile NAME reads one kind`);
  }
  if (trace.steps.length > MOST_STEPS)
    throw new UsageError(`--out: expected at most ${count(MOST_STEPS)} steps, found ${count(trace.steps.length)}`);
  if (observed.some(({ traces: of, unanswered }) => unanswered === true && of.includes(trace)))
    writeText(out, formatRequests(trace), { force });
  else writeTrace(out, trace, { force });
}

async function read(path: string, reading: Reading): Promise<Observed> {
  const [file, name] = path === '-' ? ['/dev/stdin', 'standard input'] : [path, path];
  const text = textOf(file);
  const { result } = await follow(readingAny(name, text, reading), (line) => `${name}: line ${line}`);
  if (result === undefined) throw new Interrupted('nothing was judged');
  return result;
}

async function run(paths: readonly string[], options: Options): Promise<number> {
  const seconds = stopwatch();
  const reading = await readingOf(options);
  const observed: Observed[] = [];
  for (const path of paths) observed.push(await read(path, reading));
  const files = observed.map(({ file }) => file);
  const report: ObservationReport = {
    ...headOf('mprog-observation', 1),
    profiles: [...new Set(files.flatMap(({ parts }) => parts.map(({ profile }) => profile)))],
    result: worstOf(files.map(({ result }) => result)),
    seconds: seconds(),
    files,
  };
  if (options.out !== undefined) save(options.out, options.force === true, observed);
  if (options.json) sayJson(report);
  else await show(observationDocument(report), options.markdown);
  return exitCodeOf(report);
}
