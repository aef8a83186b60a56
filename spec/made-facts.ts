import type { Fact } from './rule.ts';

/** The facts that derivations make, by what they tell with; each with the fact it asks, if it asks one. */
const MADE = new WeakMap<Fact['tell'], Fact | undefined>();

/** Notes that a fact is made here, and not by a proposal; `asks` is the fact whose answer it gives. */
export function made<F extends Pick<Fact, 'tell'>>(fact: F, asks?: Fact): F {
  MADE.set(fact.tell, asks);
  return fact;
}

/** Whether a fact runs nothing that is of a proposal. */
export function isOurs(fact: Fact, isShipped: (fact: Fact) => boolean): boolean {
  if (isShipped(fact)) return true;
  if (!MADE.has(fact.tell)) return false;
  const asked = MADE.get(fact.tell);
  return asked === undefined || isOurs(asked, isShipped);
}
