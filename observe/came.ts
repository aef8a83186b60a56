import type { Outcome } from '../spec/vocabulary/outcome.ts';

/**
 * What a call came to. `untold`: only the request is known, and all that follows is as the rules give it. `unseen`: the log does not
 * show it, so that the call did what it asks for, or nothing. `unnamed`: a failure that no semantics has.
 */
export type Came = Outcome | 'untold' | 'unseen' | 'unnamed';

/** Whether a call may have done what it asks for, and is taken to have done it. */
export const mayHaveWorked = (came: Came): boolean => came === 'ok' || came === 'untold';

/** Whether a call that is not judged may have changed something. */
export const mayHaveChanged = (came: Came): boolean => came === 'ok' || came === 'unseen';

/** Why a call that came to one of these cannot be judged. */
export const UNJUDGED = {
  unseen: 'the log does not show what the call came to',
  unnamed: 'the call failed with an errno that no semantics has',
} as const;
