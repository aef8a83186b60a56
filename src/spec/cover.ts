import { isMatching } from 'ts-pattern';
import type { Rule, RuleTable } from './rule.ts';
import type { Domain, Value } from './situation.ts';

/** The values of each field that a rule lets through, as bits; a field that is missing is free. */
type Box = ReadonlyMap<string, number>;

/** The values of a field that a pattern lets through. */
export function letThrough(pattern: unknown, values: readonly Value[]): readonly Value[] {
  return values.filter((value) => isMatching(pattern as never, value as never));
}

function boxOf(domain: Domain, { when }: Rule): Box {
  return new Map(
    Object.entries(when).map(([field, pattern]) => {
      const values = domain[field] ?? [];
      const through = letThrough(pattern, values);
      return [field, values.reduce((bits, value, index) => bits | (through.includes(value) ? 1 << index : 0), 0)];
    }),
  );
}

/** Whether anything of a box is left when others are taken out of it. */
function leaves(domain: Domain, box: Box, taken: readonly Box[], from = 0): boolean {
  const other = taken[from];
  if (other === undefined) return true;
  const all = (field: string) => (1 << domain[field]!.length) - 1;
  const bits = (of: Box, field: string) => of.get(field) ?? all(field);
  const apart = [...other.keys()].some((field) => (bits(box, field) & bits(other, field)) === 0);
  if (apart) return leaves(domain, box, taken, from + 1);
  let rest = box;
  for (const field of other.keys()) {
    const outside = bits(rest, field) & ~bits(other, field);
    if (outside !== 0 && leaves(domain, new Map([...rest, [field, outside]]), taken, from + 1)) return true;
    rest = new Map([...rest, [field, bits(rest, field) & bits(other, field)]]);
  }
  return false;
}

/** Whether the rules in front of a rule leave it any situation at all, reachable or not. */
export function canFire({ space, rules }: RuleTable, index: number): boolean {
  const boxes = rules.slice(0, index + 1).map((rule) => boxOf(space.domain, rule));
  const own = boxes.pop()!;
  return ![...own.values()].includes(0) && leaves(space.domain, own, boxes);
}
