import { type Command, Option } from 'commander';
import { stopwatch } from '../../checker/search/stopwatch.ts';
import type { Client } from '../../clients/client.ts';
import { CLIENTS } from '../../clients/clients.ts';
import type { ClientResult, ClientsReport, Deviation } from '../../clients/report.ts';
import { type Control, requestsAmong, runClient, scriptsAmong } from '../../clients/run.ts';
import { KernelUnavailable } from '../../kernel/failure.ts';
import { kernelRelease } from '../../kernel/release.ts';
import { worstOf } from '../../spec/vocabulary/report.ts';
import type { TraceFile } from '../../traces/files.ts';
import { headOf } from '../../traces/report-head.ts';
import { SUITED, suitesFor } from '../asked-by.ts';
import { markdownOption, show } from '../document/show.ts';
import { exitCodeOf } from '../exit.ts';
import { follow } from '../follow.ts';
import { interrupted, interruption } from '../interruption.ts';
import { Progress } from '../progress.ts';
import { openMachines } from '../replay-machines.ts';
import { sayJson } from '../text/output.ts';
import { clientsDocument } from '../text/render-clients.ts';
import { tracesNamed } from '../traces-named.ts';

interface Options {
  readonly only?: readonly string[];
  readonly markdown?: boolean;
  readonly json?: boolean;
}

const NAMES = CLIENTS.map(({ name }) => name);

const HELP = `
Holds libraries that make requests of bpf(2) to the spec: writes the tests of mprog export for each, compiles and runs them here, and prints
how many requests the library can express, how many come out as the spec says, and each that does not, with its trace.
A deviation counts against a library only where the kernel, asked without it, does as the trace expects.

  ${CLIENTS.map(({ name, language, format }) => `${name.padEnd(12)} ${language}: mprog export ${format}`).join('\n  ')}

A profile stands for its suite, for traces/clients, and for the suites of requests that a library can express (traces/libraries); the
default is tcx and cgroup. A library whose tool chain is missing is not run. The
tool chain of a library may get it from its registry. MPROG_LIBBPF is the prefix of a libbpf that is not installed.

Exit codes: 0 what was run comes out as the spec says; 1 a library deviates; 2 wrong usage; 3 inconclusive: a test did not run to its end, the
kernel itself deviates, or interrupted; 4 none of the libraries can be run here.

Examples:
  mprog clients
  mprog clients tcx --only libbpf
  mprog clients mine.json --json
`;

/** `mprog clients`. */
export function register(program: Command): void {
  program
    .command('clients')
    .description('hold client libraries to the spec: what they can express, and the result')
    .argument('[traces...]', 'profiles, trace files, or directories of them')
    .addOption(new Option('--only <client...>', 'some of the clients').choices(NAMES))
    .addOption(markdownOption())
    .option('--json', 'print the results as one JSON object')
    .addHelpText('after', HELP)
    .action(async (names: string[], options: Options) => {
      process.exitCode = await run(names.length === 0 ? ['tcx', 'cgroup'] : names, options);
    });
}

/** Asks the kernel itself whether it does as a trace expects. */
const control: Control = async (file: TraceFile): Promise<Deviation['kernel']> => {
  try {
    const machines = await openMachines('kernel', [file], undefined, undefined);
    try {
      const { result } = await follow(machines.take(file), () => `kernel ${kernelRelease()}: ${file.path}`);
      if (result === undefined || 'skipped' in result) return 'not asked';
      return result.ok ? 'conforms' : 'deviates';
    } finally {
      await machines.close();
    }
  } catch (error) {
    if (error instanceof KernelUnavailable) return 'not asked';
    throw error;
  }
};

async function runAll(clients: readonly Client[], traces: readonly TraceFile[]): Promise<readonly ClientResult[]> {
  const progress = new Progress();
  const results: ClientResult[] = [];
  try {
    for (const client of clients) {
      if (interrupted()) break;
      const onProgress = (line: string) => progress.update(() => line);
      results.push(await runClient(client, { traces, control, signal: interruption, onProgress }));
    }
  } finally {
    progress.done();
  }
  return results;
}

async function run(names: readonly string[], { only = NAMES, markdown, json }: Options): Promise<number> {
  const seconds = stopwatch();
  const { traces } = tracesNamed(names, { besides: ['clients', ...Object.keys(SUITED).map(suitesFor)] });
  const { scripts, uncarried } = scriptsAmong(traces);
  const clients = await runAll(
    CLIENTS.filter(({ name }) => only.includes(name)),
    traces,
  );
  const report: ClientsReport = {
    ...headOf('mprog-clients', 1),
    profiles: [...new Set(traces.map(({ trace }) => trace.profile))],
    result: worstOf([...clients.map(({ result }) => result), ...(interrupted() ? (['inconclusive'] as const) : [])]),
    seconds: seconds(),
    ...(interrupted() ? { interrupted: true as const } : {}),
    kernel: kernelRelease(),
    traces: traces.length,
    requests: scripts.reduce((sum, { steps }) => sum + requestsAmong(steps).length, 0),
    uncarried,
    clients,
  };
  if (json) sayJson(report);
  else await show(clientsDocument(report), markdown);
  return exitCodeOf(report);
}
