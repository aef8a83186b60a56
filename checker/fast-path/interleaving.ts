import { type Actor, begin, freedBy, type Machine, step, UPDATER } from './machine.ts';
import { arrayName } from './operation.ts';
import type { ReaderView } from './reader-view.ts';
import { AT, copyOf, PHASE, programOf, READER, readerAt, type State, WORDS, wordAt } from './state.ts';
import { counterpart, inOrder } from './symmetry.ts';
import { nameOf } from './update.ts';

/** A step of an interleaving, for people to read. */
export interface Line {
  readonly who: 'reader 1' | 'updater' | 'reader 2' | 'RCU';
  readonly what: string;
  /** The active array after the step, and the others. */
  readonly active: string;
  readonly others: readonly string[];
}

/** Plays a path, found with the readers in order, and tells it with each reader keeping its name. */
export function linesOf(machine: Machine, path: readonly Actor[]): readonly Line[] {
  const state = begin(machine);
  let exchanged = false;
  return path.map((actor) => {
    const before = copyOf(state);
    const observation = step(machine, state, actor);
    const what = describeStep(machine, before, actor, observation);
    const active = state[AT.ACTIVE]!;
    const arrays = Array.from({ length: machine.design.arrays }, (_, array) => arrayText(state, array));
    const who = whoIs(exchanged ? counterpart(actor) : actor);
    if (inOrder(state)) exchanged = !exchanged;
    return { who, what, active: arrays[active]!, others: arrays.toSpliced(active, 1) };
  });
}

function whoIs(actor: Actor): Line['who'] {
  if (actor === UPDATER) return 'updater';
  if (freedBy(actor) !== undefined) return 'RCU';
  return actor === 1 ? 'reader 1' : 'reader 2';
}

/** All words of an array; a dot is a terminator. */
function arrayText(state: State, array: number): string {
  const words = [...state.subarray(wordAt(array, 0), wordAt(array, WORDS))];
  return `${arrayName(array)}: ${words.map((word) => nameOf(programOf(word))).join(' ')}`;
}

function describeStep(machine: Machine, before: State, actor: Actor, observation: ReaderView | undefined): string {
  if (actor === UPDATER) return machine.operations[before[AT.NEXT]!]!.text;
  const freed = freedBy(actor);
  if (freed !== undefined) return `grace period over: frees ${nameOf(freed)}`;
  return describeReaderStep(before, readerAt(actor - 1), observation);
}

function describeReaderStep(before: State, at: number, observation: ReaderView | undefined): string {
  const phase = before[at + READER.PHASE];
  if (phase === PHASE.LOCK) return 'rcu_read_lock';
  if (phase === PHASE.FETCH) return `fetches the active array: ${arrayName(before[AT.ACTIVE]!)}`;
  if (phase === PHASE.RUN) return `runs ${nameOf(before[at + READER.LOADED]!)}`;
  if (phase !== PHASE.LOAD) return 'rcu_read_unlock';
  const array = before[at + READER.ARRAY]!;
  const index = before[at + READER.INDEX]!;
  const place = `${arrayName(array)}[${index}]`;
  if (observation?.is !== 'loaded') return `loads ${place}, which does not exist`;
  if (observation.walked === undefined) return `loads ${place}: ${nameOf(programOf(before[wordAt(array, index)]!))}`;
  const seen = observation.walked.length === 0 ? 'nothing' : observation.walked.map(nameOf).join(' ');
  return `loads ${place}: the terminator; has seen ${seen}`;
}
