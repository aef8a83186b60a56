import { z } from 'zod';
import { quote } from '../../../vocabulary/quote.ts';

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

const name = (what: string, example: string) =>
  z.string().regex(SHAPE, {
    abort: true,
    error: ({ input }) =>
      (RESERVED_NAMES as readonly unknown[]).includes(input)
        ? `expected another name for a ${what}, found ${quote(input)}, which is reserved`
        : `expected the name of a ${what} (a letter, then at most 31 letters, digits, "_" or "-", such as "${example}"), found ${quote(input)}`,
  });

/** The symbolic name of a program in a universe, such as `A`. Ids and fds never appear: each machine keeps its own table. */
export const ProgName = name('program', 'A');
export type ProgName = z.infer<typeof ProgName>;

/** The symbolic name of a link in a universe, such as `L1`; `none` is a slot without link. */
export const LinkName = name('link', 'L1');
export type LinkName = z.infer<typeof LinkName>;

/** The symbolic name of a hook in a universe, such as `ingress`. */
export const HookName = name('hook', 'ingress');
export type HookName = z.infer<typeof HookName>;

/** The symbolic name of a network device in a universe, such as `dev`. */
export const DeviceName = name('device', 'dev');
export type DeviceName = z.infer<typeof DeviceName>;
