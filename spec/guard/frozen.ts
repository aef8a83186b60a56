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
