import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import type { Share } from '../../checker/search/share.ts';
import { stopwatch } from '../../checker/search/stopwatch.ts';
import { KernelUnavailable } from '../../kernel/kernel-machine.ts';
import { type Profile, rulesOf } from '../../spec/profile.ts';
import { ERRNOS, type Errno } from '../../spec/vocabulary/outcome.ts';
import { requirePlace, type ScopeChanges, share, strayOption, wholeNumber, withScopeChanges } from '../arguments.ts';
import { markdownOption, show } from '../document/show.ts';
import { exitCodeOf, UsageError } from '../exit.ts';
import { expediteOption, withGracePeriods } from '../grace-periods.ts';
import { differencesOf } from '../kernel-differences.ts';
import type { Assignment } from '../kernel-orders.ts';
import { verdictOf } from '../kernel-report.ts';
import { scopeOf, subjectOf } from '../kernel-subject.ts';
import { visitStates } from '../kernel-visits.ts';
import { withSource } from '../semantics.ts';
import { sayJson } from '../text/output.ts';
import { kernelDocument } from '../text/render-kernel.ts';
import { expectWorkers } from '../workers/crew.ts';

interface Options extends ScopeChanges {
  readonly scope: string;
  readonly workers?: number;
  readonly expedite?: boolean;
  readonly shard?: Share;
  readonly which?: boolean;
  readonly keepGoing?: boolean;
  readonly change?: { readonly rule: string; readonly errno: Errno };
  readonly traces: string;
  readonly write: boolean;
  readonly markdown?: boolean;
  readonly json?: boolean;
}

/** More workers than this wait for each other more than they gain: every change of a device is made under one lock. */
const MOST = 8;

const HELP = `
Reaches every state of the scope on the running kernel and makes every request in it. Outcome, query, count and revision
are compared with the spec after each request; a request that changed something is undone. Each worker has a network
namespace or cgroups of its own and touches nothing else. Nothing is left behind, except cgroups after a run that was
killed: the next run removes them.

Every change of a tcx or XDP hook waits for a grace period of the kernel, and others wait for it meanwhile: most of the time of such a
run. With --expedite these take little, for the whole system until the run ends, however it ends.

The semantics is any profile, or a file that derives one: boot a kernel with your patch, and hold it to your proposal. On
a kernel without the patch the first difference is the change itself. What no kernel can be asked (a flag without a bit,
undefined behaviour) is left out, named, and makes the verdict inconclusive.

With --which it replays the suites of all profiles instead, and names those that this kernel fits, with a trace that decides
for each of the others. Where it fits none of a family it names the nearest, and minimises a difference on the kernel.

Exit codes: 0 held; 1 the kernel differs, or warned; 2 wrong usage; 3 inconclusive; 4 not available here.
With --which: 0 at least one profile of each family that could be asked fits; 1 a family where none fits; 4 none could be asked.

Examples:
  mprog kernel tcx
  mprog kernel tcx --scope ci --json
  mprog kernel xdp --expedite
  mprog kernel --which
  mprog kernel ./my-proposal.ts --scope ci
  mprog kernel tcx --scope ci --programs 3
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
  const command = program
    .command('kernel')
    .description('compare the running kernel with the spec, transition by transition')
    .argument('[profile]', 'the semantics to compare it with, by name or by file', 'tcx')
    .option('--scope <name>', 'what to explore: default, ci, boundary and others', 'default')
    .option(
      '--workers <n>',
      `how many states are visited at once (default: one for each core, ${MOST} at most)`,
      wholeNumber,
    )
    .addOption(expediteOption())
    .option('--shard <i/n>', 'visit part i of n of the states only (mprog merge puts all parts together)', share)
    .option('--which', 'name the profiles that this kernel fits, by the suites that come with the package')
    .option('--keep-going', 'collect all distinct differences instead of ending at the first')
    .option('--change <rule=errno>', 'change a rule deliberately, to see that the difference is found', changeOption)
    .option('--traces <dir>', 'where a difference is written', join('traces', 'kernel'))
    .option('--no-write', 'do not write a difference')
    .addOption(markdownOption())
    .option('--json', 'print the verdict as one JSON object')
    .addHelpText('after', HELP)
    .action(async (profile: string, options: Options, self: Command) => {
      if (options.write) requirePlace(self, 'traces');
      process.exitCode = await withGracePeriods(options, () =>
        options.which ? runWhich(command, options) : run(profile, options),
      );
    });
  withScopeChanges(command);
}

/** What else may be said beside --which. */
const BESIDE = ['which', 'expedite', 'traces', 'write', 'json', 'markdown'];

async function runWhich(command: Command, { write, traces, json = false, markdown = false }: Options): Promise<number> {
  const odd = command.args[0] ?? strayOption(command, BESIDE);
  if (odd !== undefined) throw new UsageError(`--which cannot be combined with ${odd}: it asks about every profile`);
  const { which } = await import('../kernel-which.ts');
  return which({ directory: write ? traces : undefined, json, markdown });
}

/** A change that leaves a rule as it is shows no difference, whatever the kernel does. */
function expectChange(semantics: Profile, { rule, errno }: NonNullable<Options['change']>): void {
  const { outcome } = rulesOf(semantics).find(({ id }) => id === rule)!.then;
  if (outcome === errno)
    throw new UsageError(`--change: expected another outcome than that of ${rule}, found "${errno}"`);
}

async function run(profile: string, options: Options): Promise<number> {
  const { keepGoing = false, change, workers = Math.min(availableParallelism(), MOST) } = options;
  expectWorkers(workers);
  const changed = change === undefined ? {} : { change };
  const subject = await subjectOf({ profile, ...changed });
  const { semantics } = subject;
  const scope = scopeOf(semantics, options);
  const assignment: Assignment = { profile, scope, keepGoing, ...changed };
  const elapsed = stopwatch();
  const asItIs = change === undefined ? semantics : (await subjectOf({ profile })).semantics;
  if (change !== undefined) expectChange(asItIs, change);
  const { shard } = options;
  const { pool, states } = await visitStates(asItIs, assignment, workers, shard);
  if (pool.unavailable !== undefined) throw new KernelUnavailable(pool.unavailable);
  const differences = await differencesOf(semantics, scope, pool, options.write ? options.traces : undefined);
  const part = shard === undefined ? undefined : { ...(await withSource(shard, [profile])), from: profile, states };
  const verdict = verdictOf(subject, assignment, pool, differences, elapsed(), workers, part);
  if (options.json) sayJson(verdict);
  else await show(kernelDocument(semantics, verdict), options.markdown);
  return exitCodeOf(verdict);
}
