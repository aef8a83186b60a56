import { Interrupted } from '../checker/search/interrupted.ts';
import { readingAny } from '../observe/formats.ts';
import { usualProfile } from '../observe/host-traces.ts';
import type { Observed } from '../observe/observe.ts';
import type { ObservationReport } from '../observe/report.ts';
import type { Reading } from '../observe/world.ts';
import type { Profile } from '../spec/profile.ts';
import { worstOf } from '../spec/vocabulary/report.ts';
import { MOST_STEPS } from '../traces/format.ts';
import { headOf } from '../traces/report-head.ts';
import { formatRequests, writeText, writeTrace } from '../traces/write.ts';
import { show } from './document/show.ts';
import { exitCodeOf, UsageError } from './exit.ts';
import { follow } from './follow.ts';
import { semanticsArgument } from './semantics.ts';
import { count, sayJson } from './text/output.ts';
import { observationDocument } from './text/render-observation.ts';

/** What is asked of an observation. */
export interface ObserveOptions {
  readonly profile?: string;
  readonly empty?: boolean;
  readonly out?: string;
  readonly force?: boolean;
  readonly markdown?: boolean;
  readonly json?: boolean;
}

/** The semantics of each kind of hook. */
export async function readingOf({ profile, empty = false }: ObserveOptions): Promise<Reading> {
  if (profile === undefined) return { empty, profileFor: usualProfile };
  const semantics: Profile = await semanticsArgument(profile);
  const { hook } = semantics.uapi;
  const profileFor = (kind: 'tcx' | 'cgroup') => {
    if (hook === 'tcx' || hook === 'cgroup') return kind === hook ? semantics : undefined;
    throw new UsageError(
      `--profile: expected a semantics of tcx or cgroup hooks, found ${semantics.name}, of ${hook} hooks`,
    );
  };
  return { empty, profileFor, asked: semantics };
}

function save(out: string, force: boolean, observed: readonly Observed[]): void {
  const traces = observed.flatMap((each) => each.traces);
  const [trace] = traces;
  if (trace === undefined || traces.length > 1) {
    const found = traces.length === 0 ? 'no step' : traces.map(({ title }) => title).join(' and ');
    throw new UsageError(`--out: expected steps at hooks of one kind, found ${found}; --profile NAME reads one kind`);
  }
  if (trace.steps.length > MOST_STEPS)
    throw new UsageError(`--out: expected at most ${count(MOST_STEPS)} steps, found ${count(trace.steps.length)}`);
  if (observed.some(({ traces: of, unanswered }) => unanswered === true && of.includes(trace)))
    writeText(out, formatRequests(trace), { force });
  else writeTrace(out, trace, { force });
}

/** What a text shows of a host; `name` is what errors call it. */
export async function readShown(name: string, text: string, reading: Reading): Promise<Observed> {
  const { result } = await follow(readingAny(name, text, reading), (line) => `${name}: line ${line}`);
  if (result === undefined) throw new Interrupted('nothing was judged');
  return result;
}

/** Prints what was observed, and writes it as a trace where that is asked for; gives the exit code. */
export async function told(observed: readonly Observed[], seconds: number, options: ObserveOptions): Promise<number> {
  const files = observed.map(({ file }) => file);
  const report: ObservationReport = {
    ...headOf('mprog-observation', 1),
    profiles: [
      ...new Set(
        files.flatMap(({ parts, program }) => [...parts, ...(program?.parts ?? [])].map(({ profile }) => profile)),
      ),
    ],
    result: worstOf(files.map(({ result }) => result)),
    seconds,
    files,
  };
  if (options.out !== undefined) save(options.out, options.force === true, observed);
  if (options.json) sayJson(report);
  else await show(observationDocument(report), options.markdown);
  return exitCodeOf(report);
}
