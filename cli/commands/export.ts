import { basename, join } from 'node:path';
import { Argument, type Command } from 'commander';
import { Interrupted } from '../../checker/search/interrupted.ts';
import { stopwatch } from '../../checker/search/stopwatch.ts';
import type { ExportReport } from '../../exporters/export-report.ts';
import type { Exported } from '../../exporters/exporter.ts';
import { FORMATS, MODEL_FORMATS } from '../../exporters/formats.ts';
import type { TraceFiles } from '../../traces/files.ts';
import { headOf, packageVersion } from '../../traces/report-head.ts';
import { requireWritable, writeTexts } from '../../traces/write.ts';
import { choosesScope, withScopeOptions } from '../arguments.ts';
import { suitesFor } from '../asked-by.ts';
import { exitCodeOf, UsageError } from '../exit.ts';
import { follow } from '../follow.ts';
import { semanticsArgument } from '../semantics.ts';
import { colours, plural, say, sayJson } from '../text/output.ts';
import { passedOverLine } from '../text/render-replay.ts';
import { tracesNamed } from '../traces-named.ts';
import { exportModel, type ModelOptions } from './export-model.ts';

interface Options extends ModelOptions {
  readonly out: string;
  readonly against?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

const HELP = `
Writes traces as tests or data of another format, with the outcomes and lists that they expect:

${Object.entries(FORMATS)
  .map(([name, { title }]) => `  ${name.padEnd(14)}${title}`)
  .join('\n')}

or the rules of one profile, within the scope that the other options choose:

${Object.entries(MODEL_FORMATS)
  .map(([name, title]) => `  ${name.padEnd(14)}${title}`)
  .join('\n')}

A profile stands for the conformance suite of that name that comes with the package; for go, rust and bpftool for a suite of requests
that the library can express, where there is one (traces/libraries). A directory stands for all .json files below it. A trace that a
format cannot carry is skipped, and listed with the reason (docs/export.md). A file of other content is replaced only with --force.

Exit codes: 0 written; 2 wrong usage, or a file that cannot be read or written; 3 interrupted; 4 every trace is skipped.

Examples:
  mprog export c-raw tcx --out out && gcc -o out/tcx out/tcx.c && out/tcx
  mprog export python traces/anomalies/tcx mine.json --out out --force
  mprog export itf freplace --out out
  mprog export c-selftest cgroup-6.17 --against cgroup --out out
  mprog export promela tcx --programs 2 --links 1 --capacity 2 --out out
`;

/** `mprog export`. */
export function register(program: Command): void {
  const command = program
    .command('export')
    .description('write traces as tests in C and other languages, or rules for other tools')
    .addArgument(
      new Argument('<format>', 'what to write').choices([...Object.keys(FORMATS), ...Object.keys(MODEL_FORMATS)]),
    )
    .argument(
      '<traces...>',
      'profiles, trace files, or directories of them; for promela a profile, or a file that derives one',
    );
  withScopeOptions(command)
    .requiredOption('--out <dir>', 'where the files are written')
    .option(
      '--against <name>',
      'c-selftest: the results of another semantics too, by name or by file, where -DMPROG_NEW is given to the compiler',
    )
    .option('--force', 'replace files of other content')
    .option('--json', 'print what was written as one JSON object')
    .addHelpText('after', HELP)
    .action(async (format: string, paths: string[], options: Options) => {
      process.exitCode = await run(format, paths, options);
    });
}

/** The formats whose files can have two results for each step. */
const takers = () => Object.keys(FORMATS).filter((format) => FORMATS[format]!.takesAgainst === true);

/** What traces are called together: as the profile, file or directory they are from. */
function nameOf(paths: readonly string[]): string {
  const [first = ''] = paths;
  const name = paths.length === 1 ? basename(first).replace(/\.json$/, '') : '';
  return /^[A-Za-z][\w.-]*$/.test(name) ? name : 'traces';
}

async function run(format: string, paths: readonly string[], options: Options): Promise<number> {
  const exporter = FORMATS[format];
  if (options.against !== undefined && exporter?.takesAgainst !== true)
    throw new UsageError(
      `--against: expected ${takers().join(', ')}, found ${format}, which has one result for each step`,
    );
  if (exporter === undefined) return exportModel(paths, options);
  if (choosesScope(options))
    throw new UsageError(`${format}: traces have no scope; leave out the options that choose one`);
  const { out, force, json } = options;
  const files = tracesNamed(paths, exporter.library && { suites: suitesFor(format) });
  const against = options.against === undefined ? undefined : await semanticsArgument(options.against);
  requireWritable(out);
  const seconds = stopwatch();
  const { traces, scenarios } = files;
  const { result: exported, interrupted } = await follow(
    exporter.make({ version: packageVersion(), name: nameOf(paths), traces, against }),
    (done) => `${format}: trace ${done} of ${traces.length}`,
  );
  if (interrupted) throw new Interrupted('nothing was written');
  writeTexts(
    exported.files.map(({ name, text }) => [join(out, name), text] as const),
    { force: force === true },
  );
  const written = exported.files.flatMap((file) => file.traces);
  const report: ExportReport = {
    ...headOf('mprog-export', 1),
    profiles: [...new Set(traces.map(({ trace }) => trace.profile))],
    result: written.length > 0 ? 'held' : 'skipped',
    seconds: seconds(),
    exporter: format,
    files: exported.files.map((file) => ({
      file: join(out, file.name),
      traces: file.traces.map(({ path }) => path),
      ...(file.differing === undefined ? {} : { differing: file.differing }),
    })),
    exported: written.length,
    skipped: exported.skipped.map(({ path, trace, reason }) => ({ path, title: trace.title, reason })),
    scenarios: [...scenarios],
  };
  if (json) sayJson(report);
  else print(report, exported, files, exporter.use, out);
  return exitCodeOf(report);
}

function print(
  { exported }: ExportReport,
  { files, skipped }: Exported,
  { traces, scenarios }: TraceFiles,
  use: string | undefined,
  out: string,
): void {
  for (const { path, reason } of skipped) say(`${colours.yellow('–')} ${path}: ${reason}`);
  if (scenarios.length > 0) say(passedOverLine(scenarios));
  const [first] = files;
  if (first === undefined) {
    say(`${plural(traces.length, 'trace')}, all skipped; nothing was written`);
    return;
  }
  const where = files.length === 1 ? join(out, first.name) : `${plural(files.length, 'file')} in ${out}`;
  const rest = skipped.length === 0 ? '' : `, ${skipped.length} skipped`;
  say(`${colours.green('✓')} ${exported} of ${plural(traces.length, 'trace')} written to ${where}${rest}`);
  for (const { differing, traces: all } of files)
    if (differing !== undefined)
      say(
        differing === 0
          ? `${colours.yellow('–')} the other semantics has the same results in all of them: -DMPROG_NEW changes nothing`
          : `  -DMPROG_NEW has other results in ${differing} of ${plural(all.length, 'trace')}`,
      );
  if (use === undefined) return;
  for (const { name } of files) say(`  ${use.replaceAll('FILE', join(out, name))}`);
}
