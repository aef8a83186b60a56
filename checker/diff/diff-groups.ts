import { type Profile, rulesOf } from '../../spec/profile.ts';
import type { Rule } from '../../spec/rule.ts';
import type { DiffGroup } from './diff-group.ts';

/** Differences that one rule makes, or one pair of rules. */
export interface RuleGroup {
  readonly op: string;
  /** The rule that only one of the two semantics has; missing where both or neither of a pair is such a rule. */
  readonly rule?: { readonly rule: Rule; readonly of: 'a' | 'b' };
  readonly differences: readonly DiffGroup[];
}

/**
 * Groups differences by the rule that only one of the two semantics has, the rules of the other below it. Where neither
 * rule is such a one, or both are, as with semantics that have nothing in common, the pair is a group.
 */
export function groupsByRule(a: Profile, b: Profile, differences: readonly DiffGroup[]): readonly RuleGroup[] {
  const [ours, theirs] = [rulesOf(a), rulesOf(b)];
  const only = { a: onlyIn(ours, theirs), b: onlyIn(theirs, ours) };
  const groups = new Map<string, { op: string; rule?: { rule: Rule; of: 'a' | 'b' }; differences: DiffGroup[] }>();
  for (const difference of differences) {
    const own = { a: only.a.get(difference.a.rule), b: only.b.get(difference.b.rule) };
    const of =
      own.b !== undefined && own.a === undefined ? 'b' : own.a !== undefined && own.b === undefined ? 'a' : undefined;
    const key =
      of === undefined ? `${difference.a.rule} ${difference.b.rule} ${difference.kind}` : `${of} ${own[of]!.id}`;
    const known = groups.get(key);
    if (known !== undefined) known.differences.push(difference);
    else
      groups.set(key, {
        op: difference.op,
        ...(of === undefined ? {} : { rule: { rule: own[of]!, of } }),
        differences: [difference],
      });
  }
  return [...groups.values()];
}

/** The rules of one that the other does not have, by id. */
function onlyIn(own: readonly Rule[], other: readonly Rule[]): ReadonlyMap<string, Rule> {
  const known = new Set(other);
  return new Map(own.filter((rule) => !known.has(rule)).map((rule) => [rule.id, rule]));
}
