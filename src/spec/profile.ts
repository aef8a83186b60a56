import { fail, type Rule, type RuleTable } from './rule.ts';
import type { Errno, Op, Request } from './vocabulary/index.ts';

/** One semantics: a rule table for every operation it has. */
export interface Profile {
  readonly name: string;
  readonly title: string;
  readonly tables: readonly RuleTable[];
}

/**
 * Puts tables together. A table of one operation is only ever given requests of that operation (see tableFor), which is
 * what makes it safe to forget here which one each was written for.
 */
// biome-ignore lint/suspicious/noExplicitAny: a table over one kind of request, as said above
export function profile(name: string, title: string, tables: readonly RuleTable<any>[]): Profile {
  const ids = tables.flatMap((table) => table.rules.map((rule) => rule.id));
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  if (repeated !== undefined) throw new Error(`profile ${name}: two rules are called ${repeated}`);
  return Object.freeze({ name, title, tables });
}

/** The table of an operation. */
export function tableFor(semantics: Profile, op: Op): RuleTable {
  const table = semantics.tables.find((candidate) => candidate.op === op);
  if (table === undefined) throw new Error(`profile ${semantics.name} has no ${op}`);
  return table;
}

/** The table that decides a request. */
export function tableOf(semantics: Profile, request: Request): RuleTable {
  return tableFor(semantics, request.op);
}

/** Every rule of a profile, in the order of its tables. */
export function rulesOf(semantics: Profile): readonly Rule[] {
  return semantics.tables.flatMap((table) => table.rules);
}

/** A profile without one rule, as a test of whether anything notices. */
export function withoutRule(semantics: Profile, id: string): Profile {
  const tables = semantics.tables.map((table) => ({ ...table, rules: table.rules.filter((rule) => rule.id !== id) }));
  return profile(`${semantics.name} without ${id}`, semantics.title, tables);
}

/** A profile in which one rule refuses with another errno: a deliberate mistake, to see whether it is found. */
export function withOutcome(semantics: Profile, id: string, errno: Errno): Profile {
  if (!rulesOf(semantics).some((rule) => rule.id === id))
    throw new RangeError(`no rule of ${semantics.name} is called "${id}"`);
  const then = fail(errno);
  const changed = (rule: Rule): Rule => (rule.id === id ? { ...rule, then } : rule);
  const tables = semantics.tables.map((table) => ({ ...table, rules: table.rules.map(changed) }));
  return profile(`${semantics.name} with ${id} changed to ${errno}`, semantics.title, tables);
}
