import { groundOf, type Profile, rulesOf } from './profile.ts';
import { type Property, propertiesBeside } from './properties/property.ts';
import type { Fact, Finder, Rule, RuleTable } from './rule.ts';
import type { Value } from './situation.ts';

/** One thing that a derived profile has and its base has not, or that its base had and it has not. */
export type Brought =
  /** A rule that is new, or that took the place of another. */
  | { readonly is: 'rule'; readonly op: string; readonly rule: string }
  /** A rule of the base that was removed. */
  | { readonly is: 'removed-rule'; readonly op: string; readonly rule: string }
  /** A rule of the base that is in front of others than there. */
  | { readonly is: 'moved-rule'; readonly op: string; readonly rule: string }
  /** A value that a fact may have, where the field, the value, or the way to tell it is new. */
  | { readonly is: 'value'; readonly op: string; readonly field: string; readonly value: Value }
  /** Another way to find the slot of what a field of the request names. */
  | { readonly is: 'place'; readonly op: string; readonly reads: string }
  /** A flag that requests of an operation may set. */
  | { readonly is: 'flag'; readonly op: string; readonly flag: string }
  /** A flag that slots keep. */
  | { readonly is: 'kept-flag'; readonly flag: string };

/** What a derived profile brought against another one that it was made from, in the order of its tables; nothing where there is none. */
export function broughtBy(profile: Profile, base = groundOf(profile)): readonly Brought[] {
  if (base === undefined) return [];
  const { keeping, tables, uapi } = profile;
  const [dropped, refused] = [lostSince(base, profile, 'dropped'), lostSince(base, profile, 'refused')];
  const kept = (keeping.slotFlags ?? []).filter((flag) => !base.keeping.slotFlags?.includes(flag));
  return [
    ...tables.flatMap((table) => {
      const { op } = table;
      const old = base.tables.find((each) => each.op === op);
      if (old === undefined || uapi.fields[op] === undefined) return [];
      const flags = (uapi.flags[op] ?? []).filter((flag) => !(base.uapi.flags[op] ?? []).includes(flag));
      return [
        ...rulesBrought(table, old).filter(
          // Nothing is left to remove where other rules decide all of it: those are what was brought.
          (item) => item.is !== 'removed-rule' || !(refused.includes(op) || dropped.includes(item.rule)),
        ),
        ...valuesBrought(table, old).filter((item) => item.is !== 'value' || !flags.includes(item.field)),
        ...placesBrought(table, old),
        ...flags.map((flag): Brought => ({ is: 'flag', op, flag })),
      ];
    }),
    ...kept.map((flag): Brought => ({ is: 'kept-flag', flag })),
  ];
}

/** The properties that a derived profile has and its base has not, or has otherwise; nothing where there is none. */
export const propertiesBrought = (profile: Profile, base = groundOf(profile)): readonly Property[] =>
  base === undefined ? [] : propertiesBeside(profile.properties, base.properties);

/** The properties that its base has and it has not, nor another by that id. */
export function propertiesLost(profile: Profile, base = groundOf(profile)): readonly Property[] {
  const left = new Set(profile.properties.map(({ id }) => id));
  return base?.properties.filter(({ id }) => !left.has(id)) ?? [];
}

/** What was dropped, or is refused, on the way from a base to a profile. */
function lostSince(base: Profile, profile: Profile | undefined, lost: 'dropped' | 'refused'): readonly string[] {
  if (profile === undefined || profile === base) return [];
  return [...(profile[lost] ?? []), ...lostSince(base, profile.base, lost)];
}

/** A profile that something is known of, and another that was derived from it. */
export interface Inheritance {
  /** The one that it is known of; missing where the other was not derived from it. */
  readonly from: Profile | undefined;
  /** The ids of the rules that the derived one has and the other one has not. */
  readonly besides: ReadonlySet<string>;
}

/** Where properties are known of profiles, given by their names, that one was derived from: for each, what is inherited. */
export const inheritances = (
  profile: Profile,
  known: readonly { readonly property: string; readonly profile: string }[],
): ReadonlyMap<string, Inheritance> =>
  new Map(known.map((each) => [each.property, inheritanceFrom(profile, each.profile)]));

function inheritanceFrom(profile: Profile, ancestor: string): Inheritance {
  let from: Profile | undefined = profile;
  while (from !== undefined && from.name !== ancestor) from = from.base;
  const known = new Set(from === undefined ? [] : rulesOf(from));
  return { from, besides: new Set(rulesOf(profile).flatMap((rule) => (known.has(rule) ? [] : [rule.id]))) };
}

function rulesBrought({ op, rules }: RuleTable, old: RuleTable): readonly Brought[] {
  const known = new Set(old.rules);
  const ids = new Set(rules.map(({ id }) => id));
  return [
    ...rules.filter((rule) => !known.has(rule)).map(({ id }): Brought => ({ is: 'rule', op, rule: id })),
    ...old.rules.filter(({ id }) => !ids.has(id)).map(({ id }): Brought => ({ is: 'removed-rule', op, rule: id })),
    ...movedIn(rules, old.rules).map(({ id }): Brought => ({ is: 'moved-rule', op, rule: id })),
  ];
}

/** The rules, as few as there are, that would have to be put elsewhere for all that two tables have in common to be in the order of the other one. */
function movedIn(rules: readonly Rule[], old: readonly Rule[]): readonly Rule[] {
  const common = rules.filter((rule) => old.includes(rule));
  /** For each of them, the longest row of rules in the other order that ends with it. */
  const rows: Rule[][] = [];
  for (const rule of common) {
    const before = rows.filter((row) => old.indexOf(row.at(-1)!) < old.indexOf(rule));
    rows.push([...longest(before), rule]);
  }
  const kept = new Set(longest(rows));
  return common.filter((rule) => !kept.has(rule));
}

const longest = (rows: readonly Rule[][]): readonly Rule[] =>
  rows.reduce<readonly Rule[]>((best, row) => (row.length > best.length ? row : best), []);

function valuesBrought(table: RuleTable, old: RuleTable): readonly Brought[] {
  return Object.entries(table.space.domain).flatMap(([field, values]) => {
    // What has one value alone decides nothing: there are the rules that it leaves out.
    if (values.length === 1) return [];
    const before = retold(table, old, field) ? [] : (old.space.domain[field] ?? []);
    return values
      .filter((value) => !before.includes(value))
      .map((value): Brought => ({ is: 'value', op: table.op, field, value }));
  });
}

/** Whether a field is told by something else than in the base. A designation tells by its places, which are looked at apart. */
export function retold(table: RuleTable, old: RuleTable, field: string): boolean {
  const telling = (of: RuleTable) => of.facts.find((fact) => fact.field === field);
  return originOf(telling(table)) !== originOf(telling(old));
}

const originOf = (fact: Fact | undefined): Fact | undefined => fact?.origin ?? fact;

const finding = (place: Finder | undefined): Finder['find'] | undefined => (place?.origin ?? place)?.find;

/** The places of a table that are found in another way than in the base. */
export function placesBrought({ op, designation }: RuleTable, old: RuleTable): readonly Brought[] {
  return (designation?.places ?? [])
    .filter((place, index) => finding(place) !== finding(old.designation?.places[index]))
    .map(({ reads }): Brought => ({ is: 'place', op, reads }));
}

/** One thing a profile brought, as a person would name it: `rule attach/full`, `attach: relativeAt = head`. */
export function nameOfBrought(item: Brought): string {
  switch (item.is) {
    case 'rule':
      return `rule ${item.rule}`;
    case 'removed-rule':
      return `removal of rule ${item.rule}`;
    case 'moved-rule':
      return `order of rule ${item.rule}`;
    case 'value':
      return `${item.op}: ${item.field} = ${item.value}`;
    case 'place':
      return `${item.op}: place of the ${PLACE_NAMES[item.reads] ?? item.reads}`;
    case 'flag':
      return `${item.op}: flag ${item.flag}`;
    case 'kept-flag':
      return `flag ${item.flag} kept by a slot`;
  }
}

const PLACE_NAMES: Readonly<Record<string, string>> = { prog: 'subject', replace: 'program to replace' };
