import { type Brought, broughtBy } from '../../spec/brought.ts';
import { FieldMemo } from '../../spec/decide/field-memo.ts';
import { groundOf, type Profile } from '../../spec/profile.ts';
import { type PlaceOtherwise, placeKey, placeOtherwise } from '../../spec/put-to-test.ts';
import type { Request, State } from '../../spec/semantics.ts';

/** A place that a derived profile brought, and that has not mattered to a request yet. */
class PendingPlace {
  readonly op: string;
  readonly reads: string;
  readonly #otherwise: PlaceOtherwise | undefined;
  #state: State | undefined;
  /** Whether it is found otherwise than in the base in that state, by the values that this follows from. */
  #differs!: FieldMemo<boolean>;

  constructor(
    semantics: Profile,
    base: Profile | undefined,
    { op, reads }: Extract<Brought, { readonly is: 'place' }>,
  ) {
    this.op = op;
    this.reads = reads;
    this.#otherwise = placeOtherwise(semantics, base, op, reads);
  }

  mattersTo(state: State, request: Request): boolean {
    const otherwise = this.#otherwise;
    if (otherwise === undefined || request.op !== this.op) return false;
    if (state !== this.#state) {
      this.#state = state;
      this.#differs = new FieldMemo(['hook', this.reads]);
    }
    const differs = this.#differs.of(request, (each) => otherwise.differs(state, each));
    return differs && otherwise.matters(state, request);
  }
}

/** Notes, while a scope is gone through, what puts the places and the kept flags of a derived profile to the test. */
export class Exercise {
  readonly #semantics: Profile;
  /** The places that mattered to a request, and the flags that a slot kept. */
  readonly places = new Set<string>();
  readonly kept = new Set<string>();
  #pendingPlaces: readonly PendingPlace[];
  #pendingFlags: readonly string[];

  /** The changes are those against a base. */
  constructor(semantics: Profile, base = groundOf(semantics)) {
    this.#semantics = semantics;
    const brought = broughtBy(semantics, base);
    this.#pendingPlaces = brought.flatMap((item) =>
      item.is === 'place' ? [new PendingPlace(semantics, base, item)] : [],
    );
    this.#pendingFlags = brought.flatMap((item) => (item.is === 'kept-flag' ? [item.flag] : []));
  }

  /** Whether requests of an operation are still to be noted. */
  wants(op: string): boolean {
    return this.#pendingPlaces.some((place) => place.op === op);
  }

  /** Notes a request that is made in a state. */
  noteRequest(state: State, request: Request): void {
    for (const place of this.#pendingPlaces) {
      if (!place.mattersTo(state, request)) continue;
      this.places.add(placeKey(place.op, place.reads));
      this.#pendingPlaces = this.#pendingPlaces.filter((other) => other !== place);
    }
  }

  /** Notes a state that a request led to. */
  noteState(state: State): void {
    if (this.#pendingFlags.length === 0) return;
    for (const flag of this.#semantics.family.kept?.(state) ?? []) this.kept.add(flag);
    this.#pendingFlags = this.#pendingFlags.filter((flag) => !this.kept.has(flag));
  }
}
