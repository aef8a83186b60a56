import { constants } from 'node:os';
import { Outcome } from '../spec/families/slots/vocabulary/index.ts';
import { CallFailed } from './failure.ts';

/** What a system call came to: its value (an fd, a length, 0), or the symbolic name of its errno. */
export type Result = number | string;

/** Those of Linux that Node has no name for. Source: include/uapi/asm-generic/errno-base.h and errno.h, v6.18. */
const UNNAMED: Readonly<Record<string, number>> = {
  ENOTBLK: 15,
  ENOTUNIQ: 76,
  EBADFD: 77,
  EUSERS: 87,
  EUCLEAN: 117,
  EOWNERDEAD: 130,
  ENOTRECOVERABLE: 131,
};

const NUMBERS: Readonly<Record<string, number>> = { ...UNNAMED, ...constants.errno };

/** By number; where two names share one (EOPNOTSUPP and ENOTSUP), the name that requests use wins. */
const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(NUMBERS)
    .toSorted(([one], [other]) => Number(Outcome.safeParse(one).success) - Number(Outcome.safeParse(other).success))
    .map(([name, number]) => [number, name]),
);

/** The symbolic name of an errno of this host, or `errno 524` for one that user space has no name for. */
export function errnoName(number: number): string {
  return NAMES.get(number) ?? `errno ${number}`;
}

/** The number of an errno by its symbolic name. */
export function errnoNumber(name: string): number {
  const number = NUMBERS[name];
  if (number === undefined) throw new RangeError(`${name} is no errno of this host`);
  return number;
}

const OUTCOMES: ReadonlySet<string> = new Set(Outcome.options);

/** The outcome of a request; throws on an errno that the vocabulary does not list, and names it. */
export function outcomeOf(what: string, result: Result): Outcome {
  if (typeof result === 'number') return 'ok';
  if (!OUTCOMES.has(result)) throw new CallFailed(what, result, ', which is no outcome the vocabulary lists');
  return result as Outcome;
}

/** The value of a call that sets something up and must succeed; throws CallFailed. */
export function must(what: string, result: Result): number {
  if (typeof result === 'string') throw new CallFailed(what, result);
  return result;
}
