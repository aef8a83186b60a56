import { type Flags, UPDATE_REPLACE_BIT, XDP_FLAG_BITS } from '../../spec/families/xdp/vocabulary/index.ts';

/** The bit that asks for an empty place. */
export const UPDATE_IF_NOEXIST: number = XDP_FLAG_BITS.UPDATE_IF_NOEXIST;
/** The bits of the modes. */
export const SKB: number = XDP_FLAG_BITS.SKB;
export const DRV: number = XDP_FLAG_BITS.DRV;
export const HW: number = XDP_FLAG_BITS.HW;
export const MODES: number = SKB | DRV | HW;
/** The bit that asks for an expected program. */
export const REPLACE: number = XDP_FLAG_BITS.REPLACE;
/** Everything that netlink knows. */
export const KNOWN_FLAGS: number = UPDATE_IF_NOEXIST | MODES | REPLACE;

/** The flags of a request as one number. */
export function flagBits(flags: Flags): number {
  let bits = 0;
  for (let index = 0; index < flags.length; index++) bits |= XDP_FLAG_BITS[flags[index]!];
  return bits;
}

/** Whether more than one mode is asked for. */
export function asksForSeveralModes(flags: number): boolean {
  const modes = flags & MODES;
  return (modes & (modes - 1)) !== 0;
}

/** The flags of an update, whose REPLACE is a bit of its own; the others have none in it. */
export function updateFlagBits(flags: Flags): number {
  let bits = 0;
  for (let index = 0; index < flags.length; index++)
    bits |= flags[index] === 'REPLACE' ? UPDATE_REPLACE_BIT : XDP_FLAG_BITS.UNKNOWN;
  return bits;
}
