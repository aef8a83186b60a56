import { applyChange } from './families/slots/effect.ts';
import { changeOf } from './families/slots/effects.ts';
import { isCgroup, type State, slotsOf } from './families/slots/state.ts';
import { type Flags, NOTHING, type Observation, type Request, type Slot } from './families/slots/vocabulary/index.ts';
import { type Profile, tableOf } from './profile.ts';
import { SenselessEffect } from './proposal-error.ts';
import { acts, type Decision, type Designated, decide, type Rule, type RuleTable, type Show } from './rule.ts';
import type { Situation } from './situation.ts';

/** What a request means in a state. */
export interface Reading {
  readonly situation: Situation;
  /** The slot it designates, or the one in front of which it inserts; 0 where it is not about a place. */
  readonly at: number;
}

const NOT_ABOUT_A_PLACE: Designated = { part: {}, at: 0 };

function designated(table: RuleTable, state: State, request: Request): Designated {
  if (table.designation === undefined || !('hook' in request)) return NOT_ABOUT_A_PLACE;
  const places = table.designation.places.map(({ find }) => find(state, request));
  const flags: Flags = 'flags' in request ? request.flags : [];
  return table.designation.designate(slotsOf(state, request.hook), state.universe.capacity, flags, places);
}

/** Works out what a request means in a state. */
export function read(table: RuleTable, state: State, request: Request): Reading {
  const { part, at } = designated(table, state, request);
  const told = table.facts.map((fact) => [fact.field, fact.tell(state, request)]);
  return { situation: { ...Object.fromEntries(told), ...part }, at };
}

/** The state after a decision; the very state that was given, where nothing is changed. */
export function afterDecision(decision: Decision, state: State, request: Request, at: number): State {
  if (!acts(decision)) return state;
  const change = changeOf(decision.effect, request, at, state.keeping);
  return decision.tampered?.after?.(state, change, request) ?? applyChange(state, change);
}

/** The error of an effect at the rule of a table that has it, and in its file; any other error as it is. */
export function atRule(error: unknown, { title, file }: RuleTable, { id }: Rule): unknown {
  if (!(error instanceof SenselessEffect) || error.file !== undefined) return error;
  const placed = new SenselessEffect(error.what, `rule ${JSON.stringify(id)} of ${title}`);
  return file === undefined ? placed : Object.assign(placed, { file });
}

/** The state after a rule of a table; the very state that was given, where nothing is changed. */
export function afterRule(table: RuleTable, rule: Rule, state: State, request: Request, at: number): State {
  try {
    return afterDecision(rule.then, state, request, at);
  } catch (error) {
    throw atRule(error, table, rule);
  }
}

/** What a query gets to see. */
export function viewOf({ show: what, tampered }: Decision, state: State, request: Request): Observation {
  const view = show(what, state, request);
  return tampered?.view === undefined ? view : tampered.view(view);
}

function show(what: Show, state: State, request: Request): Observation {
  if (what === 'nothing' || request.op !== 'prog_query') return NOTHING;
  const { slots, revision, mode, effective } = state.hooks[request.hook]!;
  const wanted = what === 'count' || request.buffer === 'none' ? 0 : request.buffer;
  const room = isCgroup(state, request.hook) ? wanted : Math.min(wanted, state.universe.capacity);
  if (!isCgroup(state, request.hook)) {
    const told = request.progAttachFlags ? slots : slots.map(({ prog, link }) => ({ prog, link }));
    return { is: 'list', revision, count: slots.length, slots: told.slice(0, room) };
  }
  const bare = (progs: readonly string[]) => progs.slice(0, room).map((prog): Slot => ({ prog, link: 'none' }));
  const told = state.keeping.effectiveTellsMode === true ? mode : 'NONE';
  if (request.queryFlags === 'EFFECTIVE')
    return { is: 'list', revision: 0, count: effective.length, slots: bare(effective), mode: told };
  return { is: 'list', revision, count: slots.length, slots: bare(slots.map(({ prog }) => prog)), mode };
}

/** One step of the specification. */
export interface Step {
  readonly reading: Reading;
  /** The rule that decided. */
  readonly rule: Rule;
  readonly after: State;
  /** What a query wrote. */
  readonly view: Observation;
}

/** Takes a request in a state. */
export function step(semantics: Profile, state: State, request: Request): Step {
  const table = tableOf(semantics, request);
  const reading = read(table, state, request);
  const rule = decide(table, reading.situation);
  const after = afterRule(table, rule, state, request, reading.at);
  return { reading, rule, after, view: viewOf(rule.then, state, request) };
}
