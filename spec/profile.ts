import type { Family } from './family.ts';
import type { Property } from './properties/property.ts';
import { ProposalError } from './proposal-error.ts';
import { fail, type Rule, type RuleTable } from './rule.ts';
import type { Keeping, Request } from './semantics.ts';
import { closest } from './suggest.ts';
import type { Uapi } from './uapi.ts';
import type { Errno } from './vocabulary/outcome.ts';

/** One semantics: what requests can say, a rule table for every operation, what slots keep, and what must hold. */
export interface Profile {
  readonly name: string;
  readonly title: string;
  /** What its states and requests are. */
  readonly family: Family;
  readonly uapi: Uapi;
  readonly keeping: Keeping;
  readonly tables: readonly RuleTable[];
  readonly properties: readonly Property[];
  /** The name of the semantics whose model it is compared with; without one only rules and properties are checked. */
  readonly model: string | undefined;
  /** The semantics it was derived from, if any. */
  readonly base?: Profile;
  /** Of a proposal that was made from another one: the profile that the first of them was made from. */
  readonly ground?: Profile;
  /** Ids of rules of that one which could never fire any more and were dropped, if it was asked for. */
  readonly dropped?: readonly string[];
  /** Operations that are refused whatever they say: one rule took the place of all those of the base. */
  readonly refused?: readonly string[];
  /** The folder where violations of a proposal are on record: beside its file. Those of every other profile come with the package. */
  readonly records?: string;
}

/** A profile as it is written down. A table of one operation is only ever given requests of that operation. */
export interface ProfileParts extends Omit<Profile, 'tables'> {
  // biome-ignore lint/suspicious/noExplicitAny: a table over one kind of request, as said above
  readonly tables: readonly RuleTable<any>[];
}

/** Puts tables together. Throws where two rules have one id, or an operation of the uapi has no table. */
export function profile(parts: ProfileParts): Profile {
  const { name, tables, uapi } = parts;
  const ids = tables.flatMap((table) => table.rules.map((rule) => rule.id));
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  if (repeated !== undefined) throw new Error(`profile ${name}: two rules are called ${repeated}`);
  for (const op of Object.keys(uapi.fields))
    if (!tables.some((table) => table.op === op)) throw new Error(`profile ${name}: no table for ${op}`);
  return frozen(parts);
}

/** The profile itself, which nothing can change any more by mistake: others are made from it. */
function frozen(parts: ProfileParts): Profile {
  for (const { rules, facts, designation } of parts.tables)
    for (const part of [rules, facts, ...facts, designation?.places, designation]) Object.freeze(part);
  for (const part of [...parts.tables, parts.tables, ...parts.properties, parts.properties]) Object.freeze(part);
  return Object.freeze(parts);
}

/** What the changes of a semantics are told against: what it was made from, for a series of proposals what the first of them was made from. */
export const groundOf = ({ ground, base }: Pick<Profile, 'ground' | 'base'>): Profile | undefined => ground ?? base;

/** The table of an operation. */
export function tableFor(semantics: Profile, op: string): RuleTable {
  const table = semantics.tables.find((candidate) => candidate.op === op);
  if (table === undefined) throw new RangeError(`profile ${semantics.name} has no ${op}`);
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

/** Refuses an id that no rule has: a ProposalError with the ids that are most like it. */
function expectRule(semantics: Profile, id: string): void {
  const ids = rulesOf(semantics).map((rule) => rule.id);
  if (!ids.includes(id))
    throw new ProposalError(`no rule of ${semantics.name} is called "${id}"; did you mean ${closest(id, ids)}?`);
}

/** Tables with other rules in the one that has a rule. All others stay the same objects: what was found out about them holds on. */
function withRulesOf(
  tables: readonly RuleTable[],
  id: string,
  others: (rules: readonly Rule[]) => readonly Rule[],
): readonly RuleTable[] {
  return tables.map((table) =>
    table.rules.some((rule) => rule.id === id) ? { ...table, rules: others(table.rules) } : table,
  );
}

/** A profile without one rule, as a test of whether anything notices. Throws a ProposalError where it has no such rule. */
export function withoutRule(semantics: Profile, id: string): Profile {
  expectRule(semantics, id);
  const without = (rules: readonly Rule[]) => rules.filter((rule) => rule.id !== id);
  return profile({
    ...semantics,
    name: `${semantics.name} without ${id}`,
    tables: withRulesOf(semantics.tables, id, without),
  });
}

/** A profile that says nothing of some operations, nor has the rules that nothing leads to without them. */
export function withoutOperations(semantics: Profile, ops: readonly string[], rules: readonly string[] = []): Profile {
  const said = ([op]: readonly [string, unknown]) => !ops.includes(op);
  const { uapi, tables } = semantics;
  const fields = Object.fromEntries(Object.entries(uapi.fields).filter(said));
  const flags = Object.fromEntries(Object.entries(uapi.flags).filter(said));
  const left = tables
    .filter(({ op }) => said([op, op]))
    .map((table) => ({ ...table, rules: table.rules.filter(({ id }) => !rules.includes(id)) }));
  const dropped = [...(semantics.dropped ?? []), ...rules];
  return profile({ ...semantics, uapi: { ...uapi, fields, flags }, tables: left, dropped });
}

/**
 * A profile in which one rule refuses with another errno: a deliberate mistake, to see whether it is found. Throws a
 * ProposalError where it has no such rule.
 */
export function withOutcome(semantics: Profile, id: string, errno: Errno): Profile {
  expectRule(semantics, id);
  const then = fail(errno);
  const changed = (rules: readonly Rule[]) => rules.map((rule) => (rule.id === id ? { ...rule, then } : rule));
  return profile({
    ...semantics,
    name: `${semantics.name} with ${id} changed to ${errno}`,
    tables: withRulesOf(semantics.tables, id, changed),
  });
}
