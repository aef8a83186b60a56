import type { Outcome } from './outcome.ts';

/** The answer to one request. `view` is what a query wrote, and nothing for every other request. */
export interface Answer<View extends object = object> {
  readonly outcome: Outcome;
  readonly view: View;
}

/** What the spec, a model and the kernel have in common: something that takes requests and can be looked at. */
export interface Machine<
  Universe extends object = object,
  Request extends object = object,
  View extends object = object,
  Seen extends object = View,
> {
  /** Starts over with everything the universe says exists, and nothing else. */
  reset(universe: Universe): void;
  /** Takes one request. A refused request must leave the machine as it was. */
  apply(request: Request): Answer<View>;
  /** What a query with ample room shows of a hook now. */
  observe(hook: string): Seen;
  /** The id of the rule that decided the last request, of a machine that goes by rules. */
  readonly decidedBy?: string | undefined;
}

/** A machine answered in a way that no expectation can name, such as an errno that the vocabulary lacks. */
export class OddAnswer extends Error {
  override readonly name: string = 'OddAnswer';
}

/** A machine was asked for what makes no sense in its state, whatever the semantics; nothing was done. */
export class SenselessRequest extends RangeError {
  override readonly name: string = 'SenselessRequest';
}

/**
 * A machine that can be put back into an earlier state, which is what exploring needs.
 *
 * `Saved` is the machine's own frozen copy of everything that decides its future. Demands: `apply` is deterministic; it
 * reads the fields of a request one at a time and only when it needs them (the checker notes which were read, and does
 * not repeat a request that differs only in fields nobody looked at).
 */
export interface Explorable<
  Universe extends object = object,
  Request extends object = object,
  View extends object = object,
  Saved = unknown,
  Seen extends object = View,
> extends Machine<Universe, Request, View, Seen> {
  /** A copy of the present state. */
  save(): Saved;
  /** Puts a saved state back. */
  restore(saved: Saved): void;
  /** Whether the present state is, to the last reference count, the saved one. Must not allocate: it is called after every refusal. */
  same(saved: Saved): boolean;
  /**
   * The present state as text, with every interchangeable object called what `rename` says. Two states with equal keys have
   * equal futures up to renaming; what no request depends on stays out of it, such as an absolute revision.
   */
  key(rename: (name: string) => string): string;
}
