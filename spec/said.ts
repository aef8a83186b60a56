import { FieldMemo } from './decide/field-memo.ts';
import { flagsOf } from './flag-fact.ts';
import type { Request } from './semantics.ts';
import type { Uapi } from './uapi.ts';
import type { Vocabulary } from './vocabulary/vocabulary.ts';

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

/** What of a request a version of the interface does not have: an operation, fields, flags; nothing where it can be asked. */
export function unsaid(uapi: Uapi, each: Request): readonly string[] {
  const has: readonly string[] | undefined = uapi.fields[each.op];
  if (has === undefined) return [`operation ${each.op}`];
  const missing: string[] = [];
  for (const field in each)
    if (!SUBJECTS.has(field) && !has.includes(field) && says(each[field as keyof Request]))
      missing.push(`field ${field}`);
  const known: readonly string[] = uapi.flags[each.op] ?? [];
  for (const flag of flagsOf(each)) if (flag !== 'UNKNOWN' && !known.includes(flag)) missing.push(`flag ${flag}`);
  return missing;
}

/** The same of many requests that share the values of their fields: it is worked out once for those that can lack something. */
export class Unsaid {
  readonly #uapi: Uapi;
  readonly #vocabulary: Vocabulary;
  readonly #known = new Map<string, FieldMemo<readonly string[]>>();

  constructor(uapi: Uapi, vocabulary: Vocabulary) {
    this.#uapi = uapi;
    this.#vocabulary = vocabulary;
  }

  of(request: Request): readonly string[] {
    let known = this.#known.get(request.op);
    if (known === undefined) {
      known = new FieldMemo(this.#fields(request.op));
      this.#known.set(request.op, known);
    }
    return known.of(request, (each) => unsaid(this.#uapi, each));
  }

  /** The fields of an operation that can lack something. */
  #fields(op: string): readonly string[] {
    const has = this.#uapi.fields[op];
    if (has === undefined) return [];
    return this.#vocabulary.fieldsOf[op]!.filter(
      (field) => field === 'flags' || !(has.includes(field) || SUBJECTS.has(field)),
    );
  }
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
