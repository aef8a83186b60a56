import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { type Checked, type CheckOptions, type CheckProgress, check } from '../checker/check.ts';
import { type ComparedStep, compareAlong, traceOf, trimmed } from '../checker/counterexample.ts';
import type { Failure } from '../checker/failure.ts';
import { type Scope, universeOf } from '../checker/scope.ts';
import type { Verdict } from '../checker/verdict.ts';
import { FAULTS, type FaultId } from '../model/faults.ts';
import { TcxModel } from '../model/model-machine.ts';
import type { Profile } from '../spec/profile.ts';
import type { Request } from '../spec/vocabulary/index.ts';
import { formatTrace, writeTrace } from '../traces/write.ts';
import { profileArgument, type ScopeChanges, scopesOf, wholeNumber, withScopeOptions } from './arguments.ts';
import { EXIT, UsageError } from './exit.ts';
import { interruption } from './interruption.ts';
import { count, plural, sayJson } from './output.ts';
import { breathe, Progress } from './progress.ts';
import { renderCoverage, renderVerdict } from './render-verdict.ts';

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
}

const HELP = `
Explores every state that the scope allows. In each, every request is taken by the spec and by the model: outcome,
what a query shows, links and reference counts are compared, and every property is checked on the result.

Exit codes: 0 held; 1 a counterexample was found; 2 wrong usage; 3 a bound was hit or the run was interrupted.

Examples:
  mprog check tcx
  mprog check tcx --scope all
  mprog check tcx --programs 6 --links 4 --capacity 6
  mprog check tcx --fault attach/before-off-by-one
`;

/** `mprog check`. */
export function register(program: Command): void {
  const command = program
    .command('check')
    .description('explore a scope, compare spec and model, check properties')
    .argument('[profile]', 'the semantics to check', 'tcx');
  withScopeOptions(command)
    .option('--depth <n>', 'follow no state further than n steps from the first', wholeNumber)
    .option('--states <n>', 'keep no more than n states', wholeNumber)
    .option('--no-symmetry', 'tell interchangeable programs and links apart')
    .option('--every-request', 'repeat requests that differ only in fields nobody looked at')
    .addOption(new Option('--fault <id>', 'plant a fault in the model (--fault list shows them)'))
    .option('--traces <dir>', 'where a counterexample is written', join('traces', 'counterexamples'))
    .option('--no-write', 'do not write a counterexample')
    .option('--force', 'replace a trace file of other content')
    .option('--coverage', 'list how often each rule fired and each property was put to the test')
    .option('--json', 'print the verdict as one JSON object')
    .addHelpText('after', HELP)
    .action(async (profile: string, options: Options) => {
      process.exitCode = await run(profile, options);
    });
}

function faultOf({ fault }: Options): { fault?: FaultId } {
  if (fault === undefined) return {};
  if (!(fault in FAULTS))
    throw new UsageError(`--fault: expected one of\n  ${Object.keys(FAULTS).join('\n  ')}\nfound "${fault}"`);
  return { fault: fault as FaultId };
}

/** A planted fault is looked for in every scope, unless one was chosen or made. */
function searching(options: Options): Options {
  const { fault, scope, programs, foreign, links, hooks, capacity, prefill, floor, retired } = options;
  const chosen = [scope, programs, foreign, links, hooks, capacity, prefill, floor, retired].some(
    (each) => each !== undefined,
  );
  return fault === undefined || chosen ? options : { ...options, scope: 'all' };
}

async function run(profile: string, options: Options): Promise<number> {
  const semantics = profileArgument(profile);
  if (options.fault === 'list') {
    for (const [id, { sentence }] of Object.entries(FAULTS)) process.stdout.write(`${id.padEnd(36)}${sentence}\n`);
    return EXIT.HELD;
  }
  const verdicts: Verdict[] = [];
  const scopes = scopesOf(searching(options));
  for (const scope of scopes) {
    const verdict = await checkScope(semantics, scope, options);
    verdicts.push(verdict);
    if (verdict.result !== 'held') break;
  }
  if (options.json) {
    const [only] = verdicts;
    sayJson(scopes.length > 1 ? { format: 'mprog-verdicts', version: 1, verdicts } : only);
  }
  const last = verdicts.at(-1)!.result;
  return { held: EXIT.HELD, violated: EXIT.VIOLATION, inconclusive: EXIT.INCONCLUSIVE }[last];
}

async function checkScope(semantics: Profile, scope: Scope, options: Options): Promise<Verdict> {
  const planted = faultOf(options);
  const limits = {
    ...(options.depth === undefined ? {} : { depth: options.depth }),
    ...(options.states === undefined ? {} : { states: options.states }),
  };
  const checked = await explore(semantics, scope, planted, {
    limits,
    symmetry: options.symmetry,
    everyRequest: options.everyRequest ?? false,
  });
  const verdict: Verdict = { ...checked.verdict, ...planted };
  const { ending } = checked.explored;
  if (ending.is !== 'failed') {
    if (!options.json) renderVerdict(semantics, verdict);
    if (options.coverage && !options.json) renderCoverage(verdict);
    return verdict;
  }
  const { path, failure } = ending;
  const universe = universeOf(scope);
  const steps = failure.is === 'undecided' ? [] : compareAlong(semantics, new TcxModel(planted), universe, path);
  const file =
    failure.is === 'undecided' || !options.write ? undefined : save(semantics, scope, ending, planted, options);
  if (!options.json)
    renderVerdict(semantics, verdict, { failure, steps, path, ...(file === undefined ? {} : { file }) });
  return withCounterexample(verdict, failure, path, steps, file);
}

/** Runs a check with its progress shown; an interruption ends it with what it has. */
async function explore(
  semantics: Profile,
  scope: Scope,
  planted: { fault?: FaultId },
  options: CheckOptions,
): Promise<Checked> {
  const progress = new Progress();
  const stopped = interruption();
  const search = check(semantics, new TcxModel(planted), scope, options);
  let breath = performance.now();
  try {
    let next = search.next();
    while (!next.done) {
      const { value } = next;
      progress.update(() => progressLine(scope, value));
      if (performance.now() - breath > 50) {
        await breathe();
        breath = performance.now();
      }
      next = search.next(stopped.requested());
    }
    return next.value;
  } finally {
    progress.done();
    stopped.forget();
  }
}

function progressLine(
  scope: Scope,
  { depth, states, queue, transitions, rulesSeen, rules, seconds }: CheckProgress,
): string {
  const taken = transitions();
  const rate = (taken / seconds / 1e6).toFixed(1);
  return `${scope.name}: depth ${depth} · ${count(states)} states, ${count(queue)} to go · ${count(taken)} transitions, ${rate} M/s · ${rulesSeen} of ${rules} rules · ${seconds.toFixed(0)} s`;
}

/** Writes a counterexample under a name made from its content, and returns the name. */
function save(
  semantics: Profile,
  scope: Scope,
  { path, failure }: { readonly path: readonly Request[]; readonly failure: Failure },
  { fault }: { fault?: FaultId },
  { traces, force }: Options,
): string {
  const note = fault === undefined ? `scope ${scope.name}` : `scope ${scope.name}, fault ${fault} in the model`;
  const trace = traceOf(semantics, trimmed(universeOf(scope), path), path, {
    title:
      failure.is === 'property'
        ? `${failure.property} does not hold after ${plural(path.length, 'step')}`
        : `spec and model differ after ${plural(path.length, 'step')}`,
    origin: { kind: 'counterexample', note },
  });
  const digest = createHash('sha256').update(formatTrace(trace)).digest('hex').slice(0, 8);
  const file = join(traces, `${semantics.name}-${digest}.json`);
  writeTrace(file, trace, { force: force === true });
  return file;
}

function withCounterexample(
  verdict: Verdict,
  failure: Failure,
  path: readonly Request[],
  compared: readonly ComparedStep[],
  file: string | undefined,
): Verdict {
  const steps = path.map((request, index) => {
    const step = compared[index];
    return step === undefined ? { request } : { request, outcome: step.spec.outcome, rule: step.rule };
  });
  return { ...verdict, counterexample: { failure: { ...failure }, steps, ...(file === undefined ? {} : { file }) } };
}
