import type { Property } from './properties/property.ts';
import type { Rule, Fact as TableFact } from './rule.ts';
import type { Errno } from './vocabulary/outcome.ts';

/** Something more that rules can ask of a request in a state, or another answer to something they ask already. */
// biome-ignore lint/suspicious/noExplicitAny: the request of the operations that it names
export interface Fact extends TableFact<any> {
  /** The operations it is about. */
  readonly of: readonly string[];
}

/** Rules to be put in front of, or behind, a rule of the base. */
export type Insertion = { readonly rules: readonly Rule[] } & (
  | { readonly before: string }
  | { readonly after: string }
);

/** What a semantics changes in another one. */
export interface Derivation {
  readonly name: string;
  readonly title: string;
  /** Ids of rules that go. */
  readonly remove?: readonly string[];
  /** Rules by the id of the one whose place they take. */
  readonly replace?: Readonly<Record<string, Rule>>;
  readonly insert?: readonly Insertion[];
  /** Operations that are refused whatever they say, each with the errno: one rule `COMMAND/refused` in place of all others. */
  readonly refuse?: Readonly<Record<string, Errno>>;
  /** Rules of the base that can never fire any more are removed. Without it they are an error. */
  readonly unreachable?: 'drop';
  readonly facts?: readonly Fact[];
  /** Another way to find the slot of what a field of the request names, by operation and field. */
  readonly places?: readonly {
    readonly of: readonly string[];
    readonly reads: string;
    // biome-ignore lint/suspicious/noExplicitAny: the request of the operations named above
    find(state: any, request: any): number;
  }[];
  /** Flags that are new, each with the operations that know it: their rules find it as a field of the same name. */
  readonly flags?: Readonly<Record<string, readonly string[]>>;
  /** The new flags that slots keep. */
  readonly slotFlags?: readonly string[];
  readonly properties?: readonly Property[];
  readonly withoutProperties?: readonly string[];
  /** The kind of hook, where it is another. */
  readonly hook?: string;
  /** The name of a model that implements it, where there is one. */
  readonly model?: string;
}
