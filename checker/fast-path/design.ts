import type { Update } from './update.ts';

/** How the pair of arrays is updated and read: the choices a design makes. */
export interface Design {
  /** After which updates the updater waits for a grace period. */
  readonly waits: readonly Update['kind'][];
  /** Where that wait stands. */
  readonly waitAt: 'after-publish' | 'before-publish';
  /** Where the reference of a program that left the list is put. */
  readonly putAt: 'commit' | 'before-wait' | 'before-publish';
  /** What the last put does: the real one hands the program to call_rcu. */
  readonly lastPut: 'frees-after-a-grace-period' | 'frees-at-once';
  /** Where an insertion or a removal is made. */
  readonly edits: 'peer' | 'active';
  /** In which order an insertion makes room: only from the end does no move overwrite what is still to be moved. */
  readonly makesRoom: 'from-the-end' | 'from-its-place';
  /** When the new array is published. */
  readonly publishes: 'when-edited' | 'when-copied' | 'first';
  /** When the terminator is written. */
  readonly terminator: 'before-publish' | 'after-publish';
  /** How a program is replaced in its slot. */
  readonly replaces: 'one-store' | 'clear-then-set';
  /** When a reader fetches the pointer to the active array. */
  readonly fetches: 'once' | 'before-every-slot';
  /** How many arrays take turns: with three, two updates never write the array that was active at first. */
  readonly arrays: 2 | 3;
  /** How many programs a list can have, in arrays of four words. */
  readonly capacity: 3 | 4;
}

/** The design that mprog has. */
export const SOUND: Design = {
  waits: ['insert', 'remove'],
  waitAt: 'after-publish',
  putAt: 'commit',
  lastPut: 'frees-after-a-grace-period',
  edits: 'peer',
  makesRoom: 'from-the-end',
  publishes: 'when-edited',
  terminator: 'before-publish',
  replaces: 'one-store',
  fetches: 'once',
  arrays: 2,
  capacity: 3,
};
