/** One wrong line that a kernel programmer could write; `sentence` says what it does. */
export interface Fault {
  readonly sentence: string;
}

/** The faults of a model by name, each with its sentence. */
export function faultTable<Id extends string>(sentences: Readonly<Record<Id, string>>): Readonly<Record<Id, Fault>> {
  const entries = Object.entries<string>(sentences).map(([id, sentence]) => [id, Object.freeze({ sentence })]);
  return Object.freeze(Object.fromEntries(entries)) as Readonly<Record<Id, Fault>>;
}

/**
 * The fault of this name as the table spells it, so that comparing it with the faults in the code compares pointers;
 * `none` where none is asked for. Throws an Error that lists the faults on one that is not among them.
 */
export function knownFault<Id extends string>(
  faults: Readonly<Partial<Record<Id, Fault>>>,
  fault: string | undefined,
  kind = 'fault',
): Id | 'none' {
  if (fault === undefined) return 'none';
  const ids = Object.keys(faults);
  for (const id of ids) if (id === fault) return id as Id;
  throw new Error(`expected a ${kind} (${ids.join(', ')}), found "${fault}"`);
}
