import { hasFlag } from './flags.ts';
import { type Entry, parsed } from './strace/lines.ts';
import type { Call } from './strace/value.ts';

/** The birth of a process or thread, and what it has of its parent. */
export interface Birth {
  readonly parent: number;
  readonly child: number;
  /** The line from which on the child has fds and a namespace of its own. */
  readonly line: number;
  /** Whether the log has a line of the child. */
  readonly followed: boolean;
  readonly isThread: boolean;
  readonly sharesFds: boolean;
  readonly freshNet: boolean;
}

const BIRTHS: ReadonlySet<string> = new Set(['clone', 'clone3', 'fork', 'vfork']);

const beginOf = (entry: Entry): number => (entry.is === 'call' ? entry.from : entry.line);

/** The lines where the entries of each process begin. */
function beginsIn(entries: readonly Entry[]): ReadonlyMap<number, readonly number[]> {
  const begins = new Map<number, number[]>();
  for (const entry of entries) {
    const known = begins.get(entry.pid);
    if (known === undefined) begins.set(entry.pid, [beginOf(entry)]);
    else known.push(beginOf(entry));
  }
  return begins;
}

/** The birth that a call made, if it made one. */
function birthOf(path: string, call: Call, begins: ReadonlyMap<number, readonly number[]>): Birth | undefined {
  const { args, named, returned } = parsed(path, call);
  if (returned.is !== 'number' || returned.number <= 0) return undefined;
  const first = begins.get(returned.number)?.find((begin) => begin > call.from);
  const [argument] = args;
  const struct = argument?.is === 'change' ? argument.before : argument;
  const flags = struct?.is === 'struct' ? struct.fields.flags : named.flags;
  return {
    parent: call.pid,
    child: returned.number,
    line: Math.min(call.line, first ?? call.line),
    followed: first !== undefined,
    isThread: hasFlag(flags, 'CLONE_THREAD'),
    sharesFds: hasFlag(flags, 'CLONE_FILES'),
    freshNet: hasFlag(flags, 'CLONE_NEWNET'),
  };
}

/** The births of a log in the order of their lines: a child can be seen before the call that made it ends. */
export function birthsIn(path: string, entries: readonly Entry[]): readonly Birth[] {
  const begins = beginsIn(entries);
  return entries
    .flatMap((entry) => (entry.is === 'call' && BIRTHS.has(entry.name) ? (birthOf(path, entry, begins) ?? []) : []))
    .sort((a, b) => a.line - b.line);
}
