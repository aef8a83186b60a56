import { shown } from '../shown.ts';

/** What is in a value and is no plain data: nothing, a text, a number, true or false, or a list or an object of these. */
export function besidePlain(value: unknown): string | undefined {
  if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint') return shown(value);
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (typeof value !== 'object' || value === null) return undefined;
  const proto: unknown = Object.getPrototypeOf(value);
  if (Array.isArray(value) || proto === Object.prototype || proto === null)
    return Object.values(value)
      .map(besidePlain)
      .find((each) => each !== undefined);
  return `a ${(value as object).constructor?.name ?? 'value of a class'}`;
}

/**
 * The same value, which nobody can change any more: a function of a proposal that tries to throws where it does. What a state is made of is
 * shared with other states, so that a change would be one of those too. Of a Map or a Set what is in it is not held.
 */
export function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const each of Object.values(value)) frozen(each);
  return value;
}
