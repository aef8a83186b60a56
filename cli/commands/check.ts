import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { type Checked, type CheckOptions, type CheckProgress, check } from '../../checker/check/check.ts';
import { Portion } from '../../checker/check/portion.ts';
import { type CheckHand, checkShared } from '../../checker/check/shared-check.ts';
import { concluded, summarise } from '../../checker/check/summary.ts';
import type { Summary, Verdict } from '../../checker/check/verdict.ts';
import { withCounterexample } from '../../checker/check/with-counterexample.ts';
import { compareAlong } from '../../checker/decide/counterexample.ts';
import type { PropertyReport } from '../../checker/promises/property-report.ts';
import { type ModelKind, modelNamed } from '../../model/index.ts';
import { PROFILES } from '../../spec/families/profiles.ts';
import type { Scope } from '../../spec/family.ts';
import type { Profile } from '../../spec/profile.ts';
import { ProposalError } from '../../spec/proposal-error.ts';
import { SpecMachine } from '../../spec/spec-machine.ts';
import { refuseIdleFlags } from '../../spec/validate.ts';
import type { Explorable } from '../../spec/vocabulary/machine.ts';
import { knownAnomalies } from '../anomalies.ts';
import { choosesScope, chosenScopes, type ScopeChanges, wholeNumber, withScopeOptions } from '../arguments.ts';
import { type CheckAssignment, type CheckedElsewhere, Crew } from '../check-crew.ts';
import { Jobs } from '../check-jobs.ts';
import { EXIT, UsageError } from '../exit.ts';
import { follow } from '../follow.ts';
import { semanticsArgument } from '../semantics.ts';
import { count, say, sayJson } from '../text/output.ts';
import { renderProperties } from '../text/render-properties.ts';
import { renderSummary } from '../text/render-summary.ts';
import { renderCoverage, renderVerdict } from '../text/render-verdict.ts';
import { saveCounterexample } from './check-counterexample.ts';
import { runFastPath } from './check-fast-path.ts';
import { checkProperties, type PropertyOptions } from './check-properties.ts';

interface Options extends ScopeChanges {
  readonly depth?: number;
  readonly states?: number;
  readonly fault?: string;
  readonly symmetry: boolean;
  readonly everyRequest?: boolean;
  readonly traces: string;
  readonly write: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
  readonly coverage?: boolean;
  readonly accept?: string;
  readonly properties?: string;
  readonly confirm?: 'kernel';
  readonly variant?: string;
  readonly workers?: number;
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
2 wrong usage; 3 a bound was hit, the run was interrupted, or a change of a proposal was not exercised.

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
--variant plants a fault and shows the interleaving that breaks a property (docs/fast-path.md). Is an update correct without
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
    .option('--accept <explanation>', 'record the broken property that is found as a known anomaly of the profile')
    .option(
      '--properties <which>',
      'search for violations of all properties, or of those with these ids, on the rules alone',
    )
    .addOption(new Option('--confirm <machine>', 'replay each violation on this machine').choices(['kernel']))
    .option('--workers <n>', 'threads that share the work (default: one for each core)', wholeNumber)
    .option('--coverage', 'list how often each rule fired and each property was exercised')
    .option('--json', 'print the verdict as one JSON object')
    .addHelpText('after', HELP)
    .action(async (profiles: string[], options: Options) => {
      process.exitCode = await run(profiles, options);
    });
}

/** A semantics to check, and its model where it has one. */
interface Subject {
  /** As it was asked for: a name or a file. */
  readonly name: string;
  readonly semantics: Profile;
  readonly model: ModelKind | undefined;
  /** Whether it is from a file: what it brought has to be put to the test. */
  readonly isProposal: boolean;
}

async function subjects(names: readonly string[]): Promise<readonly Subject[]> {
  const chosen = names.length === 0 ? ['tcx'] : names.includes('all') ? PROFILES.map(({ name }) => name) : names;
  return Promise.all(
    chosen.map(async (name) => {
      const semantics = await semanticsArgument(name);
      refuseIdle(name, semantics);
      const model = semantics.model === undefined ? undefined : modelNamed(semantics.model);
      return { name, semantics, model, isProposal: !PROFILES.includes(semantics) };
    }),
  );
}

/** Refuses a proposal whose flags can never make a difference: there would be nothing to check of them. */
function refuseIdle(file: string, semantics: Profile): void {
  try {
    refuseIdleFlags(semantics);
  } catch (error) {
    throw error instanceof ProposalError ? new UsageError(`${file}: ${error.message}`) : error;
  }
}

/** The threads that share the work; none besides this one where one is enough. */
function crewFor({ workers = availableParallelism() }: Options): Crew | undefined {
  if (workers < 1) throw new UsageError(`--workers: expected at least 1, found ${workers}`);
  return workers === 1 ? undefined : new Crew(workers);
}

/** A machine to compare with, or nothing where there is no model; a UsageError on a fault that cannot be planted. */
function machineOf({ semantics, model }: Subject, { fault }: Options): Explorable | undefined {
  if (fault === undefined) return model?.create();
  if (model === undefined) throw new UsageError(`--fault: ${semantics.name} has no model to plant a fault in`);
  if (!Object.hasOwn(model.faults, fault))
    throw new UsageError(`--fault: expected one of\n  ${Object.keys(model.faults).join('\n  ')}\nfound "${fault}"`);
  return model.create(fault);
}

/** All profiles are checked in the scopes of the main job, and a planted fault in every scope, unless one was chosen or made. */
function searching(names: readonly string[], options: Options): Options {
  if (choosesScope(options)) return options;
  if (options.fault !== undefined) return { ...options, scope: 'all' };
  return names.includes('all') ? { ...options, scope: 'main' } : options;
}

async function run(names: readonly string[], options: Options): Promise<number> {
  if (names.includes('fast-path')) {
    if (names.length > 1) throw new UsageError('fast-path: expected it alone, because it is no semantics');
    return runFastPath(options);
  }
  if (options.variant !== undefined) throw new UsageError('--variant: only `mprog check fast-path` has variants');
  const all = await subjects(names);
  if (options.fault === 'list') {
    if (options.json) throw new UsageError('--fault list: a list for people, without --json');
    for (const { model } of all)
      for (const [id, { sentence }] of Object.entries(model?.faults ?? {})) say(`${id.padEnd(36)}${sentence}`);
    return EXIT.HELD;
  }
  if (options.properties !== undefined) return runProperties(all, { ...options, properties: options.properties });
  if (options.confirm !== undefined) throw new UsageError('--confirm: needs --properties');
  const work = all.map((subject) => ({ subject, scopes: chosenScopes(subject.semantics, searching(names, options)) }));
  const crew = crewFor(options);
  const several = work.length > 1 || work[0]!.scopes.length > 1;
  const jobs = several && crew !== undefined ? jobsOf(work, options, crew) : undefined;
  const verdicts: Verdict[] = [];
  const summaries: Summary[] = [];
  try {
    let number = 0;
    for (const { subject, scopes } of work) {
      const first = number;
      const search = (scope: Scope, index: number) =>
        jobs === undefined ? explore(subject, scope, options, crew) : jobs.checked(first + index);
      const own = await checkScopes(subject, scopes, options, search);
      verdicts.push(...own);
      summaries.push(summarise(own, scopes.length, subject.isProposal));
      if (own.at(-1)!.result === 'violated' || own.at(-1)!.bound !== undefined) break;
      number += scopes.length;
    }
  } finally {
    await jobs?.end();
    await crew?.end();
  }
  if (options.json) sayJson(several ? { format: 'mprog-verdicts', version: 1, verdicts, summaries } : verdicts[0]!);
  else if (several) for (const summary of summaries) renderSummary(summary);
  if (summaries.some(({ result }) => result === 'violated')) return EXIT.VIOLATION;
  return summaries.some(({ result }) => result === 'inconclusive') ? EXIT.INCONCLUSIVE : EXIT.HELD;
}

/** The checks of several scopes, for several threads. */
function jobsOf(
  work: readonly { readonly subject: Subject; readonly scopes: readonly Scope[] }[],
  options: Options,
  crew: Crew,
): Jobs {
  const all = work.flatMap(({ subject, scopes }) => scopes.map((scope) => ({ subject, scope })));
  return new Jobs(
    all.map(({ subject, scope }) => ({
      assignment: assignmentOf(subject, scope, options),
      here: () => explore(subject, scope, options, undefined),
    })),
    crew,
  );
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
  const conclude = subject.isProposal && scopes.length === 1 ? concluded : (verdict: Verdict) => verdict;
  for (const [index, scope] of scopes.entries()) {
    const checked = await search(scope, index);
    const verdict = await reported(subject, scope, options, checked, conclude);
    verdicts.push(verdict);
    if (verdict.result !== 'held') break;
  }
  return verdicts;
}

/** Searches for violations instead of comparing spec and model. */
async function runProperties(all: readonly Subject[], options: Options & PropertyOptions): Promise<number> {
  const other = (['fault', 'scope', 'depth', 'states', 'coverage', 'everyRequest'] as const).find(
    (name) => options[name] !== undefined,
  );
  if (other !== undefined)
    throw new UsageError(`--properties: has its own scopes, and cannot be combined with ${other}`);
  const reports: PropertyReport[] = [];
  for (const { semantics } of all) {
    const report = await checkProperties(semantics, options);
    reports.push(report);
    if (!options.json) renderProperties(semantics, report);
    if (report.result === 'inconclusive') break;
  }
  if (options.json) sayJson(all.length > 1 ? { format: 'mprog-property-reports', version: 1, reports } : reports[0]!);
  if (reports.some(({ result }) => result === 'violated')) return EXIT.VIOLATION;
  return reports.some(({ result }) => result === 'inconclusive') ? EXIT.INCONCLUSIVE : EXIT.HELD;
}

/** What is said, and written, of a check. */
async function reported(
  subject: Subject,
  scope: Scope,
  options: Options,
  checked: Checked | CheckedElsewhere,
  conclude: (verdict: Verdict) => Verdict,
): Promise<Verdict> {
  const { semantics } = subject;
  const planted = options.fault === undefined ? {} : { fault: options.fault };
  const known = knownAnomalies(semantics);
  const anomalies = checked.verdict.anomalies.map((anomaly) => {
    const file = known.find(({ property }) => property === anomaly.property)?.file;
    return file === undefined ? anomaly : { ...anomaly, file };
  });
  const verdict = conclude({ ...checked.verdict, ...planted, anomalies });
  const { ending } = checked.explored;
  if (ending.is !== 'failed') {
    if (!options.json) renderVerdict(semantics, verdict, subject.isProposal);
    if (options.coverage && !options.json) renderCoverage(verdict);
    return verdict;
  }
  const { path, failure } = ending;
  const universe = semantics.family.explore(scope, semantics).universe;
  const machine = machineOf(subject, options) ?? new SpecMachine(semantics);
  const steps = failure.is === 'undecided' ? [] : compareAlong(semantics, machine, universe, path);
  const file =
    failure.is === 'undecided' || !options.write ? undefined : saveCounterexample(semantics, scope, ending, options);
  if (!options.json)
    renderVerdict(semantics, verdict, subject.isProposal, {
      failure,
      steps,
      path,
      ...(file === undefined ? {} : { file }),
    });
  return withCounterexample(verdict, failure, path, steps, file);
}

/** How a scope is searched. */
function searchOptions(
  { semantics }: Subject,
  { depth, states, symmetry, everyRequest = false }: Options,
): CheckOptions {
  const limits = { ...(depth === undefined ? {} : { depth }), ...(states === undefined ? {} : { states }) };
  return { limits, symmetry, everyRequest, known: knownAnomalies(semantics).map(({ property }) => property) };
}

/** The same for somebody else to do. */
const assignmentOf = (subject: Subject, scope: Scope, options: Options): CheckAssignment => ({
  name: subject.name,
  scope,
  fault: options.fault,
  options: searchOptions(subject, options),
});

/** Runs a check with its progress shown; an interruption ends it with what it has. */
async function explore(subject: Subject, scope: Scope, options: Options, crew: Crew | undefined): Promise<Checked> {
  const line = (at: CheckProgress) => progressLine(subject.semantics, scope, at);
  const shared = crew === undefined ? undefined : await exploreShared(subject, scope, options, crew, line);
  if (shared !== undefined) return shared;
  const search = check(subject.semantics, machineOf(subject, options), scope, searchOptions(subject, options));
  return (await follow(search, line)).result;
}

/**
 * The same with its states shared by several workers; nothing where something comes up that is to be told as by one alone: a
 * failure, or an error of a proposal.
 */
async function exploreShared(
  subject: Subject,
  scope: Scope,
  options: Options,
  crew: Crew,
  line: (at: CheckProgress) => string,
): Promise<Checked | undefined> {
  const { semantics } = subject;
  const machine = machineOf(subject, options);
  const about = { semantics, scope, options: searchOptions(subject, options), hasModel: machine !== undefined };
  const hands: CheckHand[] = [];
  const leave = crew.join(assignmentOf(subject, scope, options), hands);
  try {
    const portion = new Portion(semantics, machine, scope, about.options);
    return (await follow(checkShared(about, portion, hands), line)).result;
  } catch {
    return undefined;
  } finally {
    leave();
    await crew.end();
  }
}

function progressLine(
  { name }: Profile,
  scope: Scope,
  { depth, states, queue, transitions, rulesSeen, rules, seconds }: CheckProgress,
): string {
  const taken = transitions();
  const rate = (taken / seconds / 1e6).toFixed(1);
  return `${name}, ${scope.name}: depth ${depth} · ${count(states)} states, ${count(queue)} to go · ${count(taken)} transitions, ${rate} M/s · ${rulesSeen} of ${rules} rules · ${seconds.toFixed(0)} s`;
}
