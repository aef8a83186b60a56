import type { TraceFile } from '../traces/trace-file.ts';
import type { Carried } from './carried.ts';
import { type Library, type SkippedTrace, type WrittenTest, whyUnsaid } from './exporter.ts';
import { scriptOf } from './script-of.ts';

/** The steps of every trace that has some, and the other traces with the reason. Says how many are done; ends early when told to. */
export function* scriptsOf(
  traces: readonly TraceFile[],
  carried?: Carried,
): Generator<
  number,
  {
    readonly scripts: readonly WrittenTest[];
    readonly skipped: readonly SkippedTrace[];
  },
  boolean | undefined
> {
  const scripts: WrittenTest[] = [];
  const skipped: SkippedTrace[] = [];
  for (const [index, file] of traces.entries()) {
    const script = scriptOf(file, carried);
    if (typeof script === 'string') skipped.push({ ...file, reason: script });
    else scripts.push({ file, script });
    if (yield index + 1) break;
  }
  return { scripts, skipped };
}

/** The same as tests of a library, without those that it cannot express. */
export function* testsOf(
  traces: readonly TraceFile[],
  library: Library,
): Generator<
  number,
  { readonly tests: readonly WrittenTest[]; readonly skipped: readonly SkippedTrace[] },
  boolean | undefined
> {
  const { scripts, skipped } = yield* scriptsOf(traces, library.carried);
  const tests: WrittenTest[] = [];
  const inexpressible: SkippedTrace[] = [];
  for (const { file, script } of scripts) {
    const reason = whyUnsaid(library, script);
    if (reason === undefined) tests.push({ file, script });
    else inexpressible.push({ ...file, reason });
  }
  return { tests, skipped: [...skipped, ...inexpressible] };
}
