import type { Explored, Limits, Progress } from './discovery.ts';
import type { SearchSpace } from './explore.ts';
import { type AsyncRun, asAsyncPart } from './run.ts';
import { exploreShared, type Hand, type Outcome, type Task } from './shared.ts';

/** A space whose states can be gone on from by anybody who has the way to them. `Counted` is plain data: it goes from one thread to another. */
export interface DividedSpace<Node, Label, Failure, Counted> extends SearchSpace<Node, Label, Failure> {
  /** The state at the end of a path from the first one, found under this number. */
  at(path: readonly Label[], number: number): Node;
  /** What was counted in the states that were expanded. */
  counts(): Counted;
}

/** A part of the states of a space, each of which is expanded from the way to it. */
export class Portion<Label, Failure, Counted, Node = unknown> {
  readonly #space: DividedSpace<Node, Label, Failure, Counted>;
  /** Keys that were reported already: each state was reached from one with a lower number than any that is still to be expanded. */
  readonly #told = new Set<string>();

  constructor(space: DividedSpace<Node, Label, Failure, Counted>) {
    this.#space = space;
  }

  /** The key of the first state. */
  first(): string {
    const { key } = this.#space.initial();
    this.#told.add(key);
    return key;
  }

  /** Expands a state; they have to come in the order of their numbers. Yields now and then. */
  *expand({ path, number }: Task<Label>): Generator<void, Outcome<Label, Failure>> {
    const following: (readonly [string, Label])[] = [];
    const expansion = this.#space.expand(this.#space.at(path, number), (key, create) => {
      if (this.#told.has(key)) return;
      this.#told.add(key);
      following.push([key, create().label]);
    });
    const found = expansion !== undefined && 'next' in expansion ? yield* expansion : expansion;
    return { following, ...(found === undefined ? {} : { found }) };
  }

  counts(): Counted {
    return this.#space.counts();
  }
}

/** Somebody who has a portion of the same space, and what was counted there by the last answer. */
export interface PortionHand<Label, Failure, Counted> extends Hand<Label, Failure> {
  readonly counted: Counted | undefined;
}

/** What came of a search that was shared out. */
export interface SharedOut<Label, Failure, Counted> {
  readonly explored: Explored<Label, Failure>;
  /** What each counted. */
  readonly counted: readonly Counted[];
}

/** Where it stands. */
export interface SharedProgress<Counted> extends Progress {
  readonly counted: () => readonly Counted[];
}

/** Searches a space whose states are shared out; more hands may come while it is under way. Rejects with what a hand rejects with. */
export async function* shareOut<Label, Failure, Counted>(
  portion: Portion<Label, Failure, Counted>,
  hands: readonly PortionHand<Label, Failure, Counted>[],
  limits: Limits = {},
): AsyncRun<SharedProgress<Counted>, SharedOut<Label, Failure, Counted>> {
  const counted = () => [portion.counts(), ...hands.flatMap((hand) => hand.counted ?? [])];
  const search = exploreShared<Label, Failure>(portion.first(), (task) => portion.expand(task), hands, limits);
  const explored = yield* asAsyncPart(search, (at) => ({ ...at, counted }));
  return { explored, counted: counted() };
}
