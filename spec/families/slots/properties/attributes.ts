import type { Trial } from './property.ts';
import { hooksThere, said } from './trial-requests.ts';

/** What is to be expected of the bytes of a query. */
export const ATTRIBUTE_TRIALS = [
  {
    kind: 'trial',
    id: 'query-takes-its-output',
    sentence: 'A query whose attribute is what the query before left there comes to the same.',
    why: 'who queries in a loop has one attribute, and gives the count anew',
    cases: (trial, judge) => {
      for (const hook of hooksThere(trial.world)) {
        const fresh = said(trial, { op: 'prog_query', hook, buffer: 'none' });
        const reused = said(trial, { op: 'prog_query', hook, buffer: 'none', attr: 'reused' });
        if (fresh === undefined || reused === undefined) continue;
        const [first, second] = trial.attempt(fresh, reused);
        if (first!.outcome === 'ok') judge(second!.outcome === 'ok', () => ({ steps: [fresh, reused] }));
      }
    },
  },
] as const satisfies readonly Trial[];
