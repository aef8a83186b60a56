import { FLAG_BITS } from '../spec/families/slots/vocabulary/index.ts';
import * as uapi from '../spec/families/slots/vocabulary/numbers.ts';

/* Numbers of the uapi by the names that programs of a format give them, so that no header has to have them. */

type Numbers = Readonly<Record<string, number>>;

export const PROG_TYPES: Numbers = uapi.PROG_TYPES;
export const ATTACH_TYPES: Numbers = uapi.ATTACH_TYPES;
export const COMMANDS: Numbers = uapi.COMMANDS;

/** Every number that a program of a format needs, by its name there. */
export function numbers(): readonly (readonly [name: string, value: number])[] {
  const prefixed = (prefix: string, some: Numbers) =>
    Object.entries(some).map(([name, value]) => [prefix + name.toUpperCase(), value] as const);
  return [
    ...prefixed('BPF_', COMMANDS),
    ...prefixed('TYPE_', PROG_TYPES),
    ...prefixed('AT_', ATTACH_TYPES),
    ...prefixed('F_', FLAG_BITS),
  ];
}
