import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Exported, Exporter, Said, WrittenTest } from '../exporters/exporter.ts';
import { titleOf } from '../exporters/printing.ts';
import type { Script, Step } from '../exporters/script.ts';
import { scriptOf } from '../exporters/script-of.ts';
import type { Result } from '../spec/vocabulary/report.ts';
import type { TraceFile } from '../traces/files.ts';
import { packageVersion } from '../traces/report-head.ts';
import type { Client, TestResult } from './client.ts';
import { ClientBroken, ClientMissing } from './errors.ts';
import type { ClientResult, Deviation } from './report.ts';

/** Says of a trace whether the kernel itself does as it expects, without a client. */
export type Control = (file: TraceFile) => Promise<Deviation['kernel']>;

/** What is to be run. */
export interface Running {
  readonly traces: readonly TraceFile[];
  readonly control: Control;
  readonly signal?: AbortSignal;
  readonly onProgress?: (line: string) => void;
}

/** How often each reason is given, those that are given most first. */
export function counted(reasons: readonly string[]): ClientResult['inexpressible'] {
  const numbers = new Map<string, number>();
  for (const reason of reasons) numbers.set(reason, (numbers.get(reason) ?? 0) + 1);
  return [...numbers].map(([reason, number]) => ({ reason, number })).sort((a, b) => b.number - a.number);
}

/** The traces that the tests of every client can make, also as steps, and why the others are none. */
export function scriptsAmong(traces: readonly TraceFile[]): {
  readonly files: readonly TraceFile[];
  readonly scripts: readonly Script[];
  readonly uncarried: ClientResult['unexercised'];
} {
  const all = traces.map((file) => scriptOf(file));
  return {
    files: traces.filter((_, index) => typeof all[index] !== 'string'),
    scripts: all.filter((each) => typeof each !== 'string'),
    uncarried: counted(all.filter((each) => typeof each === 'string').map(withoutStep)),
  };
}

/** Requests that are made of no library: devices and cgroups go and come by other means. */
const OTHERS: readonly string[] = ['device_remove', 'device_create', 'cgroup_remove', 'cgroup_create'];

/** The requests among steps that a library can be asked for. */
export const requestsAmong = (steps: readonly Step[]): readonly Step[] =>
  steps.filter(({ call }) => !OTHERS.includes(call.call));

const withoutStep = (reason: string) => reason.replace(/^step \d+: /, '');

/** What a test says, without the title of the step before it. */
function withoutTitle(said: string, title: string): string {
  const start = `${JSON.parse(titleOf(title)) as string}: `;
  return said.startsWith(start) ? said.slice(start.length) : said;
}

const why = (said: Said): string | undefined => ('why' in said ? said.why : undefined);

/** Runs the tests of one client, and counts what came of its requests. What a signal ends is inconclusive. */
export async function runClient(client: Client, running: Running): Promise<ClientResult> {
  const { traces, signal, onProgress } = running;
  const { name, library, language, format, exporter } = client;
  const { files: carried, scripts } = scriptsAmong(traces);
  const said = scripts.flatMap((script) =>
    exporter.library!.said(script).filter((_, index) => requestsAmong([script.steps[index]!]).length > 0),
  );
  const head = { client: name, library, language, format };
  const requests = { expressible: said.filter((each) => why(each) === undefined).length };
  const inexpressible = counted(said.flatMap((each) => why(each) ?? []));
  const none = { ...head, tests: 0, inexpressible, unexercised: [], deviations: [], remarks: [] };
  const nothing = { ...requests, run: 0, conforming: 0, deviating: 0 };
  const directory = mkdtempSync(join(tmpdir(), 'mprog-clients-'));
  const atExit = () => rmSync(directory, { recursive: true, force: true });
  process.on('exit', atExit);
  // A terminal that is closed ends the process without an exit.
  const atHangup = () => {
    atExit();
    process.kill(process.pid, 'SIGHUP');
  };
  process.once('SIGHUP', atHangup);
  let found: Pick<ClientResult, 'version' | 'tools'> = {};
  try {
    onProgress?.(`${name}: getting the library`);
    const { version, tools, run } = await client.prepare({ directory, ...(signal && { signal }) });
    found = { version, tools };
    const { files, skipped } = made(exporter, carried);
    const [file] = files;
    if (file === undefined)
      return { ...none, ...found, result: 'skipped', notRun: 'it can express none of the traces', requests: nothing };
    const tests = file.tests!;
    onProgress?.(`${name} ${version}: compiling and running ${tests.length} tests`);
    const results = await run(file.text, tests.length);
    const { conforming, deviations, unrun, broken, remarks } = await judged(exporter, tests, results, running.control);
    const passedOver = skipped.map(({ reason }) => withoutStep(reason));
    return {
      ...head,
      ...found,
      result: resultOf(deviations, tests.length - unrun.length - broken.length, broken.length),
      requests: {
        ...requests,
        run: conforming + deviations.length,
        conforming,
        deviating: deviations.length,
      },
      tests: tests.length - unrun.length - broken.length,
      inexpressible,
      unexercised: counted([
        ...passedOver,
        ...unrun,
        ...broken.map((said) => `the test did not run to its end: ${said}`),
      ]),
      deviations,
      remarks,
    };
  } catch (error) {
    if (signal?.aborted) return { ...none, ...found, result: 'inconclusive', notRun: 'interrupted', requests: nothing };
    if (error instanceof ClientMissing)
      return { ...none, result: 'skipped', notRun: `${error.message}: ${name} not run`, requests: nothing };
    if (error instanceof ClientBroken)
      return { ...none, ...found, result: 'inconclusive', notRun: error.message, requests: nothing };
    throw error;
  } finally {
    atExit();
    process.off('exit', atExit);
    process.off('SIGHUP', atHangup);
  }
}

/** All at once: there are some hundred traces. */
function made(exporter: Exporter, traces: readonly TraceFile[]): Exported {
  const making = exporter.make({ version: packageVersion(), name: 'traces', traces });
  for (;;) {
    const next = making.next();
    if (next.done) return next.value;
  }
}

/** What is to be known of a request that came out as the spec says; a deviation that is known, where it would have been seen. */
function remarkOn(said: Said): Pick<ClientResult['remarks'][number], 'what' | 'issue'> | undefined {
  if (!('call' in said)) return undefined;
  const { known, remark } = said;
  if (known === undefined || known.hidden) return remark;
  const { issue } = known;
  return { what: `known deviation no longer seen: ${known.what}`, ...(issue === undefined ? {} : { issue }) };
}

/** What came of the requests of tests: those before a step that deviates came out as the spec says, those behind it were not made. */
async function judged(
  exporter: Exporter,
  tests: readonly WrittenTest[],
  results: readonly TestResult[],
  control: Control,
) {
  let conforming = 0;
  const deviations: Deviation[] = [];
  const unrun: string[] = [];
  const broken: string[] = [];
  const remarks = new Map<string, ClientResult['remarks'][number]>();
  for (const [index, result] of results.entries()) {
    const { file, script } = tests[index]!;
    for (const [at, each] of exporter.library!.said(script).entries()) {
      const isReached = result.is === 'conforms' || (result.is === 'deviates' && at + 1 < result.step);
      const remark = isReached ? remarkOn(each) : undefined;
      if (remark !== undefined && !remarks.has(remark.what))
        remarks.set(remark.what, { ...remark, trace: file.path, step: at + 1 });
    }
    if (result.is === 'conforms') conforming += requestsAmong(script.steps).length;
    if (result.is === 'skipped') unrun.push(result.reason);
    if (result.is === 'broken') broken.push(result.said);
    if (result.is !== 'deviates') continue;
    conforming += requestsAmong(script.steps.slice(0, result.step - 1)).length;
    const said = exporter.library!.said(script)[result.step - 1]!;
    const { call, known } = said as Extract<Said, { readonly call: string }>;
    deviations.push({
      trace: file.path,
      title: script.title,
      step: result.step,
      request: script.steps[result.step - 1]!.title,
      call,
      said: withoutTitle(result.said, script.steps[result.step - 1]!.title),
      ...(known === undefined ? {} : { known: known.what }),
      ...(known?.issue === undefined ? {} : { issue: known.issue }),
      kernel: await control(file),
    });
  }
  return { conforming, deviations, unrun, broken, remarks: [...remarks.values()] };
}

function resultOf(deviations: readonly Deviation[], run: number, broken: number): Result {
  if (deviations.some(({ kernel }) => kernel === 'conforms')) return 'violated';
  if (deviations.length > 0 || broken > 0) return 'inconclusive';
  return run === 0 ? 'skipped' : 'held';
}
