import { createRequire } from 'node:module';
import os from 'node:os';
import type Koffi from 'koffi';
import type { Errno } from '../spec/vocabulary/index.ts';
import { Outcome } from '../spec/vocabulary/index.ts';
import { type Command, COMMANDS } from './layout.ts';
import { KernelUnavailable } from './unavailable.ts';

/** The number of bpf(2). Source: the syscall tables of the architectures. */
const SYS_BPF: Readonly<Record<string, number>> = { x64: 321, arm64: 280, riscv64: 280, loong64: 280 };

const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(os.constants.errno).map(([name, number]) => [number, name]),
);

/** The name of an errno; throws where it is none that a request can have as its outcome. */
export function errnoName(number: number, call: string): Errno {
  const name = NAMES.get(number) ?? `errno ${number}`;
  const known = Outcome.safeParse(name);
  if (!known.success || known.data === 'ok') throw new Error(`${call} failed with ${name}, which no request should meet`);
  return known.data;
}

/** A system call that was expected to work and did not. */
export class SystemCallError extends Error {
  override readonly name = 'SystemCallError';
  readonly errno: string;

  constructor(call: string, number: number) {
    const errno = NAMES.get(number) ?? `errno ${number}`;
    super(`${call}: ${errno}`);
    this.errno = errno;
  }
}

/** What is used of the C library. Calls return what the C function returns; `errno()` is that of the last one. */
export interface Libc {
  syscall(number: number, command: number, attr: Buffer, size: number): number;
  open(path: string, flags: number): number;
  close(fd: number): number;
  unshare(flags: number): number;
  setns(fd: number, kind: number): number;
  socket(domain: number, type: number, protocol: number): number;
  send(fd: number, message: Buffer, length: number, flags: number): number;
  recv(fd: number, buffer: Buffer, length: number, flags: number): number;
  if_nametoindex(name: string): number;
  errno(): number;
  /**
   * The address of a buffer, for a pointer inside a bpf_attr. The memory of a Buffer does not move; who passes its
   * address keeps the Buffer itself referenced until the call is over.
   */
  address(buffer: Buffer): bigint;
  readonly bpf: number;
}

/** Loads the C library, or throws KernelUnavailable. */
export function loadLibc(): Libc {
  if (process.platform !== 'linux') throw new KernelUnavailable(`this is ${process.platform}, not Linux`);
  const bpf = SYS_BPF[process.arch];
  if (bpf === undefined) throw new KernelUnavailable(`the number of bpf(2) on ${process.arch} is not known`);
  let koffi: typeof Koffi;
  try {
    koffi = createRequire(import.meta.url)('koffi');
  } catch {
    throw new KernelUnavailable('the optional package koffi is not installed');
  }
  const library = koffi.load(null);
  const func = (prototype: string) => library.func(prototype) as never;
  return {
    // Variadic in C; a fixed prototype passes the same registers on the architectures above.
    syscall: func('long syscall(long number, int command, void *attr, unsigned int size)'),
    open: func('int open(const char *path, int flags)'),
    close: func('int close(int fd)'),
    unshare: func('int unshare(int flags)'),
    setns: func('int setns(int fd, int kind)'),
    socket: func('int socket(int domain, int type, int protocol)'),
    send: func('long send(int fd, void *message, size_t length, int flags)'),
    recv: func('long recv(int fd, void *buffer, size_t length, int flags)'),
    if_nametoindex: func('unsigned int if_nametoindex(const char *name)'),
    errno: () => koffi.errno(),
    address: (buffer) => koffi.address(buffer),
    bpf,
  };
}

/** One call of bpf(2): what it returns (an fd for some commands, else 0), or the name of the errno. */
export function bpf(libc: Libc, command: Command, attr: Buffer): number | Errno {
  const result = libc.syscall(libc.bpf, COMMANDS[command], attr, attr.length);
  return result < 0 ? errnoName(libc.errno(), `bpf(${command})`) : result;
}

/** Throws a SystemCallError where a call returned -1. */
export function must(libc: Libc, call: string, result: number): number {
  if (result < 0) throw new SystemCallError(call, libc.errno());
  return result;
}
