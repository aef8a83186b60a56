import type { TraceFile } from '../traces/trace-file.ts';
import type { SkippedTrace } from './exporter.ts';
import type { Script } from './script.ts';
import { scriptOf } from './script-of.ts';

/** The steps of every trace that has some, and the other traces with the reason. Says how many are done; ends early when told to. */
export function* scriptsOf(traces: readonly TraceFile[]): Generator<
  number,
  {
    readonly scripts: readonly { readonly file: TraceFile; readonly script: Script }[];
    readonly skipped: readonly SkippedTrace[];
  },
  boolean | undefined
> {
  const scripts: { readonly file: TraceFile; readonly script: Script }[] = [];
  const skipped: SkippedTrace[] = [];
  for (const [index, file] of traces.entries()) {
    const script = scriptOf(file);
    if (typeof script === 'string') skipped.push({ ...file, reason: script });
    else scripts.push({ file, script });
    if (yield index + 1) break;
  }
  return { scripts, skipped };
}
