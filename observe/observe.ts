import { worstOf } from '../spec/vocabulary/report.ts';
import type { Trace } from '../traces/format.ts';
import { followLog } from './log.ts';
import type { Judged, Part } from './part.ts';
import type { ObservedFile, ObservedPart, ObservedStep } from './report.ts';
import { traceOf } from './trace.ts';
import type { Reading } from './world.ts';

/** What a log shows: its part of the report, and a trace for each kind of hook that it has steps at. */
export interface Observed {
  readonly file: ObservedFile;
  readonly traces: readonly Trace[];
  /** Where only requests are known: what the traces expect is what the rules give, and says nothing of a host. */
  readonly unanswered?: true;
}

function stepOf({ step, line, said, found, ok, differences }: Judged, index: number): ObservedStep {
  return {
    number: index + 1,
    line,
    request: step.request,
    said,
    found,
    expected: step.expect.outcome,
    rule: step.expect.rule ?? 'none',
    result: ok ? 'held' : 'violated',
    differences: [...differences],
  };
}

const partOf = (part: Part): ObservedPart => ({
  name: part.name,
  profile: part.spec.profile.name,
  result: part.result,
  hooks: Object.fromEntries(part.hooks),
  steps: part.judged.map(stepOf),
  unjudged: part.unjudged.map((each) => ({ ...each })),
});

/** Reads a log of strace, and compares what the host did with the rules; otherwise as `followLog`. */
export function* observing(
  path: string,
  text: string,
  reading: Reading,
): Generator<number, Observed | undefined, boolean | undefined> {
  const world = yield* followLog(path, text, reading);
  if (world === undefined) return undefined;
  const all = [...world.parts.values()].filter(({ judged, unjudged }) => judged.length + unjudged.length > 0);
  const parts = all.map(partOf);
  return {
    file: {
      file: path,
      result: parts.length === 0 ? 'skipped' : worstOf(parts.map(({ result }) => result)),
      parts,
      skipped: Object.fromEntries([...world.skipped].map(([what, lines]) => [what, lines.length])),
    },
    traces: all.filter(({ judged }) => judged.length > 0).map((part) => traceOf(path, part)),
  };
}

/** The same without a pause. */
export function observe(path: string, text: string, reading: Reading): Observed {
  const run = observing(path, text, reading);
  for (;;) {
    const next = run.next();
    if (next.done) return next.value!;
  }
}
