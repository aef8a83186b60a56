import { NOWHERE, type Place } from '../rules.ts';
import type { Flags } from '../vocabulary/index.ts';

/** Whether the directives of a request designate an index, and all the same one. */
const directives = { field: 'directives', values: ['none', 'agree', 'disagree', 'nowhere'] } as const;

/** Whether the designated index is one that a slot can have. */
const index = { field: 'index', values: ['possible', 'beyond'] } as const;

/** What a designation by directives says. */
export const DIRECTIVES = [directives, index] as const;

export interface Agreement {
  readonly directives: (typeof directives.values)[number];
  /** The index that all directives designate; `count` where there is none. */
  readonly index: number;
}

/** BEFORE designates the index in front of its relative; -1 where no relative is named. */
const indexBefore = (relative: Place) => (relative === NOWHERE ? -1 : relative - 1);

/** AFTER designates the index behind its relative; the end of the list where no relative is named. */
const indexAfter = (relative: Place, count: number) => (relative === NOWHERE ? count : relative + 1);

/**
 * What the directives of a request designate. `subject` is the slot that the request names by itself (the program to
 * replace, the program to detach), `fixed` says whether it names one. A relative that is named but not in the list is
 * told apart by the situation's `relative`, not here.
 */
export function agreement(fixed: boolean, subject: Place, flags: Flags, relative: Place, count: number): Agreement {
  const designated: number[] = [];
  if (fixed) designated.push(subject);
  if (flags.includes('BEFORE')) designated.push(indexBefore(relative));
  if (flags.includes('AFTER')) designated.push(indexAfter(relative, count));
  const [first] = designated;
  if (first === undefined) return { directives: 'none', index: count };
  if (fixed && subject === NOWHERE) return { directives: 'nowhere', index: count };
  return { directives: designated.every((index) => index === first) ? 'agree' : 'disagree', index: first };
}

/** The slot in front of which an insertion goes: BEFORE designates the index in front of that, the others it itself. */
export function insertionPlace(flags: Flags, index: number): number {
  return flags.includes('BEFORE') ? index + 1 : index;
}

/** Whether an index is one that a slot can have. */
export function possible(index: number, capacity: number): 'possible' | 'beyond' {
  return index < capacity ? 'possible' : 'beyond';
}
