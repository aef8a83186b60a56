import type { Explored, Found, Limits, Progress } from './discovery.ts';
import { Discovery } from './discovery.ts';
import { MemoryWatch } from './memory.ts';

/** A state that is to be expanded: its number, and the way to it. */
export interface Task<Label> {
  readonly number: number;
  readonly path: readonly Label[];
}

/** What came of a task: the states that follow, which may be known already, or a failure. */
export interface Outcome<Label, Failure> {
  readonly following: readonly (readonly [key: string, label: Label])[];
  readonly found?: Found<Label, Failure>;
}

/** Somebody who expands states: tasks come in the order of their numbers, some of them before what came of the last ones is known. */
export interface Hand<Label, Failure> {
  expand(tasks: readonly Task<Label>[]): Promise<readonly Outcome<Label, Failure>[]>;
}

/** Expands one state here and now; yields now and then. */
export type Here<Label, Failure> = (task: Task<Label>) => Generator<void, Outcome<Label, Failure>>;

/** No more than this many states are given to a hand at once. */
const BATCH = 16;

/** How many such lots a hand has at once: it goes on with the next while what came of one waits to be taken here. */
const LOTS = 2;

/** How long the search goes on here without letting answers in, in ms. */
const BREATH = 20;

const breath = () => new Promise<void>((resolve) => setImmediate(resolve));

/** States that were given out, and what came of them. */
class Given<Label, Failure> {
  readonly #found: Discovery<Label, Failure>;
  readonly #hands: readonly Hand<Label, Failure>[];
  readonly #outcomes = new Map<number, Outcome<Label, Failure>>();
  /** How many lots each has. */
  readonly #lots = new Map<Hand<Label, Failure>, number>();
  /** The number of the state that is given out next. */
  #next = 0;
  #error: unknown;
  #wake = () => {};

  constructor(found: Discovery<Label, Failure>, hands: readonly Hand<Label, Failure>[]) {
    this.#found = found;
    this.#hands = hands;
  }

  /** Gives states to whoever is about to have none: few where there are few, so that all have some. */
  toHands(): void {
    for (const hand of this.#hands) {
      const has = this.#lots.get(hand) ?? 0;
      if (has === LOTS) continue;
      let end = this.#next;
      while (end < this.#next + BATCH * (this.#hands.length + 1) && this.#found.isOpen(end)) end += 1;
      const many = Math.min(BATCH, Math.floor((end - this.#next) / (this.#hands.length + 1)));
      if (many === 0) return;
      this.#lots.set(hand, has + 1);
      this.#toHand(
        hand,
        Array.from({ length: many }, () => this.#task()),
      );
    }
  }

  #toHand(hand: Hand<Label, Failure>, tasks: readonly Task<Label>[]): void {
    hand.expand(tasks).then(
      (all) => {
        for (const [offset, outcome] of all.entries()) this.#outcomes.set(tasks[offset]!.number, outcome);
        this.#lots.set(hand, this.#lots.get(hand)! - 1);
        this.#wake();
      },
      (reason: unknown) => {
        this.#error = reason ?? new Error('a hand gave up');
        this.#wake();
      },
    );
  }

  /** The next state, to be expanded here, if any is left. */
  toHere(): Task<Label> | undefined {
    return this.#found.isOpen(this.#next) ? this.#task() : undefined;
  }

  #task(): Task<Label> {
    const number = this.#next;
    this.#next += 1;
    return { number, path: this.#found.pathTo(number) };
  }

  /** Notes what came of a state that was expanded here. */
  note(number: number, outcome: Outcome<Label, Failure>): void {
    this.#outcomes.set(number, outcome);
  }

  /** Takes what came of states, in the order of their numbers, as far as it is known: up to a failure. Throws what a hand rejected with. */
  take(): Found<Label, Failure> | undefined {
    const found = this.#found;
    for (;;) {
      const outcome = this.#outcomes.get(found.current);
      if (outcome === undefined) break;
      this.#outcomes.delete(found.current);
      for (const [key, label] of outcome.following)
        if (found.numberOf(key) === undefined && found.hasRoom()) found.keep(key, label);
      if (outcome.found !== undefined) return outcome.found;
      found.current += 1;
    }
    if (this.#error !== undefined) throw this.#error;
    return undefined;
  }

  /** Waits until a hand is done with a lot, but not for long: the caller may say that it is enough. */
  wait(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, BREATH * 5);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/**
 * The same search as `explore`, with the same states under the same numbers, shared out: states are expanded here and by other
 * hands at once, and what came of them is taken in the order of their numbers. Yields after every state that was expanded here, or that
 * was waited for; a caller that answers `true` ends the search there. More hands may come while it is under way. Rejects with what
 * a hand rejects with.
 */
export async function* exploreShared<Label, Failure>(
  first: string,
  here: Here<Label, Failure>,
  hands: readonly Hand<Label, Failure>[],
  limits: Limits = {},
): AsyncGenerator<Progress, Explored<Label, Failure>, boolean | undefined> {
  const found = new Discovery<Label, Failure>(first, limits);
  const given = new Given(found, hands);
  const memory = new MemoryWatch();
  let last = performance.now();
  for (;;) {
    const failed = given.take();
    if (failed !== undefined) return found.failed(failed);
    if (!found.isOpen(found.current)) return found.ended();
    if (memory.isLow(found.size)) return found.explored({ is: 'bounded', bound: 'memory', limit: memory.limit });
    given.toHands();
    const task = given.toHere();
    if (task === undefined) await given.wait();
    else {
      const expansion = here(task);
      let next = expansion.next();
      for (; !next.done; next = expansion.next()) {
        if (yield found.progress()) return found.explored({ is: 'interrupted' });
        await breath();
        given.toHands();
      }
      given.note(task.number, next.value);
      if (performance.now() - last > BREATH) {
        await breath();
        last = performance.now();
      }
    }
    if (yield found.progress()) return found.explored({ is: 'interrupted' });
  }
}
