import { z } from 'zod';
import { RESERVED_NAMES } from '../../../vocabulary/name.ts';
import { quote } from '../../../vocabulary/quote.ts';

const SHAPE = new RegExp(`^(?!(?:${RESERVED_NAMES.join('|')})$)[A-Za-z][A-Za-z0-9_]{0,31}$`);

/** Names have no hyphen and no dot, so that `closed-fd` and `X.f` are never taken for one. */
const named = (what: string, example: string) =>
  z.string().regex(SHAPE, {
    abort: true,
    error: ({ input }) =>
      `expected the name of a ${what} (a letter, then at most 31 letters, digits or "_", such as "${example}"), found ${quote(input)}`,
  });

/** A program whose functions can be replaced, such as `X`. */
export const TargetName = named('target', 'X').meta({ interchangeable: 'target' });

/** A function of a target, such as `f`. */
export const FunctionName = named('function', 'f');

/** A program of type EXT, or of type TRACING (fentry), such as `E1`. */
export const ProgName = named('program', 'E1').meta({ interchangeable: 'prog' });

/** A link between a program and a function, such as `L1`. */
export const LinkName = named('link', 'L1').meta({ interchangeable: 'link' });
