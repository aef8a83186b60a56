import { isMatching } from 'ts-pattern';
import { once } from './once.ts';
import { type Rule, type RuleTable, sameDecision } from './rule.ts';
import type { Domain, Value } from './situation.ts';

/** Some values of a field, as bits: of any number, which is why these are bigints. */
type Bits = bigint;

/** The values of each field that a rule lets through; a field that is missing is free. */
type Box = ReadonlyMap<string, Bits>;

/** The values of a field that a pattern lets through. */
export function letThrough(pattern: unknown, values: readonly Value[]): readonly Value[] {
  return values.filter((value) => isMatching(pattern as never, value as never));
}

/** The fields that a rule speaks of, in its order, each with the values that it lets through. */
export const conditionsOf = once((domain: Domain) =>
  once(({ when }: Rule): readonly (readonly [string, ReadonlySet<Value>])[] =>
    Object.entries(when).map(([field, pattern]) => [field, new Set(letThrough(pattern, domain[field] ?? []))]),
  ),
);

/** The box of a rule: each is compared with all those behind it. */
const boxOf = once((domain: Domain) =>
  once(
    (rule: Rule): Box =>
      new Map(
        conditionsOf(domain)(rule).map(([field, through]) => [
          field,
          bitsOf((domain[field] ?? []).map((value) => through.has(value))),
        ]),
      ),
  ),
);

/** The bits of the values that are in. */
function bitsOf(isIn: readonly boolean[]): Bits {
  return isIn.reduce((bits, each, index) => (each ? bits | (1n << BigInt(index)) : bits), 0n);
}

/** The bits of all values of a field. */
const allOf = (domain: Domain, field: string): Bits => (1n << BigInt(domain[field]!.length)) - 1n;

/** Whether anything of a box is left when others are taken out of it. */
function leaves(domain: Domain, box: Box, taken: readonly Box[], from = 0): boolean {
  const other = taken[from];
  if (other === undefined) return true;
  const bits = (of: Box, field: string) => of.get(field) ?? allOf(domain, field);
  const apart = [...other.keys()].some((field) => (bits(box, field) & bits(other, field)) === 0n);
  if (apart) return leaves(domain, box, taken, from + 1);
  let rest = box;
  for (const field of other.keys()) {
    const outside = bits(rest, field) & ~bits(other, field);
    if (outside !== 0n && leaves(domain, new Map([...rest, [field, outside]]), taken, from + 1)) return true;
    rest = new Map([...rest, [field, bits(rest, field) & bits(other, field)]]);
  }
  return false;
}

/**
 * Rules in front of a rule that together leave it no situation at all, reachable or not, and none of which could be spared;
 * `undefined` where it can fire.
 */
export function shadowsOf({ space: { domain }, rules }: RuleTable, index: number): readonly Rule[] | undefined {
  const own = boxOf(domain)(rules[index]!);
  if ([...own.values()].includes(0n)) return [];
  const boxes = new Map(rules.slice(0, index).map((rule) => [rule, boxOf(domain)(rule)]));
  const fires = () => leaves(domain, own, [...boxes.values()]);
  if (fires()) return undefined;
  for (const rule of rules.slice(0, index).toReversed()) {
    const box = boxes.get(rule)!;
    boxes.delete(rule);
    if (fires()) boxes.set(rule, box);
  }
  return [...boxes.keys()].toReversed();
}

/**
 * Whether there is a situation, reachable or not, that a rule decides in one table and another rule in a second one whose facts are told
 * alike. Fields that only one of them has are free in the other.
 */
export function meet(table: RuleTable, index: number, other: RuleTable, at: number): boolean {
  const domain = { ...other.space.domain, ...table.space.domain };
  const [own, its] = [boxOf(domain)(table.rules[index]!), boxOf(domain)(other.rules[at]!)];
  const bits = (of: Box, field: string) => of.get(field) ?? allOf(domain, field);
  const both: Box = new Map(
    [...own.keys(), ...its.keys()].map((field) => [field, bits(own, field) & bits(its, field)]),
  );
  if ([...both.values()].includes(0n)) return false;
  const infront = new Set([...table.rules.slice(0, index), ...other.rules.slice(0, at)]);
  return leaves(domain, both, [...infront].map(boxOf(domain)));
}

/** Whether two rules decide the same of the same situations. */
export function sameRule(domain: Domain, a: Rule, b: Rule): boolean {
  if (a === b) return true;
  const [one, other] = [boxOf(domain)(a), boxOf(domain)(b)];
  const fields = [...new Set([...one.keys(), ...other.keys()])].filter((field) => domain[field] !== undefined);
  return (
    sameDecision(a.then, b.then) &&
    fields.every((field) => (one.get(field) ?? allOf(domain, field)) === (other.get(field) ?? allOf(domain, field)))
  );
}
