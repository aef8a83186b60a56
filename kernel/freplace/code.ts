import { NotForKernel } from '../failure.ts';
import {
  addressIn,
  CALL,
  EXIT,
  instruction,
  LOAD,
  MOVE,
  MOVE_REGISTER,
  OR_REGISTER,
  OWN_FUNCTION,
  SHIFT_LEFT_REGISTER,
  STORE_REGISTER,
} from '../instructions.ts';
import { isContext, isNumber, type Signature } from './signature.ts';

/** Helpers that may change packet data, by context; asked for nothing. */
const CHANGING: Readonly<Record<string, number>> = { xdp_md: 44, __sk_buff: 39 };

const INSTRUCTION = 8;

/** What a function is. */
export interface Body {
  readonly signature: Signature;
  /** Whether it may change packet data. */
  readonly packet: boolean;
  /** What it gives. */
  readonly number: number;
}

/** A function that gives its number. Throws NotForKernel where it cannot change packet data. */
export function giving({ signature, packet, number }: Body): Buffer {
  return Buffer.concat([
    ...(packet ? changing(signature) : []),
    instruction(MOVE, 0, 0, 0, number),
    instruction(EXIT, 0, 0, 0, 0),
  ]);
}

function changing({ args: [first] }: Signature): readonly Buffer[] {
  const helper = first === undefined ? undefined : CHANGING[first];
  if (helper === undefined)
    throw new NotForKernel('only a function whose first argument is the context changes packet data');
  return [instruction(MOVE, 2, 0, 0, 0), instruction(CALL, 0, 0, 0, helper)];
}

/** A map that programs write into: its fd, and where in its one entry something is, in bytes. */
export interface Pad {
  readonly fd: number;
  /** The number of the function that is called now. */
  readonly current: number;
  /** What a function gave, by its number. */
  answer(index: number): number;
}

/** Functions in a row, and where each begins, in instructions. */
export interface Code {
  readonly insns: Buffer;
  readonly begins: readonly number[];
}

/**
 * A program that calls functions in turn and writes what each gives to the pad, with the functions behind it; it gives a number
 * itself. Throws NotForKernel on an argument that it cannot make.
 */
export function calling(functions: readonly { readonly index: number; readonly body: Body }[], main: Body, pad: Pad) {
  const bodies = functions.map(({ body }) => giving(body));
  const calls = functions.map(({ index, body: { signature } }) => callOf(signature, index, pad));
  const keep = instruction(MOVE_REGISTER, 6, 1, 0, 0);
  const own = Buffer.concat([instruction(MOVE_REGISTER, 1, 6, 0, 0), giving(main)]);
  const begins: number[] = [0];
  let end = count(keep) + calls.reduce((sum, { length }) => sum + length, 0) + count(own);
  for (const body of bodies) {
    begins.push(end);
    end += count(body);
  }
  const at = [count(keep)];
  for (const { length } of calls) at.push(at.at(-1)! + length);
  const linked = calls.map((call, index) => call.to(begins[index + 1]!, at[index]!));
  return { insns: Buffer.concat([keep, ...linked, own, ...bodies]), begins } satisfies Code;
}

const count = (insns: Buffer) => insns.length / INSTRUCTION;

/** A call with the arguments of a signature; the context is in register 6. */
function callOf({ args }: Signature, index: number, pad: Pad) {
  const before = Buffer.concat([
    instruction(MOVE, 2, 0, 0, index),
    addressIn(1, pad.fd, pad.current),
    instruction(STORE_REGISTER, 1, 2, 0, 0),
    ...args.map((kind, place) => argument(kind, place + 1)),
  ]);
  const after = Buffer.concat([addressIn(1, pad.fd, pad.answer(index)), instruction(STORE_REGISTER, 1, 0, 0, 0)]);
  const length = count(before) + 1 + count(after);
  const to = (target: number, at: number) =>
    Buffer.concat([before, instruction(CALL, 0, OWN_FUNCTION, 0, target - (at + count(before)) - 1), after]);
  return { length, to };
}

function argument(kind: string, register: number): Buffer {
  if (isContext(kind)) return instruction(MOVE_REGISTER, register, 6, 0, 0);
  if (isNumber(kind)) return instruction(MOVE, register, 0, 0, 1);
  throw new NotForKernel(`a target has no pointer to a ${kind} to give to its functions`);
}

/** A fentry program that notes in the pad, as one bit of 4 bytes at an offset, which function is called now. */
export function tracing(pad: Pad, at: number): Buffer {
  return Buffer.concat([
    addressIn(1, pad.fd, pad.current),
    instruction(LOAD, 2, 1, 0, 0),
    instruction(MOVE, 3, 0, 0, 1),
    instruction(SHIFT_LEFT_REGISTER, 3, 2, 0, 0),
    addressIn(1, pad.fd, at),
    instruction(LOAD, 4, 1, 0, 0),
    instruction(OR_REGISTER, 4, 3, 0, 0),
    instruction(STORE_REGISTER, 1, 4, 0, 0),
    instruction(MOVE, 0, 0, 0, 0),
    instruction(EXIT, 0, 0, 0, 0),
  ]);
}
