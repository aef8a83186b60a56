import { numberOf } from './attribute.ts';
import type { Birth } from './births.ts';
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
  /** The pid of the process that a thread is of. */
  readonly group: number;
  fds: FdTable;
  net: Net;
}

/** The processes of a log. */
export class Processes {
  readonly #all = new Map<number, Process>();
  readonly #released: Released;
  #nets = 0;

  constructor(released: Released) {
    this.#released = released;
  }

  /** A process of the log; one that nobody was seen to make has no fds that are known. */
  get(pid: number): Process {
    const known = this.#all.get(pid);
    if (known !== undefined) return known;
    // Nothing says that processes whose beginnings are not in the log are in one namespace.
    const process = { pid, group: pid, fds: new FdTable(this.#released), net: this.#net(false) };
    this.#all.set(pid, process);
    return process;
  }

  /** The birth of a process or thread: it has what its parent has at this moment. */
  bear({ parent, child: pid, followed, isThread, sharesFds, freshNet }: Birth): void {
    const { fds, net, group } = this.get(parent);
    // Where a pid is given again, the end of the one that had it is not in the log.
    this.exit(pid);
    if (!followed && !sharesFds) fds.share(`process ${pid} may still have it open, of which the log has no line`);
    if (!followed) return;
    this.#all.set(pid, {
      pid,
      group: isThread ? group : pid,
      fds: sharesFds ? fds : fds.fork(),
      net: freshNet ? this.#net(true) : net,
    });
  }

  #net(fresh: boolean): Net {
    this.#nets++;
    return { nth: this.#nets, fresh };
  }

  /** unshare(2): a table or namespace of its own, if it asks for one. */
  unshare(process: Process, { args, returned }: Parsed): void {
    if (returned.is !== 'number') return;
    if (hasFlag(args[0], 'CLONE_FILES')) this.unshareFds(process);
    if (hasFlag(args[0], 'CLONE_NEWNET')) process.net = this.#net(true);
  }

  /** Gives a process a table of its own, with the same open files, where it shares one. */
  unshareFds(process: Process): void {
    if (this.#othersWith(process).length > 0) process.fds = process.fds.fork();
  }

  /** setns(2): some namespace that the log does not show. */
  setns(process: Process, { args, returned }: Parsed): void {
    const net = hasFlag(args[1], 'CLONE_NEWNET') || numberOf(args[1]) === 0;
    if (returned.is === 'number' && net) process.net = this.#net(false);
  }

  /** execve(2): the other threads end, and what is to be closed then is closed in a table of its own. */
  exec(process: Process): void {
    for (const { pid, group } of [...this.#all.values()])
      if (group === process.group && pid !== process.pid) this.exit(pid);
    this.unshareFds(process);
    process.fds.exec();
  }

  /** A thread that gets the pid of another one, which ends. */
  takeOver(pid: number, over: number): void {
    const process = this.#all.get(pid);
    if (process === undefined) return;
    this.exit(over);
    this.#all.delete(pid);
    this.#all.set(over, { ...process, pid: over, group: over });
  }

  /** The end of a process: the fds that nobody shares are closed. */
  exit(pid: number): void {
    const gone = this.#all.get(pid);
    if (gone === undefined) return;
    this.#all.delete(pid);
    if (this.#othersWith(gone).length === 0) gone.fds.closeRange(0, Number.POSITIVE_INFINITY);
  }

  /** The other processes that share the table of one. */
  #othersWith({ pid, fds }: Process): readonly Process[] {
    return [...this.#all.values()].filter((other) => other.fds === fds && other.pid !== pid);
  }
}
