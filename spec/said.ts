import { flagsOf } from './flag-fact.ts';
import type { Request } from './semantics.ts';
import type { Uapi } from './uapi.ts';

/** What a field that says nothing may have as its value. */
const SILENT: ReadonlySet<unknown> = new Set(['none', false, 'privileged', 'fresh', 'known']);

/** Whether a field of a request says anything: names an object, sets a revision or a flag, gives another caller. */
const says = (value: unknown): boolean => {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'object' && value !== null && 'is' in value) return value.is !== 'none';
  return !SILENT.has(value);
};

/** The fields that say something without varying: what an operation is about. */
const SUBJECTS: ReadonlySet<string> = new Set(['op', 'hook', 'flags']);

const NOTHING: readonly string[] = [];

/** What of a request a version of the interface does not have: an operation, fields, flags; nothing where it can be asked. */
export function unsaid(uapi: Uapi, each: Request): readonly string[] {
  const has: readonly string[] | undefined = uapi.fields[each.op];
  if (has === undefined) return [`operation ${each.op}`];
  // Most requests lack nothing, and a search asks of millions: so nothing is made before something is missing.
  let missing: string[] | undefined;
  for (const field in each)
    if (!SUBJECTS.has(field) && !has.includes(field) && says(each[field as keyof Request])) {
      missing ??= [];
      missing.push(`field ${field}`);
    }
  const known: readonly string[] = uapi.flags[each.op] ?? NOTHING;
  for (const flag of flagsOf(each))
    if (flag !== 'UNKNOWN' && !known.includes(flag)) {
      missing ??= [];
      missing.push(`flag ${flag}`);
    }
  return missing ?? NOTHING;
}

/** Everything that either of two versions of the interface can say. */
export function union(a: Uapi, b: Uapi): Uapi {
  const ops = [...new Set([...Object.keys(a.fields), ...Object.keys(b.fields)])];
  const both = <T>(one: readonly T[] | undefined, other: readonly T[] | undefined) => [
    ...new Set([...(one ?? []), ...(other ?? [])]),
  ];
  return {
    name: `${a.name} and ${b.name}`,
    hook: a.hook,
    fields: Object.fromEntries(ops.map((op) => [op, both(a.fields[op], b.fields[op])])),
    flags: Object.fromEntries(
      ops.filter((op) => a.flags[op] ?? b.flags[op]).map((op) => [op, both(a.flags[op], b.flags[op])]),
    ),
  };
}
