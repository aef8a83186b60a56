import type { Program } from './update.ts';

/** One step of the updater. */
export type Operation =
  /** Stores one word. `takesEffect`: with it the update is in force. */
  | {
      readonly is: 'store';
      readonly array: number;
      readonly index: number;
      readonly word: number;
      readonly takesEffect: boolean;
      readonly text: string;
    }
  /** Points the active pointer to an array. */
  | { readonly is: 'publish'; readonly array: number; readonly text: string }
  /** synchronize_rcu begins: notes who is inside. */
  | { readonly is: 'wait'; readonly text: string }
  /** synchronize_rcu ends: possible when all of them have left. */
  | { readonly is: 'waited'; readonly text: string }
  /** Drops a reference, where one is to be dropped, before the commit or with it. */
  | { readonly is: 'put' | 'commit'; readonly program: Program | undefined; readonly text: string };

/** The letter of an array. */
export function arrayName(array: number): string {
  return 'abc'[array]!;
}
