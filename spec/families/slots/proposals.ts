import type * as form from '../../derivation-form.ts';
import * as engine from '../../derive.ts';
import type { Profile } from '../../profile.ts';
import type { Errno } from '../../vocabulary/outcome.ts';
import type { Property } from './properties/property.ts';
import type { State } from './state.ts';
import type { Field, Flag, HookKind, Op } from './vocabulary/index.ts';

/** Something more that rules can ask of a request in a state, or another answer to something they ask already. */
export interface Fact extends Omit<form.Fact, 'of' | 'reads' | 'tell' | 'origin'> {
  /** The operations it is about. */
  readonly of: readonly Op[];
  /** The fields of the request it depends on besides the hook: two at most. */
  readonly reads: readonly Field[];
  // biome-ignore lint/suspicious/noExplicitAny: the request of the operations that it names
  tell(state: State, request: any): form.Fact['values'][number];
}

/** What a semantics of hooks with slots changes in another one. */
export interface Derivation
  extends Omit<form.Derivation, 'refuse' | 'facts' | 'places' | 'flags' | 'slotFlags' | 'properties' | 'hook'> {
  /** Operations that are refused whatever they say, each with the errno: one rule `COMMAND/refused` in place of all others. */
  readonly refuse?: { readonly [O in Op]?: Errno };
  readonly facts?: readonly Fact[];
  /** Another way to find the slot of what a field of the request names, by operation and field. */
  readonly places?: readonly {
    readonly of: readonly Op[];
    readonly reads: Field;
    // biome-ignore lint/suspicious/noExplicitAny: the request of the operations named above
    find(state: State, request: any): number;
  }[];
  /** Flags that are new, each with the operations that know it: their rules find it as a field of the same name. */
  readonly flags?: Readonly<Record<string, readonly Op[]>>;
  /** The new flags that slots keep. */
  readonly slotFlags?: readonly Flag[];
  readonly properties?: readonly Property[];
  /** The kind of hook, where it is another. */
  readonly hook?: HookKind;
}

/** A semantics made from another one, as `derive` of spec/derive.ts, whose docstring says what is refused. */
export function derive(base: Profile, derivation: Derivation): Profile {
  return engine.derive(base, derivation as form.Derivation);
}
