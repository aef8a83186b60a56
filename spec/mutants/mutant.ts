import { type Profile, profile } from '../profile.ts';
import { type Rule, type RuleTable, succeed } from '../rule.ts';

/** The ways in which a semantics is made wrong on purpose, each with what it does. */
export const OPERATORS = {
  'rule-removed': 'a rule is removed: the next matching rule decides',
  'outcome-errno': 'a failure gives another errno',
  'outcome-ok': 'a failure becomes a success without an effect',
  'outcome-refused': 'a success becomes EIO without an effect',
  'condition-dropped': 'a condition of a rule is ignored',
  'condition-negated': 'a condition of a rule is negated',
  'neighbours-exchanged': 'two neighbouring rules change places',
  'effect-left-out': 'a success does nothing',
  'refusal-acts': 'a failing request has the effect of the next rule',
  'refusal-counts': 'a request that changes nothing counts as a revision',
  'place-one-later': 'the place is one slot further back',
  'place-one-earlier': 'the place is one slot further in front',
  'link-by-program': 'a relative link is found by its program',
  'flags-lost': 'the slot keeps no flags',
  'flags-kept': 'a replaced slot keeps the flags that it had',
  'mode-lost': 'the list gets mode NONE with its first slot',
  'effective-kept': 'the effective lists are not computed again',
  'effective-below-kept': 'the effective lists of descendants are not computed again',
  'update-by-count': 'a link update finds its effective entry by counting slots',
  'link-freed': 'a link that is detached is freed',
  'link-kept': 'a closed link stays, defunct',
  'revision-kept': 'a change does not count as a revision',
  'query-one-fewer': 'a query shows one slot fewer',
  'query-count-one-more': 'a query gives a count that is one too high',
  'query-revision-zero': 'a query gives no revision',
  'buffer-one-short': 'a buffer is taken to have room for one id less',
  'buffer-one-long': 'a buffer is taken to have room for one id more',
} as const;

/**
 * Ways to be wrong for some of the requests alone that come to the same by the rules. A suite is not chosen by them: it would be several
 * times as long. The traces of `traces/lists` are.
 */
export const WAYS = {
  'refused-where': 'a success is refused in one kind of its situations',
  'ends-exchanged': 'without a relative BEFORE means the end, and AFTER the beginning',
  'link-elsewhere': 'a relative link that is not in the list is found by its program',
  'linked-program': 'a relative program in the slot of a link is found where it is not to be, and not where it is',
  'query-past-buffer': 'a query gives slots that its buffer has no room for',
  'buffer-just-enough': 'a buffer that has just the room is taken to be too small',
  'buffer-of-none': 'a buffer that has no room is taken to be too small',
} as const;

export type Operator = keyof typeof OPERATORS | keyof typeof WAYS;

/** A semantics with one deliberate mistake. */
export interface Mutant {
  /** The operator, where it was applied, and to which condition if to one. */
  readonly id: string;
  readonly operator: Operator;
  /** The rule that was changed, or the operation where all of its rules are concerned. */
  readonly at: string;
  readonly profile: Profile;
  /** Where only requests with some values of one field can show it: that field, and which values. */
  readonly only?: { readonly field: string; readonly values: (value: unknown) => boolean };
}

/** A semantics with another table in place of the one of the same operation. */
export function withTable(semantics: Profile, table: RuleTable): Profile {
  const tables = semantics.tables.map((each) => (each.op === table.op ? table : each));
  return profile({ ...semantics, tables });
}

/** A table with other rules. Where none of them decides, the request succeeds and nothing happens. */
export function withRules(table: RuleTable, rules: readonly Rule[]): RuleTable {
  return { ...table, rules: [...rules, undecided(table)] };
}

function undecided({ op }: RuleTable): Rule {
  const then = succeed('nothing');
  return {
    id: `${op}/undecided`,
    sentence: 'Where no other rule decides, nothing happens.',
    when: {},
    then,
    cite: 'tcx',
  };
}
