import type { Outcome } from '../spec/vocabulary/index.ts';
import { errnoName, type Libc, must } from './libc.ts';

/** Source: include/uapi/linux/netlink.h, rtnetlink.h, if_link.h. */
const AF_NETLINK = 16;
const SOCK_RAW_CLOEXEC = 3 | 0o2000000;
const RTM_NEWLINK = 16;
const RTM_DELLINK = 17;
const NLM_F_REQUEST_ACK = 0x1 | 0x4;
const NLM_F_CREATE_EXCL = 0x400 | 0x200;
const NLMSG_ERROR = 2;
const IFLA_IFNAME = 3;
const IFLA_LINKINFO = 18;
const IFLA_INFO_KIND = 1;
const HEADER = 16;
const IFINFOMSG = 16;

/** One attribute, padded to a multiple of four bytes. */
function attribute(type: number, payload: Buffer): Buffer {
  const length = 4 + payload.length;
  const bytes = Buffer.alloc(Math.ceil(length / 4) * 4);
  bytes.writeUInt16LE(length, 0);
  bytes.writeUInt16LE(type, 2);
  payload.copy(bytes, 4);
  return bytes;
}

const text = (value: string) => Buffer.from(`${value}\0`);

/** Makes and removes network devices in the namespace that the thread was in when this was made. */
export class Netlink {
  readonly #libc: Libc;
  readonly #socket: number;

  constructor(libc: Libc) {
    this.#libc = libc;
    this.#socket = must(libc, 'socket(AF_NETLINK)', libc.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, 0));
  }

  #ask(type: number, flags: number, ifindex: number, attributes: Buffer): Outcome {
    const message = Buffer.concat([Buffer.alloc(HEADER + IFINFOMSG), attributes]);
    message.writeUInt32LE(message.length, 0);
    message.writeUInt16LE(type, 4);
    message.writeUInt16LE(flags | NLM_F_REQUEST_ACK, 6);
    message.writeInt32LE(ifindex, HEADER + 4);
    must(this.#libc, 'send(netlink)', this.#libc.send(this.#socket, message, message.length, 0));
    const answer = Buffer.alloc(8192);
    must(this.#libc, 'recv(netlink)', this.#libc.recv(this.#socket, answer, answer.length, 0));
    if (answer.readUInt16LE(4) !== NLMSG_ERROR) throw new Error('netlink answered without an acknowledgement');
    const error = answer.readInt32LE(HEADER);
    return error === 0 ? 'ok' : errnoName(-error, 'netlink');
  }

  /** Makes a device of a kind (`dummy`, `veth`, …) and returns its index, or the name of the errno. */
  create(name: string, kind: string): number | Outcome {
    const info = attribute(IFLA_LINKINFO, attribute(IFLA_INFO_KIND, text(kind)));
    const outcome = this.#ask(RTM_NEWLINK, NLM_F_CREATE_EXCL, 0, Buffer.concat([attribute(IFLA_IFNAME, text(name)), info]));
    return outcome === 'ok' ? this.#libc.if_nametoindex(name) : outcome;
  }

  /** Removes a device; ENODEV where there is none with that index. */
  remove(ifindex: number): Outcome {
    return this.#ask(RTM_DELLINK, 0, ifindex, Buffer.alloc(0));
  }

  close(): void {
    this.#libc.close(this.#socket);
  }
}
