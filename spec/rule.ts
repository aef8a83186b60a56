import { isMatching, type Pattern } from 'ts-pattern';
import type { Citation } from './citation.ts';
import { ProposalError } from './proposal-error.ts';
import type { Change, Observation, Request, State } from './semantics.ts';
import { type Code, type FieldsOf, type Situation, type Space, space, type Told, type Value } from './situation.ts';
import type { Errno, Outcome } from './vocabulary/outcome.ts';

/** What a rule decides: the outcome, the effect on the state, and what a query gets to see. */
export interface Decision {
  readonly outcome: Outcome;
  /** The name of an effect of its family. */
  readonly effect: string;
  /** What a query gets to see, by the name that its family has for it. */
  readonly show: string;
  /** What is done otherwise than the effect says: of mutants alone (see mutate.ts). */
  readonly tampered?: Tampering;
}

/** A deliberate mistake in what a rule does. */
export interface Tampering {
  /** The state that comes of a change, where that is another one. */
  after?(before: State, change: Change, request: Request): State;
  /** What a query shows instead. */
  view?(view: Observation, state: State, request: Request): Observation;
}

/** Whether two decisions come to the same. */
export const sameDecision = (a: Decision, b: Decision): boolean =>
  a.outcome === b.outcome && a.effect === b.effect && a.show === b.show && a.tampered === b.tampered;

/** Whether a decision may change the state. */
export function acts({ effect, tampered }: Decision): boolean {
  return effect !== 'nothing' || tampered?.after !== undefined;
}

/** A pattern over a situation: a literal or a ts-pattern expression for each field that matters. */
export type When = Readonly<Record<string, unknown>>;

/** One row of a rule table. */
export interface Rule {
  /** Unique in its profile, `command/fact`; also the test title, trace field and coverage row. */
  readonly id: string;
  /** The rule as one sentence. */
  readonly sentence: string;
  /** The situations it speaks of. The first rule of a table whose pattern matches decides. */
  readonly when: When;
  readonly then: Decision;
  /** The label of a source; a proposal may give a source of its own. */
  readonly cite: string | Citation;
}

/**
 * A rule without its sentence, which follows as a template: so a rule takes one or two lines of a table, whatever its
 * length. Spaces and line breaks in the template count as one space.
 */
export type Unsaid = (sentence: TemplateStringsArray) => Rule;

/** Makes rules over some facts: patterns are checked against their fields and values when the rule is written. */
export type RuleMaker<T extends readonly Told[], Label extends string> = (
  id: string,
  when: Pattern.Pattern<FieldsOf<T>>,
  then: Decision,
  cite: Label | Citation,
) => Unsaid;

/** A maker of rules over some facts. */
export function rulesOver<T extends readonly Told[], Label extends string = string>(): RuleMaker<T, Label> {
  return (id, when, then, cite) =>
    ([text]) =>
      Object.freeze({ id, sentence: text!.trim().replace(/\s+/g, ' '), when: when as When, then, cite });
}

/** The request fails and nothing changes. */
export function fail(errno: Errno, show = 'nothing'): Decision {
  return { outcome: errno, effect: 'nothing', show };
}

/** The request succeeds with an effect. */
export function succeed(effect: string, show = 'nothing'): Decision {
  return { outcome: 'ok', effect, show };
}

/** The kernel reads or writes outside of its arrays; nothing can be said of what comes of it. */
export function undefinedBehaviour(): Decision {
  return { outcome: 'undefined', effect: 'nothing', show: 'nothing' };
}

/** The kernel warns, or uses memory that is freed. */
export function splat(): Decision {
  return { outcome: 'splat', effect: 'nothing', show: 'nothing' };
}

/**
 * What rules can ask of a request in a state: one field of the situation, with every value that it may have and the way
 * to find it. No two facts of a table tell the same field.
 */
export interface Fact<R extends Request = Request, F extends string = string, V extends Value = Value>
  extends Told<F, V> {
  /** The fields of the request it depends on besides the hook: two at most. */
  readonly reads: readonly string[];
  tell(state: State, request: R): V;
  /** Whether it depends on the request alone, whatever the state: it is then asked once for each value. */
  readonly stateless?: true;
  /** The fact whose answers it gives: that of another semantics that a derivation took it from, or one that it only watches. */
  readonly origin?: Fact<R>;
}

/** A fact as it is written down: its field and values are known to the rules that ask for it. */
export interface FactParts<S extends State, R extends Request, F extends string, V extends Value> {
  readonly field: F;
  readonly values: readonly V[];
  readonly reads: readonly string[];
  readonly stateless?: true;
  tell(state: S, request: R): NoInfer<V>;
}

/** The facts of a family whose states are of one type. */
export const factsOver =
  <S extends State>() =>
  <const F extends string, const V extends Value, R extends Request>(parts: FactParts<S, R, F, V>): Fact<R, F, V> =>
    parts;

/** A slot index; -1 in front of the first slot; `n` behind the last; NOWHERE where nothing in the list is meant. */
export type Place = number;
export const NOWHERE = -2;

/** A field of a request that names something that may be in a slot, and how to find that slot. */
export interface Finder<R extends Request = Request> {
  readonly reads: string;
  find(state: State, request: R): Place;
  /** The one whose answers it gives, where it only watches that. */
  readonly origin?: Finder<R>;
}

/**
 * The index a request designates, and what that says of the situation. It depends on one field of the request and, of all
 * else the request names, only on the slots those objects are in.
 */
export interface Designation<R extends Request = Request> {
  /** The request fields that name something that may be in a slot, each with how to find that slot. */
  readonly places: readonly Finder<R>[];
  /** The field of the request that it depends on besides, such as its flags. */
  readonly reads: string;
  /** What it says of the situation. */
  readonly fields: readonly Told[];
  /** Looks at no field but that one and the hook. */
  designate(state: State, request: R, places: readonly Place[]): Designated;
}

export interface Designated {
  readonly part: Situation;
  /** The slot, or for an insertion the slot in front of which it goes; asked only where a rule lets the request through. */
  readonly at: number;
}

/** The semantics of one operation: what can be said of a request in a state, and the rules over that. */
export interface RuleTable<R extends Request = Request> {
  readonly op: string;
  /** The heading of the printed table, such as `BPF_PROG_ATTACH`. */
  readonly title: string;
  readonly space: Space;
  readonly facts: readonly Fact<R>[];
  /** Missing where nothing is designated (a request that is not about a place in a list). */
  readonly designation?: Designation<R>;
  readonly rules: readonly Rule[];
  /** The file of the proposal that has this table; missing where it comes with the package. */
  readonly file?: string;
}

/** The situations that some fields make, numbered in the order of the fields. */
export function spaceOf(fields: readonly Told[]): Space {
  return space(Object.fromEntries(fields.map(({ field, values }) => [field, values])));
}

/** A rule table as it is written down: its facts, and among them, in their place, the fields that the designation fills in. */
export interface TableParts<R extends Request> extends Omit<RuleTable<R>, 'space' | 'facts'> {
  readonly facts: readonly (Fact<R> | Told)[];
}

/** A rule table; its space follows from its facts. */
export function ruleTable<R extends Request>({ facts, ...parts }: TableParts<R>): RuleTable<R> {
  return { ...parts, space: spaceOf(facts), facts: facts.filter((each): each is Fact<R> => 'tell' in each) };
}

/** What a fact adds to the number of a situation. */
export function codeOf({ space: { code } }: RuleTable, each: Fact, state: State, request: Request): Code {
  return code(each.field, each.tell(state, request));
}

/** Every field of the situation that a table fills in: what its facts tell, then what its designation says. */
export function toldBy({ facts, designation }: RuleTable): readonly Told[] {
  return [...facts, ...(designation?.fields ?? [])];
}

/** A situation no rule speaks of: the table has a hole, as none has that comes with the package. */
export class UndecidedError extends ProposalError {
  constructor({ title, file }: Pick<RuleTable, 'title' | 'file'>, situation: Situation) {
    super(`no rule of ${title} decides ${JSON.stringify(situation)}`);
    if (file !== undefined) this.file = file;
  }
}

/** Whether a rule speaks of a situation. */
export function matches(candidate: Rule, situation: Situation): boolean {
  return isMatching(candidate.when as never, situation);
}

/** The first rule that matches a situation; throws UndecidedError where none does. */
export function decide(table: RuleTable, situation: Situation): Rule {
  const found = table.rules.find((candidate) => matches(candidate, situation));
  if (found === undefined) throw new UndecidedError(table, situation);
  return found;
}

/** How many rules two tables begin with alike. */
export function sharedPrefix(a: RuleTable, b: RuleTable): number {
  const differs = a.rules.findIndex((rule, index) => rule !== b.rules[index]);
  return differs === -1 ? a.rules.length : differs;
}

/** Every rule that matches a situation, in order: the first decides, the others would have, were it not there. */
export function matchingRules(table: RuleTable, situation: Situation): readonly Rule[] {
  return table.rules.filter((candidate) => matches(candidate, situation));
}
