import { endianness } from 'node:os';
import type { Qdisc } from '../spec/families/slots/vocabulary/index.ts';
import { errnoName, must, type Result } from './errno.ts';
import { CallFailed } from './failure.ts';
import { readU32 } from './layout.ts';
import type { System } from './syscalls.ts';

/*
 * Requests of routing netlink. Sources: include/uapi/linux/netlink.h, rtnetlink.h, if_link.h and pkt_sched.h, v6.18.
 * A message is a header (length, type, flags, sequence number, port), a struct ifinfomsg of 16 bytes whose ifi_index
 * is at 4 (or a struct tcmsg of 20 bytes: tcm_ifindex at 4, tcm_handle at 8, tcm_parent at 12), and attributes (length,
 * type, payload, padded to 4 bytes).
 */
const NLMSG_ERROR = 2;
const RTM_NEWLINK = 16;
const RTM_DELLINK = 17;
const RTM_GETLINK = 18;
const RTM_NEWADDR = 20;
const RTM_NEWQDISC = 36;
const RTM_DELQDISC = 37;
const RTM_NEWTFILTER = 44;
const NLM_F_REQUEST = 0x1;
const NLM_F_ACK = 0x4;
const NLM_F_EXCL_CREATE = 0x200 | 0x400;
const NLM_F_REPLACE_CREATE = 0x100 | 0x400;
const IFLA_IFNAME = 3;
const IFLA_LINKINFO = 18;
const IFLA_NET_NS_FD = 28;
const IFF_UP = 1;
const IFA_ADDRESS = 1;
const IFA_LOCAL = 2;
const AF_INET = 2;
const PREFIX = 24;
const IFLA_INFO_KIND = 1;
const IFLA_INFO_DATA = 2;
/** IFLA_NETKIT_PEER_INFO, and VETH_INFO_PEER too: a struct ifinfomsg and attributes of the peer. */
const PEER_INFO = 1;
const TCA_KIND = 1;
const TCA_OPTIONS = 2;
const TCA_BPF_FD = 6;
const TCA_BPF_NAME = 7;
const TCA_BPF_FLAGS = 8;
const TCA_BPF_FLAG_ACT_DIRECT = 1;
const ETH_P_ALL = 3;
/** The parents of filters at a clsact qdisc. */
const FILTERS_AT = { ingress: 0xfffffff2, egress: 0xfffffff3 } as const;
const TC_H_CLSACT = 0xfffffff1;
const CLSACT_HANDLE = 0xffff0000;
const HEADER = 16;
const IFINFOMSG = 16;
const TCMSG = 20;
/** A link message takes some 2 KiB. */
const REPLY_SIZE = 32768;

const LITTLE = endianness() === 'LE';

/** The loopback device is the first of every network namespace. */
export const LOOPBACK_IFINDEX = 1;

/** Device kinds in the order they are tried: the first that this kernel can make serves as a device under test. */
export const DEVICE_KINDS = ['dummy', 'ifb', 'veth'] as const;

/** One attribute: payload with its head, padded. */
export function attribute(type: number, payload: Buffer): Buffer {
  const bytes = Buffer.alloc(4 + Math.ceil(payload.length / 4) * 4);
  writeU16(bytes, 4 + payload.length, 0);
  writeU16(bytes, type, 2);
  payload.copy(bytes, 4);
  return bytes;
}

/** A message with its body: the struct that its type has, and attributes. */
export function message(type: number, flags: number, sequence: number, body: Buffer): Buffer {
  const head = Buffer.alloc(HEADER);
  writeU32(head, HEADER + body.length, 0);
  writeU16(head, type, 4);
  writeU16(head, flags, 6);
  writeU32(head, sequence, 8);
  return Buffer.concat([head, body]);
}

/** A struct ifinfomsg for an interface index (0: none), with flags of the interface to be set. */
export function ifinfomsg(ifindex: number, set = 0): Buffer {
  const bytes = Buffer.alloc(IFINFOMSG);
  writeU32(bytes, ifindex, 4);
  writeU32(bytes, set, 8);
  writeU32(bytes, set, 12);
  return bytes;
}

/** A struct tcmsg for an interface index. */
function tcmsg(ifindex: number, { handle = 0, parent, info = 0 }: { handle?: number; parent: number; info?: number }) {
  const bytes = Buffer.alloc(TCMSG);
  writeU32(bytes, ifindex, 4);
  writeU32(bytes, handle, 8);
  writeU32(bytes, parent, 12);
  writeU32(bytes, info, 16);
  return bytes;
}

/** A filter: the fd of its program, its priority, and whether by direct action. */
interface FilterOf {
  readonly prog: number;
  readonly priority: number;
  readonly direct: boolean;
}

/** The flags of a request that makes something. */
const MAKING = NLM_F_ACK | NLM_F_EXCL_CREATE;

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  writeU32(bytes, value, 0);
  return bytes;
}

/** Makes, finds and deletes network devices in the namespace that the calling thread was in when this was made. */
export class Netlink {
  readonly #system: System;
  readonly #socket: number;
  readonly #reply = Buffer.alloc(REPLY_SIZE);
  #sequence = 0;

  constructor(system: System) {
    this.#system = system;
    this.#socket = must('socket(AF_NETLINK)', system.netlinkSocket());
  }

  /** Makes a device; gives 0 or the name of an errno (EOPNOTSUPP: this kernel has no such kind). */
  create(kind: string, name: string): Result {
    return this.#make(name, attribute(IFLA_INFO_KIND, Buffer.from(kind)));
  }

  /** Makes a pair of devices, the peer in the namespace of an fd, if any; gives 0 or the name of an errno (EOPNOTSUPP: this kernel has no such kind). */
  createPair(kind: string, name: string, peer: string, namespace?: number): Result {
    const elsewhere = namespace === undefined ? Buffer.alloc(0) : attribute(IFLA_NET_NS_FD, u32(namespace));
    const ofPeer = attribute(PEER_INFO, Buffer.concat([Buffer.alloc(IFINFOMSG), nameAttribute(peer), elsewhere]));
    const info = Buffer.concat([attribute(IFLA_INFO_KIND, Buffer.from(kind)), attribute(IFLA_INFO_DATA, ofPeer)]);
    return this.#make(name, info);
  }

  /** The interface index of a device; throws CallFailed where there is none of this name. */
  indexOf(name: string): number {
    must(`RTM_GETLINK of ${name}`, this.#ask(RTM_GETLINK, 0, ifinfomsg(0), nameAttribute(name)));
    return readU32(this.#reply, HEADER + 4);
  }

  /** Deletes a device and whatever is attached to it; gives 0 or the name of an errno (ENODEV: gone already). */
  delete(ifindex: number): Result {
    return this.#ask(RTM_DELLINK, NLM_F_ACK, ifinfomsg(ifindex));
  }

  /** Gives a device an IPv4 address of 4 bytes, whose first three are its network; gives 0 or the name of an errno. */
  addAddress(ifindex: number, address: Buffer): Result {
    const head = Buffer.alloc(8);
    head[0] = AF_INET;
    head[1] = PREFIX;
    writeU32(head, ifindex, 4);
    return this.#ask(RTM_NEWADDR, MAKING, head, attribute(IFA_LOCAL, address), attribute(IFA_ADDRESS, address));
  }

  /** Sets a device up; gives 0 or the name of an errno. */
  setUp(ifindex: number): Result {
    return this.#ask(RTM_NEWLINK, NLM_F_ACK, ifinfomsg(ifindex, IFF_UP));
  }

  /** Adds a classic filter with a program at the clsact qdisc of a device; gives 0 or the name of an errno. */
  addFilter(
    ifindex: number,
    { direction, priority, prog, direct }: { readonly direction: 'ingress' | 'egress' } & FilterOf,
  ): Result {
    // The protocol is in network order.
    const protocol = LITTLE ? ETH_P_ALL << 8 : ETH_P_ALL;
    const head = tcmsg(ifindex, { parent: FILTERS_AT[direction], info: priority * 0x10000 + protocol });
    const options = Buffer.concat([
      attribute(TCA_BPF_FD, u32(prog)),
      attribute(TCA_BPF_NAME, Buffer.from('mprog\0')),
      ...(direct ? [attribute(TCA_BPF_FLAGS, u32(TCA_BPF_FLAG_ACT_DIRECT))] : []),
    ]);
    const kind = attribute(TCA_KIND, Buffer.from('bpf\0'));
    return this.#ask(RTM_NEWTFILTER, MAKING, head, kind, attribute(TCA_OPTIONS, options));
  }

  /** Adds a clsact or ingress qdisc to a device; gives 0 or the name of an errno (ENOENT: this kernel has no such qdisc). */
  addQdisc(ifindex: number, kind: Qdisc): Result {
    const head = tcmsg(ifindex, { handle: CLSACT_HANDLE, parent: TC_H_CLSACT });
    return this.#ask(RTM_NEWQDISC, MAKING, head, attribute(TCA_KIND, Buffer.from(`${kind}\0`)));
  }

  /** Puts such a qdisc in the place of the one that a device has; gives 0 or the name of an errno. */
  replaceQdisc(ifindex: number, kind: Qdisc): Result {
    const head = tcmsg(ifindex, { parent: TC_H_CLSACT });
    const flags = NLM_F_ACK | NLM_F_REPLACE_CREATE;
    return this.#ask(RTM_NEWQDISC, flags, head, attribute(TCA_KIND, Buffer.from(`${kind}\0`)));
  }

  /** Removes the clsact or ingress qdisc of a device; gives 0 or the name of an errno. */
  removeQdisc(ifindex: number): Result {
    return this.#ask(RTM_DELQDISC, NLM_F_ACK, tcmsg(ifindex, { parent: TC_H_CLSACT }));
  }

  close(): void {
    this.#system.close(this.#socket);
  }

  /** Makes a device of the kind that `info` says. */
  #make(name: string, info: Buffer): Result {
    return this.#ask(RTM_NEWLINK, MAKING, ifinfomsg(0), nameAttribute(name), attribute(IFLA_LINKINFO, info));
  }

  #ask(type: number, flags: number, ...body: readonly Buffer[]): Result {
    this.#sequence += 1;
    return this.#exchange(message(type, NLM_F_REQUEST | flags, this.#sequence, Buffer.concat(body)));
  }

  /** Sends one request and takes its one answer, which the kernel queues before send returns: 0, or an errno's name. */
  #exchange(message: Buffer): Result {
    must('send to netlink', this.#system.send(this.#socket, message));
    const length = must('recv from netlink', this.#system.receive(this.#socket, this.#reply));
    return parseAnswer(this.#reply.subarray(0, length), this.#sequence);
  }
}

/**
 * What an answer says: 0 for an acknowledgement or a link message, else the name of its errno. Throws CallFailed on an
 * answer that is cut short or belongs to another request.
 */
export function parseAnswer(answer: Buffer, sequence: number): Result {
  if (answer.length < HEADER + 4 || answer.length < readU32(answer, 0))
    throw new CallFailed('netlink', 'a short answer');
  const found = readU32(answer, 8);
  if (found !== sequence) throw new CallFailed('netlink', `answer ${found} where ${sequence} was expected`);
  const type = LITTLE ? answer.readUInt16LE(4) : answer.readUInt16BE(4);
  if (type === RTM_NEWLINK) return 0;
  if (type !== NLMSG_ERROR) throw new CallFailed('netlink', `an answer of type ${type}`);
  const error = readU32(answer, HEADER) | 0;
  return error === 0 ? 0 : errnoName(-error);
}

function nameAttribute(name: string): Buffer {
  return attribute(IFLA_IFNAME, Buffer.from(`${name}\0`));
}

function writeU16(bytes: Buffer, value: number, at: number): void {
  LITTLE ? bytes.writeUInt16LE(value, at) : bytes.writeUInt16BE(value, at);
}

function writeU32(bytes: Buffer, value: number, at: number): void {
  LITTLE ? bytes.writeUInt32LE(value, at) : bytes.writeUInt32BE(value, at);
}
