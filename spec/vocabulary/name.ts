import { z } from 'zod';
import { quote } from './quote.ts';

/**
 * Names that no object may have: `none` stands for no object, and the others are what every object of JavaScript has, so
 * that a table of objects by name would answer for an object that is not in it.
 */
export const RESERVED_NAMES = [
  'none',
  'constructor',
  'hasOwnProperty',
  'isPrototypeOf',
  'propertyIsEnumerable',
  'toLocaleString',
  'toString',
  'valueOf',
] as const;

const SHAPE = new RegExp(`^(?!(?:${RESERVED_NAMES.join('|')})$)[A-Za-z][A-Za-z0-9_-]{0,31}$`);

/** The name of an object of a universe; `example` is one. */
export const nameOf = (what: string, example: string) =>
  z.string().regex(SHAPE, {
    abort: true,
    error: ({ input }) =>
      (RESERVED_NAMES as readonly unknown[]).includes(input)
        ? `expected another name for a ${what}, found ${quote(input)}, which is reserved`
        : `expected the name of a ${what} (a letter, then at most 31 letters, digits, "_" or "-", such as "${example}"), found ${quote(input)}`,
  });
