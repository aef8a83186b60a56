import { join } from 'node:path';
import { type Command, Option } from 'commander';
import type { Checked } from '../../checker/check/check.ts';
import { type Checks, concluded, verdictsOf } from '../../checker/check/summary.ts';
import type { Verdict } from '../../checker/check/verdict.ts';
import { compareAlong } from '../../checker/decide/counterexample.ts';
import { type PropertyReport, reportsOf } from '../../checker/promises/property-report.ts';
import type { Share } from '../../checker/search/share.ts';
import { stopwatch } from '../../checker/search/stopwatch.ts';
import { modelNamed } from '../../model/index.ts';
import { isProposal, PROFILES } from '../../spec/families/profiles.ts';
import type { Profile } from '../../spec/profile.ts';
import { ProposalError } from '../../spec/proposal-error.ts';
import type { Scope } from '../../spec/semantics.ts';
import { SpecMachine } from '../../spec/spec-machine.ts';
import { refuseIdleFlags } from '../../spec/validate.ts';
import { knownAnomalies } from '../anomalies.ts';
import {
  choosesScope,
  chosenScopes,
  requirePlace,
  type ScopeChanges,
  share,
  strayOption,
  wholeNumber,
  withScopeOptions,
} from '../arguments.ts';
import { document, lines, signed } from '../document/document.ts';
import { markdownOption, show, showApart } from '../document/show.ts';
import { EXIT, exitCodeOf, UsageError } from '../exit.ts';
import { eachOnce, expectOwnNames, semanticsArgument } from '../semantics.ts';
import { say, sayJson } from '../text/output.ts';
import { propertiesDocument } from '../text/render-properties.ts';
import { summaryDocument } from '../text/render-summary.ts';
import { coverageDocument, verdictDocument } from '../text/render-verdict.ts';
import type { CheckedElsewhere } from '../workers/assignments.ts';
import { crewOf, expectWorkers } from '../workers/crew.ts';
import { saveCounterexample } from './check-counterexample.ts';
import { runFastPath } from './check-fast-path.ts';
import { explorePart } from './check-part.ts';
import { checkProperties, type PropertyOptions, propertySearch } from './check-properties.ts';
import { explore, jobsOf, machineOf, type SearchOptions, type Subject, type Work } from './check-search.ts';

interface Options extends ScopeChanges, SearchOptions {
  readonly traces: string;
  readonly write: boolean;
  readonly force?: boolean;
  readonly markdown?: boolean;
  readonly json?: boolean;
  readonly coverage?: boolean;
  readonly accept?: string;
  readonly properties?: string;
  readonly confirm?: 'kernel';
  readonly variant?: string;
  readonly workers?: number;
  readonly shard?: Share;
}

const HELP = `
Explores every state of the scope. In each state the spec and the model execute every request: the outcome, the
result of a query, links and reference counts are compared, and every property is checked.

A profile is one of those that come with the tool (all of them: all), or a file that derives one. A recorded violation of
a property is reported as a known anomaly with its trace; any other violation is a counterexample.

With --properties the rules alone are searched for violations of the properties that users expect (docs/properties.md):
known anomalies with their shortest traces, and with --confirm whether the running kernel reproduces them.

\`check all\` explores the scopes of the main job (--scope main): they fire every rule that any scope reaches. A proposal is
inconclusive if a change of it (a rule, the removal of a rule, a value of a fact, a place, a flag) is not exercised in any
explored scope; these changes are listed first.

Exit codes: 0 held; 1 a counterexample, a violation that is not a known anomaly, or a known anomaly that no longer occurs;
2 wrong usage; 3 a bound was hit, the run was interrupted, or a change of a proposal, or a property that was named, was not exercised;
4 under --confirm the kernel was asked for no violation.

Examples:
  mprog check tcx
  mprog check tcx --scope all
  mprog check tcx --programs 6 --links 4 --capacity 6
  mprog check tcx --fault attach/before-off-by-one
  mprog check all
  mprog check all --scope all
  mprog check tcx --properties all --confirm kernel
  mprog check examples/head-and-tail.ts
  mprog check examples/head-and-tail.ts --scope main

\`mprog check fast-path\` explores every interleaving of an updater with two readers that walk the active array under RCU.
--variant plants a fault and shows the interleaving that violates a property (docs/fast-path.md). Is an update correct without
synchronize_rcu, since bpf_prog_put defers the free? No: no program is freed too early, but the next update writes to the
array that a reader may still walk.

  mprog check fast-path
  mprog check fast-path --variant no-synchronize-rcu
  mprog check fast-path --variant all
`;

/** `mprog check`. */
export function register(program: Command): void {
  const command = program
    .command('check')
    .description('explore a scope, compare spec and model, check properties')
    .argument('[profiles...]', 'the semantics to check, by name or by file (default: tcx); or fast-path');
  withScopeOptions(command)
    .option('--depth <n>', 'expand no state more than n steps from the first', wholeNumber)
    .option('--states <n>', 'keep no more than n states', wholeNumber)
    .option('--no-symmetry', 'do not merge states that differ only in interchangeable programs and links')
    .option('--every-request', 'repeat requests that differ only in fields that were not read')
    .addOption(new Option('--fault <id>', 'plant a fault in the model (--fault list shows them)'))
    .option('--variant <id>', 'with fast-path: the design to explore (list shows them; all explores all)')
    .option('--traces <dir>', 'where a counterexample is written', join('traces', 'counterexamples'))
    .option('--no-write', 'do not write a counterexample')
    .option('--force', 'replace a trace file of other content')
    .option('--accept <explanation>', 'record the violated property that is found as a known anomaly of the profile')
    .option(
      '--properties <which>',
      'search for violations of all properties, or of those with these ids, on the rules alone',
    )
    .addOption(new Option('--confirm <machine>', 'replay each violation on this machine').choices(['kernel']))
    .option('--workers <n>', 'threads that share the work (default: one for each core)', wholeNumber)
    .option('--shard <i/n>', 'compare in part i of n of the states only (mprog merge puts all parts together)', share)
    .option('--stats', 'say what work was done, in numbers that do not depend on the machine; by one thread')
    .option('--coverage', 'list how often each rule fired and each property was exercised')
    .addOption(markdownOption())
    .option('--json', 'print the verdict as one JSON object')
    .addHelpText('after', HELP)
    .action(async (profiles: string[], options: Options, self: Command) => {
      if (options.write) requirePlace(self, 'traces');
      process.exitCode = await run(profiles, options, self);
    });
}

/** Those that are named, each once. */
async function subjects(names: readonly string[]): Promise<readonly Subject[]> {
  const chosen =
    names.length === 0 ? ['tcx'] : names.includes('all') ? PROFILES.map(({ name }) => name) : eachOnce(names);
  const all = await Promise.all(
    chosen.map(async (name) => {
      const semantics = await semanticsArgument(name);
      refuseIdle(name, semantics);
      const model = semantics.model === undefined ? undefined : modelNamed(semantics.model);
      return { name, semantics, model };
    }),
  );
  expectOwnNames(all);
  return all;
}

/** Refuses a proposal whose flags can never make a difference: there would be nothing to check of them. */
function refuseIdle(file: string, semantics: Profile): void {
  try {
    refuseIdleFlags(semantics);
  } catch (error) {
    throw error instanceof ProposalError ? new UsageError(`${file}: ${error.message}`) : error;
  }
}

/** All profiles are checked in the scopes of the main job, and a planted fault in every scope, unless one was chosen or made. */
function searching(names: readonly string[], options: Options): Options {
  if (choosesScope(options)) return options;
  if (options.fault !== undefined) return { ...options, scope: 'all' };
  return names.includes('all') ? { ...options, scope: 'main' } : options;
}

async function run(names: readonly string[], options: Options, command: Command): Promise<number> {
  if (names.includes('fast-path')) {
    if (names.length > 1) throw new UsageError('fast-path: expected it alone, because it is no semantics');
    return runFastPath(options, command);
  }
  if (options.variant !== undefined) throw new UsageError('--variant: only `mprog check fast-path` has variants');
  if (options.accept !== undefined && !options.write)
    throw new UsageError('--accept: writes what is accepted, and cannot be combined with --no-write');
  const all = await subjects(names);
  if (options.fault === 'list') return listFaults(all, options);
  if (options.properties !== undefined) {
    const stray = strayOption(command, OF_PROPERTIES);
    if (stray !== undefined)
      throw new UsageError(`--properties: has its own scopes, and cannot be combined with ${stray}`);
    return runProperties(all, { ...options, properties: options.properties });
  }
  if (options.confirm !== undefined) throw new UsageError('--confirm: needs --properties');
  expectShareable(options);
  const work = all.map((subject) => ({ subject, scopes: chosenScopes(subject.semantics, searching(names, options)) }));
  return runChecks(work, options);
}

/** Prints the faults that can be planted in the models. */
function listFaults(all: readonly Subject[], options: Options): number {
  if (options.json) throw new UsageError('--fault list: a list for people, without --json');
  const without = all.filter(({ model }) => model === undefined).map(({ semantics }) => semantics.name);
  if (without.length === all.length)
    throw new UsageError(`--fault: ${without.join(', ')} has no model to plant a fault in`);
  for (const { model } of all)
    for (const [id, { sentence }] of Object.entries(model?.faults ?? {})) say(`${id.padEnd(36)}${sentence}`);
  return EXIT.HELD;
}

/** A UsageError where what is asked for cannot be shared out, to machines or to threads. */
function expectShareable({ shard, accept, stats, workers }: Options): void {
  if (shard !== undefined && accept !== undefined) throw new UsageError('--accept: cannot be combined with --shard');
  if (shard !== undefined && stats) throw new UsageError('--stats: cannot be combined with --shard');
  if (workers !== undefined) expectWorkers(workers);
}

/** Checks all, says what came of it, and gives the exit code. */
async function runChecks(work: readonly Work[], options: Options): Promise<number> {
  const several = work.length > 1 || work[0]!.scopes.length > 1;
  const seconds = stopwatch();
  const checks = await checkAll(work, options, several);
  const isViolated = checks.some(({ verdicts }) => verdicts.some(({ result }) => result === 'violated'));
  if (options.accept !== undefined && !isViolated)
    throw new UsageError('--accept: expected a violation to accept, found none');
  const report = several ? verdictsOf(checks, seconds()) : checks[0]!.verdicts[0]!;
  if (options.json) sayJson(report);
  else if ('summaries' in report)
    for (const summary of report.summaries) await show(summaryDocument(summary), options.markdown);
  await showLeft(
    work.slice(checks.length).map(({ subject }) => subject),
    options,
  );
  return exitCodeOf(report);
}

/** Says which semantics were not begun, because the one in front of them was not held. */
async function showLeft(left: readonly Subject[], { json, markdown }: Options): Promise<void> {
  if (json || left.length === 0) return;
  const names = left.map(({ semantics }) => semantics.name).join(', ');
  await show(document(lines(signed('–', `not begun: ${names}`))), markdown);
}

/** Goes through the scopes of each semantics, up to one that is violated or ended by a bound. */
async function checkAll(work: readonly Work[], options: Options, several: boolean): Promise<readonly Checks[]> {
  const { shard } = options;
  // Each thread would decide for itself what another has decided: the work depends on how it is shared.
  const crew = shard === undefined && !options.stats ? crewOf(options.workers) : undefined;
  const jobs = several && crew !== undefined ? jobsOf(work, options, crew) : undefined;
  const checks: Checks[] = [];
  try {
    let first = 0;
    for (const { subject, scopes } of work) {
      const search = (scope: Scope, index: number) => {
        if (shard !== undefined) return explorePart(subject, scope, options, shard, several);
        return jobs === undefined ? explore(subject, scope, options, crew) : jobs.result(first + index);
      };
      const verdicts = await checkScopes(subject, scopes, options, search);
      checks.push({ semantics: subject.semantics, verdicts, planned: scopes.length });
      if (verdicts.at(-1)!.result === 'violated' || verdicts.at(-1)!.bound !== undefined) break;
      first += scopes.length;
    }
  } finally {
    await jobs?.end();
    await crew?.end();
  }
  return checks;
}

/** What came of the search of a scope. */
type Search = (scope: Scope, index: number) => Promise<Checked | CheckedElsewhere>;

/** Goes through the scopes of one semantics, up to the first that does not hold. */
async function checkScopes(
  subject: Subject,
  scopes: readonly Scope[],
  options: Options,
  search: Search,
): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const [index, scope] of scopes.entries()) {
    const checked = await search(scope, index);
    const verdict = await reported(subject, scope, options, checked, scopes.length === 1);
    verdicts.push(verdict);
    if (verdict.result !== 'held') break;
  }
  return verdicts;
}

/** What else may be said beside --properties. */
const OF_PROPERTIES = ['properties', 'confirm', 'accept', 'force', 'workers', 'markdown', 'json', 'write'];

/** Searches for violations instead of comparing spec and model. */
async function runProperties(all: readonly Subject[], options: Options & PropertyOptions): Promise<number> {
  const seconds = stopwatch();
  const reports: PropertyReport[] = [];
  const crew = crewOf(options.workers);
  const searches = all.map((subject) => propertySearch(subject, options.properties, crew));
  try {
    for (const search of searches) {
      const report = await checkProperties(search, options);
      reports.push(report);
      if (!options.json) await showApart(propertiesDocument(search.semantics, report), options.markdown);
      if (report.result === 'inconclusive') break;
    }
  } finally {
    await crew?.end();
  }
  await showLeft(all.slice(reports.length), options);
  const report = all.length > 1 ? reportsOf(reports, seconds()) : reports[0]!;
  if (options.json) sayJson(report);
  return exitCodeOf(report);
}

/** What is said, and written, of a check. */
async function reported(
  subject: Subject,
  scope: Scope,
  options: Options,
  checked: Checked | CheckedElsewhere,
  alone: boolean,
): Promise<Verdict> {
  const { semantics } = subject;
  const about = { semantics, fault: options.fault, record: knownAnomalies(semantics), alone };
  const verdict = concluded(checked.verdict, about);
  const { ending } = checked.explored;
  if (ending.is !== 'failed') {
    if (!options.json) await showApart(verdictDocument(semantics, verdict, isProposal(semantics)), options.markdown);
    if (options.coverage && !options.json) await showApart(coverageDocument(verdict), options.markdown);
    return verdict;
  }
  const { path, failure } = ending;
  const isUndecided = failure.is === 'undecided';
  const file = isUndecided || !options.write ? undefined : saveCounterexample(semantics, scope, ending, options);
  const saved = file === undefined ? {} : { file };
  if (!options.json) {
    const machine = machineOf(subject, options) ?? new SpecMachine(semantics);
    const { universe } = semantics.family.explore(scope, semantics);
    const steps = isUndecided ? [] : compareAlong(semantics, machine, universe, path);
    const shown = { failure, steps, path, ...saved };
    await showApart(verdictDocument(semantics, verdict, isProposal(semantics), shown), options.markdown);
  }
  return { ...verdict, counterexample: { ...verdict.counterexample!, ...saved } };
}
