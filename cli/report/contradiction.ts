/** A field of a report that its other fields contradict; the message says which, what was expected, and what was found. */
export class Contradiction extends Error {
  override readonly name = 'Contradiction';

  /** `at` is the way to the field, `groups.0.differences.1.scope`; `message` says what was expected and found. */
  constructor(at: string, message: string) {
    super(`${at}: ${message}`);
  }
}

const quoted = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ') || 'nothing';

/** The one of some things that a field names; a Contradiction where there is none. */
export function namedBy<T>(at: string, name: string, all: readonly T[], nameOf: (one: T) => string): T {
  const found = all.find((one) => nameOf(one) === name);
  if (found === undefined) throw new Contradiction(at, `expected ${quoted(all.map(nameOf))}, found "${name}"`);
  return found;
}

/** A Contradiction where a field is not what the rest of the report makes it. */
export function agrees(at: string, expected: string | number, found: string | number): void {
  if (expected !== found)
    throw new Contradiction(at, `expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`);
}
