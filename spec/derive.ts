import { blindOver } from './blind-request.ts';
import { changesNothing, checkNames } from './derivation.ts';
import type { Derivation } from './derivation-form.ts';
import type { Family } from './family.ts';
import { flagFact, flagsOf } from './flag-fact.ts';
import { made } from './made-facts.ts';
import { type Profile, profile } from './profile.ts';
import { ProposalError } from './proposal-error.ts';
import { rule as proposed } from './proposal-rule.ts';
import { type Designation, type Fact, fail, type Rule, type RuleTable } from './rule.ts';
import type { Request } from './semantics.ts';
import { checkDerivation } from './shape.ts';
import { shown } from './shown.ts';
import { space } from './situation.ts';
import { reachable, validate } from './validate.ts';

/** What a request says without some flags; its other fields are looked at only where they are asked for. */
type Blind = (request: Request) => Request;

function blindTo({ vocabulary }: Family, flags: readonly string[]): Blind {
  const withFlags = blindOver(vocabulary);
  return (request) => {
    const given = flagsOf(request);
    if (!given.some((flag) => flags.includes(flag))) return request;
    return withFlags(
      request,
      given.filter((flag) => !flags.includes(flag)),
    );
  };
}

/** A fact that does not see flags which it knows nothing of. */
function unaware(fact: Fact, blind: Blind): Fact {
  if (!fact.reads.includes('flags')) return fact;
  const tell: Fact['tell'] = (state, request) => fact.tell(state, blind(request));
  return made({ ...fact, tell, origin: fact.origin ?? fact }, fact);
}

function designationWith(table: RuleTable, { places = [] }: Derivation, blind: Blind): Designation | undefined {
  const { designation } = table;
  if (designation === undefined) return undefined;
  return {
    ...designation,
    places: designation.places.map((place) => {
      const other = places.find(({ of, reads }) => of.includes(table.op) && reads === place.reads);
      return other === undefined ? place : { reads: place.reads, find: other.find };
    }),
    designate: (state, request, found) => designation.designate(state, blind(request), found),
  };
}

/** The name that rules of a table begin with. */
export const commandOf = ({ rules }: RuleTable): string => rules[0]!.id.split('/')[0]!;

function rulesWith(table: RuleTable, derivation: Derivation): readonly Rule[] {
  const { remove = [], replace = {}, insert = [], refuse = {} } = derivation;
  const { op, rules, title } = table;
  const errno = refuse[op];
  if (errno !== undefined)
    return [proposed(`${commandOf(table)}/refused`, `Every ${title} is refused.`, {}, fail(errno))];
  return rules.flatMap((rule) => [
    ...insert.flatMap((each) => ('before' in each && each.before === rule.id ? each.rules : [])),
    ...(remove.includes(rule.id) ? [] : [replace[rule.id] ?? rule]),
    ...insert.flatMap((each) => ('after' in each && each.after === rule.id ? each.rules : [])),
  ]);
}

function tableWith(family: Family, table: RuleTable, derivation: Derivation): RuleTable {
  const added = Object.entries(derivation.flags ?? {}).filter(([, ops]) => ops.includes(table.op));
  const flags = added.map(([flag]) => flag);
  const facts = [
    ...(derivation.facts ?? []).filter(({ of }) => of.includes(table.op)),
    ...flags.map((flag) => flagFact(flag)),
  ];
  const told = facts.map(({ field }) => field);
  const blind: Blind = flags.length === 0 ? (request) => request : blindTo(family, flags);
  const kept = table.facts
    .filter(({ field }) => !told.includes(field))
    .map((each) => (flags.length === 0 ? each : unaware(each, blind)));
  const own = facts.map(({ field, values, reads, tell }): Fact => ({ field, values, reads, tell }));
  const domain = { ...table.space.domain, ...Object.fromEntries(facts.map(({ field, values }) => [field, values])) };
  const designation = designationWith(table, derivation, blind);
  return {
    ...table,
    space: space(domain),
    facts: [...kept, ...own],
    ...(designation === undefined ? {} : { designation }),
    rules: rulesWith(table, derivation),
  };
}

/** The flags each operation may be given: those of the base and the new ones. */
function uapiWith({ uapi: whole, family }: Profile, { flags = {}, hook }: Derivation): Profile['uapi'] {
  const lost = hook === undefined ? [] : (family.notAt?.(hook) ?? []);
  const without = <V>(ops: Readonly<Record<string, V>>) =>
    Object.fromEntries(Object.entries(ops).filter(([op]) => !lost.includes(op)));
  const uapi = lost.length === 0 ? whole : { ...whole, fields: without(whole.fields), flags: without(whole.flags) };
  const added = Object.entries(flags);
  if (added.length === 0 && hook === undefined) return uapi;
  const more = Object.fromEntries(
    Object.keys(uapi.flags).map((op) => [
      op,
      [...uapi.flags[op]!, ...added.filter(([, ops]) => ops.includes(op)).map(([flag]) => flag)],
    ]),
  );
  return { ...uapi, hook: hook ?? uapi.hook, flags: more };
}

function checkBase(name: string, base: unknown): void {
  const parts = ['name', 'family', 'uapi', 'keeping', 'tables', 'properties'];
  if (typeof base !== 'object' || base === null || !parts.every((part) => part in base))
    throw new ProposalError(`${name}: expected a profile to derive from, found ${shown(base)}`);
}

/**
 * A semantics made from another one: its rules by id replaced, removed, or with others put between them; with facts, flags
 * and properties of its own. Throws a ProposalError on an id that the base does not have, on a rule that speaks of what
 * its table does not know, or that can never fire, and on anything else that makes no sense.
 */
export function derive(base: Profile, derivation: Derivation): Profile {
  const given: unknown = derivation;
  const named = typeof given === 'object' && given !== null && 'name' in given ? given.name : undefined;
  const where = typeof named === 'string' ? named : 'derive';
  checkBase(where, base);
  checkDerivation(base.family, where, derivation);
  checkNames(base, derivation);
  const { name, title, properties = [], withoutProperties = [] } = derivation;
  const uapi = uapiWith(base, derivation);
  const derived = {
    name,
    title,
    family: base.family,
    uapi,
    keeping: { ...base.keeping, slotFlags: [...(base.keeping.slotFlags ?? []), ...(derivation.slotFlags ?? [])] },
    tables: base.tables
      .filter(({ op }) => uapi.fields[op] !== undefined)
      .map((table) => tableWith(base.family, table, derivation)),
    properties: [...base.properties.filter(({ id }) => !withoutProperties.includes(id)), ...properties],
    model: derivation.model,
    base,
  };
  validate(derived, base);
  if (changesNothing(derived, base, derivation))
    throw new ProposalError(`${name}: this changes nothing: every rule decides as in ${base.name}`);
  const refused = Object.keys(derivation.refuse ?? {});
  return profile({
    ...derived,
    ...(refused.length === 0 ? {} : { refused }),
    ...reachable(derived, base, derivation.unreachable === 'drop'),
  });
}
