import type { OpenFile } from './objects.ts';

interface Fd {
  readonly file: OpenFile;
  readonly closesOnExec: boolean;
}

/** Told of every open file whose last fd is closed. */
export type Released = (file: OpenFile) => void;

/** The fds of one process that the log shows to be programs, links or what else bpf(2) gave. */
export class FdTable {
  readonly #fds = new Map<number, Fd>();
  readonly #released: Released;

  constructor(released: Released) {
    this.#released = released;
  }

  get(fd: number): OpenFile | undefined {
    return this.#fds.get(fd)?.file;
  }

  /** Gives an fd to an open file; what had it before is closed. */
  open(fd: number, file: OpenFile, closesOnExec: boolean): void {
    file.fds++;
    this.close(fd);
    this.#fds.set(fd, { file, closesOnExec });
  }

  close(fd: number): void {
    const held = this.#fds.get(fd);
    if (held === undefined) return;
    this.#fds.delete(fd);
    held.file.fds--;
    if (held.file.fds === 0) this.#released(held.file);
  }

  closeRange(first: number, last: number): void {
    for (const fd of [...this.#fds.keys()]) if (fd >= first && fd <= last) this.close(fd);
  }

  /** Says of some fds whether they are closed on execve(2). */
  mark(first: number, last: number, closesOnExec: boolean): void {
    for (const [fd, { file }] of this.#fds) if (fd >= first && fd <= last) this.#fds.set(fd, { file, closesOnExec });
  }

  /** Notes of each open file who else may have it from now on. */
  share(untold: string): void {
    for (const { file } of this.#fds.values()) file.untold ??= untold;
  }

  exec(): void {
    for (const [fd, { closesOnExec }] of [...this.#fds]) if (closesOnExec) this.close(fd);
  }

  /** The table of a child: the same open files under the same numbers. */
  fork(): FdTable {
    const child = new FdTable(this.#released);
    for (const [fd, { file, closesOnExec }] of this.#fds) child.open(fd, file, closesOnExec);
    return child;
  }
}
