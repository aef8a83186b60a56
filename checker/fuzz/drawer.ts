import type { Decider, Taken } from '../../spec/decide/decider.ts';
import type { Exploration, Option, Request, State } from '../../spec/semantics.ts';
import { isUndefined } from '../../spec/vocabulary/outcome.ts';
import type { Numbers } from './numbers.ts';

/** How many requests are drawn for one that changes something, and for one that a rare rule decides. */
const TRIES_FOR_CHANGE = 12;
const TRIES_FOR_RARE = 6;

/** A request, and what comes of it by the rules. */
export interface Drawn {
  readonly request: Request;
  readonly taken: Taken;
}

/** Draws requests from those of a scope: some as they come, some that change the state, some that rules decide which have decided little. */
export class Drawer {
  readonly #exploration: Exploration;
  readonly #decider: Decider;
  readonly #numbers: Numbers;
  readonly #weights: readonly (readonly [op: string, upTo: number])[];
  readonly #fired: ReadonlyMap<string, number>;
  #state: State | undefined;
  /** The values of the fields in that state, by operation and hook, in the order of the fields. */
  #options = new Map<string, Map<string, (readonly Option[])[]>>();

  /** `fired` says how often each rule has decided so far. */
  constructor(
    exploration: Exploration,
    decider: Decider,
    numbers: Numbers,
    weight: (op: string) => number,
    fired: ReadonlyMap<string, number>,
  ) {
    this.#exploration = exploration;
    this.#decider = decider;
    this.#numbers = numbers;
    this.#fired = fired;
    let sum = 0;
    this.#weights = exploration.requests.ops.map((op) => {
      sum += Math.max(1, Math.round(100 * weight(op)));
      return [op, sum] as const;
    });
  }

  /** A request in a state; none where no operation can be asked for. Requests with undefined behaviour are passed over. */
  draw(state: State): Drawn | undefined {
    const mode = this.#numbers.below(10);
    if (mode < 3) return this.#some(state, 1, () => true);
    if (mode < 7) return this.#some(state, TRIES_FOR_CHANGE, ({ taken }) => taken.after !== state);
    return this.#rarest(state);
  }

  /** The first of some that is as wanted, or else the last. */
  #some(state: State, tries: number, wanted: (drawn: Drawn) => boolean): Drawn | undefined {
    let last: Drawn | undefined;
    for (let attempt = 0; attempt < tries; attempt += 1) {
      last = this.#one(state) ?? last;
      if (last !== undefined && wanted(last)) return last;
    }
    return last ?? this.#one(state);
  }

  #rarest(state: State): Drawn | undefined {
    let rarest: Drawn | undefined;
    const times = ({ taken }: Drawn) => this.#fired.get(taken.rule.id) ?? 0;
    for (let attempt = 0; attempt < TRIES_FOR_RARE; attempt += 1) {
      const drawn = this.#one(state);
      if (drawn !== undefined && (rarest === undefined || times(drawn) < times(rarest))) rarest = drawn;
    }
    return rarest;
  }

  #one(state: State): Drawn | undefined {
    const { requests } = this.#exploration;
    const numbers = this.#numbers;
    const at = numbers.below(this.#weights.at(-1)![1]);
    const [op] = this.#weights.find(([, upTo]) => at < upTo)!;
    const hook = numbers.of(requests.hooks(op));
    const request: Record<string, unknown> = requests.vocabulary.blank(op, hook);
    const named = new Set<string>();
    const known = this.#optionsOf(op, hook, state);
    for (const [index, field] of requests.fields(op).entries()) {
      known[index] ??= requests.options(op, field, state, hook, false);
      const options = known[index];
      const plain = options[0];
      if (plain === undefined) return undefined;
      // Most requests say little: one that says everything is refused for the first of many reasons.
      const isPlain = plain.names === undefined && numbers.below(2) === 0;
      const { value, names } = isPlain ? plain : this.#oneOf(options, named);
      request[field] = value;
      if (names !== undefined) named.add(names);
    }
    const taken = this.#decider.take(state, request as unknown as Request);
    return isUndefined(taken.rule.then.outcome) ? undefined : { request: request as unknown as Request, taken };
  }

  /** One of the values of a field: now and then one that names nothing, or what another field names, however many names there are. */
  #oneOf(options: readonly Option[], named: ReadonlySet<string>): Option {
    const numbers = this.#numbers;
    const which = numbers.below(8);
    if (which > 3) return numbers.of(options);
    const wanted =
      which < 2 ? (each: Option) => each.names === undefined : (each: Option) => named.has(each.names ?? '');
    const some = options.filter(wanted);
    return numbers.of(some.length > 0 ? some : options);
  }

  /** What is known of the fields of an operation so far, for more to be added. */
  #optionsOf(op: string, hook: string, state: State): (readonly Option[])[] {
    if (this.#state !== state) {
      this.#state = state;
      this.#options = new Map();
    }
    const atHooks = this.#options.get(op) ?? new Map<string, (readonly Option[])[]>();
    const known = atHooks.get(hook) ?? [];
    this.#options.set(op, atHooks.set(hook, known));
    return known;
  }
}
