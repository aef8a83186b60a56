import { explainRequest } from '../checker/decide/explanation.ts';
import { comparingOf, pairOf } from '../checker/diff/comparing.ts';
import { EVERY_FIELD, walk } from '../checker/requests/walk.ts';
import type { DifferenceKind } from '../spec/comparing.ts';
import { deciderOf, type Taken } from '../spec/decide/decider.ts';
import { readsOf } from '../spec/decide/decisions.ts';
import type { Profile } from '../spec/profile.ts';
import { unsaid } from '../spec/said.ts';
import type { Labelling, Observation, Request, RequestSource, Scope, State, Universe } from '../spec/semantics.ts';
import { SpecMachine } from '../spec/spec-machine.ts';
import type { Explanation } from './explain.ts';

/** What comes of a request under one semantics: how it is decided, or why it cannot be asked; the state is then the same. */
export type Took = { readonly after: State } & (
  | { readonly explanation: Explanation; readonly view: Observation }
  | { readonly cannot: string }
);

/** A request that can be made in a state. One stands for all that differ in fields that nobody looks at, or by interchangeable objects. */
export interface Possible {
  readonly request: Request;
  readonly said: string;
  readonly op: string;
  /** Of each semantics the outcome and the rule; `undefined` where it cannot be asked. */
  readonly by: readonly ({ readonly outcome: string; readonly rule: string } | undefined)[];
  /** Whether it changes a state of any. */
  readonly changes: boolean;
  /** The state of each afterwards: one object for all requests that lead to the same state, that before it where nothing is changed. */
  readonly after: readonly State[];
  /** How two semantics come apart by it, if they do. */
  readonly differs?: DifferenceKind | 'unsaid';
}

/** One semantics or two that are taken through the same requests. */
export type Semantics = readonly [Profile] | readonly [Profile, Profile];

/** Where requests come from: a scope, or the universe of a trace and the requests of that. */
export type Ground = { readonly scope: Scope } | { readonly universe: Universe; readonly requests: readonly Request[] };

interface Words {
  readonly source: RequestSource;
  /** Everything that decides what is to come from a state of each semantics. */
  readonly texts: readonly ((state: State) => string)[];
  labels(state: State): Labelling;
  /** The same for states that differ only by interchangeable objects. */
  key(states: readonly State[]): string;
  /** Fields of a request that are said in one another: whoever looks at one looks at all. */
  together(op: string): readonly string[];
}

type Came = Pick<Taken, 'rule' | 'view' | 'after'>;

const cameOf = ({ rule, view, after }: Came) => ({ outcome: rule.then.outcome, view, after });

/** One object for all states that are the same. */
class Alike {
  readonly #text: ((state: State) => string) | undefined;
  readonly #objects = new Map<State, State>();
  readonly #texts = new Map<string, State>();

  constructor(first: State, text: ((state: State) => string) | undefined) {
    this.#text = text;
    this.#objects.set(first, first);
  }

  of(state: State): State {
    const known = this.#objects.get(state);
    if (known !== undefined || this.#text === undefined) return known ?? state;
    const text = this.#text(state);
    const one = this.#texts.get(text) ?? state;
    this.#texts.set(text, one);
    this.#objects.set(state, one);
    return one;
  }
}

/**
 * Takes one semantics, or two side by side, through requests, by hand: which there are in a state with what comes of each, and how each
 * is decided. It holds no state of its own. Throws a RangeError where two semantics have nothing to be compared by.
 */
export class Stepping {
  readonly semantics: Semantics;
  readonly ground: Ground;
  /** What exists before the first request, for each. */
  readonly universes: readonly Universe[];
  readonly #words: Words | undefined;
  readonly #phrase: (which: number, request: Request) => Request | undefined;
  readonly #differs: (states: readonly State[], one: Came, other: Came) => DifferenceKind | undefined;
  readonly #tellsApart: (states: readonly State[]) => boolean;

  constructor(semantics: Semantics, ground: Ground) {
    this.semantics = semantics;
    this.ground = ground;
    const [a, b] = semantics;
    this.#phrase = (_which, request) => request;
    this.#differs = () => undefined;
    this.#tellsApart = () => false;
    if (!('scope' in ground)) {
      this.universes = semantics.map(() => ground.universe);
      return;
    }
    if (b === undefined) {
      const { universe, requests, labels, text, key } = a.family.explore(ground.scope, a);
      this.universes = [universe];
      this.#words = {
        source: requests,
        texts: [text],
        labels,
        key: ([state]) => key(state!, labels(state!)),
        together: () => [],
      };
      return;
    }
    const pair = pairOf(a, b, ground.scope);
    const comparison = comparingOf(a, b).compare(a, b, pair);
    if (semantics.some(({ family }) => family.vocabulary !== comparison.requests.vocabulary))
      throw new RangeError(`${a.name} and ${b.name} are asked in words of their own, so one request cannot go to both`);
    this.universes = [comparison.universe.a, comparison.universe.b];
    this.#words = {
      source: comparison.requests,
      texts: [a.family.explore(pair.a, a).text, b.family.explore(pair.b, b).text],
      labels: (state) => comparison.labels(state),
      key: ([one, other]) => comparison.key({ a: one!, b: other! }, comparison.labels(one!)),
      together: comparison.together,
    };
    const { phrase } = comparison;
    if (phrase !== undefined) this.#phrase = (which, request) => phrase(which === 0 ? 'a' : 'b', request);
    this.#differs = ([one, other], came, otherCame) =>
      comparison.differs({ a: one!, b: other! }, cameOf(came), cameOf(otherCame));
    this.#tellsApart = ([one, other]) => comparison.isVisible({ a: one!, b: other! });
  }

  /** The states before the first request. */
  start(): readonly State[] {
    return this.semantics.map(({ family, keeping }, which) => family.initial(this.universes[which]!, keeping));
  }

  /** A text that states have in common where they differ only by interchangeable objects; `undefined` outside of a scope. */
  key(states: readonly State[]): string | undefined {
    return this.#words?.key(states);
  }

  /** Whether a query tells the states of two semantics apart. */
  tellsApart(states: readonly State[]): boolean {
    return this.#tellsApart(states);
  }

  /** Takes a request under each semantics, as step `number`. */
  take(states: readonly State[], request: Request, number = 1): readonly Took[] {
    return this.semantics.map((semantics, which): Took => {
      const state = states[which]!;
      const asked = this.#phrase(which, request);
      const cannot = this.#cannot(semantics, state, asked);
      if (cannot !== undefined) return { after: state, cannot };
      const machine = new SpecMachine(semantics);
      machine.resume(state);
      const explanation = explainRequest(semantics, machine, asked!, { number });
      const { view, after } = deciderOf(semantics).take(state, asked!);
      // A request that changes nothing leaves the very state that there was.
      return { explanation, view, after: after === state ? state : machine.state };
    });
  }

  /** Every request that can be made, up to those that say the same. */
  possible(states: readonly State[]): readonly Possible[] {
    const found: Possible[] = [];
    const alike = this.semantics.map((_semantics, which) => new Alike(states[which]!, this.#words?.texts[which]));
    if (this.#words === undefined) {
      const { requests } = this.ground as { readonly requests: readonly Request[] };
      const said = new Map(requests.map((request) => [JSON.stringify(request), request]));
      for (const request of said.values()) this.#ask(states, request, alike, found);
      return found;
    }
    const { source, labels } = this.#words;
    const [state] = states;
    const labelling = labels(state!);
    for (const op of source.ops)
      for (const hook of source.hooks(op))
        walk(source, state!, op, hook, labelling, (request) => this.#ask(states, request, alike, found));
    return found;
  }

  #cannot(semantics: Profile, state: State, asked: Request | undefined): string | undefined {
    if (asked === undefined) return `${semantics.name} has no such request`;
    const lacks = unsaid(semantics.uapi, asked);
    if (lacks.length > 0) return `${semantics.name} has no ${lacks.join(', ')}`;
    return semantics.family.senseless?.(state, asked);
  }

  /** Notes what comes of a request. Returns the fields that any of the semantics looked at. */
  #ask(states: readonly State[], common: Request, alike: readonly Alike[], found: Possible[]): number {
    let reads = 0;
    const taken = this.semantics.map((semantics, which) => {
      const state = states[which]!;
      const asked = this.#phrase(which, common);
      if (this.#cannot(semantics, state, asked) !== undefined) return undefined;
      const decider = deciderOf(semantics);
      const came = asked === common ? decider.takeAmong(state, common) : decider.take(state, asked!);
      reads |= readsOf(came.decided);
      return came;
    });
    const asked = taken.filter((each) => each !== undefined);
    const [one, other] = asked;
    if (one === undefined) return EVERY_FIELD;
    const { length } = this.semantics;
    const differs = asked.length < length ? 'unsaid' : other && this.#differs(states, one, other);
    const { words, hooks } = this.semantics[0].family;
    found.push({
      request: Object.freeze({ ...common }),
      said: words.request(common, hooks(this.universes[0]!).length > 1 ? 'several' : 'one'),
      op: common.op,
      by: taken.map((each) => each && { outcome: each.rule.then.outcome, rule: each.rule.id }),
      changes: taken.some((each, which) => each !== undefined && each.after !== states[which]),
      after: taken.map((each, which) => alike[which]!.of(each?.after ?? states[which]!)),
      ...(differs === undefined ? {} : { differs }),
    });
    return this.#all(common.op, reads);
  }

  #all(op: string, reads: number): number {
    if (this.#words === undefined) return EVERY_FIELD;
    const { source, together } = this.#words;
    const all = source.vocabulary.bitsOf(together(op));
    return (reads & all) === 0 ? reads : reads | all;
  }
}
