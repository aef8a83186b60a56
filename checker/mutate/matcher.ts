import { conditionsOf } from '../../spec/cover.ts';
import type { Rule, RuleTable } from '../../spec/rule.ts';
import type { Situation } from '../../spec/situation.ts';

/** The first rule from an index on that speaks of a situation. */
export function decideFrom({ space, rules }: RuleTable, index: number, situation: Situation): Rule | undefined {
  const of = conditionsOf(space.domain);
  for (let at = index; at < rules.length; at += 1)
    if (of(rules[at]!).every(([field, values]) => values.has(situation[field]!))) return rules[at];
  return undefined;
}
