import { endianness } from 'node:os';

const LITTLE = endianness() === 'LE';

/** The length of the packet that programs look at: one byte of UDP over IPv4 over Ethernet. */
export const PACKET_LENGTH = 14 + 20 + 8 + 1;
/** How many programs a log has room for, the ones that run behind them included. */
export const LOG_ROOM = 80;
/** What a log is: how many ran, and the number of each. */
export const LOG_BYTES = 4 + 4 * LOG_ROOM;

/** One instruction. Source: include/uapi/linux/bpf.h (struct bpf_insn), v6.18. */
export function instruction(code: number, dst: number, src: number, offset: number, immediate: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes[0] = code;
  bytes[1] = LITTLE ? (src << 4) | dst : (dst << 4) | src;
  LITTLE ? bytes.writeInt16LE(offset, 2) : bytes.writeInt16BE(offset, 2);
  LITTLE ? bytes.writeInt32LE(immediate, 4) : bytes.writeInt32BE(immediate, 4);
  return bytes;
}

export const MOVE = 0xb7;
export const MOVE_REGISTER = 0xbf;
const ADD = 0x07;
const ADD_REGISTER = 0x0f;
export const OR_REGISTER = 0x4f;
export const SHIFT_LEFT_REGISTER = 0x6f;
export const SHIFT_LEFT = 0x67;
export const LOAD = 0x61;
const STORE = 0x62;
export const STORE_REGISTER = 0x63;
const LOAD_ADDRESS = 0x18;
const OF_MAP = 1;
const IN_MAP = 2;
const IF_EQUAL = 0x15;
const IF_NOT_EQUAL = 0x55;
const IF_NOT_BELOW = 0x35;
/** Where the source register of a call is this, a function of the same program is called. */
export const OWN_FUNCTION = 1;
export const CALL = 0x85;
const MAP_LOOKUP = 1;
export const EXIT = 0x95;

/** Two instructions that put the address of a byte of an array map's one entry into a register. */
export function addressIn(register: number, mapFd: number, offset: number): Buffer {
  return Buffer.concat([instruction(LOAD_ADDRESS, register, IN_MAP, 0, mapFd), instruction(0, 0, 0, 0, offset)]);
}

/** A program that does nothing but return a verdict. */
export function saying(verdict: number): Buffer {
  return Buffer.concat([instruction(MOVE, 0, 0, 0, verdict), instruction(EXIT, 0, 0, 0, 0)]);
}

const SET_RETVAL = 187;

/** What writes a number to a log, an array map; `left`: how many instructions come behind. */
function writing(number: number, mapFd: number, left: number): readonly Buffer[] {
  return [
    instruction(STORE, 10, 0, -4, 0),
    instruction(MOVE_REGISTER, 2, 10, 0, 0),
    instruction(ADD, 2, 0, 0, -4),
    instruction(LOAD_ADDRESS, 1, OF_MAP, 0, mapFd),
    instruction(0, 0, 0, 0, 0),
    instruction(CALL, 0, 0, 0, MAP_LOOKUP),
    instruction(IF_EQUAL, 0, 0, 8 + left, 0),
    instruction(LOAD, 1, 0, 0, 0),
    instruction(IF_NOT_BELOW, 1, 0, 6 + left, LOG_ROOM),
    instruction(MOVE_REGISTER, 2, 1, 0, 0),
    instruction(ADD, 2, 0, 0, 1),
    instruction(STORE_REGISTER, 0, 2, 0, 0),
    instruction(SHIFT_LEFT, 1, 0, 0, 2),
    instruction(ADD_REGISTER, 0, 1, 0, 0),
    instruction(STORE, 0, 0, 4, number),
  ];
}

/** A program of a cgroup that writes its number to a log, sets a result if it has one to set, and returns a value. */
export function loggingAtCgroup(returns: number, retval: number | undefined, number: number, mapFd: number): Buffer {
  const setting =
    retval === undefined ? [] : [instruction(MOVE, 1, 0, 0, retval), instruction(CALL, 0, 0, 0, SET_RETVAL)];
  return Buffer.concat([
    ...writing(number, mapFd, 0),
    ...setting,
    instruction(MOVE, 0, 0, 0, returns),
    instruction(EXIT, 0, 0, 0, 0),
  ]);
}

/** A program that writes its number to a log, an array map, and returns a verdict; any other packet passes it by with -1. */
export function logging(verdict: number, number: number, mapFd: number): Buffer {
  return Buffer.concat([
    instruction(LOAD, 6, 1, 0, 0), // skb->len
    instruction(IF_NOT_EQUAL, 6, 0, 17, PACKET_LENGTH),
    ...writing(number, mapFd, 2),
    instruction(MOVE, 0, 0, 0, verdict),
    instruction(EXIT, 0, 0, 0, 0),
    instruction(MOVE, 0, 0, 0, -1),
    instruction(EXIT, 0, 0, 0, 0),
  ]);
}
