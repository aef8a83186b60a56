import { letThrough } from '../../spec/cover.ts';
import type { Rule, RuleTable } from '../../spec/rule.ts';
import type { Domain, Situation, Value } from '../../spec/situation.ts';

/** Whether a rule speaks of a situation: its patterns matched once for each value of each field. */
type Matcher = (situation: Situation) => boolean;

function matcherOf(domain: Domain, { when }: Rule): Matcher {
  const fields = Object.entries(when).map(([field, pattern]) => {
    const values: ReadonlySet<Value> = new Set(letThrough(pattern, domain[field] ?? []));
    return [field, values] as const;
  });
  return (situation) => fields.every(([field, values]) => values.has(situation[field]!));
}

const MATCHERS = new WeakMap<Rule, Matcher>();

function matcher(domain: Domain, rule: Rule): Matcher {
  let found = MATCHERS.get(rule);
  if (found === undefined) {
    found = matcherOf(domain, rule);
    MATCHERS.set(rule, found);
  }
  return found;
}

/** How many rules two tables begin with alike. */
export function sharedPrefix(a: RuleTable, b: RuleTable): number {
  const differs = a.rules.findIndex((rule, index) => rule !== b.rules[index]);
  return differs === -1 ? a.rules.length : differs;
}

/** The first rule from an index on that speaks of a situation. */
export function decideFrom({ space, rules }: RuleTable, index: number, situation: Situation): Rule | undefined {
  for (let at = index; at < rules.length; at += 1) if (matcher(space.domain, rules[at]!)(situation)) return rules[at];
  return undefined;
}
