import type { UserPromise } from '../../spec/vocabulary/promise.ts';
import type { Moment } from './moment.ts';
import { isFreed } from './rcu.ts';
import { AT, programOf, wordAt } from './state.ts';
import { END, nameOf } from './update.ts';
import { isOneList } from './walk.ts';

/** What must hold of every step. */
export type Property = UserPromise<'fast-path'> & {
  readonly id: PropertyId;
  readonly source: string;
  /** What is wrong, where the step breaks it. */
  readonly broken: (moment: Moment) => string | undefined;
};

export const PROPERTY_IDS = [
  'one-list-that-existed',
  'never-freed',
  'never-mixed',
  'stops-at-the-terminator',
  'within-the-array',
] as const;
export type PropertyId = (typeof PROPERTY_IDS)[number];

const HEADER = 'bpf_mprog.h, the comment on top: ';

/** The programs of a walk, or of a list. */
export function listText(programs: readonly number[]): string {
  return programs.length === 0 ? 'nothing' : programs.map(nameOf).join(' ');
}

const oneList: Property = {
  kind: 'fast-path',
  id: 'one-list-that-existed',
  sentence:
    'A walk yields a list that was in force while it lasted; where a program was replaced in place meanwhile, the old or the new program in that slot.',
  source: `${HEADER}the active entry is fetched once and walked; replacement is the case without a swap`,
  broken: ({ machine: { scenario }, observation, state }) => {
    if (observation.is !== 'loaded' || observation.walked === undefined) return undefined;
    const { walked, since } = observation;
    const until = state[AT.VERSION]!;
    if (isOneList(scenario, walked, since, until)) return undefined;
    const lists = scenario.lists.slice(since, until + 1).map(listText);
    return `the walk saw ${listText(walked)}; in force meanwhile: ${lists.join(', then ')}`;
  },
};

const neverFreed: Property = {
  kind: 'fast-path',
  id: 'never-freed',
  sentence: 'No reader runs a program whose memory has been freed.',
  source: `${HEADER}a removed program is released when no reader of the old entry is left; bpf_prog_put frees through call_rcu`,
  broken: ({ observation, state }) =>
    observation.is === 'ran' && isFreed(state, observation.program)
      ? `the reader runs ${nameOf(observation.program)}, which has been freed`
      : undefined,
};

const isOneBit = (bits: number) => bits !== 0 && (bits & (bits - 1)) === 0;

const neverMixed: Property = {
  kind: 'fast-path',
  id: 'never-mixed',
  sentence:
    'All words that a walk loads, the terminator among them, were written for one and the same update (a replacement in place leaves a slot to the list it is in). Stricter than the list alone: a mixture is one even where it happens to look like a list that existed.',
  source: `${HEADER}an update fills the peer, which nobody reads, and swaps it as a whole`,
  broken: ({ observation }) => {
    if (observation.is !== 'loaded' || isOneBit(observation.writers)) return undefined;
    const writers = [0, 1, 2].filter((update) => observation.writers & (1 << update));
    const names = writers.map((update) => (update === 0 ? 'the beginning' : `update ${update}`));
    return `one walk loaded words written by ${names.join(' and by ')}`;
  },
};

const stopsAtTheTerminator: Property = {
  kind: 'fast-path',
  id: 'stops-at-the-terminator',
  sentence:
    'No walk loads a word behind a terminator: neither behind one that stands in front of the word in the same array, nor behind the end of the longest list in force since its fetch.',
  source: `${HEADER}the list ends at the first empty slot`,
  broken: ({ machine: { scenario }, observation, state }) => {
    if (observation.is !== 'loaded') return undefined;
    const { array, index, since } = observation;
    for (let before = 0; before < index; before += 1)
      if (programOf(state[wordAt(array, before)]!) === END)
        return `the walk loads slot ${index} while slot ${before} of its array holds the terminator`;
    const inForce = scenario.lists.slice(since, state[AT.VERSION]! + 1);
    const longest = inForce.reduce((most, { length }) => Math.max(most, length), 0);
    return index > longest
      ? `the walk loads slot ${index}; every list in force meanwhile ended at slot ${longest} or before`
      : undefined;
  },
};

const withinTheArray: Property = {
  kind: 'fast-path',
  id: 'within-the-array',
  sentence: 'No walk loads behind the last word of its array.',
  source: 'bpf_mprog_max: one word less than the array has can be taken by programs',
  broken: ({ observation }) =>
    observation.is === 'outside' ? 'the walk loads behind the end of its array' : undefined,
};

export const PROPERTIES: readonly Property[] = [oneList, neverFreed, neverMixed, stopsAtTheTerminator, withinTheArray];
