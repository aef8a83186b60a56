import type { Outcome } from '../spec/vocabulary/outcome.ts';

/** What a call came to; `untold` where only the request is known, and all that follows is as the rules give it. */
export type Came = Outcome | 'untold';

/** Whether a call may have done what it asks for. */
export const mayHaveWorked = (came: Came): boolean => came === 'ok' || came === 'untold';
