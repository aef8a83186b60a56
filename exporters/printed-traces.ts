import type { TraceFile } from '../traces/trace-file.ts';
import { RAW } from './carried.ts';
import type { Exported, Exporting, SkippedTrace } from './exporter.ts';
import { type PrintedTrace, printedScript } from './printed.ts';
import { printedXdp } from './printed-xdp.ts';
import { scriptOf } from './script-of.ts';

/** What is in one program: hooks with slots, or devices with XDP. */
export type Kind = 'slots' | 'xdp';

/** The traces that are in one program. */
export interface Group {
  readonly kind: Kind;
  readonly files: readonly TraceFile[];
  readonly traces: readonly PrintedTrace[];
  readonly skipped: readonly SkippedTrace[];
}

/**
 * Traces as calls of functions, for programs on raw system calls: a group for each program, none without a trace, and every trace that is
 * skipped. Says how many are done; ends early when told to.
 */
function* printedTraces(
  files: readonly TraceFile[],
): Generator<
  number,
  { readonly groups: readonly Group[]; readonly skipped: readonly SkippedTrace[] },
  boolean | undefined
> {
  const of = (kind: Kind) => ({
    kind,
    files: [] as TraceFile[],
    traces: [] as PrintedTrace[],
    skipped: [] as SkippedTrace[],
  });
  const groups = [of('slots'), of('xdp')] as const;
  for (const [index, file] of files.entries()) {
    const isXdp = file.trace.family === 'xdp';
    const group = groups[isXdp ? 1 : 0];
    const printed = isXdp ? printedXdp(file) : slotsOf(file);
    if (typeof printed === 'string') group.skipped.push({ ...file, reason: printed });
    else {
      group.files.push(file);
      group.traces.push(printed);
    }
    if (yield index + 1) break;
  }
  const skipped = groups.flatMap((group) => group.skipped);
  const [first, second] = groups;
  if (first.traces.length === 0) second.skipped.unshift(...first.skipped);
  else if (second.traces.length === 0) first.skipped.push(...second.skipped);
  return { groups: groups.filter(({ traces }) => traces.length > 0), skipped };
}

function slotsOf(file: TraceFile): PrintedTrace | string {
  const script = scriptOf(file, RAW);
  return typeof script === 'string' ? script : printedScript(script);
}

/** Traces as programs, each in a file with this ending; one for devices with XDP beside the first has another name. */
export function* programs(
  { name, traces }: Exporting,
  ending: string,
  textOf: (name: string, group: Group) => string,
): Generator<number, Exported, boolean | undefined> {
  const { groups, skipped } = yield* printedTraces(traces);
  const nameOf = ({ kind }: Group) => (groups.length > 1 && kind === 'xdp' ? `${name}-xdp` : name);
  return {
    files: groups.map((group) => ({
      name: `${nameOf(group)}.${ending}`,
      text: textOf(nameOf(group), group),
      traces: group.files,
    })),
    skipped,
  };
}
