import type { Qdisc } from '../spec/families/slots/vocabulary/index.ts';
import { must, type Result } from './errno.ts';
import { readU32 } from './layout.ts';
import {
  attribute,
  attributesIn,
  HEADER,
  IFINFOMSG,
  ifinfomsg,
  LITTLE,
  message,
  parseAnswer,
  RTM_NEWLINK,
  tcmsg,
  textIn,
  u32,
  writeU16,
  writeU32,
} from './netlink-message.ts';
import type { System } from './syscalls.ts';

/* Requests of routing netlink. Sources: include/uapi/linux/netlink.h, rtnetlink.h, if_link.h and pkt_sched.h, v6.18. */
const RTM_DELLINK = 17;
const RTM_GETLINK = 18;
const RTM_SETLINK = 19;
const RTM_NEWADDR = 20;
const RTM_NEWNEIGH = 28;
const RTM_NEWQDISC = 36;
const RTM_DELQDISC = 37;
const RTM_NEWTFILTER = 44;
const NLM_F_REQUEST = 0x1;
const NLM_F_ACK = 0x4;
const NLM_F_EXCL_CREATE = 0x200 | 0x400;
const NLM_F_REPLACE_CREATE = 0x100 | 0x400;
const IFLA_IFNAME = 3;
const IFLA_EXT_MASK = 29;
/** RTEXT_FILTER_SKIP_STATS. */
const SKIP_STATS = 1 << 3;
const IFLA_LINKINFO = 18;
const IFLA_NET_NS_FD = 28;
const IFF_UP = 1;
const IFA_ADDRESS = 1;
const IFA_LOCAL = 2;
const NDA_DST = 1;
const NDA_LLADDR = 2;
const NUD_PERMANENT = 0x80;
const AF_INET = 2;
const PREFIX = 24;
const IFLA_INFO_KIND = 1;
const IFLA_INFO_DATA = 2;
/** IFLA_NETKIT_PEER_INFO, and VETH_INFO_PEER too: a struct ifinfomsg and attributes of the peer. */
const PEER_INFO = 1;
const IFLA_NETKIT_POLICY = 3;
const IFLA_NETKIT_PEER_POLICY = 4;
/** enum netkit_policy. */
const POLICIES = { pass: 0, drop: 2 } as const;
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

/** A link message takes some 2 KiB. */
const REPLY_SIZE = 32768;

/** The loopback device is the first of every network namespace. */
export const LOOPBACK_IFINDEX = 1;

/** Device kinds in the order they are tried: the first that this kernel can make serves as a device under test. */
export const DEVICE_KINDS = ['dummy', 'ifb', 'veth'] as const;

/** A filter: the fd of its program, its priority, and whether by direct action. */
interface FilterOf {
  readonly prog: number;
  readonly priority: number;
  readonly direct: boolean;
}

/** A request, without its body. */
interface Asked {
  readonly type: number;
  readonly flags: number;
  readonly sender?: Sender;
}

/** The flags of a request that makes something. */
const MAKING = NLM_F_ACK | NLM_F_EXCL_CREATE;

/** Whoever sends a message. */
export type Sender = Pick<System, 'send'>;

/** What each end of a netkit pair does with what it sends while it has no program. */
export function netkitPolicies(primary: keyof typeof POLICIES, peer: keyof typeof POLICIES): Buffer {
  return Buffer.concat([
    attribute(IFLA_NETKIT_POLICY, u32(POLICIES[primary])),
    attribute(IFLA_NETKIT_PEER_POLICY, u32(POLICIES[peer])),
  ]);
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
    system.askForTexts(this.#socket);
  }

  /** Makes a device; gives 0 or the name of an errno (EOPNOTSUPP: this kernel has no such kind). */
  create(kind: string, name: string): Result {
    return this.#make(name, attribute(IFLA_INFO_KIND, Buffer.from(kind)));
  }

  /** Makes a pair of devices, the peer in the namespace of an fd, if any; gives 0 or the name of an errno (EOPNOTSUPP: this kernel has no such kind). */
  createPair(kind: string, name: string, peer: string, namespace?: number, more: Buffer = Buffer.alloc(0)): Result {
    const elsewhere = namespace === undefined ? Buffer.alloc(0) : attribute(IFLA_NET_NS_FD, u32(namespace));
    const ofPeer = attribute(PEER_INFO, Buffer.concat([Buffer.alloc(IFINFOMSG), nameAttribute(peer), elsewhere]));
    const info = Buffer.concat([
      attribute(IFLA_INFO_KIND, Buffer.from(kind)),
      attribute(IFLA_INFO_DATA, Buffer.concat([ofPeer, more])),
    ]);
    return this.#make(name, info);
  }

  /** The interface index of a device; throws CallFailed where there is none of this name. */
  indexOf(name: string): number {
    must(`RTM_GETLINK of ${name}`, this.#ask({ type: RTM_GETLINK, flags: 0 }, ifinfomsg(0), nameAttribute(name)));
    return readU32(this.#reply, HEADER + 4);
  }

  /** Sets attributes of a device, by whoever sends that; gives 0 or the name of an errno. */
  set(ifindex: number, attributes: readonly Buffer[], sender: Sender = this.#system): Result {
    return this.#ask({ type: RTM_SETLINK, flags: NLM_F_ACK, sender }, ifinfomsg(ifindex), ...attributes);
  }

  /** The text with which the kernel refuses to set attributes of a device; empty where it has none, or does not refuse. */
  refusalOf(ifindex: number, attributes: readonly Buffer[]): string {
    const result = this.set(ifindex, attributes);
    return typeof result === 'number' ? '' : textIn(this.#reply.subarray(0, readU32(this.#reply, 0)));
  }

  /** The attributes of a device, but for its statistics, good until the next request; or the name of an errno. */
  attributesOf(ifindex: number, sender: Sender = this.#system): ReadonlyMap<number, Buffer> | string {
    const result = this.#ask(
      { type: RTM_GETLINK, flags: 0, sender },
      ifinfomsg(ifindex),
      attribute(IFLA_EXT_MASK, u32(SKIP_STATS)),
    );
    if (typeof result === 'string') return result;
    return attributesIn(this.#reply.subarray(HEADER + IFINFOMSG, readU32(this.#reply, 0)));
  }

  /** Deletes a device and whatever is attached to it; gives 0 or the name of an errno (ENODEV: gone already). */
  delete(ifindex: number): Result {
    return this.#ask({ type: RTM_DELLINK, flags: NLM_F_ACK }, ifinfomsg(ifindex));
  }

  /** Gives a device an IPv4 address of 4 bytes, whose first three are its network; gives 0 or the name of an errno. */
  addAddress(ifindex: number, address: Buffer): Result {
    const head = Buffer.alloc(8);
    head[0] = AF_INET;
    head[1] = PREFIX;
    writeU32(head, ifindex, 4);
    return this.#ask(
      { type: RTM_NEWADDR, flags: MAKING },
      head,
      attribute(IFA_LOCAL, address),
      attribute(IFA_ADDRESS, address),
    );
  }

  /** Says which hardware address of 6 bytes an IPv4 address of 4 bytes has at a device; gives 0 or the name of an errno. */
  addNeighbour(ifindex: number, address: Buffer, hardware: Buffer): Result {
    const head = Buffer.alloc(12);
    head[0] = AF_INET;
    writeU32(head, ifindex, 4);
    writeU16(head, NUD_PERMANENT, 8);
    const asked = { type: RTM_NEWNEIGH, flags: MAKING };
    return this.#ask(asked, head, attribute(NDA_DST, address), attribute(NDA_LLADDR, hardware));
  }

  /** Sets a device up; gives 0 or the name of an errno. */
  setUp(ifindex: number): Result {
    return this.#ask({ type: RTM_NEWLINK, flags: NLM_F_ACK }, ifinfomsg(ifindex, IFF_UP));
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
    return this.#ask({ type: RTM_NEWTFILTER, flags: MAKING }, head, kind, attribute(TCA_OPTIONS, options));
  }

  /** Adds a clsact or ingress qdisc to a device; gives 0 or the name of an errno (ENOENT: this kernel has no such qdisc). */
  addQdisc(ifindex: number, kind: Qdisc): Result {
    const head = tcmsg(ifindex, { handle: CLSACT_HANDLE, parent: TC_H_CLSACT });
    return this.#ask({ type: RTM_NEWQDISC, flags: MAKING }, head, attribute(TCA_KIND, Buffer.from(`${kind}\0`)));
  }

  /** Puts such a qdisc in the place of the one that a device has; gives 0 or the name of an errno. */
  replaceQdisc(ifindex: number, kind: Qdisc): Result {
    const head = tcmsg(ifindex, { parent: TC_H_CLSACT });
    const flags = NLM_F_ACK | NLM_F_REPLACE_CREATE;
    return this.#ask({ type: RTM_NEWQDISC, flags: flags }, head, attribute(TCA_KIND, Buffer.from(`${kind}\0`)));
  }

  /** Removes the clsact or ingress qdisc of a device; gives 0 or the name of an errno. */
  removeQdisc(ifindex: number): Result {
    return this.#ask({ type: RTM_DELQDISC, flags: NLM_F_ACK }, tcmsg(ifindex, { parent: TC_H_CLSACT }));
  }

  close(): void {
    this.#system.close(this.#socket);
  }

  /** Makes a device of the kind that `info` says. */
  #make(name: string, info: Buffer): Result {
    return this.#ask(
      { type: RTM_NEWLINK, flags: MAKING },
      ifinfomsg(0),
      nameAttribute(name),
      attribute(IFLA_LINKINFO, info),
    );
  }

  #ask({ type, flags, sender = this.#system }: Asked, ...body: readonly Buffer[]): Result {
    this.#sequence += 1;
    return this.#exchange(message(type, NLM_F_REQUEST | flags, this.#sequence, Buffer.concat(body)), sender);
  }

  /** Sends one request and takes its one answer, which the kernel queues before send returns: 0, or an errno's name. */
  #exchange(message: Buffer, sender: Sender): Result {
    must('send to netlink', sender.send(this.#socket, message));
    const length = must('recv from netlink', this.#system.receive(this.#socket, this.#reply));
    return parseAnswer(this.#reply.subarray(0, length), this.#sequence);
  }
}

function nameAttribute(name: string): Buffer {
  return attribute(IFLA_IFNAME, Buffer.from(`${name}\0`));
}
