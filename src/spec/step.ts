import { applyChange, type Change, type Effect, slotWith } from './effect.ts';
import { type Profile, tableOf } from './profile.ts';
import { SenselessEffect } from './proposal-error.ts';
import { acts, type Decision, type Designated, decide, type Rule, type RuleTable, type Show } from './rule.ts';
import { shown } from './shown.ts';
import type { Situation } from './situation.ts';
import { isCgroup, type Keeping, type State, slotsOf } from './state.ts';
import {
  type Field,
  type Flags,
  type Mode,
  NOTHING,
  type Observation,
  type Request,
  type Slot,
  type SlotFlag,
} from './vocabulary/index.ts';

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
  const parts = table.aspects.map((aspect) => aspect.part(state, request));
  return { situation: Object.assign({}, ...parts, part) as Situation, at };
}

/** The fields of a request that say what an effect is done to; which there are depends on the operation. */
interface Fields {
  readonly hook?: string;
  readonly device?: string;
  readonly prog?: Named;
  readonly link?: Named;
  readonly flags?: Flags;
}

type Named = string | { readonly is: string; readonly name?: string };

/** The object a request names; an effect is only reached where the rules have made sure that there is one. */
function nameOf(named: Named | undefined): string {
  const name = typeof named === 'object' ? named.name : named;
  if (name === undefined)
    throw new SenselessEffect(
      `succeeds for a request that does not name what its effect is about, but says ${shown(named)} there`,
    );
  return name;
}

const NO_FLAGS: Flags = [];

/** The flags of a request that its slot keeps, in the order the semantics lists them. */
const kept = ({ slotFlags }: Keeping, flags: Flags = NO_FLAGS): readonly SlotFlag[] =>
  slotFlags.filter((flag) => flags.includes(flag));

/** What a request says of the mode of a cgroup. */
export function modeOf(flags: Flags = NO_FLAGS): Mode {
  if (flags.includes('ALLOW_MULTI')) return 'MULTI';
  return flags.includes('ALLOW_OVERRIDE') ? 'OVERRIDE' : 'NONE';
}

/** What an effect needs of a request: some of its fields, and the change that these make with the place it designates. */
interface Needs {
  readonly takes: readonly (keyof Fields)[];
  change(request: Fields, at: number, keeping: Keeping): Change;
}

/** A change is made of the fields that are named, and cannot look at others. */
function needs<K extends keyof Fields>(
  takes: readonly K[],
  change: (request: Pick<Fields, K>, at: number, keeping: Keeping) => Change,
): Needs {
  return { takes, change };
}

/** What each effect needs of the request; an operation that lacks it cannot have the effect. */
const NEEDS: { readonly [E in Effect]: Needs } = {
  nothing: needs([], () => ({ is: 'nothing' })),
  commit: needs(['hook'], ({ hook }) => ({ is: 'commit', hook: hook! })),
  insert: needs(['hook', 'prog', 'flags'], ({ hook, prog, flags }, at, keeping) => ({
    is: 'insert',
    hook: hook!,
    at,
    slot: slotWith(nameOf(prog), 'none', kept(keeping, flags)),
    mode: modeOf(flags),
  })),
  // Links are of the mode that lets several be attached, whatever the request says.
  'insert-link': needs(['hook', 'prog', 'link', 'flags'], ({ hook, prog, link, flags }, at, keeping) => ({
    is: 'insert',
    hook: hook!,
    at,
    slot: slotWith(nameOf(prog), nameOf(link), kept(keeping, flags)),
    mode: 'MULTI',
  })),
  replace: needs(['hook', 'prog', 'flags'], ({ hook, prog, flags }, at, keeping) => ({
    is: 'replace',
    hook: hook!,
    at,
    prog: nameOf(prog),
    flags: kept(keeping, flags),
  })),
  remove: needs(['hook'], ({ hook }, at) => ({ is: 'remove', hook: hook!, at })),
  'update-link': needs(['link', 'prog'], ({ link, prog }) => ({
    is: 'update-link',
    link: nameOf(link),
    prog: nameOf(prog),
  })),
  'update-link-by-count': needs(['link', 'prog'], ({ link, prog }) => ({
    is: 'update-link-by-count',
    link: nameOf(link),
    prog: nameOf(prog),
  })),
  'detach-link': needs(['link'], ({ link }) => ({ is: 'detach-link', link: nameOf(link) })),
  'close-link': needs(['link'], ({ link }) => ({ is: 'close-link', link: nameOf(link) })),
  'close-prog': needs(['prog'], ({ prog }) => ({ is: 'close-prog', prog: nameOf(prog) })),
  'remove-device': needs(['device'], ({ device }) => ({ is: 'remove-device', device: device! })),
};

/** An effect together with what it needs of the request. Throws where the request does not name what the effect needs. */
export function changeOf(effect: Effect, request: Request, at: number, keeping: Keeping): Change {
  return NEEDS[effect].change(request as Fields, at, keeping);
}

/** The fields of a request that a change depends on, besides the place that the request designates. */
export function takenBy(effect: Effect): readonly Field[] {
  return NEEDS[effect].takes;
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
