import { join } from 'node:path';
import type { Command } from 'commander';
import { diffScopes } from '../../checker/diff/comparing.ts';
import { diff } from '../../checker/diff/diff.ts';
import { tracesTellingApart } from '../../checker/diff/telling-apart.ts';
import { type Suite, suiteOf } from '../../checker/mutate/suite.ts';
import type { SuiteReport } from '../../checker/mutate/suite-report.ts';
import { suiteScopesOf } from '../../checker/requests/scopes.ts';
import { Interrupted } from '../../checker/search/interrupted.ts';
import { stopwatch } from '../../checker/search/stopwatch.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Trace } from '../../traces/format.ts';
import { headOf } from '../../traces/report-head.ts';
import { requireWritable, writeTrace } from '../../traces/write.ts';
import { exitCodeOf, UsageError } from '../exit.ts';
import { follow } from '../follow.ts';
import { expectComparable, semanticsArgument } from '../semantics.ts';
import { othersOf } from '../siblings.ts';
import { colours, count, plural, say, sayJson } from '../text/output.ts';

interface Options {
  readonly out: string;
  readonly against?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

const HELP = `
Writes a suite that a wrong implementation fails: few and short traces that distinguish the profile from each of its mutants
(a rule removed, another errno, another place, an effect left out; see mprog mutate), from each profile that takes the same
requests, and from its model with each planted fault. This takes a minute, for cgroups several.

With --against the traces distinguish the profile from one other, and each step has the results of both.

A file of other content is replaced only with --force.

Exit codes: 0 written; 2 wrong usage; 3 a rule is not reached, a profile or fault not distinguished, or the run was interrupted.

Examples:
  mprog traces tcx --out suite && mprog replay suite --target kernel
  mprog traces cgroup --against cgroup-6.17 --out telling
`;

/** `mprog traces`. */
export function register(program: Command): void {
  program
    .command('traces')
    .description('write a conformance suite')
    .argument('[profile]', 'the semantics to conform to', 'tcx')
    .requiredOption('--out <dir>', 'where the traces are written')
    .option('--against <profile>', 'write the traces that distinguish the profile from this one, by name or by file')
    .option('--force', 'replace files of other content')
    .option('--json', 'print what was written as one JSON object')
    .addHelpText('after', HELP)
    .action(async (name: string, options: Options) => {
      process.exitCode = await run(name, options);
    });
}

/** A trace and the file it goes to. */
interface Written {
  readonly file: string;
  readonly trace: Trace;
}

async function run(name: string, options: Options): Promise<number> {
  const semantics = await semanticsArgument(name);
  const other = options.against === undefined ? undefined : await semanticsArgument(options.against);
  requireWritable(options.out); // before the search, which takes its time
  const seconds = stopwatch();
  if (other !== undefined) return telling(semantics, other, options, seconds);
  const suite = await conformanceSuite(semantics);
  const { judged, survey, unreached, alike, unshown } = suite;
  const of = (fate: string) => judged.filter(({ judgement }) => judgement.is === fate).length;
  const mutants = { killed: of('differs'), equivalent: of('equivalent'), unclear: of('unclear') };
  const scopes = survey.beginnings.map(({ scope }) => ({ scope }));
  const report = write(semantics, suite.traces, options, {
    scopes,
    result: unreached.length + alike.length + mutants.unclear === 0 ? 'held' : 'inconclusive',
    seconds: seconds(),
    unreached: [...unreached],
    alike: [...alike],
    mutants: { ...mutants, unshownFaults: [...unshown] },
  });
  if (!options.json) {
    say(
      `${colours.green('✓')} every mutant that can be distinguished from ${semantics.name} in the scopes ${scopes.map(({ scope }) => scope.name).join(', ')} fails a trace: ${count(mutants.killed)}`,
    );
    say(`  ${plural(mutants.equivalent, 'mutant')} more cannot be distinguished in these scopes`);
    missing('rules that no scope reaches', unreached);
    missing('profiles that no trace distinguishes', alike);
    missing('faults of the model that no trace shows', unshown);
    if (mutants.unclear > 0) missing('mutants left open by a bound', [String(mutants.unclear)]);
  }
  return exitCodeOf(report);
}

function missing(what: string, names: readonly string[]): void {
  if (names.length > 0) say(`${colours.yellow('–')} ${what}: ${names.join(', ')}`);
}

async function conformanceSuite(semantics: Profile): Promise<Suite> {
  const search = suiteOf(semantics, suiteScopesOf(semantics), othersOf(semantics));
  try {
    const { result } = await follow(search, ({ doing, done, of }) => `${semantics.name}: ${doing}, ${done} of ${of}`);
    return result;
  } catch (error) {
    throw error instanceof Interrupted ? new Interrupted('nothing was written') : error;
  }
}

/** Writes the traces that tell two semantics apart. */
async function telling(a: Profile, b: Profile, options: Options, seconds: () => number): Promise<number> {
  expectComparable(a, b);
  if (a.uapi.hook !== b.uapi.hook)
    throw new UsageError(
      `--against: ${b.name} is of ${b.uapi.hook}, and ${a.name} of ${a.uapi.hook}: no trace can be put to both`,
    );
  const scopes = diffScopes(a, b);
  const { result, interrupted } = await follow(
    diff(a, b, scopes),
    ({ states, compared }) => `${a.name} and ${b.name}: ${count(states)} states · ${count(compared)} requests`,
  );
  if (interrupted) throw new Interrupted('nothing was written');
  const traces = tracesTellingApart(a, b, result).map((trace, index) => ({
    file: `${a.name}--${b.name}-${String(index + 1).padStart(3, '0')}.json`,
    trace,
  }));
  const alike = traces.length === 0 ? [b.name] : [];
  const report = write(a, traces, options, {
    scopes: scopes.map(({ a: scope }) => ({ scope })),
    result: alike.length === 0 ? 'held' : 'inconclusive',
    seconds: seconds(),
    against: b.name,
    unreached: [],
    alike,
  });
  if (!options.json)
    missing(
      `profiles that no trace distinguishes in the scopes ${scopes.map((each) => each.a.name).join(', ')}`,
      alike,
    );
  return exitCodeOf(report);
}

/** Writes traces, and says so: what was written, with what is said about it. */
function write(
  { name }: Profile,
  traces: readonly Written[],
  { out, force, json }: Options,
  {
    scopes,
    result,
    seconds,
    ...about
  }: Omit<SuiteReport, 'format' | 'version' | 'tool' | 'profile' | 'traces' | 'steps'>,
): SuiteReport {
  for (const { file, trace } of traces) writeTrace(join(out, file), trace, { force: force === true });
  const report: SuiteReport = {
    ...headOf('mprog-suite', 3),
    profile: name,
    scopes,
    result,
    seconds,
    traces: traces.map(({ file, trace }) => ({
      file: join(out, file),
      rule: trace.steps.at(-1)!.expect.rule!,
      steps: trace.steps.length,
    })),
    steps: traces.reduce((sum, { trace }) => sum + trace.steps.length, 0),
    ...about,
  };
  if (json) sayJson(report);
  else say(`${plural(traces.length, 'trace')}, ${plural(report.steps, 'step')} written to ${out}`);
  return report;
}
