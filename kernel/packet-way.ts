import { must } from './errno.ts';
import { CallFailed, KernelUnavailable } from './failure.ts';
import type { Became } from './hooks.ts';
import { PACKET_LENGTH } from './instructions.ts';
import type { Netlink } from './netlink.ts';
import type { Namespace } from './second-namespace.ts';
import type { System } from './syscalls.ts';

const PORT = 9;
const ONE = Buffer.from([1]);
/** A datagram that no program looks at, sent behind the one that they do: when it is there, the other was, or never will be. */
const MARKER = Buffer.alloc(300, 2);
/** How often the marker is looked for, and how long is waited in between, in milliseconds. */
const TRIES = 400;
const PAUSE = 5;

interface WayTools {
  readonly system: System;
  readonly netlink: Netlink;
  readonly otherNamespace: Namespace;
}

/** How a packet goes: away from the device, where its egress list runs, or to it. */
export type Direction = 'ingress' | 'egress';

const sleep = new Int32Array(new SharedArrayBuffer(4));

/**
 * A device whose other end is in another network namespace, with an address on each end, and a UDP socket on each that
 * sends to the other.
 */
export class PacketWay {
  readonly ifindex: number;
  readonly #system: System;
  readonly #netlink: Netlink;
  readonly #sockets: { readonly near: number; readonly far: number };
  readonly #addresses: { readonly near: Buffer; readonly far: Buffer };

  /** `which`: a number of its own, which its addresses are made of. */
  constructor({ system, netlink, otherNamespace: other }: WayTools, name: string, which: number) {
    this.#system = system;
    this.#netlink = netlink;
    const peer = `${name}p`;
    const made = netlink.createPair('veth', name, peer, other.fd);
    if (made === 'EOPNOTSUPP')
      throw new KernelUnavailable('no packet can be sent: this kernel has no veth devices (CONFIG_VETH)');
    must('RTM_NEWLINK of a veth pair', made);
    this.ifindex = netlink.indexOf(name);
    const address = (end: number) => Buffer.from([10, which >> 8, which & 0xff, end]);
    this.#addresses = { near: address(1), far: address(2) };
    must('RTM_NEWADDR', netlink.addAddress(this.ifindex, this.#addresses.near));
    must('RTM_NEWLINK to set a device up', netlink.setUp(this.ifindex));
    const near = this.#socket(this.#addresses.near);
    this.#sockets = other.within(() => {
      const farIndex = other.netlink.indexOf(peer);
      must('RTM_NEWADDR', other.netlink.addAddress(farIndex, this.#addresses.far));
      must('RTM_NEWLINK to set a device up', other.netlink.setUp(farIndex));
      return { near, far: this.#socket(this.#addresses.far) };
    });
    // Each end finds out the address of the other now: a packet that waits for it is sent when nobody gets its error.
    for (const direction of ['egress', 'ingress'] as const) {
      const { from, to, address } = this.#way(direction);
      must('sendto of the first packet', this.#system.sendTo(from, MARKER, address, PORT));
      this.#arrived(to);
    }
  }

  #way(direction: Direction) {
    const { near, far } = this.#sockets;
    const addresses = this.#addresses;
    return direction === 'egress'
      ? { from: near, to: far, address: addresses.far }
      : { from: far, to: near, address: addresses.near };
  }

  /** Sends one packet; gives the name of the errno where the device is gone. Throws CallFailed where what no program looks at is lost. */
  send(direction: Direction): Became | 'ENETUNREACH' {
    const { from, to, address } = this.#way(direction);
    const said = this.#system.sendTo(from, ONE, address, PORT);
    if (said === 'ENETUNREACH') return said;
    if (typeof said === 'string' && said !== 'ENOBUFS') throw new CallFailed('sendto of a packet', said);
    must('sendto behind a packet', this.#system.sendTo(from, MARKER, address, PORT));
    return { is: 'packet', delivered: this.#arrived(to), sender: said === 'ENOBUFS' ? said : 'ok' };
  }

  close(): void {
    for (const socket of Object.values(this.#sockets)) this.#system.close(socket);
    this.#netlink.delete(this.ifindex);
  }

  #socket(address: Buffer): number {
    const socket = must('socket(AF_INET)', this.#system.udpSocket());
    must('bind of a UDP socket', this.#system.bindTo(socket, address, PORT));
    return socket;
  }

  #arrived(socket: number): boolean {
    const into = Buffer.alloc(512);
    let delivered = false;
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      for (;;) {
        const length = this.#system.receive(socket, into);
        if (length === 'EAGAIN') break;
        if (must('recv of a packet', length) === MARKER.length) return delivered;
        delivered = true;
      }
      Atomics.wait(sleep, 0, 0, PAUSE);
    }
    throw new CallFailed(`a datagram of ${MARKER.length} bytes behind one of ${PACKET_LENGTH}`, 'never there');
  }
}
