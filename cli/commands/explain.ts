import type { Command } from 'commander';
import { type ExplanationReport, explain } from '../../checker/decide/explanation.ts';
import { stopwatch } from '../../checker/search/stopwatch.ts';
import { requireFit, requireRules } from '../../library/fit.ts';
import { PROFILES } from '../../spec/families/profiles.ts';
import { readTrace } from '../../traces/read.ts';
import { headOf } from '../../traces/report-head.ts';
import { wholeNumber } from '../arguments.ts';
import { markdownOption, show } from '../document/show.ts';
import { exitCodeOf, UsageError } from '../exit.ts';
import { unknownProfile } from '../fit.ts';
import { semanticsArgument } from '../semantics.ts';
import { sayJson } from '../text/output.ts';
import { explanationDocument } from '../text/render-explanation.ts';

interface Options {
  readonly step?: number;
  readonly profile?: string;
  readonly markdown?: boolean;
  readonly json?: boolean;
}

const HELP = `
Exit codes: 0 every step comes out as the trace says; 1 one does not; 2 wrong usage, or a file that cannot be read or that its profile
cannot decide.

Example:
  mprog explain traces/conformance/tcx/attach--target-owned-by-link.json --step 2`;

/** `mprog explain`. */
export function register(program: Command): void {
  program
    .command('explain')
    .description('show for each step of a trace which rule decides, and why')
    .argument('<file>', 'a trace file')
    .option('--step <n>', 'this step only', wholeNumber)
    .option('--profile <name>', 'the semantics to decide by, by name or by file, instead of that of the trace')
    .addOption(markdownOption())
    .option('--json', 'print the explanation as one JSON object')
    .addHelpText('after', HELP)
    .action(async (path: string, options: Options) => {
      process.exitCode = await run(path, options);
    });
}

async function run(path: string, { step, profile, markdown, json }: Options): Promise<number> {
  const seconds = stopwatch();
  const trace = readTrace(path);
  if (step !== undefined && (step < 1 || step > trace.steps.length))
    throw new UsageError(`--step: expected 1 to ${trace.steps.length}, found ${step}`);
  if (profile === undefined && PROFILES.every(({ name }) => name !== trace.profile)) throw unknownProfile(path, trace);
  const semantics = await semanticsArgument(profile ?? trace.profile);
  requireFit(semantics, path, trace);
  requireRules(semantics, path, trace);
  const all = explain(semantics, trace, path);
  const shown = step === undefined ? all : [all[step - 1]!];
  const report: ExplanationReport = {
    ...headOf('mprog-explanation', 2),
    profile: semantics.name,
    result: shown.every(({ outcome, expected, differs }) => outcome === expected && differs === undefined)
      ? 'held'
      : 'violated',
    seconds: seconds(),
    file: path,
    traceProfile: trace.profile,
    steps: [...shown],
  };
  if (json) sayJson(report);
  else await show(explanationDocument(trace, shown), markdown);
  return exitCodeOf(report);
}
