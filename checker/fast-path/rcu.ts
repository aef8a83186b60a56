import { AT, PHASE, READER, readerAt, type State } from './state.ts';
import { PROGRAMS, type Program } from './update.ts';

/** The life of a program: held by its slot; put, with the free waiting for readers (as bits); freed. */
const HELD = 0;
const PUT = 1;
const FREED = 5;

/** The readers (as bits) that are between rcu_read_lock and rcu_read_unlock. */
export function readersInside(state: State): number {
  let inside = 0;
  for (let reader = 0; reader < 2; reader += 1) {
    const phase = state[readerAt(reader) + READER.PHASE]!;
    if (phase !== PHASE.LOCK && phase !== PHASE.DONE) inside |= 1 << reader;
  }
  return inside;
}

const lifeAt = (program: Program) => AT.LIVES + program - 1;

export function isFreed(state: State, program: Program): boolean {
  return state[lifeAt(program)] === FREED;
}

/** Whether the last reference is gone and the memory is not. */
export function isPut(state: State, program: Program): boolean {
  const life = state[lifeAt(program)]!;
  return life !== HELD && life !== FREED;
}

/** Whether its grace period is over: nothing but a callback stands between the program and its end. */
export function isDue(state: State, program: Program): boolean {
  return state[lifeAt(program)] === PUT;
}

/** Drops the last reference; the free waits for those who are inside now. */
export function putDeferred(state: State, program: Program): void {
  state[lifeAt(program)] = PUT + readersInside(state);
}

export function free(state: State, program: Program): void {
  state[lifeAt(program)] = FREED;
}

/** A reader leaves: nobody waits for it any more. */
export function leave(state: State, reader: number): void {
  const others = ~(1 << reader);
  state[AT.WAITING]! &= others;
  for (const program of PROGRAMS)
    if (isPut(state, program)) state[lifeAt(program)] = PUT + ((state[lifeAt(program)]! - PUT) & others);
}

/** Exchanges the two readers wherever somebody waits for them. */
export function exchangeWaiting(state: State): void {
  state[AT.WAITING] = exchanged(state[AT.WAITING]!);
  for (const program of PROGRAMS)
    if (isPut(state, program)) state[lifeAt(program)] = PUT + exchanged(state[lifeAt(program)]! - PUT);
}
const exchanged = (readers: number) => ((readers & 1) << 1) | (readers >> 1);
