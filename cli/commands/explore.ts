import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Command } from 'commander';
import type { z } from 'zod';
import { FindReport } from '../../checker/find/format.ts';
import { RaceReport } from '../../checker/races/report-format.ts';
import { Interrupted } from '../../checker/search/interrupted.ts';
import { stopwatch } from '../../checker/search/stopwatch.ts';
import { requireFit } from '../../library/fit.ts';
import { PROFILES } from '../../spec/families/profiles.ts';
import { invalidAt } from '../../traces/issues.ts';
import { PACKAGE } from '../../traces/package-folder.ts';
import { parseDocument, parseTrace } from '../../traces/parse.ts';
import { headOf } from '../../traces/report-head.ts';
import { fileReason, textOf } from '../../traces/text-file.ts';
import { TraceError } from '../../traces/trace-error.ts';
import { wholeNumber } from '../arguments.ts';
import { UsageError } from '../exit.ts';
import type { ExploreReport } from '../explore-report.ts';
import { unknownProfile } from '../fit.ts';
import { beforeEnding, interruption } from '../interruption.ts';
import { MODULE, semanticsArgument } from '../semantics.ts';
import { say, sayJsonAtOnce } from '../text/output.ts';

const HELP = `
Serves the explorer to a browser of this machine and prints its URL: the state, the requests with outcome and rule, the rule that decides and why, and
the trace so far. The page runs the specification itself; "Ask the kernel" replays its trace on the running kernel, as mprog replay does. The server
listens on 127.0.0.1 alone, answers nobody who has not the URL, and ends at a signal. The same page without a server is
dist/explorer/index.html, which opens from the file system (npm run site copies it).

FILE is a trace, what mprog race or mprog find printed under --json, or a proposal (.ts, .js, .mjs).

Exit codes: 2 wrong usage, or a file that is none of these; 3 ended by a signal.

Examples:
  mprog explore
  mprog explore cgroup
  mprog explore --port 8080                     where it is forwarded (ssh -L 8080:127.0.0.1:8080 HOST)
  mprog explore traces/anomalies/tcx/relative-untouched.json
  mprog find tcx "C A/L1 B" --json > way.json; mprog explore way.json
  mprog explore ./my-proposal.ts
`;

/** `mprog explore`. */
export function register(program: Command): void {
  program
    .command('explore')
    .description('serve a page to step through a semantics by hand')
    .argument(
      '[profile|file]',
      'a semantics by name; or a trace, a race, a way that was found, a proposal (default: the first profile)',
    )
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

/** The reports that the page can open, by their format. */
const REPORTS: Readonly<Record<string, z.ZodType>> = { 'mprog-find': FindReport, 'mprog-race-report': RaceReport };

/** The semantics that a report of --json is about first; a TraceError on what is wrong with it. */
function profileOfReport(path: string, document: unknown, schema: z.ZodType): string {
  const { success, error } = schema.safeParse(document);
  if (!success) throw invalidAt(path, error.issues, document);
  const { profile, profiles = [] } = document as { readonly profile?: string; readonly profiles?: readonly string[] };
  const [name = ''] = profile === undefined ? profiles : [profile];
  const known = PROFILES.map((each) => each.name);
  if (!known.includes(name))
    throw new TraceError(`${path}: profile: expected one of ${known.join(', ')}, found "${name}"`);
  return name;
}

/** A file that the page can open, with the semantics that it is about; what is wrong with it is said here already. */
async function fileOf(path: string) {
  const text = textOf(path);
  const name = basename(path);
  if (MODULE.test(path)) return { name, text, profile: (await semanticsArgument(path)).name };
  const document = parseDocument(path, text);
  const { format } = (document ?? {}) as { readonly format?: unknown };
  const schema = typeof format === 'string' && Object.hasOwn(REPORTS, format) ? REPORTS[format] : undefined;
  if (schema !== undefined) return { name, text, profile: profileOfReport(path, document, schema) };
  const trace = parseTrace(path, document);
  const semantics = PROFILES.find((each) => each.name === trace.profile);
  if (semantics === undefined) throw unknownProfile(path, trace);
  requireFit(semantics, path, trace);
  return { name, text, profile: trace.profile };
}

/** What the page opens first: the fragment of its URL, and the file that this means. */
async function firstOf(what: string | undefined) {
  if (what === undefined) return { fragment: '', profile: PROFILES[0]!.name };
  if (PROFILES.some(({ name }) => name === what)) return { fragment: `#v=1&semantics=${what}`, profile: what };
  if (what.includes('.json') || what.includes('/') || MODULE.test(what)) {
    const { profile, ...file } = await fileOf(what);
    return { fragment: '#file', profile, file };
  }
  throw new UsageError(
    `expected a file (.json, .ts, .js, .mjs) or a profile (${PROFILES.map(({ name }) => name).join(', ')}), found "${what}"`,
  );
}

interface Options {
  readonly port?: number;
  readonly json?: boolean;
}

async function run(what: string | undefined, { port = 0, json }: Options): Promise<void> {
  if (port > 65_535) throw new UsageError(`--port: expected at most 65535, found ${port}`);
  const seconds = stopwatch();
  const { fragment, profile, file } = await firstOf(what);
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
