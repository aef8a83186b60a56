import { dirname } from 'node:path';
import { type Command, Option } from 'commander';
import { profilesFor, raceOf, racingFor } from '../../checker/races/racing.ts';
import { scenarioNamed, shippedScenarios } from '../../checker/races/read.ts';
import { type Length, limitsOf, search } from '../../checker/races/search.ts';
import { raceTrace } from '../../checker/races/tell.ts';
import { type RaceReport, raceReport, verdictOf } from '../../checker/races/verdict.ts';
import type { Share } from '../../checker/search/share.ts';
import { stopwatch } from '../../checker/search/stopwatch.ts';
import type { Profile } from '../../spec/profile.ts';
import { DoesNotApply, ImpossibleStep, type Race, type ScenarioHead } from '../../spec/race.ts';
import { TraceError } from '../../traces/trace-error.ts';
import { requireWritable, writeTrace } from '../../traces/write.ts';
import { ownPart, share, wholeNumber } from '../arguments.ts';
import { document, lines } from '../document/document.ts';
import { markdownOption, show } from '../document/show.ts';
import { exitCodeOf, UsageError } from '../exit.ts';
import { follow } from '../follow.ts';
import { Progress } from '../progress.ts';
import { confirmOnKernel } from '../race-kernel.ts';
import { brokenIn, type Raced, withFinding } from '../raced.ts';
import { semanticsArgument, withSource } from '../semantics.ts';
import { count, sayJson } from '../text/output.ts';
import { proposalNote } from '../text/proposal-note.ts';
import { type Diagram, raceBlocks } from '../text/render-race.ts';
import { racesBlocks, skippedLines } from '../text/render-races.ts';
import type { RacedElsewhere } from '../workers/assignments.ts';
import { crewOf } from '../workers/crew.ts';
import { Jobs } from '../workers/jobs.ts';

interface Options {
  readonly profile?: string;
  readonly property?: string;
  readonly diagram?: Diagram;
  readonly out?: string;
  readonly force?: boolean;
  readonly confirm?: 'kernel';
  readonly states?: number;
  readonly markdown?: boolean;
  readonly json?: boolean;
  readonly show?: Length;
  readonly workers?: number;
  readonly shard?: Share;
}

const HELP = `
A scenario is a few agents that share a hook, each with a short program of requests. Every interleaving is explored, and the
race properties are checked after each step and at the end. Without arguments all scenarios that come with the package are
run, for tcx and cgroup; one scenario is shown with a shortest interleaving for every property it violates. docs/races.md
shows them all. --show also prints one whole interleaving, whether it violates a property or not: the first of the shortest
or of the longest, with agents in the order of the scenario; the same one in every run. A property that no interleaving
exercises is inconclusive: it neither held nor was violated.

A scenario lists the properties it is expected to violate. Exit codes: 0 held (as expected); 1 violated (not as expected, or
the kernel differs under --confirm); 2 wrong usage or a file that is no scenario; 3 a bound was hit or the run was interrupted;
4 under --confirm the kernel was asked for no violation.

Examples:
  mprog race
  mprog race revision-starts-over
  mprog race revision-starts-over --profile tcx --confirm kernel
  mprog race two-first --profile cgroup --diagram mermaid
  mprog race late-update --profile tcx --out late.json && mprog replay late.json --target kernel
  mprog race link-taken-by-id-unprivileged --profile tcx --show longest
  mprog race mine.json
`;

/** `mprog race`. */
export function register(program: Command): void {
  program
    .command('race')
    .description('explore every interleaving of several agents on one hook')
    .argument('[scenarios...]', 'scenarios, by name or by file (default: all that come with the package)')
    .option('--profile <name>', 'the semantics, by name or by file, instead of those that a scenario names')
    .option('--property <id>', 'show, write and confirm how this property is violated, and no other')
    .addOption(new Option('--diagram <form>', 'the form of sequence diagrams').choices(['text', 'mermaid']))
    .addOption(
      new Option('--show [length]', 'show one whole interleaving too, also where nothing is violated')
        .choices(['shortest', 'longest'])
        .preset('shortest'),
    )
    .option('--out <file>', 'write the interleaving that violates a property as a trace')
    .option('--force', 'replace a trace file of other content')
    .addOption(new Option('--confirm <machine>', 'replay each violation on this machine').choices(['kernel']))
    .option('--states <n>', 'keep no more than n states of a scenario', wholeNumber)
    .option('--shard <i/n>', 'run part i of n of the races only (mprog merge puts all parts together)', share)
    .option('--workers <n>', 'threads that share the scenarios (default: one for each core)', wholeNumber)
    .addOption(markdownOption())
    .option('--json', 'print everything as one JSON object')
    .addHelpText('after', HELP)
    .action(async (names: string[], options: Options) => {
      process.exitCode = await run(names, options);
    });
}

type Skipped = RaceReport['skipped'][number];

interface Ran {
  readonly raced: readonly Raced[];
  readonly skipped: RaceReport['skipped'];
  readonly part: RaceReport['part'];
}

async function run(names: readonly string[], options: Options): Promise<number> {
  const scenarios = names.length === 0 ? shippedScenarios() : names.map(scenarioNamed);
  const { profile, property } = options;
  const known = [...new Set(scenarios.flatMap((each) => racingFor(each).properties.map(({ id }) => id)))];
  if (property !== undefined && !known.includes(property))
    throw new UsageError(`--property: expected one of ${known.join(', ')}, found "${property}"`);
  if (options.show !== undefined && names.length === 0)
    throw new UsageError('--show: expected the name or file of a scenario, found none');
  if (options.shard !== undefined && options.out !== undefined)
    throw new UsageError('--shard: cannot be combined with --out');
  const semantics = profile === undefined ? undefined : await semanticsArgument(profile);
  if (options.out !== undefined) requireWritable(dirname(options.out));
  const seconds = stopwatch();
  const {
    raced: all,
    skipped,
    part,
  } = await runAll(scenarios, semantics, options).catch((error: unknown) => {
    throw error instanceof ImpossibleStep ? located(error, names, scenarios) : error;
  });
  const written = options.out === undefined ? all : [withFile(all, options, options.out)];
  const raced = options.confirm === undefined ? written : await confirmOnKernel(written, property);
  if (raced.length === 0 && part === undefined) throw new UsageError(skipped.map(({ reason }) => reason).join('\n'));
  const report = raceReport(
    raced.map(({ verdict }) => verdict),
    skipped,
    seconds(),
    part === undefined ? {} : { part },
  );
  if (options.json) sayJson(report);
  else {
    const { diagram = options.markdown ? 'mermaid' : 'text' } = options;
    const blocks =
      names.length === 0 && options.out === undefined
        ? racesBlocks(report)
        : [...raced.flatMap((each) => raceBlocks(each, diagram, property)), lines(...skippedLines(skipped))];
    await show(document(...blocks, ...proposalNote(semantics)), options.markdown);
  }
  return exitCodeOf(report);
}

/** The error of a step that cannot be taken, with the file or the scenario that it is in. */
function located({ message, scenario }: ImpossibleStep, names: readonly string[], scenarios: readonly ScenarioHead[]) {
  return new TraceError(`${names[scenarios.indexOf(scenario)] ?? scenario.name}: ${message}`);
}

/** The semantics that a scenario is run under: the one asked for, or those that it is told for. */
const semanticsFor = (scenario: ScenarioHead, asked: Profile | undefined) =>
  asked === undefined ? profilesFor(scenario) : [asked];

async function runAll(scenarios: readonly ScenarioHead[], asked: Profile | undefined, options: Options): Promise<Ran> {
  const { profile, states, show, shard } = options;
  const every = scenarios.flatMap((scenario) => semanticsFor(scenario, asked).map((each) => [scenario, each] as const));
  const work = ownPart(every, shard, 'race');
  const skipped: Skipped[] = [];
  /** What does not apply is skipped where a semantics was asked for. */
  const skip = (scenario: ScenarioHead, semantics: Profile, error: unknown) => {
    if (!(error instanceof DoesNotApply)) throw error;
    if (asked === undefined) throw new ImpossibleStep(scenario, error.message);
    skipped.push({ scenario: scenario.name, profile: semantics.name, reason: error.message });
  };
  const own = work.flatMap(([scenario, semantics]) => {
    try {
      return [raceOf(scenario, semantics)];
    } catch (error) {
      skip(scenario, semantics, error);
      return [];
    }
  });
  const progress = new Progress();
  const crew = crewOf(options.workers);
  const jobs = new Jobs(
    'race',
    own.map((race) => ({
      given: { scenario: race.scenario, name: profile ?? race.semantics.name, states },
      here: () => runOne(race, states, progress),
    })),
    crew,
  );
  const raced: Raced[] = [];
  try {
    for (const [index, race] of own.entries()) {
      try {
        const { searched, seconds } = await jobs.result(index);
        raced.push({ race, searched, verdict: verdictOf(race, searched, seconds, show) });
      } catch (error) {
        skip(race.scenario, race.semantics, error);
      }
    }
  } finally {
    jobs.end();
    await crew?.end();
  }
  const races = every.map(([{ name }, { name: of }]) => ({ scenario: name, profile: of }));
  return { raced, skipped, part: shard === undefined ? undefined : { ...(await withSource(shard, [profile])), races } };
}

async function runOne(race: Race, states: number | undefined, progress: Progress): Promise<RacedElsewhere> {
  const seconds = stopwatch();
  const { scenario, semantics } = race;
  const { result } = await follow(
    search(race, limitsOf(states)),
    (at) =>
      `${scenario.name} (${semantics.name}): ${count(at.states)} states · ${count(at.queue)} in the queue · ${seconds().toFixed(0)} s`,
    progress,
  );
  return { searched: result, seconds: seconds() };
}

/** Writes the one interleaving that was asked for; a UsageError where it is not clear which. */
function withFile(all: readonly Raced[], { property, force }: Options, file: string): Raced {
  const found = all.flatMap((raced) => brokenIn(raced, property).map((broken) => ({ raced, broken })));
  const [only, ...more] = found;
  if (only === undefined) throw new UsageError('--out: nothing is violated, so there is nothing to write');
  if (more.length > 0) {
    const choices = found.map(({ raced, broken }) => `--profile ${raced.verdict.profile} --property ${broken.id}`);
    throw new UsageError(`--out: expected one violated property, found ${found.length}:\n  ${choices.join('\n  ')}`);
  }
  const { raced, broken } = only;
  writeTrace(file, raceTrace(raced.race, broken.id, broken.example!), { force: force === true });
  return withFinding(raced, broken.id, { file });
}
