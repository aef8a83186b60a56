import { retold } from './brought.ts';
import { letThrough, shadowsOf } from './cover.ts';
import type { Family } from './family.ts';
import { literalsIn } from './pattern.ts';
import { type Profile, rulesOf } from './profile.ts';
import { ProposalError } from './proposal-error.ts';
import { type Rule, type RuleTable, sharedPrefix, toldBy } from './rule.ts';
import { checkProperty, checkRule } from './shape.ts';
import { shown } from './shown.ts';
import { closest } from './suggest.ts';
import { fieldsOf } from './uapi.ts';

function checkPattern(name: string, { space: { domain }, title }: RuleTable, { id, when }: Rule): void {
  for (const [field, pattern] of Object.entries(when)) {
    const values = domain[field];
    if (values === undefined) {
      const near = closest(field, Object.keys(domain));
      throw new ProposalError(
        `${name}: rule "${id}": a situation of ${title} has no field "${field}"; did you mean ${near}?`,
      );
    }
    const strange = literalsIn(pattern).find((literal) => !values.some((value) => value === literal));
    if (strange === undefined && letThrough(pattern, values).length > 0) continue;
    const there = values.map((value) => JSON.stringify(value)).join(', ');
    const found = strange === undefined ? 'a pattern that none of them matches' : shown(strange);
    throw new ProposalError(`${name}: rule "${id}", ${field}: expected one of ${there}, found ${found}`);
  }
}

function checkEffect(name: string, { effects }: Family, { op, title }: RuleTable, { id, then }: Rule): void {
  const row = Object.hasOwn(effects, then.effect) ? effects[then.effect] : undefined;
  if (row === undefined) {
    const near = closest(then.effect, Object.keys(effects));
    throw new ProposalError(`${name}: rule "${id}": there is no effect "${then.effect}"; did you mean ${near}?`);
  }
  if (row.of?.includes(op) === false)
    throw new ProposalError(`${name}: rule "${id}": a ${title} cannot have the effect "${then.effect}"`);
  if (then.outcome !== 'ok' && then.effect !== 'nothing' && row.ofFailures !== true)
    throw new ProposalError(`${name}: rule "${id}": a request that fails with ${then.outcome} changes nothing`);
}

function checkFacts(name: string, { uapi }: Profile, table: RuleTable): void {
  const { facts, op, space, title } = table;
  const fields = fieldsOf(uapi, op);
  for (const { field: told, reads } of facts) {
    const varying = reads.filter((field) => fields.includes(field));
    if (varying.length > 2)
      throw new ProposalError(
        `${name}: ${told} of ${op} may depend on two fields of the request besides the hook, not on ${varying.join(', ')}`,
      );
  }
  const told = toldBy(table).map(({ field }) => field);
  for (const field of new Set([...told, ...Object.keys(space.domain)])) {
    const times = told.filter((each) => each === field).length;
    if (times !== 1 || space.domain[field] === undefined)
      throw new ProposalError(
        `${name}: expected field ${shown(field)} of ${title} to have values and one fact that tells it, found ${times}`,
      );
  }
}

/** Throws a ProposalError on the first thing about a derived semantics that makes no sense. */
export function validate(derived: Profile, base: Profile): void {
  const { name, tables, uapi } = derived;
  const { hookKinds: hooks = [base.uapi.hook] } = derived.family;
  if (!hooks.includes(uapi.hook))
    throw new ProposalError(`${name}: hook: expected ${hooks.join(' or ')}, found ${shown(uapi.hook)}`);
  const known = new Set(rulesOf(base));
  const seen = new Set<string>();
  for (const table of tables) {
    if (uapi.fields[table.op] !== undefined) checkFacts(name, derived, table);
    for (const rule of table.rules) {
      if (!known.has(rule)) {
        checkRule(derived.family, name, rule);
        checkPattern(name, table, rule);
        checkEffect(name, derived.family, table, rule);
      }
      if (seen.has(rule.id)) throw new ProposalError(`${name}: two rules are called "${rule.id}"`);
      seen.add(rule.id);
    }
  }
  for (const property of derived.properties) if (!base.properties.includes(property)) checkProperty(name, property);
  const ids = derived.properties.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new ProposalError(`${name}: two properties are called "${twice}"`);
}

/** Whether rules of a table ask for a flag, or for a fact of a proposal that looks at all flags. */
function asksFor(table: RuleTable, old: RuleTable | undefined, flag: string, added: readonly string[]): boolean {
  const told = table.facts.filter(({ reads }) => reads.includes('flags')).map(({ field }) => field);
  const facts = told.filter((field) => !added.includes(field) && (old === undefined || retold(table, old, field)));
  return table.rules.some(({ when }) => [flag, ...facts].some((field) => Object.hasOwn(when, field)));
}

/**
 * Refuses flags that a proposal adds and that can never make a difference to what a request does: throws a ProposalError
 * on those that no rule asks for and no slot keeps. Comparing two semantics still tells that requests may set them.
 */
export function refuseIdleFlags({ name, base, keeping, tables, uapi }: Profile): void {
  const flagsOf = (of: Profile['uapi'] | undefined) => new Set(Object.values(of?.flags ?? {}).flat());
  const known = flagsOf(base?.uapi);
  const added = base === undefined ? [] : [...flagsOf(uapi)].filter((flag) => !known.has(flag));
  const oldOf = ({ op }: RuleTable) => base?.tables.find((table) => table.op === op);
  const idle = added.filter(
    (flag) => !keeping.slotFlags?.includes(flag) && !tables.some((table) => asksFor(table, oldOf(table), flag, added)),
  );
  if (idle.length === 0) return;
  const listed = idle.length > 8 ? `${idle.slice(0, 8).join(', ')} and ${idle.length - 8} more` : idle.join(', ');
  throw new ProposalError(
    `${name}: flags ${listed}: expected each new flag in a rule ("when": { ${idle[0]}: true }) or in slotFlags, found it in neither: a request does the same with it as without`,
  );
}

/** A rule that can never fire, with the rules in front of it that together decide all it speaks of. */
interface Shadowed {
  readonly rule: Rule;
  readonly by: string;
}

/** How many rules of a table say what the table of the base says, so that they fire as they do there. */
function asInBase(table: RuleTable, old: RuleTable | undefined): number {
  const { facts } = table;
  if (old === undefined || facts.length !== old.facts.length || facts.some((fact, at) => fact !== old.facts[at]))
    return 0;
  return sharedPrefix(table, old);
}

function shadowed({ tables }: Pick<Profile, 'tables'>, base: Profile): readonly Shadowed[] {
  return tables.flatMap((table) => {
    const same = asInBase(
      table,
      base.tables.find(({ op }) => op === table.op),
    );
    return table.rules.flatMap((rule, index): Shadowed[] => {
      const shadows = index < same ? undefined : shadowsOf(table, index);
      return shadows === undefined ? [] : [{ rule, by: shadows.map(({ id }) => `"${id}"`).join(' and ') }];
    });
  });
}

function neverFire(name: string, all: readonly Shadowed[]): ProposalError {
  const [first] = all;
  if (all.length === 1)
    return new ProposalError(
      `${name}: rule "${first!.rule.id}" can never fire: all its situations are decided before it, by ${first!.by}`,
    );
  const lines = [...new Set(all.map(({ by }) => by))].map((by) => {
    const ids = all.filter((each) => each.by === by).map(({ rule }) => `"${rule.id}"`);
    return `  ${ids.join(', ')}: decided before by ${by}`;
  });
  return new ProposalError(`${name}: ${all.length} rules can never fire:\n${lines.join('\n')}`);
}

/**
 * The tables without the rules that can never fire, where these are to be dropped, and the ids of those; a ProposalError
 * that lists them all where they are not, or where they are not of the base but new.
 */
export function reachable(
  derived: Pick<Profile, 'name' | 'tables'>,
  base: Profile,
  drop: boolean,
): Pick<Profile, 'tables' | 'dropped'> {
  const all = shadowed(derived, base);
  const old = new Set(rulesOf(base));
  const refused = drop ? all.filter(({ rule }) => !old.has(rule)) : all;
  if (refused.length > 0) throw neverFire(derived.name, refused);
  if (all.length === 0) return { tables: derived.tables };
  const gone = new Set(all.map(({ rule }) => rule));
  const tables = derived.tables.map((table) => ({ ...table, rules: table.rules.filter((rule) => !gone.has(rule)) }));
  return { tables, dropped: all.map(({ rule }) => rule.id) };
}
