import { must } from './errno.ts';
import { CallFailed, KernelUnavailable } from './failure.ts';
import { PACKET_LENGTH } from './instructions.ts';
import type { Netlink } from './netlink.ts';
import type { PacketWatch, Received } from './packet-watch.ts';
import type { Namespace } from './second-namespace.ts';
import type { System } from './syscalls.ts';

const PORT = 9;
const ONE = Buffer.from([1]);
/** A datagram that no program looks at, sent behind the one that they do: when it is there, the other was, or never will be. */
const MARKER = Buffer.alloc(300, 2);
const MARKER_LENGTH = PACKET_LENGTH - ONE.length + MARKER.length;
/** How often a datagram is looked for, and how long is waited in between, in milliseconds. */
const TRIES = 400;
const PAUSE = 5;
const FEW = 20;
/** The hardware address that packets are sent to: nobody's, so that no host takes them for its own. */
const NOBODY = Buffer.from([2, 0, 0, 0, 0, 9]);

interface WayTools {
  readonly system: System;
  readonly netlink: Netlink;
  readonly otherNamespace: Namespace;
  readonly packetWatch: PacketWatch;
}

/** How a packet goes: away from the device, where its egress list runs, or to it. */
export type Direction = 'ingress' | 'egress';

const sleep = new Int32Array(new SharedArrayBuffer(4));

/** One end of a pair: a device with an address, in this namespace or in the other, and a UDP socket that sends over it. */
export interface End {
  readonly ifindex: number;
  readonly isHere: boolean;
  readonly sender: number;
  /** The address that is sent to: of nobody, over this device. */
  readonly to: Buffer;
}

/** What became of a packet: the end that received it, if any, and the error of its sender. */
export interface Arrival {
  readonly at: End | undefined;
  readonly sender: 'ok' | 'ENOBUFS';
}

/** What makes a pair of devices. */
export interface Pair {
  readonly kind: 'veth' | 'netkit';
  readonly names: readonly [near: string, far: string];
  /** A number of its own, which its addresses are made of. */
  readonly which: number;
  /** Whether the far end is in the same network namespace. */
  readonly isHere: boolean;
  /** What its kind wants to know besides, as attributes. */
  readonly more?: Buffer;
  /** Whether each end drops what it sends while nothing is attached to it: markers too. */
  readonly drops?: readonly [near: boolean, far: boolean];
}

const isAt =
  ({ ifindex, isHere }: End, length: number) =>
  (each: Received): boolean =>
    each.length === length && each.ifindex === ifindex && each.isHere === isHere;

/**
 * A pair of devices, by default with its far end in another network namespace. Packets are sent over each end to an address
 * that nobody has, and received by packet sockets, which stand behind all that runs at the ingress of a device.
 */
export class PacketWay {
  readonly near: End;
  readonly far: End;
  readonly #system: System;
  readonly #netlink: Netlink;
  readonly #watch: PacketWatch;
  readonly #dropping: readonly End[];

  constructor({ system, netlink, otherNamespace: other, packetWatch }: WayTools, pair: Pair) {
    const { kind, names, which, isHere, more } = pair;
    this.#system = system;
    this.#netlink = netlink;
    this.#watch = packetWatch;
    const made = netlink.createPair(kind, names[0], names[1], isHere ? undefined : other.fd, more);
    if (made === 'EOPNOTSUPP')
      throw new KernelUnavailable(
        `no packet can be sent: this kernel has no ${kind} devices (CONFIG_${kind.toUpperCase()})`,
      );
    must(`RTM_NEWLINK of a ${kind} pair`, made);
    // Each end has a network of its own, since both may be in one namespace.
    const address = (network: number, host: number) => Buffer.from([network, which >> 8, which & 0xff, host]);
    this.near = this.#end(netlink, names[0], true, address(10, 1), address(10, 9));
    const makeFar = (at: Netlink) => this.#end(at, names[1], isHere, address(172, 1), address(172, 9));
    this.far = isHere ? makeFar(netlink) : other.within(() => makeFar(other.netlink));
    const [nearDrops, farDrops] = pair.drops ?? [false, false];
    this.#dropping = [...(nearDrops ? [this.near] : []), ...(farDrops ? [this.far] : [])];
    this.#tryOut(this.near, this.far);
    this.#tryOut(this.far, this.near);
  }

  /** Sends one packet in a direction of an end; the name of the errno where the device is gone. It may arrive at any of `ways`. */
  send(end: End, direction: Direction, ways: readonly PacketWay[]): Arrival | 'ENETUNREACH' {
    const other = end === this.near ? this.far : this.near;
    const [from, to] = direction === 'egress' ? [end, other] : [other, end];
    const said = this.#system.sendTo(from.sender, ONE, from.to, PORT);
    if (said === 'ENETUNREACH') return said;
    if (typeof said === 'string' && said !== 'ENOBUFS') throw new CallFailed('sendto of a packet', said);
    const received: Received[] = [];
    // A packet that is redirected to an ingress is queued again, each time behind what is queued already.
    for (const _ of ways) {
      const behind = this.#system.sendTo(from.sender, MARKER, from.to, PORT);
      // Nothing is attached, and the end drops everything: the packet as well, which has the same error.
      if (behind === 'ENOBUFS' && this.#dropping.includes(from)) break;
      must('sendto behind a packet', behind);
      received.push(...this.#until(to));
    }
    const ends = ways.flatMap(({ near, far }) => [near, far]);
    const at = ends.find((each) => received.some(isAt(each, PACKET_LENGTH)));
    return { at, sender: said === 'ENOBUFS' ? said : 'ok' };
  }

  close(): void {
    for (const { sender } of [this.near, this.far]) this.#system.close(sender);
    this.#netlink.delete(this.near.ifindex);
  }

  #end(netlink: Netlink, name: string, isHere: boolean, own: Buffer, to: Buffer): End {
    const ifindex = netlink.indexOf(name);
    must('RTM_NEWADDR', netlink.addAddress(ifindex, own));
    must('RTM_NEWLINK to set a device up', netlink.setUp(ifindex));
    must('RTM_NEWNEIGH', netlink.addNeighbour(ifindex, to, NOBODY));
    const sender = must('socket(AF_INET)', this.#system.udpSocket());
    must('bind of a UDP socket', this.#system.bindTo(sender, own, PORT));
    return { ifindex, isHere, sender, to };
  }

  /** Waits until the kernel, which takes a moment to find that a device is connected, lets packets through. */
  #tryOut(from: End, to: End): void {
    // What an end drops does not tell when it is ready: as long as the other one needs, and a little more.
    const tries = this.#dropping.includes(from) ? FEW : TRIES;
    for (let attempt = 0; attempt < tries; attempt += 1) {
      this.#system.sendTo(from.sender, MARKER, from.to, PORT);
      if (this.#watch.received().some(isAt(to, MARKER_LENGTH))) return;
      Atomics.wait(sleep, 0, 0, PAUSE);
    }
    if (tries === FEW) return;
    throw new CallFailed('the first datagram over a pair of devices', 'never there');
  }

  /** Waits for a marker, and tells what came before it. */
  #until(end: End): readonly Received[] {
    const all: Received[] = [];
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      all.push(...this.#watch.received());
      if (all.some(isAt(end, MARKER_LENGTH))) return all;
      Atomics.wait(sleep, 0, 0, PAUSE);
    }
    throw new CallFailed(`a datagram of ${MARKER.length} bytes behind one of ${ONE.length}`, 'never there');
  }
}
