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
  const outcomes = new Map<number, Outcome<Label, Failure>>();
  const memory = new MemoryWatch();
  /** The number of the state that is given out next. */
  let given = 0;
  let error: unknown;
  const task = (number: number): Task<Label> => ({ number, path: found.pathTo(number) });

  /** How many lots each has. */
  const lots = new Map<Hand<Label, Failure>, number>();
  let wake = () => {};
  /** Gives states to whoever is about to have none: few where there are few, so that all have some. */
  const giveOut = () => {
    for (const hand of hands) {
      const has = lots.get(hand) ?? 0;
      if (has === LOTS) continue;
      let end = given;
      while (end < given + BATCH * (hands.length + 1) && found.isOpen(end)) end += 1;
      const many = Math.min(BATCH, Math.floor((end - given) / (hands.length + 1)));
      if (many === 0) return;
      const tasks = Array.from({ length: many }, (_, offset) => task(given + offset));
      given += many;
      lots.set(hand, has + 1);
      hand.expand(tasks).then(
        (all) => {
          for (const [offset, outcome] of all.entries()) outcomes.set(tasks[offset]!.number, outcome);
          lots.set(hand, lots.get(hand)! - 1);
          wake();
        },
        (reason: unknown) => {
          error = reason ?? new Error('a hand gave up');
          wake();
        },
      );
    }
  };

  let last = performance.now();
  for (;;) {
    for (let outcome = outcomes.get(found.current); outcome !== undefined; outcome = outcomes.get(found.current)) {
      outcomes.delete(found.current);
      for (const [key, label] of outcome.following)
        if (found.numberOf(key) === undefined && found.hasRoom()) found.keep(key, label);
      if (outcome.found !== undefined) return found.failed(outcome.found);
      found.current += 1;
    }
    if (error !== undefined) throw error;
    if (!found.isOpen(found.current)) return found.ended();
    if (memory.isLow(found.size)) return found.explored({ is: 'bounded', bound: 'memory', limit: memory.limit });
    giveOut();
    if (found.isOpen(given)) {
      const number = given;
      given += 1;
      const expansion = here(task(number));
      let next = expansion.next();
      for (; !next.done; next = expansion.next()) {
        if (yield found.progress()) return found.explored({ is: 'interrupted' });
        await breath();
        giveOut();
      }
      outcomes.set(number, next.value);
      if (performance.now() - last > BREATH) {
        await breath();
        last = performance.now();
      }
    } else
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, BREATH * 5); // for the caller to say that it is enough
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    if (yield found.progress()) return found.explored({ is: 'interrupted' });
  }
}
