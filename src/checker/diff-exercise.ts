import { type Brought, broughtBy } from '../spec/brought.ts';
import { type Profile, tableFor } from '../spec/profile.ts';
import { notPutToTest, placeKey, placeMatters } from '../spec/put-to-test.ts';
import type { State } from '../spec/state.ts';
import type { Flag, Op, Request } from '../spec/vocabulary/index.ts';
import { firings } from './coverage.ts';
import { Decisions } from './decisions.ts';

/** What one of two semantics that are compared was asked, over all scopes. */
export class Exercise {
  readonly profile: Profile;
  readonly #decisions = new Map<Op, Decisions>();
  readonly #places = new Set<string>();
  readonly #kept = new Set<Flag>();
  /** Places and kept flags that the semantics brought and nothing has put to the test so far. */
  #waiting: readonly Brought[];

  constructor(profile: Profile) {
    this.profile = profile;
    this.#waiting = broughtBy(profile).filter(({ is }) => is === 'place' || is === 'kept-flag');
  }

  /** The decisions of an operation. */
  of(op: Op): Decisions {
    let decisions = this.#decisions.get(op);
    if (decisions === undefined) {
      decisions = new Decisions(tableFor(this.profile, op));
      this.#decisions.set(op, decisions);
    }
    return decisions;
  }

  /** Notes what a request put to the test besides the rule that decided it. */
  note(state: State, request: Request, after: State): void {
    if (this.#waiting.length === 0) return;
    this.#waiting = this.#waiting.filter((item) => {
      if (item.is === 'place' && item.op === request.op && placeMatters(this.profile, item.reads, state, request))
        return !this.#places.add(placeKey(item.op, item.reads));
      if (item.is === 'kept-flag' && after !== state && isKept(after, item.flag)) return !this.#kept.add(item.flag);
      return true;
    });
  }

  /** The rules that decided no request, in the order of the tables. */
  neverFired(): readonly string[] {
    return [...firings(this.profile, this.#decisions.values())].filter(([, fired]) => fired === 0).map(([id]) => id);
  }

  /** What the semantics brought against its base and nothing put to the test. */
  untested(): readonly Brought[] {
    const met = [...this.#decisions].flatMap(([op, decisions]) => decisions.met().map((each) => [op, each] as const));
    const situations = met.filter(([, { count }]) => count > 0).map(([op, { situation }]) => [op, situation] as const);
    return notPutToTest(this.profile, { situations, places: this.#places, kept: this.#kept });
  }
}

const isKept = ({ hooks }: State, flag: Flag) =>
  Object.values(hooks).some(({ slots }) => slots.some(({ flags }) => flags?.includes(flag)));
