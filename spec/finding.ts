import type { Keeping, Request, State, Universe } from './semantics.ts';

/** A picture of a list, as a person draws it: `C A/L1 B`. */
export interface Picture {
  /** The programs and links that it names, for which no other may stand. */
  readonly names: readonly string[];
  /** Whether it leaves anything open, so that several lists fit it. */
  readonly open: boolean;
  /** Whether the list of its hook is as it is drawn. */
  shows(state: State): boolean;
}

/** Whose words a request can be said in: those of the system call, or of a library. */
export const DIALECTS = ['bpf', 'libbpf', 'cilium'] as const;
export type Dialect = (typeof DIALECTS)[number];

/** A request as somebody writes it in a program, or why it cannot be said there. */
export type Call = { readonly code: string } | { readonly unsaid: string };

/** What a search for a way has to know of lists of slots. */
export interface Finding {
  /** Reads a picture of the list of a hook whose slots keep some flags; throws a RangeError that says what is wrong with it. */
  picture(text: string, universe: Universe, hook: string, keeping: Keeping): Picture;
  /** The names of programs and links in a universe. */
  objects(universe: Universe): readonly string[];
  /** Those that nobody has in a state: links that do not exist. */
  free(state: State): readonly string[];
  /** Whether a value of a field names an object that whoever makes the request needs no fd of. */
  namesById(field: string, value: unknown): boolean;
  /** Whether a state has every slot of another one, in its order, that is not of these programs and links. */
  keeps(before: State, after: State, owned: ReadonlySet<string>): boolean;
  /** The operations that place and remove programs without a link. */
  readonly direct: readonly string[];
  /** A request in the words of each. */
  call(dialect: Dialect, request: Request, universe: Universe): Call;
}
