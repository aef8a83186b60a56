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
 * rule is such a one, or both are, as with semantics that have nothing in common, the pair is a group. A rule of a base that
 * can decide nothing any more in what is derived from it is no such rule beside the one that decides instead.
 */
export function groupsByRule(a: Profile, b: Profile, differences: readonly DiffGroup[]): readonly RuleGroup[] {
  const [ours, theirs] = [rulesOf(a), rulesOf(b)];
  const only = { a: onlyIn(ours, theirs), b: onlyIn(theirs, ours) };
  const idle = { a: idleIn(b, a), b: idleIn(a, b) };
  const groups = new Map<string, { op: string; rule?: { rule: Rule; of: 'a' | 'b' }; differences: DiffGroup[] }>();
  for (const difference of differences) {
    const own = { a: only.a.get(difference.a.rule), b: only.b.get(difference.b.rule) };
    const of = whose(own, idle);
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

/** Whose rule makes a difference; `idle` are the rules of each that can decide nothing any more in the other. */
function whose(
  own: { readonly a: Rule | undefined; readonly b: Rule | undefined },
  idle: { readonly a: ReadonlySet<Rule>; readonly b: ReadonlySet<Rule> },
): 'a' | 'b' | undefined {
  if (own.a === undefined || own.b === undefined) return own.b !== undefined ? 'b' : own.a && 'a';
  if (idle.a.has(own.a)) return 'b';
  return idle.b.has(own.b) ? 'a' : undefined;
}

/** The rules of a base that were dropped, or whose operation is refused, on the way to what is derived from it; none unless it is. */
function idleIn(derived: Profile, base: Profile): ReadonlySet<Rule> {
  const idle = new Set<Rule>();
  for (let each = derived; each !== base; each = each.base) {
    if (each.base === undefined) return new Set();
    for (const { op, rules } of each.base.tables)
      for (const rule of rules) if (each.refused?.includes(op) || each.dropped?.includes(rule.id)) idle.add(rule);
  }
  return idle;
}

/** The rules of one that the other does not have, by id. */
function onlyIn(own: readonly Rule[], other: readonly Rule[]): ReadonlyMap<string, Rule> {
  const known = new Set(other);
  return new Map(own.filter((rule) => !known.has(rule)).map((rule) => [rule.id, rule]));
}
