import type { Citation } from './citation.ts';
import type { Decision, Rule, When } from './rule.ts';

/** The source of a rule that nothing but a proposal says. */
const PROPOSAL: Citation = { source: 'this proposal', where: 'nothing merged says so' };

/**
 * A rule of a proposal. `when` gives for each field of the situation that matters a value or a ts-pattern expression; it is
 * checked against the table that the rule is put into.
 */
export function rule(
  id: string,
  sentence: string,
  when: When,
  then: Decision,
  cite: string | Citation = PROPOSAL,
): Rule {
  return Object.freeze({ id, sentence, when, then, cite });
}
