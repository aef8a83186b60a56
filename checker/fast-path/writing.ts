import { arrayName, type Operation } from './operation.ts';
import { programOf, type State, wordAt, wordOf, writerOf } from './state.ts';
import { END, nameOf, type Program } from './update.ts';

export type Store = Extract<Operation, { is: 'store' }>;

/** Stores on behalf of one update, made in a memory that is played through and noted as operations. */
export class Writing {
  readonly #memory: State;
  readonly #update: number;

  constructor(memory: State, update: number) {
    this.#memory = memory;
    this.#update = update;
  }

  #store(array: number, index: number, word: number, text: string): Store {
    this.#memory[wordAt(array, index)] = word;
    return { is: 'store', array, index, word, takesEffect: false, text };
  }
  #program(array: number, index: number): Program {
    return programOf(this.#memory[wordAt(array, index)]!);
  }
  set(array: number, index: number, program: Program): Store {
    const what = program === END ? 'the terminator' : nameOf(program);
    return this.#store(array, index, wordOf(program, this.#update), `stores ${what} in ${arrayName(array)}[${index}]`);
  }
  copy(from: number, to: number, index: number): Store {
    const program = this.#program(from, index);
    const text = `copies ${nameOf(program)} from ${arrayName(from)}[${index}] to ${arrayName(to)}[${index}]`;
    return this.#store(to, index, wordOf(program, this.#update), text);
  }
  move(array: number, from: number, to: number): Store {
    const program = this.#program(array, from);
    const text = `moves ${nameOf(program)} from ${arrayName(array)}[${from}] to ${arrayName(array)}[${to}]`;
    return this.#store(array, to, wordOf(program, this.#update), text);
  }
  /** A slot that changes its program stays a slot of the list it is in: the word keeps its writer. */
  exchange(array: number, index: number, program: Program): Store {
    const writer = writerOf(this.#memory[wordAt(array, index)]!);
    const text = `stores ${program === END ? 'nothing' : nameOf(program)} in ${arrayName(array)}[${index}], in place`;
    return this.#store(array, index, wordOf(program, writer), text);
  }
}
