import type { Command } from 'commander';
import { rediscover } from '../../checker/promises/rediscover.ts';
import { type RediscoveryReport, rediscoveryReport } from '../../checker/promises/rediscovery-report.ts';
import { atOnce } from '../../checker/search/run.ts';
import { stopwatch } from '../../checker/search/stopwatch.ts';
import { FIXES } from '../../spec/families/before-fixes/fixes.ts';
import type { Fix } from '../../spec/fix.ts';
import { markdownOption, show } from '../document/show.ts';
import { exitCodeOf, UsageError } from '../exit.ts';
import { follow } from '../follow.ts';
import { count, sayJson } from '../text/output.ts';
import { rediscoveryDocument } from '../text/render-rediscovery.ts';

interface Options {
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
  mprog rediscover --json
`;

/** `mprog rediscover`. */
export function register(program: Command): void {
  program
    .command('rediscover')
    .description('find the defects of upstream fixes again, in the semantics before each fix')
    .argument('[fixes...]', 'commits, or the first characters of them (default: all)')
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

async function run(wanted: readonly string[], { markdown, json }: Options): Promise<number> {
  const fixes = chosen(wanted);
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
  return exitCodeOf(told);
}

/** What is found of all fixes, without a pause. */
export const rediscovered = (): RediscoveryReport => rediscoveryReport(atOnce(rediscover(FIXES)), 0);
