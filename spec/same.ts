/** Whether two values of plain data say the same. A field that is undefined is one that is not there. */
export function isDeepEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  for (const key in a) if (!isDeepEqual(a[key as never], b[key as never])) return false;
  for (const key in b) if (!(key in a) && b[key as never] !== undefined) return false;
  return true;
}

/** Whether two lists have the same names in the same order. */
export function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((name, index) => name === b[index]));
}
