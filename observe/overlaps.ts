import type { Entry } from './strace/lines.ts';
import type { Call } from './strace/value.ts';

/** Calls whose order matters, by name and by number (`-X raw`). */
const ORDERED = /^\((?:BPF_(?:PROG_ATTACH|PROG_DETACH|LINK_CREATE|LINK_UPDATE|LINK_DETACH)|0x(?:8|9|1c|1d|22))\b/;
const READING = /^\((?:BPF_PROG_QUERY|0x10)\b/;
const CLOSING = /^\(\d+<anon_inode:\[?bpf[-_]link/;

type Kind = 'changes' | 'reads';

function kindOf({ name, text }: Call): Kind | undefined {
  if (name === 'close') return CLOSING.test(text) ? 'changes' : undefined;
  if (name !== 'bpf') return undefined;
  if (READING.test(text)) return 'reads';
  return ORDERED.test(text) ? 'changes' : undefined;
}

/** For each call that went on while another one did, so that their order is not known, the line where that one ended. */
export function overlapsIn(entries: readonly Entry[]): ReadonlyMap<Call, number> {
  const calls = entries.flatMap((entry) => {
    const kind = entry.is === 'call' ? kindOf(entry) : undefined;
    return kind === undefined ? [] : [{ call: entry as Call, kind }];
  });
  const found = new Map<Call, number>();
  for (const { call, kind } of calls) {
    if (call.from === call.line) continue;
    for (const other of calls) {
      if (other.call === call || other.call.line < call.from || other.call.from > call.line) continue;
      if (kind === 'reads' && other.kind === 'reads') continue;
      found.set(call, other.call.line);
      found.set(other.call, call.line);
    }
  }
  return found;
}
