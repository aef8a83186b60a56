import type { Again, Family } from './family.ts';
import type { Profile } from './profile.ts';
import { SenselessEffect } from './proposal-error.ts';
import { acts, codeOf, type Decision, type Designated, type Rule, type RuleTable } from './rule.ts';
import type { Change, Keeping, Observation, Request, State } from './semantics.ts';
import { type Code, plus, type Situation } from './situation.ts';

/** What a request means in a state. */
export interface Reading {
  readonly situation: Situation;
  /** The slot it designates, or the one in front of which it inserts; 0 where it is not about a place. */
  readonly at: number;
}

const NOT_ABOUT_A_PLACE: Designated = { part: {}, at: 0 };

function designated({ designation }: RuleTable, state: State, request: Request): Designated {
  if (designation === undefined) return NOT_ABOUT_A_PLACE;
  const places = designation.places.map(({ find }) => find(state, request));
  return designation.designate(state, request, places);
}

/** Works out what a request means in a state. */
export function read(table: RuleTable, state: State, request: Request): Reading {
  const { part, at } = designated(table, state, request);
  const told = table.facts.map((fact) => [fact.field, fact.tell(state, request)]);
  return { situation: { ...Object.fromEntries(told), ...part }, at };
}

/** The same with the number of the situation in its place. */
export function readCode(
  table: RuleTable,
  state: State,
  request: Request,
): { readonly code: Code; readonly at: number } {
  const { part, at } = designated(table, state, request);
  let code = table.space.encode(part);
  for (const fact of table.facts) code = plus(code, codeOf(table, fact, state, request));
  return { code, at };
}

/** The change that a decision makes. */
export function changeOf(
  { effects }: Pick<Family, 'effects'>,
  { effect }: Decision,
  request: Request,
  at: number,
  keeping: Keeping,
): Change {
  return effects[effect]!.change(request, at, keeping);
}

/** A change as text: two changes do the same to a state where their texts are the same. */
export function textOf(change: Change): string {
  return JSON.stringify(change);
}

/** The outcome of a decision and the change that it makes, as text: the same for the same of both, whatever the semantics. */
export function resultText(
  { family, keeping }: Pick<Profile, 'family' | 'keeping'>,
  decision: Decision,
  request: Request,
  at: number,
): string {
  return `${decision.outcome} ${textOf(changeOf(family, decision, request, at, keeping))}`;
}

/** The state after a decision; the very state that was given, where nothing is changed. */
export function afterDecision(
  { family, keeping }: Pick<Profile, 'family' | 'keeping'>,
  decision: Decision,
  state: State,
  request: Request,
  at: number,
): State {
  if (!acts(decision)) return state;
  const change = changeOf(family, decision, request, at, keeping);
  return decision.tampered?.after?.(state, change, request) ?? family.apply(state, change);
}

/** The error of an effect at the rule of a table that has it, and in its file; any other error as it is. */
export function atRule(error: unknown, { title, file }: RuleTable, { id }: Rule): unknown {
  if (!(error instanceof SenselessEffect) || error.file !== undefined) return error;
  const placed = new SenselessEffect(error.what, `rule ${JSON.stringify(id)} of ${title}`);
  return file === undefined ? placed : Object.assign(placed, { file });
}

/** The state after a rule of a table; the very state that was given, where nothing is changed. */
export function afterRule(
  semantics: Pick<Profile, 'family' | 'keeping'>,
  table: RuleTable,
  rule: Rule,
  state: State,
  request: Request,
  at: number,
): State {
  try {
    return afterDecision(semantics, rule.then, state, request, at);
  } catch (error) {
    throw atRule(error, table, rule);
  }
}

/** What a query gets to see. */
export function viewOf(
  family: Family,
  { show, tampered }: Decision,
  state: State,
  request: Request,
  again: Again,
): Observation {
  const view = family.view(show, state, request, again);
  return tampered?.view === undefined ? view : tampered.view(view, state, request);
}
