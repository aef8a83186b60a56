import { endianness } from 'node:os';
import { errnoName, type Result } from './errno.ts';
import { CallFailed } from './failure.ts';
import { readU32 } from './layout.ts';

/*
 * Messages of routing netlink. Sources: include/uapi/linux/netlink.h, rtnetlink.h, if_link.h and pkt_sched.h, v6.18.
 * A message is a header (length, type, flags, sequence number, port), a struct ifinfomsg of 16 bytes whose ifi_index
 * is at 4 (or a struct tcmsg of 20 bytes: tcm_ifindex at 4, tcm_handle at 8, tcm_parent at 12), and attributes (length,
 * type, payload, padded to 4 bytes).
 */
const NLMSG_ERROR = 2;
export const RTM_NEWLINK = 16;
export const HEADER = 16;
export const IFINFOMSG = 16;
const TCMSG = 20;
const NLM_F_ACK_TLVS = 0x200;
const NLMSGERR_ATTR_MSG = 1;

/** Says that the payload of an attribute is attributes. */
export const NLA_F_NESTED = 0x8000;

export const LITTLE = endianness() === 'LE';

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
export function tcmsg(
  ifindex: number,
  { handle = 0, parent, info = 0 }: { handle?: number; parent: number; info?: number },
) {
  const bytes = Buffer.alloc(TCMSG);
  writeU32(bytes, ifindex, 4);
  writeU32(bytes, handle, 8);
  writeU32(bytes, parent, 12);
  writeU32(bytes, info, 16);
  return bytes;
}

/** A number of 4 bytes, as a payload. */
export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  writeU32(bytes, value, 0);
  return bytes;
}

/** Attributes by type. */
export function attributesIn(bytes: Buffer): ReadonlyMap<number, Buffer> {
  const found = new Map<number, Buffer>();
  for (let at = 0; at + 4 <= bytes.length; ) {
    const length = readU16(bytes, at);
    if (length < 4) throw new CallFailed('netlink', 'an attribute that is cut short');
    found.set(readU16(bytes, at + 2) & ~NLA_F_NESTED, bytes.subarray(at + 4, at + length));
    at += Math.ceil(length / 4) * 4;
  }
  return found;
}

/** The text beside the errno of an answer; empty where there is none. The socket must have asked for it (see System.askForTexts). */
export function textIn(answer: Buffer): string {
  if ((readU16(answer, 6) & NLM_F_ACK_TLVS) === 0) return '';
  // Behind the errno is the header of what was refused.
  const text = attributesIn(answer.subarray(HEADER + 4 + HEADER)).get(NLMSGERR_ATTR_MSG);
  return text?.toString('latin1') ?? '';
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
  const type = readU16(answer, 4);
  if (type === RTM_NEWLINK) return 0;
  if (type !== NLMSG_ERROR) throw new CallFailed('netlink', `an answer of type ${type}`);
  const error = readU32(answer, HEADER) | 0;
  return error === 0 ? 0 : errnoName(-error);
}

function readU16(bytes: Buffer, at: number): number {
  return LITTLE ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at);
}

export function writeU16(bytes: Buffer, value: number, at: number): void {
  LITTLE ? bytes.writeUInt16LE(value, at) : bytes.writeUInt16BE(value, at);
}

export function writeU32(bytes: Buffer, value: number, at: number): void {
  LITTLE ? bytes.writeUInt32LE(value, at) : bytes.writeUInt32BE(value, at);
}
