/** A place of a hook with the program in it. */
export interface DrawnSlot {
  /** What the place is called, where not its number says that. */
  readonly label?: string;
  /** The program in it; `none` where it is empty. */
  readonly prog: string;
  /** The link that holds it, with what holds that link in words. */
  readonly link?: { readonly name: string; readonly held: string };
  /** The flags that it keeps. */
  readonly flags: readonly string[];
}

/** A hook as a column of slots, the first on top. */
export interface Column {
  readonly name: string;
  /** What it is a hook of. */
  readonly about: string;
  /** What else there is to know of it, such as its revision. */
  readonly facts: readonly string[];
  readonly slots: readonly DrawnSlot[];
  /** What runs there, in order, where that is not its own slots. */
  readonly runs?: readonly string[];
  /** Whether it is there no more. */
  readonly gone: boolean;
}

/** An object that is in no column, or is more than what the columns show of it. */
export interface DrawnObject {
  readonly kind: string;
  readonly name: string;
  readonly says: string;
  /** Whether nothing can be done with it at present: it does not exist, or has come off its hook. */
  readonly faded: boolean;
}

/** A state as a person draws it. */
export interface Drawing {
  readonly columns: readonly Column[];
  readonly objects: readonly DrawnObject[];
}
