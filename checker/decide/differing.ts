import { type Brought, broughtBy, nameOfBrought, placesBrought, retold } from '../../spec/brought.ts';
import { meet } from '../../spec/cover.ts';
import { isOfPackage } from '../../spec/families/profiles.ts';
import { groundOf, type Profile, tableFor } from '../../spec/profile.ts';
import { type RuleTable, sameDecision } from '../../spec/rule.ts';
import { isUndefined } from '../../spec/vocabulary/outcome.ts';

/** Something that a derived semantics changed, of which a machine may show that it is as it says and not as its base does. */
export type Change =
  | Extract<Brought, { readonly is: 'rule' | 'removed-rule' | 'moved-rule' | 'place' | 'kept-flag' }>
  /** A fact that is told in another way. */
  | { readonly is: 'fact'; readonly op: string; readonly field: string };

/** A change as reports name it: a rule by its id. */
export function nameOf(change: Change): string {
  if (change.is === 'rule') return change.rule;
  return change.is === 'fact' ? `${change.op}: fact ${change.field}` : nameOfBrought(change);
}

/**
 * The changes of a derived semantics that a machine can show; none where there is no base. Not those of undefined behaviour, which nobody
 * asks for, nor a rule that decides nothing otherwise than the base.
 */
export function changesOf(semantics: Profile): readonly Change[] {
  const base = groundOf(semantics);
  if (base === undefined) return [];
  const changes = broughtBy(semantics, base).flatMap((item) => changeOf(item, semantics, base) ?? []);
  return [...new Map(changes.map((change) => [nameOf(change), change])).values()];
}

function changeOf(item: Brought, semantics: Profile, base: Profile): Change | undefined {
  if (item.is === 'kept-flag' || item.is === 'place') return item;
  const { op } = item;
  const [table, old] = [tableFor(semantics, op), tableFor(base, op)];
  switch (item.is) {
    case 'rule': {
      const isDefined = !isUndefined(ruleOf(table, item.rule).then.outcome);
      return isDefined && mayDiffer(item.rule, table, old) ? item : undefined;
    }
    case 'moved-rule':
      return mayDiffer(item.rule, table, old) || mayDiffer(item.rule, old, table) ? item : undefined;
    case 'removed-rule':
      return mayDiffer(item.rule, old, table) ? item : undefined;
    case 'value':
      // Of a fact that the base does not have, the rules tell that ask for it.
      return item.field in old.space.domain && retold(table, old, item.field)
        ? { is: 'fact', op, field: item.field }
        : undefined;
    case 'flag':
      // What no kernel has a bit for is told apart, and of others rules tell.
      return undefined;
  }
}

const ruleOf = ({ rules }: RuleTable, id: string) => rules.find((rule) => rule.id === id)!;

/** Whether a rule of one table may decide something otherwise than another table does. */
function mayDiffer(id: string, table: RuleTable, other: RuleTable): boolean {
  if (!areToldAlike(table, other)) return true;
  const rule = ruleOf(table, id);
  const index = table.rules.indexOf(rule);
  return other.rules.some((each, at) => !sameDecision(rule.then, each.then) && meet(table, index, other, at));
}

/** Whether what both tables know of a request is found in the same way. */
function areToldAlike(table: RuleTable, other: RuleTable): boolean {
  if (placesBrought(table, other).length > 0) return false;
  return Object.entries(table.space.domain).every(([field, values]) => {
    const others = other.space.domain[field];
    if (others === undefined) return true;
    return values.length === others.length && !retold(table, other, field);
  });
}

/** What a machine is to show of a derived semantics, before a ✓ speaks of that and not of its base. */
export interface ToTell {
  /** The name of the semantics, and that of its base. */
  readonly profile: string;
  readonly base: string;
  /** The names of its changes. */
  readonly changes: readonly string[];
  /** Whether each of them is to be seen: so it is of a proposal. What comes with the package may have more than a scope leads to. */
  readonly all: boolean;
}

/** What a machine is to show of a semantics; nothing where that is derived from no other. */
export function toTell(semantics: Profile, profile = semantics.name): ToTell {
  const changes = changesOf(semantics).map(nameOf);
  return { profile, base: groundOf(semantics)?.name ?? '', changes, all: !isOfPackage(semantics) };
}

/** The rules that a machine confirmed, with how often, and the names of the changes that were told from the base of the semantics. */
export interface Confirmed {
  readonly confirmed: ReadonlyMap<string, number>;
  readonly told: ReadonlySet<string>;
}

/** Where it was asked, and what may tell more. */
const ASKED = {
  scope: ['in this scope', 'another --scope may tell them apart'],
  sequences: ['in these sequences', 'more --steps may tell them apart'],
} as const;

/** Why a ✓ would not speak of a semantics: what of it was not put to the test, in a scope or in random sequences. */
export function untestedTexts(
  { profile, base, changes, all }: ToTell,
  { confirmed, told }: Confirmed,
  asked: keyof typeof ASKED,
): string[] {
  const [here, hint] = ASKED[asked];
  if (!all && changes.length > 0 && !changes.some((change) => told.has(change)))
    return [`nothing ${here} is answered otherwise by ${base}, of which ${profile} is made: ${hint}`];
  return changes
    .filter((change) => !told.has(change) && (all || confirmed.has(change)))
    .map((change) =>
      confirmed.has(change)
        ? `${change}, which ${profile} brings, decided nothing ${here} that its base decides otherwise: ${hint}`
        : `${change}, which ${profile} brings, was not exercised ${here}`,
    );
}
