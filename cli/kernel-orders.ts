import type { Visited } from '../checker/live/cross-check.ts';
import type { Request, Scope } from '../spec/semantics.ts';
import type { Errno } from '../spec/vocabulary/outcome.ts';

/** What a worker is made with. */
export interface Assignment {
  /** The semantics by its name or file: each worker loads it itself. */
  readonly profile: string;
  readonly scope: Scope;
  readonly keepGoing: boolean;
  readonly change?: { readonly rule: string; readonly errno: Errno };
}

/** What the main thread sends: a state to visit, or the end. */
export type Order = { readonly is: 'visit'; readonly path: readonly Request[] } | { readonly is: 'stop' };

/** What a worker answers; of a state also whether the kernel log was read whole by then. */
export type Answer =
  | { readonly is: 'ready' }
  | { readonly is: 'unavailable'; readonly reason: string }
  | { readonly is: 'refused'; readonly message: string }
  | { readonly is: 'visited'; readonly visited: Visited; readonly log: boolean }
  | { readonly is: 'alarm'; readonly lines: readonly string[]; readonly request: string };
