import { FLAG_BITS } from '../spec/families/slots/vocabulary/index.ts';
import * as uapi from '../spec/families/slots/vocabulary/numbers.ts';
import { UPDATE_REPLACE_BIT, XDP_FLAG_BITS } from '../spec/families/xdp/vocabulary/index.ts';

/* Numbers of the uapi by the names that programs of a format give them, so that no header has to have them. */

type Numbers = Readonly<Record<string, number>>;

export const PROG_TYPES: Numbers = uapi.PROG_TYPES;
export const ATTACH_TYPES: Numbers = uapi.ATTACH_TYPES;
export const COMMANDS: Numbers = uapi.COMMANDS;

const prefixed = (prefix: string, some: Numbers) =>
  Object.entries(some).map(([name, value]) => [prefix + name.toUpperCase(), value] as const);

/** A number by its name in a program. */
type NamedNumber = readonly [name: string, value: number];

/** Every number that a program with hooks that have slots needs. */
export const numbers = (): readonly NamedNumber[] => [
  ...prefixed('BPF_', COMMANDS),
  ...prefixed('TYPE_', PROG_TYPES),
  ...prefixed('AT_', ATTACH_TYPES),
  ...prefixed('F_', FLAG_BITS),
];

/** The attach types that a program of XDP is loaded for. */
const XDP_ATTACH_TYPES: Numbers = { XDP: uapi.ATTACH_TYPES.XDP, ...uapi.XDP_MAP_ATTACH_TYPES };

/** Every number that a program with devices that have XDP needs. */
export const xdpNumbers = (): readonly NamedNumber[] => [
  ...prefixed('BPF_', COMMANDS),
  ...prefixed('TYPE_', PROG_TYPES),
  ...prefixed('AT_', XDP_ATTACH_TYPES),
  ...prefixed('F_', { ...XDP_FLAG_BITS, UPDATE_REPLACE: UPDATE_REPLACE_BIT }),
];
