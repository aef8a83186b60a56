import { createRequire } from 'node:module';
import { errnoName, type Result } from './errno.ts';
import { CallFailed, KernelUnavailable } from './failure.ts';

/** The number of bpf(2) by architecture, as Node names it. Sources: syscall_64.tbl and the generic table, v6.18. */
const BPF_NUMBERS: Readonly<Record<string, number>> = { x64: 321, arm64: 280 };

const CLONE_NEWNET = 0x40000000;
const AF_NETLINK = 16;
const SOCK_RAW_CLOEXEC = 3 | 0o2000000;
const NETLINK_ROUTE = 0;
const MSG_DONTWAIT = 0x40;
const AF_INET = 2;
const AF_PACKET = 17;
const ETH_P_IP = 0x0800;
const SOCK_DGRAM_CLOEXEC = 2 | 0o2000000;
/** The numbers of calls, which are those of every architecture. */
const PIDFD_OPEN = 434;
const PIDFD_GETFD = 438;
const FSOPEN = 430;
const FSCONFIG = 431;
const FSMOUNT = 432;
const FSCONFIG_CMD_CREATE = 6;
const CLOEXEC = 1;
const AF_UNIX = 1;
const SOCK_SEQPACKET_CLOEXEC = 5 | 0o2000000;
const SOL_SOCKET = 1;
const SO_RCVTIMEO = 20;
const SOL_IP = 0;
const SOL_NETLINK = 270;
const NETLINK_CAP_ACK = 10;
const NETLINK_EXT_ACK = 11;
const IP_RECVERR = 11;
/** Source: include/uapi/linux/capability.h, v6.18: two words for each set. */
const CAPABILITY_VERSION_3 = 0x20080522;

/**
 * An fd number that is never open: fd tables end below it, whatever the limits are set to, because the kernel rounds
 * their greatest size down to a multiple of 64.
 */
export const CLOSED_FD = 0x7fffffff;

/** An id that nothing has: the kernel gives ids below this number. */
export const UNKNOWN_ID = 0x7fffffff;

type Function = (...args: unknown[]) => number;

/**
 * The system calls this folder makes, through libc and FFI, each on the calling thread.
 *
 * A buffer handed to a call is read and written in place; it does not move, because Node keeps the bytes of buffers
 * outside the collected heap. They are freed once nothing refers to the Buffer, and an address inside a bpf_attr is no
 * reference: hence the argument `pinned` of `bpf`.
 */
export class System {
  readonly #bpfNumber: number;
  readonly #functions: Readonly<
    Record<
      | 'syscall'
      | 'syscallAt'
      | 'syscallOfThree'
      | 'syscallOfText'
      | 'syscallOfFive'
      | 'unlinkat'
      | 'capset'
      | 'close'
      | 'unshare'
      | 'setns'
      | 'socket'
      | 'send'
      | 'sendAt'
      | 'recv'
      | 'recvfrom'
      | 'bind'
      | 'setsockopt'
      | 'sendto'
      | 'socketpair'
      | 'connect'
      | 'getpeername'
      | 'getsockopt',
      Function
    >
  >;
  readonly #errno: () => number;
  readonly #address: (buffer: Buffer) => bigint;
  /** An attr is an argument of the call, so it lives as long; what it points to lives as long as it does. */
  readonly #pinned = new WeakMap<Buffer, readonly Buffer[]>();

  /** Throws KernelUnavailable: not Linux, an architecture without known number of bpf(2), koffi missing. */
  constructor() {
    if (process.platform !== 'linux') throw new KernelUnavailable(`this is ${process.platform}, not Linux`);
    const bpfNumber = BPF_NUMBERS[process.arch];
    if (bpfNumber === undefined) {
      const known = Object.keys(BPF_NUMBERS).join(', ');
      throw new KernelUnavailable(`architecture ${process.arch} is not supported, only ${known}`);
    }
    this.#bpfNumber = bpfNumber;
    const koffi = loadKoffi();
    const libc = koffi.load(null);
    this.#functions = {
      // Declared with the fixed arguments of bpf(2); on the supported architectures a variadic call passes them alike.
      syscall: libc.func('long syscall(long number, int command, void *attr, uint32_t size)'),
      syscallAt: libc.func('long syscall(long number, int command, uintptr_t attr, uint32_t size)'),
      syscallOfThree: libc.func('long syscall(long number, int first, int second, uint32_t third)'),
      syscallOfText: libc.func('long syscall(long number, const char *text, uint32_t flags)'),
      syscallOfFive: libc.func(
        'long syscall(long number, int first, uint32_t second, uintptr_t third, uintptr_t fourth, int fifth)',
      ),
      unlinkat: libc.func('int unlinkat(int directory, const char *path, int flags)'),
      capset: libc.func('int capset(void *header, void *sets)'),
      close: libc.func('int close(int fd)'),
      unshare: libc.func('int unshare(int flags)'),
      setns: libc.func('int setns(int fd, int type)'),
      socket: libc.func('int socket(int domain, int type, int protocol)'),
      send: libc.func('intptr_t send(int fd, void *bytes, size_t length, int flags)'),
      sendAt: libc.func('intptr_t send(int fd, uintptr_t bytes, size_t length, int flags)'),
      bind: libc.func('int bind(int fd, void *address, uint32_t length)'),
      setsockopt: libc.func('int setsockopt(int fd, int level, int name, void *value, uint32_t length)'),
      sendto: libc.func('intptr_t sendto(int fd, void *bytes, size_t length, int flags, void *address, uint32_t size)'),
      socketpair: libc.func('int socketpair(int domain, int type, int protocol, void *fds)'),
      connect: libc.func('int connect(int fd, void *address, uint32_t length)'),
      getpeername: libc.func('int getpeername(int fd, void *address, void *length)'),
      getsockopt: libc.func('int getsockopt(int fd, int level, int name, void *value, void *length)'),
      recvfrom: libc.func(
        'intptr_t recvfrom(int fd, void *bytes, size_t length, int flags, void *address, void *size)',
      ),
      recv: libc.func('intptr_t recv(int fd, void *bytes, size_t length, int flags)'),
    };
    this.#errno = koffi.errno;
    this.#address = koffi.address;
  }

  /** bpf(2). `pinned`: every buffer whose address is in `attr`; see `pin`. */
  bpf(command: number, attr: Buffer, pinned: readonly Buffer[] = []): Result {
    if (pinned.length > 0) this.pin(attr, pinned);
    return this.#result(this.#functions.syscall(this.#bpfNumber, command, attr, attr.length));
  }

  /** bpf(2) with an attr that another thread has: what the call gave, and errno where that is below 0. */
  bpfAt(command: number, address: bigint, size: number): readonly [value: number, errno: number] {
    return this.#raw(this.#functions.syscallAt(this.#bpfNumber, command, address, size));
  }

  /** send(2) of bytes that another thread has: what the call gave, and errno where that is below 0. */
  sendAt(fd: number, address: bigint, length: number): readonly [value: number, errno: number] {
    return this.#raw(this.#functions.sendAt(fd, address, length, 0));
  }

  /** capset(2): the calling thread has these capabilities from now on, given as bits, and no way to get others. */
  keepCapabilities(kept: bigint): readonly [value: number, errno: number] {
    const [low, high] = [Number(kept & 0xffffffffn), Number(kept >> 32n)];
    const header = Buffer.from(new Uint32Array([CAPABILITY_VERSION_3, 0]).buffer);
    const sets = Buffer.from(new Uint32Array([low, low, 0, high, high, 0]).buffer);
    return this.#raw(this.#functions.capset(header, sets));
  }

  /** Every buffer whose address is in `attr` lives at least as long as `attr` does. */
  pin(attr: Buffer, pinned: readonly Buffer[]): void {
    this.#pinned.set(attr, pinned);
  }

  /** The address of a buffer's bytes, for a field of a bpf_attr; see `pin`. */
  address(buffer: Buffer): bigint {
    return this.#address(buffer);
  }

  /** close(2). */
  close(fd: number): Result {
    return this.#result(this.#functions.close(fd));
  }

  /** unshare(2): moves the calling thread into a new network namespace. */
  unshareNetwork(): Result {
    return this.#result(this.#functions.unshare(CLONE_NEWNET));
  }

  /** setns(2): moves the calling thread into the network namespace of an fd. */
  enterNetwork(fd: number): Result {
    return this.#result(this.#functions.setns(fd, CLONE_NEWNET));
  }

  /** socket(2): a routing netlink socket in the network namespace of the calling thread. */
  netlinkSocket(): Result {
    return this.#result(this.#functions.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_ROUTE));
  }

  /** setsockopt(2): answers of a netlink socket say in words why something is refused, where the kernel does (4.12 and later do). */
  askForTexts(fd: number): void {
    const on = Buffer.from(new Int32Array([1]).buffer);
    for (const option of [NETLINK_CAP_ACK, NETLINK_EXT_ACK])
      this.#functions.setsockopt(fd, SOL_NETLINK, option, on, on.length);
  }

  /** send(2) on a connected or netlink socket. */
  send(fd: number, bytes: Buffer): Result {
    return this.#result(this.#functions.send(fd, bytes, bytes.length, 0));
  }

  /** recv(2) into a buffer, without waiting; gives the length received. */
  receive(fd: number, into: Buffer): Result {
    return this.#result(this.#functions.recv(fd, into, into.length, MSG_DONTWAIT));
  }

  /** socket(2): a UDP socket in the network namespace of the calling thread, whose sender gets the errors of the device. */
  udpSocket(): Result {
    const socket = this.inetSocket();
    if (typeof socket === 'string') return socket;
    const set = this.askForErrors(socket);
    return typeof set === 'string' ? set : socket;
  }

  /** socket(2): a UDP socket in the network namespace of the calling thread. */
  inetSocket(): Result {
    return this.#result(this.#functions.socket(AF_INET, SOCK_DGRAM_CLOEXEC, 0));
  }

  /** setsockopt(2): the sender of a UDP socket gets the errors of the device. */
  askForErrors(fd: number): Result {
    return this.setOption(fd, SOL_IP, IP_RECVERR, 1);
  }

  /** socket(2): a datagram socket of AF_UNIX. */
  unixSocket(): Result {
    return this.#result(this.#functions.socket(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0));
  }

  /** bind(2) of a socket of AF_UNIX to an abstract name. */
  bindToName(fd: number, name: string): Result {
    const bytes = abstractAddress(name);
    return this.#result(this.#functions.bind(fd, bytes, bytes.length));
  }

  /** sendto(2) an abstract name of AF_UNIX. */
  sendToName(fd: number, bytes: Buffer, name: string): Result {
    const to = abstractAddress(name);
    return this.#result(this.#functions.sendto(fd, bytes, bytes.length, 0, to, to.length));
  }

  /** connect(2) to an abstract name of AF_UNIX. */
  connectToName(fd: number, name: string): Result {
    const bytes = abstractAddress(name);
    return this.#result(this.#functions.connect(fd, bytes, bytes.length));
  }

  /**
   * socket(2): a packet socket that gets the IPv4 packets which devices receive, behind everything that runs at their ingress; in
   * the network namespace of the calling thread.
   */
  packetSocket(): Result {
    const protocol = Buffer.alloc(2);
    protocol.writeUInt16BE(ETH_P_IP);
    return this.#result(this.#functions.socket(AF_PACKET, SOCK_RAW_CLOEXEC, readU16(protocol)));
  }

  /** recvfrom(2) of a packet socket, without waiting: the length received, and the index of the device that received it. */
  receiveFrom(fd: number, into: Buffer): { readonly length: Result; readonly ifindex: number } {
    const [from, size] = [Buffer.alloc(20), Buffer.from(new Uint32Array([20]).buffer)];
    const length = this.#result(this.#functions.recvfrom(fd, into, into.length, MSG_DONTWAIT, from, size));
    return { length, ifindex: new Int32Array(from.buffer, from.byteOffset + 4, 1)[0]! };
  }

  /** bind(2) to an IPv4 address of 4 bytes, and a port. */
  bindTo(fd: number, address: Buffer, port: number): Result {
    const bytes = socketAddress(address, port);
    return this.#result(this.#functions.bind(fd, bytes, bytes.length));
  }

  /** sendto(2) an IPv4 address of 4 bytes, and a port. */
  sendTo(fd: number, bytes: Buffer, address: Buffer, port: number): Result {
    const to = socketAddress(address, port);
    return this.#result(this.#functions.sendto(fd, bytes, bytes.length, 0, to, to.length));
  }

  /** connect(2) to an IPv4 address of 4 bytes, and a port. */
  connectTo(fd: number, address: Buffer, port: number): Result {
    const bytes = socketAddress(address, port);
    return this.#result(this.#functions.connect(fd, bytes, bytes.length));
  }

  /** connect(2) to AF_UNSPEC: a datagram socket has no peer any more. */
  disconnect(fd: number): Result {
    const bytes = Buffer.alloc(16);
    return this.#result(this.#functions.connect(fd, bytes, bytes.length));
  }

  /** getpeername(2): whether a socket has a peer. */
  isConnected(fd: number): boolean {
    const length = Buffer.from(new Uint32Array([16]).buffer);
    return this.#functions.getpeername(fd, Buffer.alloc(16), length) === 0;
  }

  /** setsockopt(2) of an option that is an int. */
  setOption(fd: number, level: number, name: number, value: number): Result {
    const bytes = Buffer.from(new Int32Array([value]).buffer);
    return this.#result(this.#functions.setsockopt(fd, level, name, bytes, bytes.length));
  }

  /** getsockopt(2) of an option that is an int: what the call gives, which may be below -1 where a program says so, and the int. */
  getOption(fd: number, level: number, name: number): readonly [said: Result, value: number] {
    const value = new Int32Array([-1]);
    const length = Buffer.from(new Uint32Array([value.byteLength]).buffer);
    const said = this.#functions.getsockopt(fd, level, name, Buffer.from(value.buffer), length);
    return [said === -1 ? errnoName(this.#errno()) : said, value[0]!];
  }

  /** socketpair(2): two ends of a channel of packets, of which the first waits so many seconds for one and not longer. */
  packetPair(patience: number): readonly [number, number] {
    const fds = new Int32Array(2);
    const made = this.#functions.socketpair(AF_UNIX, SOCK_SEQPACKET_CLOEXEC, 0, Buffer.from(fds.buffer));
    if (made < 0) throw new CallFailed('socketpair', errnoName(this.#errno()));
    const time = Buffer.from(new BigInt64Array([BigInt(patience), 0n]).buffer);
    this.#functions.setsockopt(fds[0]!, SOL_SOCKET, SO_RCVTIMEO, time, time.length);
    return [fds[0]!, fds[1]!];
  }

  /** pidfd_open(2). */
  openProcess(pid: number): Result {
    return this.#result(this.#functions.syscallOfThree(PIDFD_OPEN, pid, 0, 0));
  }

  /** pidfd_getfd(2): an fd of this process for what an fd of another one is. */
  fdOfProcess(process: number, fd: number): Result {
    return this.#result(this.#functions.syscallOfThree(PIDFD_GETFD, process, fd, 0));
  }

  /** fsopen(2), fsconfig(2) and fsmount(2): an fd of a file system of its own that is mounted nowhere. */
  mountDetached(type: string): Result {
    const context = this.#result(this.#functions.syscallOfText(FSOPEN, type, CLOEXEC));
    if (typeof context === 'string') return context;
    const made = this.#result(this.#functions.syscallOfFive(FSCONFIG, context, FSCONFIG_CMD_CREATE, 0, 0, 0));
    const mount =
      typeof made === 'string' ? made : this.#result(this.#functions.syscallOfThree(FSMOUNT, context, CLOEXEC, 0));
    this.#functions.close(context);
    return mount;
  }

  /** unlinkat(2) of a name in a directory. */
  unlinkAt(directory: number, name: string): Result {
    return this.#result(this.#functions.unlinkat(directory, name, 0));
  }

  /** As `#result`, in numbers. */
  #raw(value: number): readonly [value: number, errno: number] {
    return [value, value < 0 ? this.#errno() : 0];
  }

  /** errno is read right after the call, before anything else can change it. */
  #result(value: number): Result {
    return value < 0 ? errnoName(this.#errno()) : value;
  }
}

/** A struct sockaddr_in: the family as the machine has it, the rest in network order. */
function socketAddress(address: Buffer, port: number): Buffer {
  const bytes = Buffer.alloc(16);
  new Uint16Array(bytes.buffer, bytes.byteOffset, 1)[0] = AF_INET;
  bytes.writeUInt16BE(port, 2);
  address.copy(bytes, 4);
  return bytes;
}

/** A struct sockaddr_un of an abstract name, which is one of the network namespace. */
function abstractAddress(name: string): Buffer {
  const bytes = Buffer.alloc(3 + name.length);
  new Uint16Array(bytes.buffer, bytes.byteOffset, 1)[0] = AF_UNIX;
  bytes.write(name, 3, 'latin1');
  return bytes;
}

/** Two bytes as this host has a number of 16 bits. */
const readU16 = (bytes: Buffer): number => new Uint16Array(bytes.buffer, bytes.byteOffset, 1)[0]!;

function loadKoffi(): typeof import('koffi') {
  try {
    return createRequire(import.meta.url)('koffi') as typeof import('koffi');
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND';
    const why = missing ? 'is not installed (npm install koffi)' : `does not load: ${firstLine(cause)}`;
    throw new KernelUnavailable(`the optional package koffi ${why}`, { cause });
  }
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n')[0]!;
}
