import { relative } from 'node:path';
import { type Command, Option } from 'commander';
import { check } from '../../checker/check/check.ts';
import {
  byCheck,
  bySuite,
  fates,
  type Killed,
  type Killer,
  killedBy,
  type NamedTrace,
} from '../../checker/mutate/fates.ts';
import { type MutantResult, type MutationReport, tallied } from '../../checker/mutate/report.ts';
import { type Judged, judged, type Steps, surveyed } from '../../checker/mutate/suite.ts';
import { suiteScopesOf } from '../../checker/requests/scopes.ts';
import { Interrupted } from '../../checker/search/interrupted.ts';
import type { Share } from '../../checker/search/share.ts';
import { stopwatch } from '../../checker/search/stopwatch.ts';
import { requireFit } from '../../library/fit.ts';
import { modelNamed } from '../../model/index.ts';
import { type Mutant, mutantsOf, OPERATORS, WAYS, wayMutantsOf } from '../../spec/mutants/index.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Scope } from '../../spec/semantics.ts';
import { SpecMachine } from '../../spec/spec-machine.ts';
import type { Machine } from '../../spec/vocabulary/machine.ts';
import { readTraceFiles } from '../../traces/files.ts';
import type { Trace } from '../../traces/format.ts';
import { replayTrace } from '../../traces/replay.ts';
import { headOf } from '../../traces/report-head.ts';
import { TraceError } from '../../traces/trace-error.ts';
import { ownPart, share, wrongScope } from '../arguments.ts';
import { markdownOption, show } from '../document/show.ts';
import { exitCodeOf, UsageError } from '../exit.ts';
import { follow } from '../follow.ts';
import { semanticsArgument, withSource } from '../semantics.ts';
import { shippedSuite, siblingsOf } from '../siblings.ts';
import { sayJson } from '../text/output.ts';
import { mutationDocument } from '../text/render-mutation.ts';

/** What else a suite has to tell from a semantics. */
const OTHERS = {
  sibling: 'another profile that takes the same requests',
  fault: 'a fault planted in the model',
} as const;

const EVERY_OPERATOR = { ...OPERATORS, ...OTHERS, ...WAYS };
type AnyOperator = keyof typeof EVERY_OPERATOR;

interface Options {
  readonly suite?: readonly string[];
  readonly by: 'suite' | 'check';
  readonly scope?: readonly string[];
  readonly operator?: readonly AnyOperator[];
  readonly shard?: Share;
  readonly survivors?: boolean;
  readonly markdown?: boolean;
  readonly json?: boolean;
}

const listed = (operators: Readonly<Record<string, string>>) =>
  Object.entries(operators)
    .map(([operator, does]) => `  ${operator.padEnd(22)}${does}`)
    .join('\n');

const HELP = `
Makes mutants of a semantics, each wrong in one small way, and shows whether each is killed: by default by the conformance
suite that comes with the package; with --suite by any traces, such as your own tests; with --by check by the comparison of
spec and model. Siblings (profiles that take the same requests) and the faults that can be planted in the model count as
mutants too.

A mutant is equivalent if no state of the scopes distinguishes it from the semantics by outcome, query, list or effective
list. A survivor can be distinguished, but is not killed: the shortest requests that would kill it are shown.

Operators:
${listed({ ...OPERATORS, ...OTHERS })}

Operators that are not used unless named: wrong for some requests alone which come to the same by the rules. What shows these
is in traces/lists.
${listed(WAYS)}

Exit codes: 0 all killed or equivalent; 1 there are survivors; 2 wrong usage; 3 unclear, or interrupted.

Examples:
  mprog mutate tcx
  mprog mutate cgroup --suite my-traces --survivors
  mprog mutate cgroup --by check
  mprog mutate tcx --operator refused-where --suite traces/conformance/tcx traces/lists/tcx
  mprog mutate examples/keep-the-relative.ts --suite suite
`;

/** `mprog mutate`. */
export function register(program: Command): void {
  program
    .command('mutate')
    .description('measure whether wrong rules are detected: mutants of a semantics, killed or not')
    .argument('[profile]', 'the semantics to make mutants of, by name or by file', 'tcx')
    .option(
      '--suite <paths...>',
      'traces that have to kill the mutants (default: the suite that comes with the package)',
    )
    .addOption(new Option('--by <killer>', 'what has to kill the mutants').choices(['suite', 'check']).default('suite'))
    .option('--scope <names...>', 'judge mutants in these scopes only')
    .addOption(new Option('--operator <names...>', 'make only these mutants').choices(Object.keys(EVERY_OPERATOR)))
    .option('--shard <i/n>', 'judge part i of n of the mutants only (mprog merge puts all parts together)', share)
    .option('--survivors', 'list survivors only')
    .addOption(markdownOption())
    .option('--json', 'print the report as one JSON object')
    .addHelpText('after', HELP)
    .action(async (name: string, options: Options) => {
      process.exitCode = await run(name, options);
    });
}

async function run(name: string, options: Options): Promise<number> {
  const semantics = await semanticsArgument(name);
  if (options.by === 'check' && options.suite !== undefined)
    throw new UsageError('--suite: cannot be combined with --by check');
  const seconds = stopwatch();
  const { shard } = options;
  const sourced = shard === undefined ? options : { ...options, shard: await withSource(shard, [name]) };
  const work = mutation(semantics, sourced, name);
  let report: Omit<MutationReport, 'seconds'>;
  try {
    const { result } = await follow(work, ({ doing, done, of }) => `${semantics.name}: ${doing}, ${done} of ${of}`);
    report = result;
  } catch (error) {
    if (error instanceof Interrupted) throw new Interrupted('no mutant was judged to the end');
    throw error;
  }
  const timed: MutationReport = { ...report, seconds: seconds() };
  if (options.json) sayJson(timed);
  else await show(mutationDocument(semantics.family, timed, options.survivors === true), options.markdown);
  return exitCodeOf(timed);
}

/** The scopes to judge in: those of suites, or the ones that were asked for. */
function chosenScopes(semantics: Profile, names: readonly string[] | undefined): readonly Scope[] {
  const all = suiteScopesOf(semantics);
  if (names === undefined) return all;
  return names.map((wanted) => {
    const found = all.find(({ name }) => name === wanted);
    if (found !== undefined) return found;
    throw new UsageError(
      wrongScope(
        all.map(({ name }) => name),
        wanted,
      ),
    );
  });
}

/** A TraceError where a trace fails on the semantics itself: on a mutant that would say nothing. */
function requireSound(semantics: Profile, { file, trace }: NamedTrace): void {
  requireFit(semantics, file, trace);
  const { ok, steps } = replayTrace(trace, new SpecMachine(semantics));
  if (ok) return;
  const { number, differences } = steps.at(-1)!;
  throw new TraceError(
    `${file}: step ${number}: ${differences[0]} by ${semantics.name} itself, so that no mutant is killed by it`,
  );
}

function suiteFor(semantics: Profile, paths: readonly string[] | undefined): readonly NamedTrace[] {
  const own = paths === undefined ? shippedSuite(semantics) : readTraceFiles(paths).traces.map(named);
  if (paths !== undefined) for (const each of own) requireSound(semantics, each);
  if (own.length === 0)
    throw new UsageError(
      `--suite: expected traces, because no suite of ${semantics.name} comes with the package (mprog traces makes one)`,
    );
  return own.toSorted((a, b) => a.trace.steps.length - b.trace.steps.length);
}

const named = ({ path, trace }: { readonly path: string; readonly trace: Trace }): NamedTrace => ({
  file: relative('', path),
  trace,
});

function* mutation(semantics: Profile, options: Options, from: string): Steps<Omit<MutationReport, 'seconds'>> {
  const { by, suite, scope, operator, shard } = options;
  const traces = by === 'suite' ? suiteFor(semantics, suite) : [];
  const scopes = chosenScopes(semantics, scope);
  const killer = by === 'suite' ? bySuite(semantics, traces) : checker(semantics);
  const isMeant = (each: Mutant | Other) => operator?.includes(each.operator) ?? true;
  const mutants = [...mutantsOf(semantics), ...(operator === undefined ? [] : wayMutantsOf(semantics))].filter(isMeant);
  const others = by === 'suite' ? othersOf(semantics).filter(isMeant) : [];
  const every = [...mutants, ...others];
  if (every.length === 0)
    throw new UsageError(
      `--operator: expected one that makes a mutant of ${semantics.name}, found ${operator?.join(', ') ?? 'none'}`,
    );
  const own = new Set<Mutant | Other>(ownPart(every, shard, 'mutant'));
  const survey = yield* surveyed(semantics, scopes);
  const all = yield* judged(
    survey,
    mutants.filter((mutant) => own.has(mutant)),
  );
  const killed = yield* fates(all, killer);
  const results = [
    ...all.map(({ mutant, judgement }) => resultOf({ mutant, judgement }, killed.get(mutant))),
    ...others.filter((each) => own.has(each)).map((each) => otherResult(each, killedBy(traces, each.machine))),
  ];
  const does = (each: string) => EVERY_OPERATOR[each as AnyOperator];
  return {
    ...headOf('mprog-mutation', 2),
    profile: semantics.name,
    ...(shard === undefined ? {} : { part: { ...shard, from, mutants: every.length } }),
    scopes: scopes.map((each) => ({ scope: each })),
    killer:
      by === 'check'
        ? 'mprog check, in the scopes of the main job'
        : (suite ?? [`traces/conformance/${semantics.name}`]).join(' '),
    traces: traces.length,
    states: survey.places.length,
    requests: survey.requests,
    ...tallied(results, does),
    mutants: results,
  };
}

function checker(semantics: Profile): Killer {
  if (semantics.model === undefined) throw new UsageError(`--by check: ${semantics.name} has no model`);
  const { create } = modelNamed(semantics.model);
  // The default scope comes last: it has the most states.
  const scopes = semantics.family.mainScopes(semantics).toReversed();
  return byCheck(function* (profile, scope) {
    return (yield* check(profile, create(), scope)).explored.ending;
  }, scopes);
}

function resultOf({ mutant, judgement }: Judged, killed: Killed | undefined): MutantResult {
  const { id, operator, at } = mutant;
  const about = { id, operator, at };
  if (killed !== undefined) return { ...about, fate: 'killed', ...killed };
  if (judgement.is === 'differs') return { ...about, fate: 'survived', way: [...judgement.way.path] };
  return { ...about, fate: judgement.is };
}

/** A sibling, or a faulty model. */
interface Other {
  readonly operator: keyof typeof OTHERS;
  readonly at: string;
  readonly machine: () => Machine;
}

function othersOf(semantics: Profile): readonly Other[] {
  const siblings = siblingsOf(semantics).map(
    (sibling): Other => ({ operator: 'sibling', at: sibling.name, machine: () => new SpecMachine(sibling) }),
  );
  if (semantics.model === undefined) return siblings;
  const { create, faults } = modelNamed(semantics.model);
  const faulty = Object.keys(faults).map((at): Other => ({ operator: 'fault', at, machine: () => create(at) }));
  return [...siblings, ...faulty];
}

/** Of one that is not killed it is not clear whether any request could show it. */
function otherResult({ operator, at }: Other, killed: Killed | undefined): MutantResult {
  const about = { id: `${operator} ${at}`, operator, at };
  return killed === undefined ? { ...about, fate: 'unclear' } : { ...about, fate: 'killed', ...killed };
}
