import { join } from 'node:path';
import type { Command } from 'commander';
import { traceOf } from '../../checker/decide/counterexample.ts';
import { rediscover } from '../../checker/promises/rediscover.ts';
import {
  type Rediscovered,
  type RediscoveryReport,
  rediscoveryReport,
} from '../../checker/promises/rediscovery-report.ts';
import { propertyScopes } from '../../checker/requests/scopes.ts';
import { atOnce } from '../../checker/search/run.ts';
import { stopwatch } from '../../checker/search/stopwatch.ts';
import { FIXES } from '../../spec/families/before-fixes/fixes.ts';
import { PROFILES } from '../../spec/families/profiles.ts';
import type { Fix } from '../../spec/fix.ts';
import type { Request } from '../../spec/semantics.ts';
import type { Trace } from '../../traces/format.ts';
import { requireWritable, writeTraces } from '../../traces/write.ts';
import { markdownOption, show } from '../document/show.ts';
import { exitCodeOf, UsageError } from '../exit.ts';
import { follow } from '../follow.ts';
import { count, plural, say, sayJson } from '../text/output.ts';
import { rediscoveryDocument } from '../text/render-rediscovery.ts';

interface Options {
  readonly out?: string;
  readonly force?: boolean;
  readonly markdown?: boolean;
  readonly json?: boolean;
}

const HELP = `
For each fix that was made upstream to the attach semantics since Linux 6.6: is its defect found, with no hint but the
properties? There is a semantics before the fix, and the profile that has it; both are searched for violations as by
mprog check --properties all. The defect is found where a property is violated before the fix and holds with it.

Fixes whose defect no state or request of the specification shows are listed with what is missing. They do not weigh.

Exit codes: 0 every defect that is expected is found; 1 one is not; 2 wrong usage; 3 interrupted; 4 only fixes out of reach.

Examples:
  mprog rediscover
  mprog rediscover f08aaee3152d
  mprog rediscover --out fixes
  mprog replay fixes --target kernel            does this kernel have them? (one without may crash)
`;

/** `mprog rediscover`. */
export function register(program: Command): void {
  program
    .command('rediscover')
    .description('find the defects of upstream fixes again, in the semantics before each fix')
    .argument('[fixes...]', 'commits, or the first characters of them (default: all)')
    .option('--out <dir>', 'write the traces, with what the profile that has the fix answers')
    .option('--force', 'replace trace files of other content')
    .addOption(markdownOption('print the table and all traces as Markdown'))
    .option('--json', 'print the report as one JSON object')
    .addHelpText('after', HELP)
    .action(async (wanted: readonly string[], options: Options) => {
      process.exitCode = await run(wanted, options);
    });
}

/** The fewest characters of a commit that stand for it. */
const FEWEST = 4;

function chosen(wanted: readonly string[]): readonly Fix[] {
  if (wanted.length === 0) return FIXES;
  const found = wanted.map((text) => {
    const [only, ...more] = FIXES.filter(({ commit }) => text.length >= FEWEST && commit.startsWith(text));
    if (only !== undefined && more.length === 0) return only;
    throw new UsageError(
      `fixes: expected commits among ${FIXES.map(({ commit }) => commit).join(', ')}, or at least ${FEWEST} characters of one, found "${text}"`,
    );
  });
  return FIXES.filter((fix) => found.includes(fix));
}

/** The shortest trace to a defect, with what the profile that has the fix answers; none where that is no profile. */
function traceWithFix({ commit, defect, reach }: Fix, { finding }: Rediscovered): Trace | undefined {
  if (reach.is !== 'expected' || finding === undefined || !PROFILES.includes(reach.fixed)) return undefined;
  const { fixed } = reach;
  const { scope } = propertyScopes(fixed).states.find((each) => each.scope.name === finding.scope)!;
  const path = finding.steps.map(({ request }) => request as Request);
  const universe = fixed.family.trimmed(fixed.family.explore(scope, fixed).universe, path);
  return traceOf(fixed, universe, path, {
    title: `${fixed.name}, with the fix ${commit}`,
    origin: { kind: 'difference', note: `Before the fix: ${defect}` },
  });
}

function writeFound(fixes: readonly Fix[], found: readonly Rediscovered[], { out, force, json }: Options): void {
  if (out === undefined) return;
  const files = fixes.flatMap((fix, index) => {
    const trace = traceWithFix(fix, found[index]!);
    return trace === undefined ? [] : [[join(out, `${fix.commit}.json`), trace] as const];
  });
  writeTraces(files, { force: force === true });
  if (!json) say(`${plural(files.length, 'trace')} written to ${out}`);
}

async function run(wanted: readonly string[], options: Options): Promise<number> {
  const { out, markdown, json } = options;
  const fixes = chosen(wanted);
  if (out !== undefined) requireWritable(out);
  const seconds = stopwatch();
  const { result, interrupted } = await follow(
    rediscover(fixes),
    ({ commit, scope, states, requests }) =>
      `${commit}, properties in ${scope}: ${count(states)} states · ${count(requests)} requests`,
  );
  const report = rediscoveryReport(result, seconds());
  const told: RediscoveryReport = interrupted ? { ...report, interrupted: true } : report;
  if (json) sayJson(told);
  else await show(rediscoveryDocument(told, fixes, { timed: true, traces: markdown === true }), markdown);
  if (!interrupted) writeFound(fixes, result, options);
  return exitCodeOf(told);
}

/** What is found of all fixes, without a pause. */
export const rediscovered = (): RediscoveryReport => rediscoveryReport(atOnce(rediscover(FIXES)), 0);
