import type { Program } from './update.ts';

/** What a step shows to properties and witnesses, beside the state after it. */
export type ReaderView =
  | Load
  /** A reader loads behind the last word of an array. */
  | { readonly is: 'outside'; readonly array: number }
  | { readonly is: 'ran'; readonly program: Program }
  | { readonly is: 'stored'; readonly array: number }
  | { readonly is: 'published' | 'waiting' }
  | { readonly is: 'freed'; readonly program: Program };

/** A reader loads a word of an array. */
export interface Load {
  readonly is: 'loaded';
  readonly array: number;
  readonly index: number;
  /** The version in force when the walk fetched its array. */
  readonly since: number;
  /** The updates (as bits) that wrote the words loaded so far. */
  readonly writers: number;
  /** The programs of the walk, when the word was a terminator and ended it. */
  readonly walked?: readonly Program[];
}
