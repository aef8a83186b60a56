import { isMatching, type Pattern } from 'ts-pattern';
import type { Citation, CitationLabel } from './citations.ts';
import type { Change } from './effect.ts';
import type { Effect } from './effects.ts';
import type { Domain, FieldsOf, Situation, Space } from './situation.ts';
import type { State } from './state.ts';
import type { Errno, Field, Flags, Observation, Op, Outcome, Request, Slot } from './vocabulary/index.ts';

/** What a query writes: nothing, the count and revision alone, all slots, or as many as there is room for. */
export type Show = 'nothing' | 'count' | 'slots' | 'first-slots';

/** What a rule decides: the outcome, the effect on the state, and what a query gets to see. */
export interface Decision {
  readonly outcome: Outcome;
  readonly effect: Effect;
  readonly show: Show;
  /** What is done otherwise than the effect says: of mutants alone (see mutate.ts). */
  readonly tampered?: Tampering;
}

/** A deliberate mistake in what a rule does. */
export interface Tampering {
  /** The state that comes of a change, where that is another one. */
  readonly after?: (before: State, change: Change, request: Request) => State;
  /** What a query shows instead. */
  readonly view?: (view: Observation) => Observation;
}

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
  readonly cite: CitationLabel | Citation;
}

/**
 * A rule without its sentence, which follows as a template: so a rule takes one or two lines of a table, whatever its
 * length. Spaces and line breaks in the template count as one space.
 */
type Unsaid = (sentence: TemplateStringsArray) => Rule;

/** A maker of rules over one domain: patterns are checked against its fields and values when the rule is written. */
export function rulesOver<D extends Domain>() {
  return (id: string, when: Pattern.Pattern<FieldsOf<D>>, then: Decision, cite: CitationLabel): Unsaid =>
    ([text]) =>
      Object.freeze({ id, sentence: text!.trim().replace(/\s+/g, ' '), when: when as When, then, cite });
}

/** The request fails and nothing changes. */
export function fail(errno: Errno, show: Show = 'nothing'): Decision {
  return { outcome: errno, effect: 'nothing', show };
}

/** The request succeeds with an effect. */
export function succeed(effect: Effect, show: Show = 'nothing'): Decision {
  return { outcome: 'ok', effect, show };
}

/** The kernel reads or writes outside of its arrays; nothing can be said of what comes of it. */
export function undefinedBehaviour(): Decision {
  return { outcome: 'undefined', effect: 'nothing', show: 'nothing' };
}

/**
 * A part of the situation that depends on one or two fields of the request and on the state. Aspects of one command
 * never describe the same field of the situation twice.
 */
export interface Aspect<R extends Request = Request> {
  /** The request fields it looks at. */
  readonly reads: readonly Field[];
  /** The situation fields it fills in. */
  readonly tells: readonly string[];
  /** The aspect of another semantics that a derivation took this one from. */
  readonly origin?: Aspect<R>;
  part(state: State, request: R): Situation;
}

/** A slot index; -1 in front of the first slot; `n` behind the last; NOWHERE where nothing in the list is meant. */
export type Place = number;
export const NOWHERE = -2;

/**
 * The index a request designates, and what that says of the situation. It depends on the flags and, of all else the
 * request names, only on the slots those objects are in.
 */
export interface Designation<R extends Request = Request> {
  /** The request fields that name something that may be in a slot, each with how to find that slot. */
  readonly places: readonly { readonly reads: Field; find(state: State, request: R): Place }[];
  readonly tells: readonly string[];
  designate(slots: readonly Slot[], capacity: number, flags: Flags, places: readonly Place[]): Designated;
}

export interface Designated {
  readonly part: Situation;
  /** The slot, or for an insertion the slot in front of which it goes; asked only where a rule lets the request through. */
  readonly at: number;
}

/** The semantics of one operation: what can be said of a request in a state, and the rules over that. */
export interface RuleTable<R extends Request = Request> {
  readonly op: Op;
  /** The heading of the printed table, such as `BPF_PROG_ATTACH`. */
  readonly title: string;
  readonly space: Space;
  readonly aspects: readonly Aspect<R>[];
  /** Missing where nothing is designated (a request that is not about a place in a list). */
  readonly designation?: Designation<R>;
  readonly rules: readonly Rule[];
  /** The file of the proposal that has this table; missing where it comes with the package. */
  readonly file?: string;
}

/** A situation no rule speaks of: the table has a hole. */
export class UndecidedError extends Error {
  override readonly name = 'UndecidedError';
}

/** Whether a rule speaks of a situation. */
export function matches(candidate: Rule, situation: Situation): boolean {
  return isMatching(candidate.when as never, situation);
}

/** The first rule that matches a situation; throws UndecidedError where none does. */
export function decide(table: RuleTable, situation: Situation): Rule {
  const found = table.rules.find((candidate) => matches(candidate, situation));
  if (found === undefined) throw new UndecidedError(`no rule of ${table.title} decides ${JSON.stringify(situation)}`);
  return found;
}

/** Every rule that matches a situation, in order: the first decides, the others would have, were it not there. */
export function matchingRules(table: RuleTable, situation: Situation): readonly Rule[] {
  return table.rules.filter((candidate) => matches(candidate, situation));
}
