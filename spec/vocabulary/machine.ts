import type { HookName } from '../families/slots/vocabulary/names.ts';
import type { Observation, Reply } from '../families/slots/vocabulary/observation.ts';
import type { Request } from '../families/slots/vocabulary/request.ts';
import type { Universe } from '../families/slots/vocabulary/universe.ts';

/** What the spec, the model and the kernel have in common: something that takes requests and can be looked at. */
export interface Machine {
  /** Starts over with everything the universe says exists, and nothing else. */
  reset(universe: Universe): void;
  /** Takes one request. A refused request must leave the machine as it was. */
  apply(request: Request): Reply;
  /** What a query with ample room shows of a hook now. */
  observe(hook: HookName): Observation;
  /** The id of the rule that decided the last request, of a machine that goes by rules. */
  readonly decidedBy?: string | undefined;
}

/** A machine answered in a way that no expectation can name, such as an errno that the vocabulary lacks. */
export class OddAnswer extends Error {
  override readonly name: string = 'OddAnswer';
}

/** Where a link stands: not created or closed, in a slot, detached from its slot, or on a hook that is not under test. */
export type LinkState = 'absent' | 'attached' | 'defunct' | 'elsewhere';

/**
 * A machine that can be put back into an earlier state, which is what exploring needs.
 *
 * `Saved` is the machine's own frozen copy of everything that decides its future. Demands: `apply` is deterministic; it
 * reads the fields of a request one at a time and only when it needs them (the checker notes which were read, and does
 * not repeat a request that differs only in fields nobody looked at).
 */
export interface ExplorableMachine<Saved = unknown> extends Machine {
  /** A copy of the present state. */
  save(): Saved;
  /** Puts a saved state back. */
  restore(saved: Saved): void;
  /** Whether the present state is, to the last reference count, the saved one. Must not allocate: it is called after every refusal. */
  same(saved: Saved): boolean;
  /**
   * The present state as text, with every program and link called what `rename` says. Two states with equal keys have
   * equal futures up to renaming; the absolute revision and the names of fds and ids stay out of it.
   */
  key(rename: (name: string) => string): string;
  /**
   * As `observe`, with the link and the flags of every slot, where a query of the hook would not tell them (a cgroup's
   * does not).
   */
  look(hook: HookName): Observation;
  /** How many references a program or link of the universe has now; 0 when it does not exist. */
  references(name: string): number;
  /** Where a link of the universe stands; `elsewhere` is a foreign link. */
  linkState(link: string): LinkState;
}
