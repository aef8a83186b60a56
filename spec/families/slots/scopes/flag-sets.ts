import { type Flag, type Flags, KNOWN_FLAGS } from '../vocabulary/index.ts';

const isNew = (flag: Flag) => !(KNOWN_FLAGS as readonly Flag[]).includes(flag);

/** Every set of some flags with at most so many that a proposal adds, small ones first. */
export function flagSets(flags: readonly Flag[], atOnce: number): readonly Flags[] {
  let sets: readonly Flags[] = [[]];
  for (const flag of flags) {
    const extended = sets.filter((set) => !isNew(flag) || set.filter(isNew).length < atOnce);
    sets = [...sets, ...extended.map((set) => [...set, flag])];
  }
  return sets.toSorted((a, b) => a.length - b.length);
}

/** The same, and sets with an unknown flag: every one, or where there are many flags those with one other flag at most. */
export function withUnknown(flags: readonly Flag[], atOnce: number): readonly Flags[] {
  if (flags.length <= 4) return flagSets([...flags, 'UNKNOWN'], atOnce);
  return [...flagSets(flags, atOnce), ['UNKNOWN'], ...flags.map((flag) => [flag, 'UNKNOWN'])].toSorted(
    (a, b) => a.length - b.length,
  );
}
