import type { Profile } from '../../spec/profile.ts';
import type { Combinations, Option, Request, RequestSource, State } from '../../spec/semantics.ts';

/** Which requests are to be made. */
export interface Admission {
  readonly admits: (state: State, request: Request) => boolean;
  /** All that it goes by besides the request and the universe, as text. */
  readonly goesBy: (state: State) => string;
}

/** What can be put into the fields of an operation, and which combinations of that are admitted. */
interface Fields extends Combinations {
  readonly options: Readonly<Record<string, readonly Option[]>>;
}

/** Of all combinations those that are admitted: the number of an option for each field. */
function* combinations(
  names: readonly string[],
  all: Fields['options'],
  request: Record<string, unknown>,
  admits: (request: Request) => boolean,
  chosen: number[] = [],
): Generator<readonly number[]> {
  const name = names[chosen.length];
  if (name === undefined) {
    if (admits(request as unknown as Request)) yield [...chosen];
    return;
  }
  const at = chosen.length;
  for (const [number, { value }] of all[name]!.entries()) {
    request[name] = value;
    chosen[at] = number;
    yield* combinations(names, all, request, admits, chosen);
    chosen.length = at;
  }
}

/** Per option of a field, a number for the combinations that it is in. */
function alikeAt(at: number, options: number, combinations: readonly (readonly number[])[]): readonly number[] {
  const others = Array.from({ length: options }, () => [] as string[]);
  for (const chosen of combinations) others[chosen[at]!]!.push(chosen.toSpliced(at, 1).join());
  const numbers = new Map<string, number>();
  return others.map((all) => {
    const text = all.join(' ');
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    return number;
  });
}

/** The options that some admitted combination has, and those combinations. */
function fieldsOf(names: readonly string[], all: Fields['options'], admitted: readonly (readonly number[])[]): Fields {
  const kept = names.map((_, at) => [...new Set(admitted.map((chosen) => chosen[at]!))].sort((a, b) => a - b));
  const numberOf = (chosen: readonly number[]) => {
    let number = 0;
    for (let at = 0; at < names.length; at += 1) number = number * kept[at]!.length + chosen[at]!;
    return number;
  };
  const combinations = admitted.map((chosen) => chosen.map((option, at) => kept[at]!.indexOf(option)));
  const numbers = new Set(combinations.map(numberOf));
  return {
    options: Object.fromEntries(names.map((name, at) => [name, kept[at]!.map((option) => all[name]![option]!)])),
    has: (chosen) => numbers.has(numberOf(chosen)),
    alike: names.map((_, at) => alikeAt(at, kept[at]!.length, combinations)),
  };
}

/** What can be put into the fields of the requests that are admitted. */
class Admitted implements RequestSource {
  readonly #all: RequestSource;
  readonly #admission: Admission;
  /** By an operation, by all that can be put into its fields, and by what the admission goes by. */
  readonly #known: Map<string, Fields>;
  readonly #of = new WeakMap<State, Map<string, Fields>>();

  constructor(all: RequestSource, admission: Admission, known: Map<string, Fields>) {
    this.#all = all;
    this.#known = known;
    this.#admission = admission;
  }

  get uapi() {
    return this.#all.uapi;
  }

  get vocabulary() {
    return this.#all.vocabulary;
  }

  get ops() {
    return this.#all.ops;
  }

  fields(op: string): readonly string[] {
    return this.#all.fields(op);
  }

  hooks(op: string): readonly string[] {
    return this.#all.hooks(op);
  }

  options(op: string, field: string, state: State, hook: string, reduced: boolean): readonly Option[] {
    return this.#fieldsIn(op, state, hook, reduced).options[field]!;
  }

  admitted(op: string, state: State, hook: string, reduced: boolean): Combinations {
    return this.#fieldsIn(op, state, hook, reduced);
  }

  #fieldsIn(op: string, state: State, hook: string, reduced: boolean): Fields {
    const inState = this.#of.get(state) ?? new Map<string, Fields>();
    this.#of.set(state, inState);
    const asked = `${op} ${hook} ${reduced}`;
    const fields = inState.get(asked) ?? this.#fieldsOf(op, state, hook, reduced);
    inState.set(asked, fields);
    return fields;
  }

  #fieldsOf(op: string, state: State, hook: string, reduced: boolean): Fields {
    const { admits, goesBy } = this.#admission;
    const names = this.#all.fields(op);
    const all = Object.fromEntries(names.map((name) => [name, this.#all.options(op, name, state, hook, reduced)]));
    const key = `${op} ${hook} ${goesBy(state)} ${JSON.stringify(all)}`;
    let fields = this.#known.get(key);
    if (fields === undefined) {
      const blank = { ...this.vocabulary.blank(op, hook) };
      fields = fieldsOf(names, all, [...combinations(names, all, blank, (request) => admits(state, request))]);
      this.#known.set(key, fields);
    }
    return fields;
  }
}

/** Those requests of a scope alone that are admitted. */
export const admittedAmong = (all: RequestSource, admission: Admission): RequestSource =>
  new Admitted(all, admission, new Map());

/**
 * A semantics of which suites are taken from some requests alone: in every state those that are admitted. Its rules and states are those
 * it had. Searches that go by frames (`mprog check`) do not ask, nor does `mprog diff`: see `admittedAmong`.
 */
export function admitting(semantics: Profile, admission: Admission): Profile {
  const { family } = semantics;
  // Universes are made anew by each search of a scope.
  const known = new Map<string, Map<string, Fields>>();
  const explore: typeof family.explore = (...asked) => {
    const exploration = family.explore(...asked);
    const universe = JSON.stringify(exploration.universe);
    const own = known.get(universe) ?? new Map<string, Fields>();
    known.set(universe, own);
    return { ...exploration, requests: new Admitted(exploration.requests, admission, own) };
  };
  return { ...semantics, family: { ...family, explore } };
}
