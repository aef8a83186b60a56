import { P as patterns } from 'ts-pattern';

/** What patterns were made from: ts-pattern does not tell. */
const PARTS = new WeakMap<object, readonly unknown[]>();

/** Remembers of what is called what the patterns that it makes are made from. */
function noting<Make extends (...parts: never[]) => unknown>(make: Make): Make {
  const made = (...parts: never[]) => {
    const pattern = make(...parts);
    if (typeof pattern === 'object' && pattern !== null) PARTS.set(pattern, parts);
    return pattern;
  };
  return made as Make;
}

/** Patterns of ts-pattern for rules of proposals. The values in `P.union` and `P.not` are held to those that a field may have. */
export const P: typeof patterns = { ...patterns, union: noting(patterns.union), not: noting(patterns.not) };

/** The values that a pattern names, also inside of others. */
export function literalsIn(pattern: unknown): readonly unknown[] {
  if (typeof pattern !== 'object' || pattern === null) return [pattern];
  return (PARTS.get(pattern) ?? []).flatMap(literalsIn);
}
