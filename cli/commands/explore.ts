import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Command } from 'commander';
import { Interrupted } from '../../checker/search/interrupted.ts';
import { stopwatch } from '../../checker/search/stopwatch.ts';
import { PROFILES } from '../../spec/families/profiles.ts';
import { PACKAGE } from '../../traces/package-folder.ts';
import { parseTraceText } from '../../traces/read.ts';
import { headOf } from '../../traces/report-head.ts';
import { fileReason, textOf } from '../../traces/text-file.ts';
import { wholeNumber } from '../arguments.ts';
import { UsageError } from '../exit.ts';
import type { ExploreReport } from '../explore-report.ts';
import { requireFit, unknownProfile } from '../fit.ts';
import { beforeEnding, interruption } from '../interruption.ts';
import { say, sayJsonAtOnce } from '../text/output.ts';

const HELP = `
Serves the explorer to a browser of this machine and prints its URL: the state, the requests with outcome and rule, the rule that decides and why, and
the trace so far. The page runs the specification itself; "Ask the kernel" replays its trace on the running kernel, as mprog replay does. The server
listens on 127.0.0.1 alone, answers nobody who has not the URL, and ends at a signal. The same page without a server is
dist/explorer/index.html, which opens from the file system (npm run site copies it).

Exit codes: 2 wrong usage, or a file that is no trace; 3 ended by a signal.

Examples:
  mprog explore
  mprog explore cgroup
  mprog explore --port 8080                     where it is forwarded (ssh -L 8080:127.0.0.1:8080 HOST)
  mprog explore traces/anomalies/tcx/relative-untouched.json
`;

/** `mprog explore`. */
export function register(program: Command): void {
  program
    .command('explore')
    .description('serve a page to step through a semantics by hand')
    .argument('[profile|file]', 'a semantics by name, or a trace file (default: the first profile)')
    .option('--port <n>', 'the port to listen on (default: any free port)', wholeNumber)
    .option('--json', 'print the URL, and what the page shows first, as one JSON object')
    .addHelpText('after', HELP)
    .action(run);
}

/** Where the page is when it is built. */
const PAGE = join(PACKAGE, 'dist/explorer/index.html');

function pageText(): string {
  try {
    return readFileSync(PAGE, 'utf8').replace(
      'name="mprog-server" content="none"',
      'name="mprog-server" content="local"',
    );
  } catch (error) {
    throw new UsageError(`${PAGE}: ${fileReason(error)}; npm run page writes it`);
  }
}

/** A trace that the page can open; what is wrong with it is said here already. */
function fileOf(path: string) {
  const text = textOf(path);
  const trace = parseTraceText(path, text);
  const semantics = PROFILES.find(({ name }) => name === trace.profile);
  if (semantics === undefined) throw unknownProfile(path, trace);
  requireFit(semantics, path, trace);
  return { name: basename(path), text, profile: trace.profile };
}

/** What the page opens first: the fragment of its URL, and the file that this means. */
function firstOf(what: string | undefined) {
  if (what === undefined) return { fragment: '', profile: PROFILES[0]!.name };
  if (PROFILES.some(({ name }) => name === what)) return { fragment: `#v=1&semantics=${what}`, profile: what };
  if (what.includes('.json') || what.includes('/')) {
    const { profile, ...file } = fileOf(what);
    return { fragment: '#file', profile, file };
  }
  throw new UsageError(
    `expected a trace file (.json) or a profile (${PROFILES.map(({ name }) => name).join(', ')}), found "${what}"`,
  );
}

interface Options {
  readonly port?: number;
  readonly json?: boolean;
}

async function run(what: string | undefined, { port = 0, json }: Options): Promise<void> {
  if (port > 65_535) throw new UsageError(`--port: expected at most 65535, found ${port}`);
  const seconds = stopwatch();
  const { fragment, profile, file } = firstOf(what);
  const page = pageText();
  const { serve } = await import('../explorer-server.ts');
  const askKernel = async (trace: string) => (await import('../explorer-kernel.ts')).replayOnKernel(trace);
  const serving = await serve({ page, file, askKernel }, port).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`--port: ${port} cannot be listened on (${error.code ?? error.message})`);
  });
  const settled = beforeEnding(() => serving.close());
  const url = `${serving.url}${fragment}`;
  const report: ExploreReport = {
    ...headOf('mprog-explore', 1),
    profile,
    result: 'held',
    seconds: seconds(),
    url,
    port: Number(new URL(url).port),
    ...(file === undefined ? {} : { file: what! }),
  };
  if (json) sayJsonAtOnce(report);
  else say(url);
  if (!interruption.aborted)
    await new Promise((resolve) => interruption.addEventListener('abort', resolve, { once: true }));
  await serving.close();
  settled();
  throw new Interrupted('the page is served no longer');
}
