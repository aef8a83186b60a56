import { canFire, letThrough } from './cover.ts';
import type { Effect } from './effect.ts';
import { type Profile, rulesOf } from './profile.ts';
import type { Property } from './properties/property.ts';
import { ProposalError } from './proposal-error.ts';
import type { Rule, RuleTable } from './rule.ts';
import { closest } from './suggest.ts';
import { type Flag, type Op, Outcome } from './vocabulary/index.ts';

/** The operations that name what an effect needs. */
const EFFECT_OPS: Readonly<Record<Effect, readonly Op[] | 'any'>> = {
  nothing: 'any',
  commit: ['prog_attach', 'link_create', 'prog_detach'],
  insert: ['prog_attach'],
  'insert-link': ['link_create'],
  replace: ['prog_attach'],
  remove: ['prog_detach'],
  'update-link': ['link_update'],
  'update-link-by-count': ['link_update'],
  'detach-link': ['link_detach'],
  'close-link': ['link_close'],
  'close-prog': ['prog_close'],
  'remove-device': ['device_remove'],
};

const shown = (value: unknown) => (typeof value === 'object' ? 'a pattern' : JSON.stringify(value));

/** A rule as it may come from a file nobody compiled. */
function checkShape(name: string, rule: Rule): void {
  const where = `${name}: rule ${JSON.stringify(rule?.id)}`;
  const { id, sentence, when, then, cite } = rule ?? {};
  if (typeof id !== 'string' || !/^[a-z0-9-]+(\/[a-z0-9-]+)+$/.test(id))
    throw new ProposalError(`${name}: expected a rule with an id such as "attach/full", found ${JSON.stringify(id)}`);
  if (typeof sentence !== 'string' || sentence === '')
    throw new ProposalError(`${where}: expected a sentence, found ${JSON.stringify(sentence)}`);
  if (typeof when !== 'object' || when === null || Array.isArray(when))
    throw new ProposalError(`${where}: expected "when" to be an object of fields, found ${shown(when)}`);
  if (!Outcome.safeParse(then?.outcome).success)
    throw new ProposalError(`${where}: expected "ok" or an errno of Linux, found ${JSON.stringify(then?.outcome)}`);
  if (cite === undefined) throw new ProposalError(`${where}: expected a source to cite`);
}

function checkPattern(name: string, { space: { domain }, title }: RuleTable, { id, when }: Rule): void {
  for (const [field, pattern] of Object.entries(when)) {
    const values = domain[field];
    if (values === undefined) {
      const near = closest(field, Object.keys(domain));
      throw new ProposalError(
        `${name}: rule "${id}": a situation of ${title} has no field "${field}"; did you mean ${near}?`,
      );
    }
    if (letThrough(pattern, values).length === 0) {
      const there = values.map((value) => JSON.stringify(value)).join(', ');
      throw new ProposalError(`${name}: rule "${id}", ${field}: expected one of ${there}, found ${shown(pattern)}`);
    }
  }
}

function checkEffect(name: string, { op, title }: RuleTable, { id, then }: Rule): void {
  const ops = (EFFECT_OPS as Readonly<Record<string, readonly Op[] | 'any'>>)[then.effect];
  if (ops === undefined) {
    const near = closest(then.effect, Object.keys(EFFECT_OPS));
    throw new ProposalError(`${name}: rule "${id}": there is no effect "${then.effect}"; did you mean ${near}?`);
  }
  if (ops !== 'any' && !ops.includes(op))
    throw new ProposalError(`${name}: rule "${id}": a ${title} cannot have the effect "${then.effect}"`);
  if (then.outcome !== 'ok' && then.effect !== 'nothing')
    throw new ProposalError(`${name}: rule "${id}": a request that fails with ${then.outcome} changes nothing`);
}

function checkAspects(name: string, { uapi }: Profile, { op, aspects }: RuleTable): void {
  const fields = uapi.fields[op] ?? [];
  for (const { reads, tells } of aspects) {
    const varying = reads.filter((field) => fields.includes(field));
    if (varying.length > 2)
      throw new ProposalError(
        `${name}: ${tells.join(', ')} of ${op} may depend on two fields of the request besides the hook, not on ${varying.join(', ')}`,
      );
  }
}

/** Throws a ProposalError on the first thing about a derived semantics that makes no sense. */
export function validate(derived: Profile, base: Profile): void {
  const { name, tables, uapi } = derived;
  if (typeof name !== 'string' || !/^[A-Za-z0-9][A-Za-z0-9._-]{0,47}$/.test(name))
    throw new ProposalError(`expected a name such as "head-and-tail" for the semantics, found ${JSON.stringify(name)}`);
  const known = new Set(rulesOf(base));
  const seen = new Set<string>();
  for (const table of tables) {
    if (uapi.fields[table.op] !== undefined) checkAspects(name, derived, table);
    table.rules.forEach((rule, index) => {
      if (!known.has(rule)) {
        checkShape(name, rule);
        checkPattern(name, table, rule);
        checkEffect(name, table, rule);
      }
      if (seen.has(rule.id)) throw new ProposalError(`${name}: two rules are called "${rule.id}"`);
      seen.add(rule.id);
      if (!canFire(table, index))
        throw new ProposalError(
          `${name}: rule "${rule.id}" can never fire: the rules in front of it decide every situation it speaks of`,
        );
    });
  }
  for (const property of derived.properties) wellFormed(name, property);
}

/** Whether rules of a table ask for a flag, or for a fact of a proposal that looks at all flags. */
function asksFor({ aspects, rules }: RuleTable, flag: Flag, added: readonly Flag[]): boolean {
  const facts = aspects.filter(({ origin, reads }) => origin === undefined && reads.includes('flags'));
  const fields = [flag, ...facts.flatMap(({ tells }) => tells).filter((field) => !added.includes(field))];
  return rules.some(({ when }) => fields.some((field) => Object.hasOwn(when, field)));
}

/**
 * Refuses flags that a proposal adds and that can never make a difference to what a request does: throws a ProposalError
 * on those that no rule asks for and no slot keeps. Comparing two semantics still tells that requests may set them.
 */
export function refuseIdleFlags({ name, base, keeping, tables, uapi }: Profile): void {
  const flagsOf = (of: Profile['uapi'] | undefined) => new Set(Object.values(of?.flags ?? {}).flat());
  const known = flagsOf(base?.uapi);
  const added = base === undefined ? [] : [...flagsOf(uapi)].filter((flag) => !known.has(flag));
  const idle = added.filter(
    (flag) => !keeping.slotFlags.includes(flag) && !tables.some((table) => asksFor(table, flag, added)),
  );
  if (idle.length === 0) return;
  const shown = idle.length > 8 ? `${idle.slice(0, 8).join(', ')} and ${idle.length - 8} more` : idle.join(', ');
  throw new ProposalError(
    `${name}: flags ${shown}: expected each new flag in a rule ("when": { ${idle[0]}: true }) or in slotFlags, found it in neither: a request does the same with it as without`,
  );
}

/** Refuses a property that lacks something: a proposal may be written without type checks. */
function wellFormed(name: string, property: Property): void {
  const { id, kind, source, why } = property;
  const asked: readonly string[] = ASKED[kind] ?? [];
  const given = new Map<string, unknown>(Object.entries(property));
  if (typeof id !== 'string' || asked.length === 0 || asked.some((each) => typeof given.get(each) !== 'function'))
    throw new ProposalError(
      `${name}: expected a property with id, sentence, kind and what its kind asks for (${listOf(ASKED)}), found ${JSON.stringify(id)}`,
    );
  if (typeof source !== 'string' && typeof why !== 'string')
    throw new ProposalError(
      `${name}: expected property "${id}" to have a source (where it was promised) or a why (for what reason a user would expect it)`,
    );
}

/** The functions that a property of each kind has. */
const ASKED = {
  always: ['sometimes', 'holds'],
  step: ['sometimes', 'holds'],
  sometimes: ['seen'],
  trial: ['cases'],
  history: ['begin', 'remember', 'sometimes', 'holds'],
} as const satisfies Record<Property['kind'], readonly string[]>;

const listOf = (asked: Readonly<Record<string, readonly string[]>>) =>
  Object.entries(asked)
    .map(([kind, names]) => `${kind}: ${names.join(', ')}`)
    .join('; ');
