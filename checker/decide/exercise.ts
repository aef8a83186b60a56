import { type Brought, broughtBy } from '../../spec/brought.ts';
import { fieldOf } from '../../spec/decide/field-memo.ts';
import { groundOf, type Profile } from '../../spec/profile.ts';
import { placeDiffers, placeKey, placeMatters } from '../../spec/put-to-test.ts';
import type { Request, State } from '../../spec/semantics.ts';

type PlaceBrought = Extract<Brought, { readonly is: 'place' }>;

/** Notes, while a scope is gone through, what puts the places and the kept flags of a derived profile to the test. */
export class Exercise {
  readonly #semantics: Profile;
  readonly #base: Profile | undefined;
  /** The places that mattered to a request, and the flags that a slot kept. */
  readonly places = new Set<string>();
  readonly kept = new Set<string>();
  #pendingPlaces: readonly PlaceBrought[];
  #pendingFlags: readonly string[];
  /** The state and the hook that requests were noted of last, and what was found there. */
  #at:
    | {
        readonly state: State;
        readonly hook: unknown;
        readonly differs: ReadonlyMap<PlaceBrought, Map<unknown, boolean>>;
      }
    | undefined;

  /** The changes are those against a base. */
  constructor(semantics: Profile, base = groundOf(semantics)) {
    this.#semantics = semantics;
    this.#base = base;
    const brought = broughtBy(semantics, base);
    this.#pendingPlaces = brought.filter((item) => item.is === 'place');
    this.#pendingFlags = brought.flatMap((item) => (item.is === 'kept-flag' ? [item.flag] : []));
  }

  /** Whether requests of an operation are still to be noted. */
  wants(op: string): boolean {
    return this.#pendingPlaces.some((place) => place.op === op);
  }

  /** Notes a request that is made in a state. */
  noteRequest(state: State, request: Request): void {
    for (const place of this.#pendingPlaces) {
      if (place.op !== request.op || !this.#differs(place, state, request)) continue;
      if (!placeMatters(this.#semantics, this.#base, place.reads, state, request)) continue;
      this.places.add(placeKey(place.op, place.reads));
      this.#pendingPlaces = this.#pendingPlaces.filter((other) => other !== place);
    }
  }

  /** Whether a request finds a place otherwise than in the base: asked once for each value of the field that it depends on. */
  #differs(place: PlaceBrought, state: State, request: Request): boolean {
    const hook = fieldOf(request, 'hook');
    if (this.#at?.state !== state || this.#at.hook !== hook)
      this.#at = { state, hook, differs: new Map(this.#pendingPlaces.map((each) => [each, new Map()])) };
    const known = this.#at.differs.get(place)!;
    const value = fieldOf(request, place.reads);
    let differs = known.get(value);
    if (differs === undefined) {
      differs = placeDiffers(this.#semantics, this.#base, place.reads, state, request);
      known.set(value, differs);
    }
    return differs;
  }

  /** Notes a state that a request led to. */
  noteState(state: State): void {
    if (this.#pendingFlags.length === 0) return;
    for (const flag of this.#semantics.family.kept?.(state) ?? []) this.kept.add(flag);
    this.#pendingFlags = this.#pendingFlags.filter((flag) => !this.kept.has(flag));
  }
}
