import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { diffScopes } from '../../checker/diff/comparing.ts';
import { diff } from '../../checker/diff/diff.ts';
import { wordsOf } from '../../checker/diff/diff-report.ts';
import { tracesTellingApart } from '../../checker/diff/telling-apart.ts';
import { type Suite, suiteOf } from '../../checker/mutate/suite.ts';
import type { SuiteReport } from '../../checker/mutate/suite-report.ts';
import type { Admission } from '../../checker/requests/admitting.ts';
import { suiteScopesOf } from '../../checker/requests/scopes.ts';
import { Interrupted } from '../../checker/search/interrupted.ts';
import { stopwatch } from '../../checker/search/stopwatch.ts';
import type { Profile } from '../../spec/profile.ts';
import { saysTheSame } from '../../spec/uapi.ts';
import type { Trace } from '../../traces/format.ts';
import { headOf } from '../../traces/report-head.ts';
import { requireWritable, writeTraces } from '../../traces/write.ts';
import { type Asked, askedBy, LIBRARIES, toldBy } from '../asked-by.ts';
import { exitCodeOf, UsageError } from '../exit.ts';
import { follow } from '../follow.ts';
import { expectComparable, expectOwnNames, semanticsArgument } from '../semantics.ts';
import { othersOf } from '../siblings.ts';
import { colours, count, plural, say, sayJson } from '../text/output.ts';
import { listed } from '../text/render-verdict.ts';

interface Options {
  readonly out: string;
  readonly against?: string;
  readonly for?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

const HELP = `
Writes a suite that a wrong implementation fails: few and short traces that distinguish the profile from each of its mutants
(a rule removed, another errno, another place, an effect left out; see mprog mutate), from each profile that takes the same
requests, and from its model with each planted fault. This takes a minute, for cgroups several.

With --for the traces have those requests alone that a test in a format of mprog export can make, and distinguish what these can. Rules and
profiles that such requests cannot show are named, and are no gap; so is how much of it no test sees.

With --against the traces distinguish the profile from one other, and each step has the results of both; with --for as well by those requests alone.

A file of other content is replaced only with --force.

Exit codes: 0 written; 2 wrong usage; 3 a rule is not reached or a profile not distinguished (with --for: a bound was hit, or nothing can be
distinguished), or the run was interrupted.

Examples:
  mprog traces tcx --out suite && mprog replay suite --target kernel
  mprog traces tcx --for go --out suite && mprog export go suite --out tests
  mprog traces cgroup --against cgroup-6.17 --out telling
  mprog traces cgroup --against cgroup-6.17 --for go --out telling
`;

/** `mprog traces`. */
export function register(program: Command): void {
  program
    .command('traces')
    .description('write a conformance suite')
    .argument('[profile]', 'the semantics to conform to', 'tcx')
    .requiredOption('--out <dir>', 'where the traces are written')
    .option('--against <profile>', 'write the traces that distinguish the profile from this one, by name or by file')
    .addOption(
      new Option(
        '--for <format>',
        'take the requests alone that a test in this format can make, of a client library',
      ).choices(LIBRARIES),
    )
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
  if (other !== undefined)
    expectOwnNames([
      { name, semantics },
      { name: options.against!, semantics: other },
    ]);
  requireWritable(options.out); // before the search, which takes its time
  const seconds = stopwatch();
  if (other !== undefined) return telling(semantics, other, options, seconds);
  const asked: Asked =
    options.for === undefined ? { semantics, others: othersOf(semantics) } : askedBy(options.for, semantics);
  const suite = await conformanceSuite(asked);
  const { judged, survey, unreached, alike, open, unshown } = suite;
  const of = (fate: string) => judged.filter(({ judgement }) => judgement.is === fate).length;
  const killed = judged.filter(({ judgement }) => judgement.is === 'differs').map(({ mutant }) => mutant);
  const mutants = { killed: killed.length, equivalent: of('equivalent'), unclear: of('unclear') };
  const unseen = asked.unseen?.(
    suite.traces.map(({ trace }) => trace),
    killed,
  );
  const scopes = survey.beginnings.map(({ scope }) => ({ scope }));
  // What no request of a library can show is no gap of its suite.
  const gaps = options.for === undefined ? unreached.length + alike.length : open.length;
  const isSeen = gaps + mutants.unclear === 0 && suite.traces.length > 0;
  const report = write(semantics, suite.traces, options, {
    scopes,
    result: isSeen ? 'held' : 'inconclusive',
    seconds: seconds(),
    ...(asked.whyUnmade === undefined
      ? {}
      : { for: options.for!, unmade: unmadeOf(suite.traces, options.out, asked.whyUnmade) }),
    unreached: [...unreached],
    alike: [...alike],
    mutants: {
      ...mutants,
      ...(unseen === undefined ? {} : { unseen: unseen.map(({ id }) => id) }),
      unshownFaults: [...unshown],
    },
  });
  if (!options.json) print(semantics, suite, report, options.for);
  return exitCodeOf(report);
}

/** The traces that no test makes, or none fails on, each with the reason. */
function unmadeOf(traces: readonly Written[], out: string, whyUnmade: (trace: Trace) => string | undefined) {
  return traces.flatMap(({ file, trace }) => {
    const reason = whyUnmade(trace);
    return reason === undefined ? [] : [{ file: join(out, file), reason }];
  });
}

/** Says what a suite shows, and what it does not. */
function print(
  { name }: Profile,
  { alike, open, unreached, unshown }: Suite,
  { scopes, mutants, unmade = [] }: SuiteReport,
  format: string | undefined,
): void {
  const { killed, equivalent, unclear, unseen = [] } = mutants!;
  const by = format === undefined ? '' : ` by requests that ${format} can express`;
  const within = scopes.map(({ scope }) => scope.name).join(', ');
  say(
    killed === 0
      ? `${colours.yellow('–')} no mutant can be distinguished from ${name}${by} in the scopes ${within}`
      : `${colours.green('✓')} every mutant that can be distinguished from ${name}${by} in the scopes ${within} fails a trace: ${count(killed)}`,
  );
  if (unseen.length > 0)
    say(
      `${colours.yellow('–')} of these ${count(unseen.length)} fail no test: ${format} is known to deviate there, or its tests see less than the traces say`,
    );
  say(`  ${plural(equivalent, 'mutant')} more cannot be distinguished${by && ' by them'} in these scopes`);
  const names = (all: readonly string[]) => (format === undefined ? all.join(', ') : listed(all));
  const missing = (what: string, all: readonly string[]) => {
    if (all.length > 0) say(`${colours.yellow('–')} ${what}: ${names(all)}`);
  };
  missing(
    format === undefined ? 'rules that no scope reaches' : 'rules that none of these requests reaches',
    unreached,
  );
  missing('profiles that no trace distinguishes', alike);
  if (format !== undefined) missing('of these not every way was tried', open);
  missing('faults of the model that no trace shows', unshown);
  for (const { file, reason } of unmade) say(`${colours.yellow('–')} no test makes ${file}: ${reason}`);
  if (unclear > 0) missing('mutants left open by a bound', [String(unclear)]);
}

async function conformanceSuite({ semantics, others }: Asked): Promise<Suite> {
  const search = suiteOf(semantics, suiteScopesOf(semantics), others);
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
  const told = options.for === undefined ? undefined : toldBy(options.for, a, b);
  const scopes = diffScopes(a, b);
  const compared = async (admission?: Admission) => {
    const { result, interrupted } = await follow(
      diff(a, b, scopes, admission),
      ({ states, compared }) => `${a.name} and ${b.name}: ${count(states)} states · ${count(compared)} requests`,
    );
    if (interrupted) throw new Interrupted('nothing was written');
    return result;
  };
  const result = await compared(told?.admission);
  // Of the requests of a library, which lacks what is new, none shows that only one of the two has it.
  const { vocabulary } = told === undefined || saysTheSame(a.uapi, b.uapi) ? result : await compared();
  const traces = tracesTellingApart(a, b, result).map((trace, index) => ({
    file: `${a.name}--${b.name}-${String(index + 1).padStart(3, '0')}.json`,
    trace,
  }));
  const unmade = told === undefined ? [] : unmadeOf(traces, options.out, told.whyUntold);
  const alike = traces.length === unmade.length ? [b.name] : [];
  const words = wordsOf(a, b, vocabulary).map(({ what, only }) => ({ what, only }));
  const report = write(a, traces, options, {
    scopes: scopes.map(({ a: scope }) => ({ scope })),
    result: alike.length === 0 ? 'held' : 'inconclusive',
    seconds: seconds(),
    against: b.name,
    ...(told === undefined ? {} : { for: options.for!, unmade }),
    ...(words.length === 0 ? {} : { words }),
    unreached: [],
    alike,
  });
  if (options.json) return exitCodeOf(report);
  const within = scopes.map(({ a: scope }) => scope.name).join(', ');
  const what = options.for === undefined ? 'trace' : `test of ${options.for}`;
  if (alike.length > 0)
    say(`${colours.yellow('–')} profiles that no ${what} distinguishes in the scopes ${within}: ${b.name}`);
  for (const { file, reason } of unmade) say(`${colours.yellow('–')} ${file}: ${reason}`);
  for (const { what, only } of words)
    say(`${colours.yellow('–')} ${what}: ${only} only, so that no trace has it; mprog diff shows the results`);
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
  writeTraces(
    traces.map(({ file, trace }) => [join(out, file), trace] as const),
    { force: force === true },
  );
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
