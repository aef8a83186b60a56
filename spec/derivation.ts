import { sameRule } from './cover.ts';
import type { Derivation } from './derivation-form.ts';
import { type Profile, rulesOf } from './profile.ts';
import { ProposalError } from './proposal-error.ts';
import type { RuleTable } from './rule.ts';
import { shown } from './shown.ts';
import { closest } from './suggest.ts';
import { fieldsOf } from './uapi.ts';

/** Refuses a name that is none of those there are. */
function expectOneOf(where: string, what: string, name: string, names: readonly string[]): void {
  if (!names.includes(name))
    throw new ProposalError(`${where} has no ${what} ${shown(name)}; did you mean ${closest(name, names)}?`);
}

function checkRuleIds({ tables, name: from }: Profile, derivation: Derivation): void {
  const { name, remove = [], replace = {}, insert = [], refuse = {} } = derivation;
  const ids = tables.flatMap(({ rules }) => rules.map(({ id }) => id));
  const replaced = Object.keys(replace);
  const anchors = insert.map((each) => ('before' in each && each.before !== undefined ? each.before : ''));
  const others = insert.map((each) => ('after' in each && each.after !== undefined ? each.after : ''));
  const named = [...remove, ...replaced, ...anchors, ...others].filter((id) => id !== '');
  for (const id of named) {
    expectOneOf(`${name}: ${from}`, 'rule', id, ids);
    const { op } = tables.find(({ rules }) => rules.some((rule) => rule.id === id))!;
    if (refuse[op] !== undefined)
      throw new ProposalError(`${name}: "refuse" takes the place of every rule of ${op}, and of "${id}" too`);
  }
  const both = remove.find((id) => replaced.includes(id));
  if (both !== undefined) throw new ProposalError(`${name}: rule "${both}" is removed and replaced`);
}

/** The fields of a request by which a table finds slots. */
const placesOf = ({ designation }: RuleTable): readonly string[] => designation?.places.map(({ reads }) => reads) ?? [];

function checkOps({ name: from, tables, uapi }: Profile, derivation: Derivation): void {
  const { name, facts = [], places = [], refuse = {} } = derivation;
  const where = `${name}: ${from}`;
  const ops = tables.map(({ op }) => op);
  const fields = (of: readonly string[]) => of.flatMap((op) => fieldsOf(uapi, op));
  for (const op of Object.keys(refuse)) expectOneOf(where, 'operation', op, ops);
  for (const { of, reads, field } of facts) {
    for (const op of of) expectOneOf(where, 'operation', op, ops);
    for (const read of reads)
      if (read !== 'op' && read !== 'hook')
        expectOneOf(`${name}: fact ${shown(field)}: ${of.join(', ')} of ${from}`, 'field', read, fields(of));
  }
  for (const { of, reads } of places)
    for (const op of of) {
      expectOneOf(where, 'operation', op, ops);
      const there = placesOf(tables.find((table) => table.op === op)!);
      if (!there.some((each) => each === reads))
        throw new ProposalError(
          `${name}: ${op} of ${from} finds no slot by ${shown(reads)}; it does by ${there.join(', ') || 'no field at all'}`,
        );
    }
}

function checkFlags({ name: from, uapi }: Profile, { name, flags = {}, slotFlags = [] }: Derivation): void {
  const where = `${name}: ${from}`;
  const takesFlags = Object.keys(uapi.flags);
  for (const [flag, of] of Object.entries(flags)) {
    if (flag === 'UNKNOWN')
      throw new ProposalError(
        `${name}: flags.UNKNOWN: expected a flag of its own, found UNKNOWN, which stands for bits that nothing defines`,
      );
    for (const op of of) {
      expectOneOf(`${where}, which has flags only where they are taken,`, 'operation with flags', op, takesFlags);
      if (uapi.flags[op]?.includes(flag)) throw new ProposalError(`${where} has a flag ${flag} of ${op} already`);
    }
  }
  const known = [...Object.keys(flags), ...Object.values(uapi.flags).flat()];
  for (const flag of slotFlags) expectOneOf(where, 'flag', flag, known);
}

/** Refuses a derivation that names what its base does not have. */
export function checkNames(base: Profile, derivation: Derivation): void {
  const { name, withoutProperties = [] } = derivation;
  checkRuleIds(base, derivation);
  checkOps(base, derivation);
  checkFlags(base, derivation);
  const there = base.properties.map(({ id }) => id);
  for (const id of withoutProperties) expectOneOf(`${name}: ${base.name}`, 'property', id, there);
}

function sameRules(table: RuleTable, base: RuleTable): boolean {
  return (
    table.rules.length === base.rules.length &&
    table.rules.every((rule, index) => sameRule(table.space.domain, rule, base.rules[index]!))
  );
}

/** Whether a derived semantics decides, can say and promises nothing else than its base. */
export function changesNothing(derived: Profile, base: Profile, derivation: Derivation): boolean {
  const { facts = [], places = [], flags = {}, slotFlags = [], properties = [], withoutProperties = [] } = derivation;
  const told = new Set(
    base.tables.flatMap(({ space, op }) => Object.keys(space.domain).map((field) => `${op} ${field}`)),
  );
  const retold = facts.some(({ of, field }) => of.some((op) => told.has(`${op} ${field}`)));
  const more = [places, Object.keys(flags), slotFlags, properties, withoutProperties].some((each) => each.length > 0);
  if (retold || more || derived.uapi.hook !== base.uapi.hook) return false;
  return (
    rulesOf(derived).length === rulesOf(base).length &&
    derived.tables.every((table, index) => sameRules(table, base.tables[index]!))
  );
}
