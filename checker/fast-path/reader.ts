import type { Design } from './design.ts';
import { leave } from './rcu.ts';
import type { ReaderView } from './reader-view.ts';
import { AT, PHASE, programOf, READER, readerAt, type State, WORDS, wordAt, writerOf } from './state.ts';
import { END } from './update.ts';

/**
 * One step of a reader: lock, fetch the active array, load a slot, run the program, and so on to the terminator, unlock.
 * Running is one step, which stands for the moment when the program's last instruction is executed.
 */
export function stepReader(design: Pick<Design, 'fetches'>, state: State, reader: number): ReaderView | undefined {
  const at = readerAt(reader);
  switch (state[at + READER.PHASE]) {
    case PHASE.LOCK:
      state[at + READER.PHASE] = PHASE.FETCH;
      return undefined;
    case PHASE.FETCH:
      state[at + READER.ARRAY] = state[AT.ACTIVE]!;
      if (state[at + READER.INDEX] === 0) state[at + READER.SINCE] = state[AT.VERSION]!;
      state[at + READER.PHASE] = PHASE.LOAD;
      return undefined;
    case PHASE.LOAD:
      return load(state, at);
    case PHASE.RUN: {
      const program = state[at + READER.LOADED]!;
      state[at + READER.LOADED] = END;
      state[at + READER.PHASE] = design.fetches === 'once' ? PHASE.LOAD : PHASE.FETCH;
      return { is: 'ran', program };
    }
    default:
      state[at + READER.PHASE] = PHASE.DONE;
      leave(state, reader);
      return undefined;
  }
}

function load(state: State, at: number): ReaderView {
  const array = state[at + READER.ARRAY]!;
  const index = state[at + READER.INDEX]!;
  if (index === WORDS) {
    endWalk(state, at);
    return { is: 'outside', array };
  }
  const word = state[wordAt(array, index)]!;
  const program = programOf(word);
  const writers = state[at + READER.WRITERS]! | (1 << writerOf(word));
  const since = state[at + READER.SINCE]!;
  if (program === END) {
    const walked = Array.from({ length: index }, (_, slot) => state[at + READER.SEEN + slot]!);
    endWalk(state, at);
    return { is: 'loaded', array, index, since, writers, walked };
  }
  state[at + READER.WRITERS] = writers;
  state[at + READER.SEEN + index] = program;
  state[at + READER.LOADED] = program;
  state[at + READER.INDEX] = index + 1;
  state[at + READER.PHASE] = PHASE.RUN;
  return { is: 'loaded', array, index, since, writers };
}

/** What a walk remembers goes with it. */
function endWalk(state: State, at: number): void {
  state.fill(0, at, at + READER.SIZE);
  state[at + READER.PHASE] = PHASE.UNLOCK;
}
