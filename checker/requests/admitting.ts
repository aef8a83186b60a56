import type { Profile } from '../../spec/profile.ts';
import type { Combinations, Option, Request, RequestSource, State } from '../../spec/semantics.ts';

/** Which requests are to be made. */
export interface Admission {
  readonly admits: (state: State, request: Request) => boolean;
  /** All that it goes by besides the request and the universe, of each object that the request names: as text. */
  readonly goesBy: (state: State, name: string) => string;
}

/** What can be put into the fields of an operation, and which combinations of that are admitted. */
interface Fields extends Combinations {
  readonly options: Readonly<Record<string, readonly Option[]>>;
}

/** What is known of combinations that begin alike: by the number of the next option, and behind the last one the answer. */
type Answers = Map<number, Answers | boolean>;

/** What was found out about the requests of a universe. */
class Memory {
  /** By the number of an operation and a hook, and those of all options. */
  readonly fields = new Map<string, Fields>();
  /** By the number of an operation and a hook, and then of an option for each field. */
  readonly answers: Answers = new Map();
  readonly #numbers = new Map<string, number>();

  /** The number that a text has. */
  numberOf(text: string): number {
    const number = this.#numbers.get(text) ?? this.#numbers.size;
    this.#numbers.set(text, number);
    return number;
  }
}

/** All that can be put into the fields of an operation. */
interface Offered {
  readonly names: readonly string[];
  readonly options: Fields['options'];
  /** A number for the operation and its hook. */
  readonly of: number;
  /** One for each option: where two have the same, so have the answers. */
  readonly numbers: readonly (readonly number[])[];
}

/** The combinations that are admitted, each as the place of an option for each field. Asks for what is not among the answers yet. */
function combinations(
  { names, options, of, numbers }: Offered,
  answers: Answers,
  request: Record<string, unknown>,
  admits: (request: Request) => boolean,
): readonly (readonly number[])[] {
  const found: (readonly number[])[] = [];
  const chosen: number[] = [];
  const choose = (at: number, known: Answers, number: number) => {
    const name = names[at];
    const answer = known.get(number) ?? (name === undefined ? admits(request as unknown as Request) : new Map());
    known.set(number, answer);
    if (answer === true) found.push([...chosen]);
    if (name === undefined || typeof answer === 'boolean') return;
    for (const [option, { value }] of options[name]!.entries()) {
      request[name] = value;
      chosen[at] = option;
      choose(at + 1, answer, numbers[at]![option]!);
    }
  };
  choose(0, answers, of);
  return found;
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
  readonly #memory: Memory;
  readonly #of = new WeakMap<State, Map<string, Fields>>();

  constructor(all: RequestSource, admission: Admission, memory: Memory) {
    this.#all = all;
    this.#memory = memory;
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
    const memory = this.#memory;
    const names = this.#all.fields(op);
    const options = Object.fromEntries(names.map((name) => [name, this.#all.options(op, name, state, hook, reduced)]));
    const textOf = ({ value, names: named }: Option) =>
      `${JSON.stringify(value)} ${named === undefined ? '' : goesBy(state, named)}`;
    const of = memory.numberOf(`${op} ${hook}`);
    const numbers = names.map((name) => options[name]!.map((each) => memory.numberOf(textOf(each))));
    const key = JSON.stringify([of, numbers]);
    let fields = memory.fields.get(key);
    if (fields === undefined) {
      const blank = { ...this.vocabulary.blank(op, hook) };
      const offered = { names, options, of, numbers };
      const admitted = combinations(offered, memory.answers, blank, (request) => admits(state, request));
      fields = fieldsOf(names, options, admitted);
      memory.fields.set(key, fields);
    }
    return fields;
  }
}

/** Those requests of a scope alone that are admitted. */
export const admittedAmong = (all: RequestSource, admission: Admission): RequestSource =>
  new Admitted(all, admission, new Memory());

/**
 * A semantics of which suites are taken from some requests alone: in every state those that are admitted. Its rules and states are those
 * it had. Searches that go by frames (`mprog check`) do not ask, nor does `mprog diff`: see `admittedAmong`.
 */
export function admitting(semantics: Profile, admission: Admission): Profile {
  const { family } = semantics;
  // Universes are made anew by each search of a scope.
  const memories = new Map<string, Memory>();
  const explore: typeof family.explore = (...asked) => {
    const exploration = family.explore(...asked);
    const universe = JSON.stringify(exploration.universe);
    const own = memories.get(universe) ?? new Memory();
    memories.set(universe, own);
    return { ...exploration, requests: new Admitted(exploration.requests, admission, own) };
  };
  return { ...semantics, family: { ...family, explore } };
}
