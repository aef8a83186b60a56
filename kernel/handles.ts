import { CLOSED_FD, UNKNOWN_ID } from './syscalls.ts';

interface Handle {
  fd: number;
  id: number;
  /** Further fds. */
  more: number[];
}

/** The fds and ids of the programs, or of the links, of a universe: the one place where names become numbers. */
export class Handles {
  readonly #what: string;
  readonly #handles: ReadonlyMap<string, Handle>;
  readonly #names = new Map<number, string>();

  /** `what`: "program" or "link". Every name starts without fd and without id. */
  constructor(what: string, names: Iterable<string>) {
    this.#what = what;
    this.#handles = new Map(Array.from(names, (name) => [name, { fd: CLOSED_FD, id: UNKNOWN_ID, more: [] }]));
  }

  /** Notes the fd of an object that came to be, and then asks for its id: whatever happens, the fd is known. */
  opened(name: string, fd: number, idOf: (fd: number) => number): void {
    const handle = this.#find(name);
    handle.fd = fd;
    handle.id = idOf(fd);
    this.#names.set(handle.id, name);
  }

  /** Notes one more fd of an object that is known. */
  reopened(name: string, fd: number): void {
    const handle = this.#find(name);
    if (handle.fd === CLOSED_FD) handle.fd = fd;
    else handle.more.push(fd);
  }

  /** Notes that an fd is about to be closed and gives its number; CLOSED_FD where none is open. */
  closing(name: string): number {
    const handle = this.#find(name);
    const { fd } = handle;
    handle.fd = handle.more.pop() ?? CLOSED_FD;
    return fd;
  }

  /** Notes that every fd is about to be closed. */
  closingAll(): void {
    for (const handle of this.#handles.values()) {
      handle.fd = CLOSED_FD;
      handle.more = [];
    }
  }

  isOpen(name: string): boolean {
    return this.#find(name).fd !== CLOSED_FD;
  }

  /** The fd; CLOSED_FD once it was closed, or before the object exists. */
  fd(name: string): number {
    return this.#find(name).fd;
  }

  /** The id, also when the object is gone (ids are given in turn, none comes back soon); UNKNOWN_ID before it exists. */
  id(name: string): number {
    return this.#find(name).id;
  }

  /** The name of what has this id, or `id:123` for something the universe does not know. */
  nameOf(id: number): string {
    return this.#names.get(id) ?? `id:${id}`;
  }

  /** The fds that are open. */
  get openFds(): number[] {
    return [...this.#handles.values()].flatMap(({ fd, more }) => [fd, ...more]).filter((fd) => fd !== CLOSED_FD);
  }

  #find(name: string): Handle {
    return find(this.#what, this.#handles, name);
  }
}

/** The value behind a name of the universe; an Error with the names there are. */
export function find<T>(what: string, table: ReadonlyMap<string, T>, name: string): T {
  const value = table.get(name);
  if (value === undefined) {
    const known = table.size === 0 ? 'there is none' : `there are ${[...table.keys()].join(', ')}`;
    throw new Error(`there is no ${what} ${name} in this universe: ${known}`);
  }
  return value;
}
