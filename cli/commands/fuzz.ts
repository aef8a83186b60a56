import { join } from 'node:path';
import type { Command } from 'commander';
import { type FuzzProgress, fuzz, fuzzScopes } from '../../checker/fuzz/fuzz.ts';
import { reportOf } from '../../checker/fuzz/report.ts';
import { askable } from '../../checker/live/askable.ts';
import { KernelUnavailable } from '../../kernel/failure.ts';
import { kernelRelease } from '../../kernel/release.ts';
import { notDriven, notPossible } from '../../kernel/targets.ts';
import { isForKernel } from '../../spec/families/kernels.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Scope } from '../../spec/semantics.ts';
import { requirePlace, wholeNumber } from '../arguments.ts';
import { markdownOption, show } from '../document/show.ts';
import { failureOf, requireTimeout } from '../driver-process.ts';
import { exitCodeOf, UsageError } from '../exit.ts';
import { follow } from '../follow.ts';
import { commandIn, DRIVER, openFuzzTargets } from '../fuzz-targets.ts';
import { saveFinding } from '../fuzz-trace.ts';
import { expediteOption, withGracePeriods } from '../grace-periods.ts';
import { semanticsArgument } from '../semantics.ts';
import { count, sayJson } from '../text/output.ts';
import { fuzzDocument } from '../text/render-fuzz.ts';

interface Options {
  readonly target: string;
  readonly steps?: number;
  readonly minutes?: number;
  readonly seed?: number;
  readonly timeout?: number;
  readonly expedite?: boolean;
  readonly fault?: string;
  readonly traces: string;
  readonly write: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
  readonly markdown?: boolean;
}

const HELP = `
Makes long random sequences of requests in universes that are too large to be explored: 60 programs and 20 links, lists filled
to their capacity, several devices, a tree of cgroups. After each request the outcome, the result of a query and every hook
are compared with the spec; of a model references and links too. A difference is shrunk to few requests and written.

exec:COMMAND starts a driver for another implementation (docs/driver-protocol.md), such as that of mprog replay. A request that it
skips counts as not made; what it does not tell is not compared; one that dies is started again.

The same seed makes the same requests. No difference says nothing of what was not asked: mprog check and mprog kernel are
exhaustive in their scopes, this is not.

Exit codes: 0 no difference; 1 a difference, or the kernel warned; 2 wrong usage, or a driver does not start, or end, as it
should; 3 interrupted, a driver did nothing, or what a semantics changed against its base was not seen of the kernel; 4 the
kernel is not available here.

Examples:
  mprog fuzz tcx
  mprog fuzz cgroup --target kernel --minutes 10
  mprog fuzz tcx --target model,kernel --steps 2000 --seed 7
  mprog fuzz tcx --target exec:./driver --steps 100000
  mprog fuzz tcx --fault detach/full-tail-removable    what a difference looks like
`;

/** `mprog fuzz`. */
export function register(program: Command): void {
  program
    .command('fuzz')
    .description('compare machines with the spec in long random sequences')
    .argument('[profile]', 'the semantics to compare with, by name or by file', 'tcx')
    .option(
      '--target <machines>',
      'what is compared with the spec: model, kernel, both (model,kernel), or exec:COMMAND',
      'model',
    )
    .option('--timeout <s>', 'with exec: how long an answer may take, in seconds (default: 10)', wholeNumber)
    .option('--steps <n>', 'how many requests are made (default: 20000, or as many as --minutes lets)', wholeNumber)
    .option('--minutes <n>', 'how long requests are made', wholeNumber)
    .option('--seed <s>', 'the seed of the random numbers (default: another one each time)', wholeNumber)
    .addOption(expediteOption())
    .option('--fault <id>', 'plant a fault in the model (mprog check --fault list shows them)')
    .option('--traces <dir>', 'where a difference is written', join('traces', 'fuzz'))
    .option('--no-write', 'do not write a difference')
    .option('--force', 'replace a trace file of other content')
    .addOption(markdownOption())
    .option('--json', 'print the report as one JSON object')
    .addHelpText('after', HELP)
    .action(async (profile: string, options: Options, self: Command) => {
      if (options.write) requirePlace(self, 'traces');
      process.exitCode = await withGracePeriods(options, () => run(profile, options));
    });
}

const STEPS = 20_000;
const SEEDS = 1_000_000;

function limitsOf({ steps, minutes }: Options): { readonly steps?: number; readonly time?: number } {
  if (steps === 0) throw new UsageError('--steps: expected at least 1, found 0');
  if (minutes === 0) throw new UsageError('--minutes: expected at least 1, found 0');
  if (minutes === undefined) return { steps: steps ?? STEPS };
  return { time: minutes * 60_000, ...(steps === undefined ? {} : { steps }) };
}

/** The kernel that was asked, and whether its log was read whole. */
function kernelAsked({ name }: Profile, log: boolean) {
  const release = kernelRelease();
  return { release, intended: isForKernel(name, release), log };
}

async function run(profile: string, options: Options): Promise<number> {
  const { seed = Math.floor(Math.random() * SEEDS), fault } = options;
  const limits = limitsOf(options);
  const asked = await semanticsArgument(profile);
  const command = commandIn(options.target);
  requireTimeout(options);
  const driver = command === undefined ? undefined : { command, timeout: options.timeout };
  const names = command === undefined ? options.target.split(',') : [DRIVER];
  const isOnKernel = names.includes('kernel');
  const reason = isOnKernel ? notDriven(asked) : undefined;
  if (reason !== undefined) throw new KernelUnavailable(reason);
  const { semantics, leftOut } = isOnKernel ? askable(asked) : { semantics: asked, leftOut: () => [] };
  const { targets, log, close } = await openFuzzTargets(semantics, names, fault, driver);
  try {
    const scopes = fuzzScopes(semantics).filter((scope) => !isOnKernel || isPossible(semantics, scope));
    const { result } = await follow(fuzz(semantics, targets, { seed, scopes, ...limits }), lineFor(semantics, seed));
    // One that fails at its end has not passed; what it did otherwise before counts more than that.
    const failure = command === undefined ? undefined : await failureOf(close);
    if (failure !== undefined && result.finding === undefined) throw failure;
    const file =
      options.write && result.finding !== undefined ? save(semantics, result.finding, seed, options) : undefined;
    const said = {
      targets: names,
      seed,
      leftOut: [...leftOut(scopes)],
      ...(isOnKernel ? { kernel: kernelAsked(semantics, log()) } : {}),
      ...(fault === undefined ? {} : { fault }),
      ...(command === undefined ? {} : { command }),
    };
    const report = reportOf(semantics, result, said, file);
    if (options.json) sayJson(report);
    else await show(fuzzDocument(semantics, report), options.markdown);
    return exitCodeOf(report);
  } finally {
    await failureOf(close);
  }
}

const isPossible = (semantics: Profile, scope: Scope) =>
  notPossible(semantics.family, semantics.family.explore(scope, semantics).universe) === undefined;

const lineFor =
  ({ name }: Profile, seed: number) =>
  ({ steps, rules, situations, seconds, left }: FuzzProgress) =>
    left !== undefined
      ? `${name}, seed ${seed}: a difference; looking for fewer than ${left} steps`
      : `${name}, seed ${seed}: ${count(steps)} steps, ${count(Math.round(steps / Math.max(seconds, 0.001)))}/s · ${rules} rules · ${count(situations())} situations · ${seconds.toFixed(0)} s`;

function save(
  semantics: Profile,
  finding: Parameters<typeof saveFinding>[1],
  seed: number,
  { traces, force = false }: Options,
): string | undefined {
  return saveFinding(semantics, finding, seed, { directory: traces, force });
}
