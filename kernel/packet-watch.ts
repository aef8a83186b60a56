import { must } from './errno.ts';
import { KernelUnavailable } from './failure.ts';
import { FATES, noting } from './instructions.ts';
import { encode, RAW_TRACEPOINT_OPEN } from './layout.ts';
import { loadProgram } from './programs.ts';
import type { Namespace } from './second-namespace.ts';
import type { System } from './syscalls.ts';

/** The tracepoints that say how a packet ended. Source: include/trace/events/skb.h, v6.18. */
const TRACEPOINTS = { dropped: 'kfree_skb', consumed: 'consume_skb' } as const;

/** A packet that a device received: its length, and the device, which is in this namespace or in the other. */
export interface Received {
  readonly length: number;
  readonly ifindex: number;
  readonly isHere: boolean;
}

/**
 * What tells of packets over devices, in any world: two tracepoints that say in the log of programs how a packet ended, and a packet
 * socket in each namespace. All of it outlives each world: the kernel takes its time to let go of sockets and tracepoints.
 */
export class PacketWatch {
  readonly #log: number;
  readonly #system: System;
  readonly #fds: number[] = [];
  readonly #receivers: { readonly fd: number; readonly isHere: boolean }[] = [];
  readonly #into = Buffer.alloc(512);

  /** `log`: an fd of the map that programs log to, which outlives this. Throws KernelUnavailable where nothing tells how a packet ended. */
  constructor(system: System, other: Namespace, log: number) {
    this.#system = system;
    this.#log = log;
    try {
      for (const fate of ['dropped', 'consumed'] as const) this.#watch(fate);
      const receiver = () => this.#made(must('socket(AF_PACKET)', system.packetSocket()));
      this.#receivers.push({ fd: receiver(), isHere: true }, { fd: other.within(receiver), isHere: false });
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** What was received since this was asked last. */
  received(): readonly Received[] {
    return this.#receivers.flatMap(({ fd, isHere }) => this.#drained(fd).map((each) => ({ ...each, isHere })));
  }

  close(): void {
    for (const fd of this.#fds.splice(0)) this.#system.close(fd);
  }

  #made(fd: number): number {
    this.#fds.push(fd);
    return fd;
  }

  #watch(fate: keyof typeof TRACEPOINTS): void {
    const prog = this.#made(loadProgram(this.#system, 'raw_tracepoint', { insns: noting(FATES[fate], this.#log) }));
    const name = Buffer.from(`${TRACEPOINTS[fate]}\0`);
    const attr = encode(RAW_TRACEPOINT_OPEN, { name: this.#system.address(name), prog_fd: prog });
    const opened = this.#system.bpf(RAW_TRACEPOINT_OPEN.command, attr, [name]);
    if (typeof opened === 'string')
      throw new KernelUnavailable(
        `nothing tells what becomes of a packet: the tracepoint ${TRACEPOINTS[fate]} takes no program (CONFIG_BPF_EVENTS): ${opened}`,
      );
    this.#made(opened);
  }

  #drained(fd: number): readonly Omit<Received, 'isHere'>[] {
    const all: Omit<Received, 'isHere'>[] = [];
    for (;;) {
      const { length, ifindex } = this.#system.receiveFrom(fd, this.#into);
      // ENETDOWN, once, where a device has gone.
      if (length === 'ENETDOWN') continue;
      if (length === 'EAGAIN') return all;
      all.push({ length: must('recvfrom of a packet', length), ifindex });
    }
  }
}
