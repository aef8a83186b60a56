import type { Labelling, Option, RequestSource, State } from '../../spec/semantics.ts';
import { classesOf } from './classes.ts';

/** What can be put into one field of the requests of an operation in a state. */
export interface Choices {
  readonly field: string;
  /** The field's bit among those of the vocabulary. */
  readonly bit: number;
  readonly options: readonly Option[];
  /** Per option, the number of a class of interchangeable objects, or -1. */
  readonly classes: readonly number[];
  /** Per option, which object of its class it is. */
  readonly ranks: readonly number[];
}

/** What can be put into each field of an operation in a state; `reduced`: without what only repeats what other values say. */
export function choicesIn(
  source: RequestSource,
  state: State,
  op: string,
  hook: string,
  labels: Labelling,
  reduced = true,
): readonly Choices[] {
  const { bits } = source.vocabulary;
  const known = classesOf(labels);
  // Filled one by one, as all lists that a walk reads in each step: compiled `map` returns arrays with holes, and code that reads both kinds is compiled again.
  const choices: Choices[] = [];
  for (const field of source.fields(op)) {
    const options: Option[] = [];
    const classes: number[] = [];
    const ranks: number[] = [];
    for (const option of source.options(op, field, state, hook, reduced)) {
      const { class: own, rank } = known.of(option);
      options.push(option);
      classes.push(own);
      ranks.push(rank);
    }
    choices.push({ field, bit: bits[field]!, options, classes, ranks });
  }
  return choices;
}
