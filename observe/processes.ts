import { numberOf } from './attribute.ts';
import { FdTable, type Released } from './fd-table.ts';
import { hasFlag } from './flags.ts';
import type { Parsed } from './strace/value.ts';

/** A network namespace, as far as the log shows it: a fresh one has one device, `lo`, with nothing attached. */
export interface Net {
  readonly nth: number;
  readonly fresh: boolean;
}

/** One process, or one thread; threads share their table. */
export interface Process {
  readonly pid: number;
  readonly fds: FdTable;
  net: Net;
}

/** What a call of clone(2) and the like says of the child. */
interface Birth {
  readonly parent: number;
  readonly sharesFds: boolean;
  readonly freshNet: boolean;
}

/** The calls that make processes and threads. */
export const BIRTHS: ReadonlySet<string> = new Set(['clone', 'clone3', 'fork', 'vfork']);

/** The processes of a log. */
export class Processes {
  readonly #births = new Map<number, Birth>();
  readonly #all = new Map<number, Process>();
  readonly #released: Released;
  #nets = 0;

  constructor(released: Released) {
    this.#released = released;
  }

  /** Notes who made a process, before anything of the log is followed: its first call can end before that of its parent. */
  noteBirth(parent: number, { args, named, returned }: Parsed): void {
    if (returned.is !== 'number' || returned.number <= 0 || this.#births.has(returned.number)) return;
    const [first] = args;
    const struct = first?.is === 'change' ? first.before : first;
    const flags = struct?.is === 'struct' ? struct.fields.flags : named.flags;
    this.#births.set(returned.number, {
      parent,
      sharesFds: hasFlag(flags, 'CLONE_FILES'),
      freshNet: hasFlag(flags, 'CLONE_NEWNET'),
    });
  }

  /** A process of the log; one that nobody was seen to make has no fds that are known. */
  get(pid: number): Process {
    const known = this.#all.get(pid);
    if (known !== undefined) return known;
    const birth = this.#births.get(pid);
    const process = birth === undefined ? this.#first(pid) : this.#child(pid, birth);
    this.#all.set(pid, process);
    return process;
  }

  #first(pid: number): Process {
    // Nothing says that processes whose beginnings are not in the log are in one namespace.
    return { pid, fds: new FdTable(this.#released), net: this.#net(false) };
  }

  #child(pid: number, { parent, sharesFds, freshNet }: Birth): Process {
    const { fds, net } = this.get(parent);
    return { pid, fds: sharesFds ? fds : fds.fork(), net: freshNet ? this.#net(true) : net };
  }

  #net(fresh: boolean): Net {
    this.#nets++;
    return { nth: this.#nets, fresh };
  }

  /** unshare(2): a namespace of its own, if it asks for one. */
  unshare(process: Process, { args, returned }: Parsed): void {
    if (returned.is === 'number' && hasFlag(args[0], 'CLONE_NEWNET')) process.net = this.#net(true);
  }

  /** setns(2): some namespace that the log does not show. */
  setns(process: Process, { args, returned }: Parsed): void {
    const net = hasFlag(args[1], 'CLONE_NEWNET') || numberOf(args[1]) === 0;
    if (returned.is === 'number' && net) process.net = this.#net(false);
  }

  /** The end of a process: the fds that nobody shares are closed. */
  exit(pid: number): void {
    const gone = this.#all.get(pid);
    if (gone === undefined) return;
    this.#all.delete(pid);
    this.#births.delete(pid);
    if (![...this.#all.values()].some(({ fds }) => fds === gone.fds)) gone.fds.closeRange(0, Number.POSITIVE_INFINITY);
  }
}
