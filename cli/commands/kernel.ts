import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { check } from '../../checker/check/check.ts';
import { traceOf } from '../../checker/decide/counterexample.ts';
import { stepsAlong } from '../../checker/decide/finding.ts';
import { type DeviationGroup, groupOf, type Visited } from '../../checker/live/cross-check.ts';
import type { KernelDifference, KernelVerdict } from '../../checker/live/kernel-verdict.ts';
import { minimising } from '../../checker/live/minimise.ts';
import { Interrupted } from '../../checker/search/interrupted.ts';
import { stopwatch } from '../../checker/search/stopwatch.ts';
import { KernelLog, kernelConfiguration } from '../../kernel/kernel-log.ts';
import { KernelUnavailable, kernelRelease, kindFor, openKernel } from '../../kernel/kernel-machine.ts';
import { modelNamed } from '../../model/index.ts';
import { isForKernel, kernelsOf, notForKernel } from '../../spec/families/kernels.ts';
import { PROFILES } from '../../spec/families/profiles.ts';
import { type Profile, rulesOf } from '../../spec/profile.ts';
import type { Request, Scope, Scopes } from '../../spec/semantics.ts';
import { ERRNOS, type Errno } from '../../spec/vocabulary/outcome.ts';
import { headOf } from '../../traces/report-head.ts';
import { formatTrace, writeTrace } from '../../traces/write.ts';
import { knownAnomalies } from '../anomalies.ts';
import { requirePlace, wholeNumber } from '../arguments.ts';
import { exitCodeOf, UsageError } from '../exit.ts';
import { follow } from '../follow.ts';
import { interrupted } from '../interruption.ts';
import type { Assignment } from '../kernel-orders.ts';
import { type PoolResult, visitAll } from '../kernel-pool.ts';
import { semanticsOf } from '../kernel-semantics.ts';
import { Progress } from '../progress.ts';
import { count, sayJson } from '../text/output.ts';
import { renderKernelVerdict } from '../text/render-kernel.ts';

interface Options {
  readonly scope: string;
  readonly workers: number;
  readonly keepGoing?: boolean;
  readonly change?: { readonly rule: string; readonly errno: Errno };
  readonly traces: string;
  readonly write: boolean;
  readonly json?: boolean;
}

const HELP = `
Reaches every state of the scope on the running kernel and makes every request in it. Outcome, query, count and revision
are compared with the spec after each request; a request that changed something is undone. Each worker has a network
namespace or cgroups of its own and touches nothing else. Nothing is left behind, except cgroups after a run that was
killed: the next run removes them.

Exit codes: 0 held; 1 the kernel differs, or warned; 2 wrong usage; 3 interrupted, or a worker died; 4 not available here.

Examples:
  mprog kernel tcx
  mprog kernel tcx --scope ci --json
  mprog kernel tcx --scope ci --change attach/already-attached=EBUSY    what a difference looks like
`;

/** `rule=ERRNO`. */
function changeOption(text: string): Options['change'] {
  const [rule, name] = text.split('=');
  const errno = z.enum(ERRNOS).safeParse(name);
  if (rule === undefined || !errno.success) throw new InvalidArgumentError(`expected RULE=ERRNO, found "${text}"`);
  return { rule, errno: errno.data };
}

/** `mprog kernel`. */
export function register(program: Command): void {
  program
    .command('kernel')
    .description('compare the running kernel with the spec, transition by transition')
    .argument('[profile]', 'the semantics to compare it with', 'tcx')
    .option('--scope <name>', 'what to explore: default, ci, boundary and others', 'default')
    .option('--workers <n>', 'how many states are visited at once', wholeNumber, 4)
    .option('--keep-going', 'collect all distinct differences instead of ending at the first')
    .option('--change <rule=errno>', 'change a rule deliberately, to see that the difference is found', changeOption)
    .option('--traces <dir>', 'where a difference is written', join('traces', 'kernel'))
    .option('--no-write', 'do not write a difference')
    .option('--json', 'print the verdict as one JSON object')
    .addHelpText('after', HELP)
    .action(async (profile: string, options: Options, self: Command) => {
      if (options.write) requirePlace(self, 'traces');
      process.exitCode = await run(profile, options);
    });
}

function chosenSemantics(assignment: Assignment): Profile {
  try {
    return semanticsOf(assignment);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** Which kernels a profile is for that this command does not take, in one line. */
function unsupported(name: string): string {
  const known = `mprog kernel supports ${Object.keys(KERNEL_SCOPES_OF).join(' and ')}`;
  if (kernelsOf(name) === undefined) return `${known}; no profile is called "${name}"`;
  return `${known}; ${notForKernel(name, kernelRelease())}`;
}

/** The scope of a name; a UsageError where no kernel has the semantics, or it has no such scope. */
/** The scopes of a cross-check, by the semantics that a kernel of today has. */
const KERNEL_SCOPES_OF: Readonly<Record<string, Scopes>> = Object.assign(
  {},
  ...PROFILES.map(({ family }) => family.kernelScopes ?? {}),
);

function chosenScope(profile: string, name: string): Scope {
  const scopes = KERNEL_SCOPES_OF[profile];
  if (scopes === undefined) throw new UsageError(unsupported(profile));
  const scope = Object.hasOwn(scopes, name) ? scopes[name] : undefined;
  if (scope === undefined) throw new UsageError(`--scope: expected ${Object.keys(scopes).join(', ')}, found "${name}"`);
  return scope;
}

async function run(profile: string, options: Options): Promise<number> {
  if (options.workers < 1) throw new UsageError('--workers: expected at least 1, found 0');
  const scope = chosenScope(profile, options.scope);
  const { keepGoing = false, change } = options;
  const assignment: Assignment = { profile, scope, keepGoing, ...(change === undefined ? {} : { change }) };
  const semantics = chosenSemantics(assignment);
  const elapsed = stopwatch();
  const pool = await visit(assignment, pathsOf(profile, scope), options.workers);
  if (pool.unavailable !== undefined) throw new KernelUnavailable(pool.unavailable);
  const differences = await differencesOf(semantics, scope, pool, options);
  const verdict = verdictOf(semantics, assignment, pool, differences, elapsed(), options.workers);
  if (options.json) sayJson(verdict);
  else renderKernelVerdict(semantics, verdict);
  return exitCodeOf(verdict);
}

/** A shortest path to every state of a scope, by the rules as they are. */
async function pathsOf(profile: string, scope: Scope): Promise<readonly (readonly Request[])[]> {
  const semantics = semanticsOf({ profile });
  const known = knownAnomalies(semantics).map(({ property }) => property);
  const { result, interrupted } = await follow(
    check(semantics, modelNamed(profile).create(), scope, { known }),
    ({ states }) => `${profile}, ${scope.name}: ${count(states)} states`,
  );
  if (interrupted) throw new Interrupted('no state was visited');
  const { explored, verdict } = result;
  if (verdict.result !== 'held') throw new Error(`spec and model differ in scope ${scope.name}; see mprog check`);
  return Array.from({ length: verdict.states }, (_, state) => explored.pathTo(state));
}

async function visit(
  assignment: Assignment,
  paths: Promise<readonly (readonly Request[])[]>,
  workers: number,
): Promise<PoolResult> {
  const progress = new Progress();
  let started = performance.now();
  let transitions = 0;
  const line = (done: number, planned: number) => {
    const seconds = (performance.now() - started) / 1000;
    const rate = count(Math.round(transitions / seconds));
    return `${assignment.scope.name} on ${kernelRelease()}: ${done} of ${planned} states · ${count(transitions)} transitions, ${rate}/s · ${seconds.toFixed(0)} s`;
  };
  const onVisited = (visited: Visited, done: number, planned: number) => {
    transitions += visited.transitions;
    progress.update(() => line(done, planned));
  };
  const counted = paths.then((found) => {
    started = performance.now();
    return found;
  });
  try {
    return await visitAll(assignment, counted, { workers, stopped: interrupted, onVisited });
  } finally {
    progress.done();
  }
}

/** The distinct differences, each with a trace that is as short as the kernel itself lets it be. */
async function differencesOf(
  semantics: Profile,
  scope: Scope,
  pool: PoolResult,
  options: Options,
): Promise<readonly KernelDifference[]> {
  const groups = new Map<string, DeviationGroup[]>();
  for (const deviation of pool.visited.flatMap((visited) => visited.deviations)) {
    const group = groupOf(deviation);
    groups.set(group, [...(groups.get(group) ?? []), deviation]);
  }
  if (groups.size === 0) return [];
  const machine = openKernel({ kind: kindFor(semantics.uapi.hook) });
  try {
    const differences: KernelDifference[] = [];
    for (const cases of groups.values()) {
      const shortest = cases.toSorted((a, b) => a.path.length - b.path.length)[0]!;
      const universe = semantics.family.explore(scope, semantics).universe;
      const { result: again } = await follow(
        minimising(semantics, machine, universe, shortest.path, shortest.history),
        (length) => `${shortest.rule}: looking for fewer than ${length} steps`,
      );
      const steps = again ?? shortest.history;
      const { rule, expected, found } = shortest;
      const file = options.write ? save(semantics, scope, rule, steps, options.traces) : undefined;
      const said = file === undefined ? {} : { file };
      differences.push({
        rule,
        sentence: `the spec says ${expected.outcome}, the kernel ${found.outcome}`,
        expected,
        found,
        cases: cases.reduce((sum, each) => sum + each.cases, 0),
        steps: stepsAlong(semantics, universe, steps),
        reproduced: again !== undefined,
        ...said,
      });
    }
    return differences;
  } finally {
    machine.close();
  }
}

function save(semantics: Profile, scope: Scope, rule: string, steps: readonly Request[], directory: string): string {
  const kernel = kernelRelease();
  const trace = traceOf(
    semantics,
    semantics.family.trimmed(semantics.family.explore(scope, semantics).universe, steps),
    steps,
    {
      title: `the kernel leaves ${rule}`,
      origin: { kind: 'kernel', note: `expectations are those of ${semantics.name}, scope ${scope.name}`, kernel },
    },
  );
  // A profile with a changed rule has no name to replay it by: it goes by that of the profile it was made from.
  const named = { ...trace, profile: semantics.name.split(' ')[0]! };
  const digest = createHash('sha256').update(formatTrace(named)).digest('hex').slice(0, 8);
  const file = join(directory, `${named.profile}-${kernel}-${digest}.json`);
  writeTrace(file, named);
  return file;
}

function verdictOf(
  semantics: Profile,
  { profile, scope, change }: Assignment,
  pool: PoolResult,
  differences: readonly KernelDifference[],
  seconds: number,
  workers: number,
): KernelVerdict {
  const confirmed = new Map<string, number>();
  for (const visited of pool.visited)
    for (const [rule, times] of visited.confirmed) confirmed.set(rule, (confirmed.get(rule) ?? 0) + times);
  const complete = pool.done === pool.planned && pool.deaths.length === 0 && !pool.interrupted;
  const violated = differences.length > 0 || pool.alarms.length > 0;
  const log = KernelLog.open();
  log?.close();
  return {
    ...headOf('mprog-kernel-verdict', 2),
    profile,
    scope,
    result: violated ? 'violated' : complete ? 'held' : 'inconclusive',
    seconds,
    ...(change === undefined ? {} : { changed: `${change.rule}=${change.errno}` }),
    kernel: {
      release: kernelRelease(),
      intended: isForKernel(profile, kernelRelease()),
      configuration: kernelConfiguration(),
      log: log !== undefined,
    },
    objects: semantics.family.objects?.(scope) ?? {},
    workers,
    states: { planned: pool.planned, visited: pool.done },
    transitions: pool.visited.reduce((sum, visited) => sum + visited.transitions, 0),
    successes: pool.visited.reduce((sum, visited) => sum + visited.successes, 0),
    leftOut: pool.visited.reduce((sum, visited) => sum + visited.leftOut, 0),
    reasons: [
      ...(pool.interrupted ? ['the run was interrupted'] : []),
      ...pool.deaths,
      ...pool.alarms.map(({ lines, request }) => `kernel warning: ${lines.join(' / ')} (raised by: ${request})`),
    ],
    confirmed: rulesOf(semantics).flatMap(({ id }) =>
      confirmed.has(id) ? [{ rule: id, transitions: confirmed.get(id)! }] : [],
    ),
    notExercised: rulesOf(semantics)
      .filter(({ id }) => !confirmed.has(id))
      .map(({ id }) => ({ rule: id, reason: reasonFor(semantics, id, scope, complete && !violated) })),
    differences: [...differences],
  };
}

/** Why a rule was not confirmed. */
function reasonFor({ family }: Profile, rule: string, scope: Scope, complete: boolean): string {
  if (!complete) return 'the run ended before any state that leads to it was done';
  return family.needs?.(rule, scope) ?? 'no state and request of this scope leads to it';
}
