import { flattened } from '../../spec/flattened.ts';
import type { Place } from '../../spec/rule.ts';
import type { Code } from '../../spec/situation.ts';

/** A field that names something that may be in a slot: its level, its bit in the vocabulary, and where each option is. */
export interface NamedPlace {
  readonly level: number;
  readonly bit: number;
  readonly of: readonly Place[];
}

/** The same, with its places numbered. */
interface NumberedPlace extends NamedPlace {
  /** The places there are, each once. */
  readonly different: readonly Place[];
  /** What the place of each option adds to the number of a list of places. */
  readonly adds: readonly number[];
}

/** Numbers lists of places: the sum of what each place adds is different for every list. */
function numbered(named: readonly NamedPlace[]): readonly NumberedPlace[] {
  let stride = 1;
  const places: NumberedPlace[] = [];
  for (const { level, bit, of } of named) {
    const different = [...new Set(of)];
    const adds: number[] = [];
    for (const each of of) adds.push(different.indexOf(each) * stride);
    places.push({ level, bit, of, different, adds });
    stride *= different.length;
  }
  return places;
}

/** What a request designates: the part of the situation, as a code, and the index. */
export interface Pointed {
  readonly code: Code;
  readonly at: number;
  /** The fields of which is known that the index stays the same, whatever they name: a sum of their bits. */
  still: number;
}

/** Every list that takes one place of each of some lists. */
function combinations(lists: readonly (readonly Place[])[]): readonly (readonly Place[])[] {
  return lists.reduce<readonly (readonly Place[])[]>(
    (found, list) => flattened(found, (head) => list.map((last) => [...head, last])),
    [[]],
  );
}

/** What the requests of one operation in one state designate, worked out once for each value of the field that it depends on, and places. */
export class FrameDesignation {
  readonly #ownLevel: number;
  readonly #places: readonly NumberedPlace[];
  readonly #designate: (own: number, places: readonly Place[]) => Pointed;
  /** By the option of that field and the number of the places, as far as they were asked for. */
  readonly #known: Pointed[][] = [];

  constructor(
    ownLevel: number,
    places: readonly NamedPlace[],
    designate: (own: number, places: readonly Place[]) => Pointed,
  ) {
    this.#ownLevel = ownLevel;
    this.#places = numbered(places);
    this.#designate = designate;
  }

  /** The places that an option of a level names. */
  placesOf(level: number, option: number): readonly Place[] {
    return this.#places.filter((place) => place.level === level).map(({ of }) => of[option]!);
  }

  /** What is designated by a request, given which option of each level it has. */
  pointed(chosen: readonly number[]): Pointed {
    const own = chosen[this.#ownLevel]!;
    let number = 0;
    for (let which = 0; which < this.#places.length; which += 1) {
      const { level, adds } = this.#places[which]!;
      number += adds[chosen[level]!]!;
    }
    this.#known[own] ??= [];
    const row = this.#known[own];
    const known = row[number];
    if (known !== undefined) return known;
    const places = this.#places.map(({ level, of }) => of[chosen[level]!]!);
    const found = this.#designate(own, places);
    row[number] = found;
    return found;
  }

  /** The place fields that were not read, if other values of them would change the index; otherwise 0. */
  unseen(pointed: Pointed, chosen: readonly number[], reads: number): number {
    let unread = 0;
    for (const { bit } of this.#places) unread |= bit & ~reads;
    if ((unread & ~pointed.still) === 0) return 0;
    const others = combinations(
      this.#places.map(({ level, bit, of, different }) => ((bit & unread) === 0 ? [of[chosen[level]!]!] : different)),
    );
    const own = chosen[this.#ownLevel]!;
    if (others.some((places) => this.#designate(own, places).at !== pointed.at)) return unread;
    pointed.still = unread;
    return 0;
  }
}
