import { isMatching } from 'ts-pattern';
import { type Brought, broughtBy, retold } from './brought.ts';
import { rulingsOf } from './decide/rulings.ts';
import { groundOf, type Profile, tableFor } from './profile.ts';
import { matches, type Rule, type RuleTable } from './rule.ts';
import type { Request, State } from './semantics.ts';
import type { Situation } from './situation.ts';
import { readCode } from './step.ts';

/** What was exercised, as far as it says whether what a profile brought was put to the test. */
export interface Exercised {
  /** The situations that requests were made in, by operation; each once will do. */
  readonly situations: Iterable<readonly [string, Situation]>;
  /** The places whose find mattered (placeMatters) to at least one request, as `placeKey` writes them. */
  readonly places: ReadonlySet<string>;
  /** The flags that a slot was seen to keep. */
  readonly kept: ReadonlySet<string>;
}

/** A place as text. */
export const placeKey = (op: string, reads: string): string => `${op} ${reads}`;

/**
 * What a derived profile brought and nothing put to the test, in the order in which it was brought.
 *
 * - A rule was put to the test when it decided.
 * - The removal of a rule: in a situation that the rule would have decided in the base.
 * - The order of a rule: in a situation that the rule decides here and another in the base, or the other way round.
 * - A value of a fact: in a situation in which the fact has it, where a rule asked for the fact in this or another situation (the
 *   rules in front may leave some values to none of those that ask).
 * - A flag of an operation: in a situation in which it is set and a rule asked for it, or for a fact of the derivation that
 *   depends on the flags of the request, or in which the slot that the request fills keeps it.
 * - A flag that slots keep: when a slot kept it.
 * - A place: by a request that another rule decides, or that has its effect at another slot, when the slot is found as
 *   in the base.
 */
export function notPutToTest(semantics: Profile, exercised: Exercised, base = groundOf(semantics)): readonly Brought[] {
  if (base === undefined) return [];
  const brought = broughtBy(semantics, base);
  const about = brought.filter(isAboutSituations);
  const looks = new Map(
    [...new Set(about.map(({ op }) => op))].map((op) => {
      return [op, new Look(semantics, tableFor(semantics, op), tableFor(base, op), about)] as const;
    }),
  );
  const idle = about.filter((item) => !looks.get(item.op)!.canSee(item));
  let pending = about.filter((item) => !idle.includes(item));
  const met = new Set<Brought>();
  const askedSoFar = new Set<string>();
  for (const [op, situation] of exercised.situations) {
    if (!pending.some((item) => item.op === op)) continue;
    const look = looks.get(op)!;
    if (!look.isNew(situation)) continue;
    const asked = askedIn(look.table, situation);
    for (const field of asked.fields) askedSoFar.add(`${op} ${field}`);
    pending = pending.filter((item) => {
      if (item.op === op && isPutToTest(item, look, situation, asked)) met.add(item);
      return !met.has(item) || (item.is === 'value' && !askedSoFar.has(`${item.op} ${item.field}`));
    });
  }
  const open = new Set<Brought>([...idle, ...pending]);
  return brought.filter((item) => {
    if (item.is === 'place') return !exercised.places.has(placeKey(item.op, item.reads));
    return item.is === 'kept-flag' ? !exercised.kept.has(item.flag) : open.has(item);
  });
}

/** What is put to the test by a situation alone. */
type AboutSituations = Exclude<Brought, { readonly is: 'place' | 'kept-flag' }>;

const isAboutSituations = (item: Brought): item is AboutSituations => item.is !== 'place' && item.is !== 'kept-flag';

/** The rule that decides a situation; none where the table has a hole, which is for others to report. */
function deciding({ rules }: RuleTable, situation: Situation): Rule | undefined {
  return rules.find((rule) => matches(rule, situation));
}

const fieldsOf = ({ rules }: RuleTable) => rules.flatMap(({ when }) => Object.keys(when));

/** What is looked at in the situations of an operation: those that are alike in it put the same to the test. */
class Look {
  readonly table: RuleTable;
  readonly old: RuleTable;
  /** The facts of the derivation that depend on the flags of the request. */
  readonly depending: readonly string[];
  readonly #semantics: Profile;
  readonly #ruled: ReadonlySet<string>;
  readonly #fields: readonly string[];
  readonly #seen = new Set<string>();

  constructor(semantics: Profile, table: RuleTable, old: RuleTable, items: readonly AboutSituations[]) {
    this.#semantics = semantics;
    this.table = table;
    this.old = old;
    this.#ruled = new Set([...fieldsOf(table), ...fieldsOf(old)]);
    const dependent = table.facts.filter(({ field, reads }) => reads.includes('flags') && retold(table, old, field));
    this.depending = dependent.map(({ field }) => field).filter((field) => this.#ruled.has(field));
    const own = items.filter((item) => item.op === table.op && this.canSee(item));
    const fields = own.flatMap((item) => (item.is === 'value' ? [item.field] : item.is === 'flag' ? [item.flag] : []));
    this.#fields = [...new Set([...this.#ruled, ...fields])];
  }

  /** Whether a situation can put it to the test: a flag that no rule can ask for is told by none, unless slots keep it. */
  canSee(item: AboutSituations): boolean {
    if (item.is !== 'flag' || this.#ruled.has(item.flag) || this.depending.length > 0) return true;
    return this.table.rules.some((rule) => this.keeps(item.flag, rule));
  }

  /** Whether a slot keeps a flag of a request that a rule decides. */
  keeps(flag: string, { then: { effect } }: Rule): boolean {
    const { family, keeping } = this.#semantics;
    return keeping.slotFlags?.includes(flag) === true && family.effects[effect]!.takes.includes('flags');
  }

  /** Whether it is the first of those that are alike. */
  isNew(situation: Situation): boolean {
    let key = '';
    for (const field of this.#fields) key += `${situation[field]}\0`;
    if (this.#seen.has(key)) return false;
    this.#seen.add(key);
    return true;
  }
}

/** What rules ask for in a situation, down to the one that decides. */
interface Asked {
  /** The rule that decides; missing where the table has a hole, which is for others to report. */
  readonly rule: Rule | undefined;
  readonly fields: ReadonlySet<string>;
}

/** Every field that a rule looks at on the way to the decision; one that does not match is left at its first misfit. */
function askedIn(table: RuleTable, situation: Situation): Asked {
  const fields = new Set<string>();
  for (const rule of table.rules) {
    const misfit = Object.entries(rule.when).findIndex(([field, pattern]) => {
      fields.add(field);
      return !isMatching(pattern as never, situation[field]);
    });
    if (misfit === -1) return { rule, fields };
  }
  return { rule: undefined, fields };
}

function isPutToTest(item: AboutSituations, look: Look, situation: Situation, asked: Asked): boolean {
  switch (item.is) {
    case 'rule':
      return asked.rule?.id === item.rule;
    case 'removed-rule':
      return deciding(look.old, situation)?.id === item.rule;
    case 'moved-rule': {
      const before = deciding(look.old, situation)?.id;
      return before !== asked.rule?.id && (before === item.rule || asked.rule?.id === item.rule);
    }
    case 'value':
      return situation[item.field] === item.value;
    case 'flag':
      return (
        situation[item.flag] === true &&
        (asked.fields.has(item.flag) ||
          look.depending.some((field) => asked.fields.has(field)) ||
          (asked.rule !== undefined && look.keeps(item.flag, asked.rule)))
      );
  }
}

/** A place that a semantics may find otherwise than another one, its base. */
export interface PlaceOtherwise {
  /** Whether a request in a state finds it otherwise: the field of the place, the hook and the state alone say so. */
  differs(state: State, request: Request): boolean;
  /** Whether that matters to the request: another rule decides it, or its effect is at another slot. */
  matters(state: State, request: Request): boolean;
}

/** A place of an operation in a semantics, beside that of its base; nothing where one of them has no such place. */
export function placeOtherwise(
  semantics: Profile,
  base: Profile | undefined,
  op: string,
  reads: string,
): PlaceOtherwise | undefined {
  if (base === undefined) return undefined;
  const table = tableFor(semantics, op);
  const old = tableFor(base, op).designation;
  const { designation } = table;
  if (designation === undefined || old === undefined) return undefined;
  const index = designation.places.findIndex((place) => place.reads === reads);
  const [ours, theirs] = [designation.places[index]!, old.places[index]!];
  const replaced = { ...table, designation: { ...designation, places: designation.places.with(index, theirs) } };
  const differs = (state: State, request: Request) => ours.find(state, request) !== theirs.find(state, request);
  const matters = (state: State, request: Request) => {
    if (!differs(state, request)) return false;
    const ourReading = readCode(table, state, request);
    const theirReading = readCode(replaced, state, request);
    const rulings = rulingsOf(semantics.family)(table);
    // A hole in the table is for others to report.
    const [ourRule, theirRule] = [rulings.find(ourReading.code)?.rule, rulings.find(theirReading.code)?.rule];
    if (ourRule !== theirRule) return true;
    return ourRule !== undefined && ourRule.then.effect !== 'nothing' && ourReading.at !== theirReading.at;
  };
  return { differs, matters };
}

/** Whether it matters to a request in a state that a place is found otherwise than in another semantics, its base. */
export function placeMatters(
  semantics: Profile,
  base: Profile | undefined,
  reads: string,
  state: State,
  request: Request,
): boolean {
  return placeOtherwise(semantics, base, request.op, reads)?.matters(state, request) ?? false;
}
