import { PLACES } from '../numbers.ts';
import type { Value } from '../strace/value.ts';
import type { Arg } from './grammar.ts';
import { bare, Unreadable } from './layout.ts';

/** What a variable of a program stands for. */
export type Bound =
  | { readonly is: 'fd'; readonly fd: number }
  /** A directory; `path` is its place below the mount of cgroup2, if it is a cgroup there. */
  | { readonly is: 'directory'; readonly fd: number; readonly path: string }
  | { readonly is: 'device'; readonly device: string }
  | { readonly is: 'number'; readonly number: number }
  | { readonly is: 'untold' };

/** Numbers of fds and ids that stand for variables: no fd of a program is that large. */
const FDS = 1_000_000;
const IDS = 2_000_000;

/** The fds that a program has from the start. */
export const STANDARD = [0, 1, 2] as const;

/** The variables of a program, each with the number that it has in requests. */
export class Variables {
  readonly #bound = new Map<string, Bound>();
  /** Of fds that were closed: how many calls had been made until then that may open others. */
  readonly #closed = new Map<number, number>();
  #fds = FDS;
  #openings = 0;

  get(name: string): Bound {
    return this.#bound.get(name) ?? { is: 'untold' };
  }

  set(name: string, bound: Bound): void {
    this.#bound.set(name, bound);
  }

  freshFd(): number {
    this.#fds++;
    return this.#fds;
  }

  /** Notes a call that may have given a number that is free to something else. */
  mayOpen(): void {
    this.#openings++;
  }

  /** Notes that an fd was closed. */
  closed(fd: number): void {
    this.#closed.set(fd, this.#openings);
  }

  /** Whether an fd is open, or its number not that of another one; an Unreadable where that is not known. */
  #requireOwn(what: string, name: string, fd: number): void {
    if ((this.#closed.get(fd) ?? this.#openings) < this.#openings)
      throw new Unreadable(`${what} is ${name}, which was closed: its number may be that of a later fd`);
  }

  /** The id that a variable stands for from here on. */
  setId(name: string): number {
    const number = IDS + Number(name.slice(1));
    this.set(name, { is: 'number', number });
    return number;
  }

  /** A number that is not an fd. */
  #number(what: string, arg: Arg): number {
    if (arg.is === 'number') return arg.number;
    if (arg.is === 'result') return this.#number(what, arg.value);
    if (arg.is === 'pointer') return 1;
    if (arg.is === 'auto' || arg.is === 'nil') return 0;
    const bound = arg.is === 'variable' && !arg.changed ? this.get(arg.name) : undefined;
    if (bound?.is === 'number') return bound.number;
    throw new Unreadable(
      `${what} is ${arg.is === 'variable' ? `${arg.name}, of which the program does not tell the value` : 'no number'}`,
    );
  }

  /** The number of an fd, or -1. */
  fd(what: string, arg: Arg): number {
    if (arg.is === 'variable' && !arg.changed) {
      const bound = this.get(arg.name);
      if ('fd' in bound) {
        this.#requireOwn(what, arg.name, bound.fd);
        return bound.fd;
      }
      throw new Unreadable(`${what} is ${arg.name}, which is no fd that the program tells of`);
    }
    const number = this.#number(what, arg) | 0;
    if (number < 0 || (STANDARD as readonly number[]).includes(number)) return Math.max(number, -1);
    throw new Unreadable(`${what} is the number ${number}: which fd that is depends on what else the process has open`);
  }

  /** What a field of an attribute says, as strace would print it. */
  value(name: string, arg: Arg, isId: boolean): Value {
    if (name === 'pathname') return textIn(arg) ?? { is: 'number', number: 0 };
    const isFd = name.endsWith('_fd') && !isId;
    return { is: 'number', number: isFd ? this.fd(name, arg) : this.#number(name, arg) };
  }

  /** The hook of an attach type: the cgroup of a directory, or a device. */
  target(arg: Arg, attachType: number): Value {
    const place = PLACES[attachType];
    if (place?.kind === 'tcx') return this.#device(arg);
    const bound = arg.is === 'variable' && !arg.changed ? this.get(arg.name) : undefined;
    if (bound?.is === 'directory' && !this.#closed.has(bound.fd))
      return { is: 'number', number: bound.fd, path: bound.path };
    if (place === undefined) return { is: 'number', number: -1 };
    throw new Unreadable('its target is no cgroup of version 2 that the program opens');
  }

  #device(arg: Arg): Value {
    const bound = arg.is === 'variable' && !arg.changed ? this.get(arg.name) : undefined;
    if (bound?.is === 'device')
      return { is: 'call', name: 'if_nametoindex', args: [{ is: 'text', text: bound.device, cut: false }] };
    if (arg.is === 'number' && arg.number > 0) return { is: 'number', number: arg.number };
    throw new Unreadable('its target is no device that the program tells of');
  }
}

/** A text in memory, without the byte 0 that ends it. */
export function textIn(arg: Arg | undefined): (Value & { is: 'text' }) | undefined {
  if (arg?.is !== 'pointer' || arg.to === undefined) return undefined;
  const to = bare(arg.to, false);
  return to.is === 'bytes' ? { is: 'text', text: to.bytes.replace(/\0.*$/s, ''), cut: false } : undefined;
}

/** Every variable that an argument assigns to. */
export function* resultsIn(arg: Arg): Generator<string> {
  if (arg.is === 'result') {
    yield arg.name;
    yield* resultsIn(arg.value);
  } else if (arg.is === 'list') for (const each of arg.of) yield* resultsIn(each);
  else if (arg.is === 'pointer' && arg.to !== undefined) yield* resultsIn(arg.to);
  else if (arg.is === 'union' && arg.of !== undefined) yield* resultsIn(arg.of);
}
