import type { Command } from 'commander';
import { Interrupted } from '../../checker/search/interrupted.ts';
import { ownOf, type Share } from '../../checker/search/share.ts';
import { fetchPackages } from '../../matrix/fetch.ts';
import type { MatrixFile } from '../../matrix/file.ts';
import { sameTraces } from '../../matrix/key.ts';
import { matrixKtap } from '../../matrix/ktap.ts';
import { matrixMarkdown } from '../../matrix/markdown.ts';
import { mergeResults } from '../../matrix/merge.ts';
import { readMatrixFile } from '../../matrix/read.ts';
import { matrixReport } from '../../matrix/report.ts';
import type { FetchReport, KernelResult, MatrixReport } from '../../matrix/result.ts';
import { isResult, runMatrix } from '../../matrix/run.ts';
import { matrixText } from '../../matrix/text.ts';
import { PROFILES, profileNamed } from '../../spec/families/profiles.ts';
import { headOf, packageVersion } from '../../traces/report-head.ts';
import { requireEmulator } from '../../vm/run.ts';
import { share } from '../arguments.ts';
import { EXIT, UsageError } from '../exit.ts';
import { type GuestOptions, guestOf, withGuestOptions } from '../guest-options.ts';
import { interrupted, interruption } from '../interruption.ts';
import { Progress } from '../progress.ts';
import { plural, say, sayJson, write } from '../text/output.ts';

interface Options extends GuestOptions {
  readonly results?: string;
  readonly shard?: Share;
  readonly onlyVm?: boolean;
  readonly again?: boolean;
  readonly markdown?: boolean;
  readonly ktap?: boolean;
  readonly json?: boolean;
}

const HELP = `
FILE names kernels: Debian packages, images, build trees, the running one (docs/commands/matrix.md). Each is booted once in a
virtual machine, and the conformance suites and known anomalies of every profile are replayed on it, a kernel at a time. The
result of a kernel is kept; it is used again as long as kernel, traces and code are the same.

  mprog matrix FILE               run it, or go on with it
  mprog matrix fetch FILE         download the Debian packages that it names, with apt-get download; none is installed
  mprog matrix merge FILE DIR...  put together the results of shards

Exit codes: 0 every kernel fits the profiles that it must fit; 1 one differs, or warned; 2 wrong usage; 3 a kernel has no
result, or interrupted; 4 what is needed is not installed.

Examples:
  mprog matrix fetch docs/kernels.json && mprog matrix docs/kernels.json
  mprog matrix kernels.json --shard 2/3 --results results-2 --ktap
  mprog matrix merge kernels.json results-1 results-2 results-3 --markdown
`;

/** `mprog matrix`. */
export function register(program: Command): void {
  const command = program
    .command('matrix')
    .description('compare many kernels with the profiles, each in a virtual machine')
    .argument('<words...>', 'FILE, or fetch FILE, or merge FILE DIR...')
    .option('--results <dir>', 'where the result of each kernel is kept (default: FILE without .json)')
    .option('--shard <i/n>', 'only every n-th kernel, from the i-th on', share)
    .option('--only-vm', 'leave out the running kernel')
    .option('--again', 'boot kernels again that have a result');
  withGuestOptions(command, 'a guest', 'seconds for each kernel')
    .option('--markdown', 'print Markdown')
    .option('--ktap', 'print KTAP 1')
    .option('--json', 'print the results as one JSON object')
    .addHelpText('after', HELP)
    .action(async (words: string[], options: Options) => {
      process.exitCode = await run(words, options);
    });
}

const NAMES = PROFILES.map(({ name }) => name);

async function run(words: readonly string[], options: Options): Promise<number> {
  if ([options.markdown, options.ktap, options.json].filter(Boolean).length > 1)
    throw new UsageError('expected one of --markdown, --ktap and --json');
  const [first, ...rest] = words;
  if (first === 'fetch') return fetch(rest, options);
  if (first === 'merge') return merge(rest, options);
  if (rest.length > 0)
    throw new UsageError(`expected one FILE, or fetch or merge in front of it, found ${words.join(' ')}`);
  return boot(first!, options);
}

function fileOf(path: string | undefined, { onlyVm }: Options): MatrixFile {
  if (path === undefined) throw new UsageError('expected a FILE that names kernels');
  const file = readMatrixFile(path, NAMES);
  if (!onlyVm) return file;
  const kernels = file.kernels.filter(({ running }) => running !== true);
  if (kernels.length === 0)
    throw new UsageError(`--only-vm: expected a kernel to boot in ${path}, found the running one alone`);
  return { ...file, kernels };
}

async function fetch(words: readonly string[], options: Options): Promise<number> {
  const [path, ...more] = words;
  if (more.length > 0) throw new UsageError(`fetch: expected one FILE, found ${words.join(' ')}`);
  const file = fileOf(path, options);
  if (!file.kernels.some(({ packages }) => packages !== undefined))
    throw new UsageError(`fetch: expected a kernel with packages in ${path}, found none`);
  const progress = new Progress();
  const started = performance.now();
  try {
    const onLine = (line: string) => progress.update(() => line.slice(0, 100));
    const fetched = await fetchPackages(file, { signal: interruption, onLine });
    const said = fetched.length === 0 ? 'all packages are there already' : `fetched ${fetched.join(', ')}`;
    if (options.json) {
      const seconds = Math.round((performance.now() - started) / 100) / 10;
      const report: FetchReport = {
        ...headOf('mprog-matrix-fetch', 1),
        result: 'held',
        seconds,
        fetched: [...fetched],
      };
      sayJson(report);
    } else say(said);
    return EXIT.HELD;
  } catch (error) {
    if (interrupted()) throw new Interrupted('packages that are whole are kept');
    throw error;
  } finally {
    progress.done();
  }
}

async function boot(path: string, options: Options): Promise<number> {
  const file = fileOf(path, options);
  const profiles = file.profiles ?? NAMES;
  const chosen = options.shard === undefined ? file.kernels : ownOf(file.kernels, options.shard);
  if (chosen.length === 0) throw new UsageError('--shard: expected a part with kernels in it, found none');
  const guest = guestOf(options);
  if (chosen.some(({ running }) => running !== true)) requireEmulator();
  const started = performance.now();
  const kernels: KernelResult[] = [];
  const failed: { name: string; reason: string }[] = [];
  const progress = new Progress();
  let at = '';
  const show = (line: string) => progress.update(() => `${at}: ${line.slice(0, 80)}`);
  const matrix = runMatrix({
    path,
    kernels: chosen,
    profiles,
    results: options.results ?? path.replace(/\.jsonc?$/, ''),
    again: options.again === true,
    tool: packageVersion(),
    guests: {
      ...guest,
      signal: interruption,
      on: { onBooting: show, onSaid: show },
    },
    on: {
      kernel: (entry, number) => {
        at = `${entry.name} (${number} of ${chosen.length})`;
      },
    },
  });
  try {
    for await (const outcome of matrix)
      if (isResult(outcome)) kernels.push(outcome);
      else failed.push({ ...outcome });
  } catch (error) {
    if (!interrupted()) throw error;
    const done = new Set([...kernels, ...failed].map(({ name }) => name));
    for (const { name } of chosen) if (!done.has(name)) failed.push({ name, reason: 'interrupted' });
  } finally {
    progress.done();
  }
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  return report(matrixReport({ profiles, seconds, kernels, failed }), file, options);
}

async function merge(words: readonly string[], options: Options): Promise<number> {
  const [path, ...folders] = words;
  const file = fileOf(path, options);
  if (folders.length === 0) throw new UsageError('merge: expected folders with results behind FILE');
  const profiles = file.profiles ?? NAMES;
  const { kernels, failed } = mergeResults(file, folders, profiles);
  const seconds = kernels.reduce((sum, kernel) => sum + kernel.seconds, 0);
  if (!sameTraces(kernels))
    process.stderr.write('the results are of other traces than those of this mprog: boot the kernels again\n');
  return report(matrixReport({ profiles, seconds, kernels, failed }), file, options);
}

function report(matrix: MatrixReport, file: MatrixFile, { markdown, ktap, json }: Options): number {
  if (json) sayJson(matrix);
  else if (ktap) write(matrixKtap(matrix));
  else if (markdown) {
    const groupOf = (profile: string) => profileNamed(profile).uapi.hook;
    write(matrixMarkdown(matrix.kernels, matrix.profiles, file, { prefix: '', groupOf }));
    for (const { name, reason } of matrix.failed) say(`- ${name} has no result: ${reason}`);
  } else write(matrixText(matrix, file));
  if (matrix.failed.length > 0 && !json)
    process.stderr.write(
      `${plural(matrix.failed.length, 'kernel')} without a result: run the same command again to go on\n`,
    );
  return { held: EXIT.HELD, violated: EXIT.VIOLATION, inconclusive: EXIT.INCONCLUSIVE, skipped: EXIT.SKIPPED }[
    matrix.result
  ];
}
