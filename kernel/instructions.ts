import { endianness } from 'node:os';

const LITTLE = endianness() === 'LE';

/** The length of the packet that programs look at: one byte of UDP over IPv4 over Ethernet. */
export const PACKET_LENGTH = 14 + 20 + 8 + 1;
/** How many programs a log has room for, the ones that run behind them included. */
export const LOG_ROOM = 80;

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
const MULTIPLY = 0x27;
export const LOAD = 0x61;
const STORE = 0x62;
export const STORE_REGISTER = 0x63;
const LOAD_8 = 0x79;
const STORE_8 = 0x7a;
const STORE_REGISTER_8 = 0x7b;
const LOAD_ADDRESS = 0x18;
const OF_MAP = 1;
const IN_MAP = 2;
const IF_EQUAL = 0x15;
const IF_NOT_EQUAL = 0x55;
const IF_NOT_EQUAL_REGISTER = 0x5d;
const IF_NOT_BELOW = 0x35;
/** Where the source register of a call is this, a function of the same program is called. */
export const OWN_FUNCTION = 1;
export const CALL = 0x85;
const MAP_LOOKUP = 1;
const REDIRECT = 23;
const SET_RETVAL = 187;
export const EXIT = 0x95;

/** Two instructions that put the address of a byte of an array map's one entry into a register. */
export function addressIn(register: number, mapFd: number, offset: number): Buffer {
  return Buffer.concat([instruction(LOAD_ADDRESS, register, IN_MAP, 0, mapFd), instruction(0, 0, 0, 0, offset)]);
}

/** A program that does nothing but return a verdict. */
export function saying(verdict: number): Buffer {
  return Buffer.concat([instruction(MOVE, 0, 0, 0, verdict), instruction(EXIT, 0, 0, 0, 0)]);
}

/** What a log is, in bytes: how many ran, what became of the packet, where it is in memory, and an entry for each that ran. */
export const LOG = { count: 0, fate: 4, packet: 8, entries: 16, entry: 12, size: 16 + 12 * LOG_ROOM } as const;
/** An entry: the number of the program, the device that the packet is at, and the one that it came in by (0: none); of programs of cgroups the number alone. */
export const ENTRY = { program: 0, device: 4, cameBy: 8 } as const;
/** What became of a packet: nothing yet, it was dropped, or it was consumed. */
export const FATES = { none: 0, dropped: 1, consumed: 2 } as const;

/** Offsets in struct __sk_buff. Source: include/uapi/linux/bpf.h, v6.18. */
const SKB = { len: 0, cameBy: 36, device: 40 } as const;

/** Finds the one element of an array map: its address is in register 0, or it is null. */
const lookup = (mapFd: number): readonly Buffer[] => [
  instruction(STORE, 10, 0, -4, 0),
  instruction(MOVE_REGISTER, 2, 10, 0, 0),
  instruction(ADD, 2, 0, 0, -4),
  instruction(LOAD_ADDRESS, 1, OF_MAP, 0, mapFd),
  instruction(0, 0, 0, 0, 0),
  instruction(CALL, 0, 0, 0, MAP_LOOKUP),
];

/** What a program asks of bpf_redirect: the index of a device, and flags (1: to its ingress). */
export interface Redirect {
  readonly ifindex: number;
  readonly flags: 0 | 1;
}

/** Instructions, each that jumps to the last part given as a maker of the jump over so many. */
type Line = Buffer | ((distance: number) => Buffer);

/** Lines one after another; those that jump go to `otherwise`. */
function withJumps(lines: readonly Line[], otherwise: readonly Buffer[]): Buffer {
  const made = lines.map((line, index) => (Buffer.isBuffer(line) ? line : line(lines.length - index - 1)));
  return Buffer.concat([...made, ...otherwise]);
}

/** What adds an entry with the number of a program to a log; `noted`: what is written to the log besides, whose address is in register 0. */
const writing = (number: number, mapFd: number, noted: readonly Buffer[] = []): readonly Line[] => [
  ...lookup(mapFd),
  (distance) => instruction(IF_EQUAL, 0, 0, distance, 0),
  instruction(LOAD, 1, 0, LOG.count, 0),
  (distance) => instruction(IF_NOT_BELOW, 1, 0, distance, LOG_ROOM),
  instruction(MOVE_REGISTER, 2, 1, 0, 0),
  instruction(ADD, 2, 0, 0, 1),
  instruction(STORE_REGISTER, 0, 2, LOG.count, 0),
  ...noted,
  instruction(MULTIPLY, 1, 0, 0, LOG.entry),
  instruction(ADD_REGISTER, 0, 1, 0, 0),
  instruction(STORE, 0, 0, LOG.entries + ENTRY.program, number),
];

/** A program of a cgroup that writes its number to a log, sets a result if it has one to set, and returns a value. */
export function loggingAtCgroup(returns: number, retval: number | undefined, number: number, mapFd: number): Buffer {
  const setting =
    retval === undefined ? [] : [instruction(MOVE, 1, 0, 0, retval), instruction(CALL, 0, 0, 0, SET_RETVAL)];
  const ending = [...setting, instruction(MOVE, 0, 0, 0, returns), instruction(EXIT, 0, 0, 0, 0)];
  return withJumps(writing(number, mapFd), ending);
}

/**
 * A program that writes its number to a log, an array map, calls bpf_redirect if it is to, and returns a verdict; any other packet,
 * and one that has come by too often, passes it by with -1.
 */
export function logging(verdict: number, number: number, mapFd: number, redirect?: Redirect): Buffer {
  const asking = [
    instruction(MOVE, 1, 0, 0, redirect?.ifindex ?? 0),
    instruction(MOVE, 2, 0, 0, redirect?.flags ?? 0),
    instruction(CALL, 0, 0, 0, REDIRECT),
  ];
  // The address of the packet, by which its end is known; what came of an earlier place of it is forgotten.
  const noted = [instruction(STORE_REGISTER_8, 0, 6, LOG.packet, 0), instruction(STORE, 0, 0, LOG.fate, FATES.none)];
  const lines: readonly Line[] = [
    instruction(MOVE_REGISTER, 6, 1, 0, 0),
    instruction(LOAD, 7, 6, SKB.len, 0),
    (distance) => instruction(IF_NOT_EQUAL, 7, 0, distance, PACKET_LENGTH),
    ...writing(number, mapFd, noted),
    instruction(LOAD, 1, 6, SKB.device, 0),
    instruction(STORE_REGISTER, 0, 1, LOG.entries + ENTRY.device, 0),
    instruction(LOAD, 1, 6, SKB.cameBy, 0),
    instruction(STORE_REGISTER, 0, 1, LOG.entries + ENTRY.cameBy, 0),
    ...(redirect === undefined ? [] : asking),
    instruction(MOVE, 0, 0, 0, verdict),
    instruction(EXIT, 0, 0, 0, 0),
  ];
  return withJumps(lines, [instruction(MOVE, 0, 0, 0, -1), instruction(EXIT, 0, 0, 0, 0)]);
}

/** A program for a tracepoint whose first argument is a packet that ends: where it is that of the log, its fate is noted there. */
export function noting(fate: number, mapFd: number): Buffer {
  const lines: readonly Line[] = [
    instruction(LOAD_8, 6, 1, 0, 0),
    ...lookup(mapFd),
    (distance) => instruction(IF_EQUAL, 0, 0, distance, 0),
    instruction(LOAD_8, 1, 0, LOG.packet, 0),
    (distance) => instruction(IF_NOT_EQUAL_REGISTER, 1, 6, distance, 0),
    instruction(STORE, 0, 0, LOG.fate, fate),
    instruction(STORE_8, 0, 0, LOG.packet, 0),
  ];
  return withJumps(lines, [instruction(MOVE, 0, 0, 0, 0), instruction(EXIT, 0, 0, 0, 0)]);
}
