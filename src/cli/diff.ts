import { join } from 'node:path';
import type { Command } from 'commander';
import { traceOf, trimmed } from '../checker/counterexample.ts';
import { type Diff, diff } from '../checker/diff.ts';
import { type DiffReport, reportOf } from '../checker/diff-report.ts';
import { diffScopes } from '../checker/diff-scopes.ts';
import type { Profile } from '../spec/profile.ts';
import { writeTrace } from '../traces/write.ts';
import { EXIT, UsageError } from './exit.ts';
import { follow } from './follow.ts';
import { count, sayJson, write } from './output.ts';
import { diffMarkdown, diffText } from './render-diff.ts';
import { semanticsArgument } from './semantics.ts';

interface Options {
  readonly json?: boolean;
  readonly markdown?: boolean;
  readonly full?: boolean;
  readonly traces?: string;
  readonly force?: boolean;
}

const HELP = `
Explores both semantics from the same requests, as long as their states look alike, and groups what comes out differently
by the request, the situation, both outcomes and the two rules that decided. What only one of them can say (an operation, a
flag, a field, an errno) is listed as such. Each is a profile, or a file that derives one.

Exit codes: 0 no difference; 1 differences; 2 wrong usage; 3 interrupted.

Examples:
  mprog diff mprog-first-merge tcx
  mprog diff tcx examples/head-and-tail.ts --markdown
  mprog diff cgroup-6.17 cgroup --traces differences
`;

/** `mprog diff`. */
export function register(program: Command): void {
  program
    .command('diff')
    .description('say what changes from one semantics to another')
    .argument('<a>', 'the semantics to start from, by name or by file')
    .argument('<b>', 'the semantics to compare with, by name or by file')
    .option('--full', 'show differences of errno alone with their traces too')
    .option('--markdown', 'as Markdown, as for a cover letter')
    .option('--json', 'as one JSON object')
    .option('--traces <dir>', 'write a trace for each group, with what the second semantics expects')
    .option('--force', 'replace trace files of other content')
    .addHelpText('after', HELP)
    .action(async (a: string, b: string, options: Options) => {
      process.exitCode = await run(a, b, options);
    });
}

async function run(first: string, second: string, options: Options): Promise<number> {
  if (options.json && options.markdown) throw new UsageError('expected one of --json and --markdown');
  const [a, b] = [await semanticsArgument(first), await semanticsArgument(second)];
  const { found, interrupted } = await compare(a, b);
  const plain = reportOf(a, b, found, interrupted);
  const report =
    options.traces === undefined ? plain : written(b, found, plain, options.traces, options.force === true);
  if (options.json) sayJson(report);
  else write(options.markdown ? diffMarkdown(report) : diffText(report, options.full === true));
  if (interrupted) return EXIT.INCONCLUSIVE;
  return report.groups.length + report.vocabulary.length === 0 ? EXIT.HELD : EXIT.VIOLATION;
}

async function compare(a: Profile, b: Profile): Promise<{ found: Diff; interrupted: boolean }> {
  const started = performance.now();
  const seconds = () => ((performance.now() - started) / 1000).toFixed(0);
  const { result, interrupted } = await follow(
    diff(a, b, diffScopes(a, b)),
    ({ states, compared }) =>
      `${a.name} and ${b.name}: ${count(states)} pairs of states · ${count(compared)} requests · ${seconds()} s`,
  );
  return { found: result, interrupted };
}

/** Writes a trace for each group, numbered as they are shown. */
function written(b: Profile, { groups }: Diff, report: DiffReport, directory: string, force: boolean): DiffReport {
  const files = groups.map(({ example, a, b: theirs }, index) => {
    const trace = traceOf(b, trimmed(example.universe.b, example.b), example.b, {
      title: `${report.a.profile}: ${a.outcome} (${a.rule}); ${b.name}: ${theirs.outcome} (${theirs.rule})`,
      origin: { kind: 'difference', note: `from ${report.a.profile} to ${b.name}` },
    });
    const number = String(index + 1).padStart(3, '0');
    const file = join(directory, `${report.a.profile}--${b.name}-${number}.json`);
    writeTrace(file, trace, { force });
    return file;
  });
  return { ...report, groups: report.groups.map((group, index) => ({ ...group, file: files[index]! })) };
}
