import { z } from 'zod';
import type { Complaint, Family } from '../../family.ts';
import type { Mutant } from '../../mutants/mutant.ts';
import type { Profile } from '../../profile.ts';
import type { Exploration, Only, Semantics } from '../../semantics.ts';
import { brief } from './brief.ts';
import { CITATIONS } from './citations.ts';
import { COMMUTING } from './commute/commuting.ts';
import { COMPARING } from './comparing.ts';
import { complaintsAbout } from './complaints.ts';
import { drawing } from './drawing.ts';
import { applyChange } from './effect.ts';
import { EFFECTS } from './effects.ts';
import { FINDING } from './finding/finding.ts';
import { GUARD } from './guard.ts';
import { initialState } from './initial-state.ts';
import { LIVE } from './live.ts';
import { effectMutants } from './mutants/effects.ts';
import { readingMutants } from './mutants/readings.ts';
import { Names } from './names.ts';
import { PARTS } from './parts.ts';
import { RACING } from './races/racing.ts';
import { SHOWS } from './rules.ts';
import { FUZZING } from './scopes/fuzz-scopes.ts';
import { mainScopesOf } from './scopes/main-scopes.ts';
import { propertyScopes, rehearsalScope } from './scopes/property-scopes.ts';
import { SlotRequests } from './scopes/requests.ts';
import { castOf, differ, Scope, universeOf } from './scopes/scope.ts';
import { kernelScopesOf, RUN_AT, scopesOf } from './scopes/scopes.ts';
import { isLeftOut, suiteScopesOf } from './scopes/suite-scopes.ts';
import { identity, keyOf, labelling } from './scopes/symmetry.ts';
import { badInput, before, changed, describeScope, SCOPE_OPTIONS, shortScope } from './scopes/words.ts';
import { Keeping, look, observe, type State, slotsOf, statusOf } from './state.ts';
import { strangerIn } from './stranger.ts';
import { strayPacket } from './stray.ts';
import { trimmed } from './trimmed.ts';
import type { SlotsUapi } from './uapi.ts';
import { view } from './view.ts';
import {
  CAPACITY,
  DefinedFlag,
  FLAG_BITS,
  type HookKind,
  type Op,
  otherEnd,
  Request,
  SHOWING,
  Told,
  Universe,
  View,
  VOCABULARY,
} from './vocabulary/index.ts';
import { whoRan } from './who-ran.ts';
import { describeObservation, describeRequest, left, row } from './words.ts';
import { difference, sameObservation, worldOfMachine, worldOfSpec } from './world.ts';

/** A scope of hooks with slots, as a search goes through it. */
function explore(scope: Scope, { uapi }: Semantics, only?: readonly Only[]): Exploration {
  const cast = castOf(scope);
  const [first] = cast.hooks;
  const named = identity(scope);
  return {
    universe: universeOf(scope),
    requests: new SlotRequests(scope, uapi, only),
    // Programs that return different things, or are special, are not interchangeable.
    labels: differ(scope) ? () => named : (state) => labelling(cast, state as State),
    identity: named,
    key: (state, labels) => keyOf(cast, state as State, labels),
    text: (state) => textOf(state as State),
    setup: scope.prefill,
    leavesOut: (state, op, hook) => isLeftOut(scope, state as State, op as Op, hook),
    follows: (state) => slotsOf(state as State, first!).length >= scope.floor,
  };
}

/** How many objects of each kind a scope has. */
function objects(scope: Scope): Readonly<Record<string, number>> {
  const { programs, foreign, fillers, links, hooks } = castOf(scope);
  return {
    programs: programs.length,
    'programs of another type': foreign.length,
    'prefilled programs': fillers.length,
    links: links.length,
    [scope.kind === 'cgroup' ? 'cgroups' : 'hooks']: hooks.length,
  };
}

/** A rule about full lists decides nothing where no list can be filled. */
function needs(rule: string, { prefill }: Scope): string | undefined {
  const isAboutFull = /\/(full|index-beyond-capacity)$/.test(rule) && prefill === 0;
  return isAboutFull ? 'needs a full hook: --scope boundary' : undefined;
}

/** Everything that decides what is to come from a state, the revision included. */
function textOf({ hooks, links, held, closed, gone, qdiscs, unfiltered, sockets, dying }: State): string {
  return JSON.stringify([hooks, links, held, [...closed], [...gone], qdiscs, [...unfiltered], sockets, dying]);
}

/** A name is given to a new link or socket only while none has it; of a program one fd is enough; and no packet goes round in circles. */
function senseless(state: State, request: Request): string | undefined {
  if (request.op === 'run') return strayPacket(state, request.hook);
  if (request.op === 'prog_open' && !state.closed.has(request.prog))
    return `prog_open: there is an fd of ${request.prog} already`;
  if (request.op === 'device_create' && otherEnd(state.universe, request.device) !== undefined)
    return `device_create: expected a device that is no end of a pair, found ${request.device}`;
  if (request.op === 'socket_create' && state.sockets[request.socket] !== undefined)
    return `socket_create: there is a socket called ${request.socket} already`;
  if (request.op !== 'link_create' || statusOf(state, request.link).is === 'absent') return undefined;
  return `link_create: there is a link called ${request.link} already`;
}

/** The hooks of a universe are of the kind that a semantics is about, and its programs do what they can do there. */
function misfit({ name, uapi }: Semantics, { hooks, verdicts }: Universe): Complaint | undefined {
  const other = Object.entries(hooks).find(([, { kind }]) => kind !== uapi.hook);
  if (other === undefined) return settingIn(verdicts, name, uapi as SlotsUapi);
  const [hook, { kind }] = other;
  return {
    path: ['universe', 'hooks', hook, 'kind'],
    message: `expected "${uapi.hook}", which is what ${name} is about, found "${kind}"`,
  };
}

/** A program that sets what a call comes to, under a semantics without bpf_set_retval(). */
function settingIn(verdicts: Universe['verdicts'], name: string, uapi: SlotsUapi): Complaint | undefined {
  const setting = Object.entries(verdicts).find(([, verdict]) => typeof verdict === 'object');
  if (uapi.setsRetval !== false || setting === undefined) return undefined;
  const [prog, verdict] = setting;
  return {
    path: ['universe', 'verdicts', prog],
    message: `expected a number, because ${name} has no bpf_set_retval(), found ${JSON.stringify(verdict)}`,
  };
}

/** The hooks of a scope are of the kind that a semantics is about. */
function unfit({ name, uapi }: Semantics, { kind }: Scope): Complaint | undefined {
  if (kind === uapi.hook) return undefined;
  return { path: ['kind'], message: `expected "${uapi.hook}", which is what ${name} is about, found "${kind}"` };
}

/** Every mutant of what the rules of a semantics do and show, and of how its requests are read. */
function* mutants(semantics: Profile): Generator<Mutant> {
  yield* effectMutants(semantics);
  yield* readingMutants(semantics);
}

/** The semantics of one kind of hook that has ordered slots, with programs and links in them. */
export function slotsFamily(name: string, hookKinds: readonly HookKind[]): Family {
  return {
    name,
    vocabulary: VOCABULARY,
    schemas: {
      request: Request,
      universe: Universe,
      observation: View,
      told: Told,
      scope: Scope,
      keeping: Keeping,
      flag: DefinedFlag,
      uapi: { setsRetval: z.literal(false).optional() },
    },
    citations: CITATIONS,
    effects: EFFECTS,
    queries: SHOWING,
    shows: SHOWS,
    initial: initialState,
    apply: applyChange,
    view,
    live: LIVE,
    comparing: COMPARING,
    commuting: COMMUTING,
    drawing,
    finding: FINDING,
    racing: RACING,
    prefilled: ({ prefill }: Universe) => Object.values(prefill).flat().length,
    buffer: 'buffer',
    same: sameObservation,
    kept: ({ hooks }: State) => Object.values(hooks).flatMap(({ slots }) => slots.flatMap(({ flags }) => flags ?? [])),
    hooks: ({ hooks }: Universe) => Object.keys(hooks),
    look,
    observe,
    world: worldOfSpec,
    worldOf: worldOfMachine,
    difference,
    senseless,
    guard: GUARD,
    hookKinds,
    mutants,
    trimmed,
    complaints: complaintsAbout,
    names: () => new Names(),
    stranger: strangerIn,
    brief,
    parts: (kind) => (kind === 'list' ? PARTS : undefined),
    blank: (told: Told, expected: Told) => {
      const known = told.is === expected.is ? expected : {};
      if (told.is === 'packet') return { ran: [], delivered: false, sender: 'ok', ...known };
      if (told.is === 'call') return { ran: [], result: 'ok', done: false, ...known };
      const counted = told.is !== 'list' || told.slots === undefined ? {} : { count: told.slots.length };
      return told.is === 'list' ? { count: 0, slots: [], ...known, ...counted } : known;
    },
    misfit,
    unfit,
    hookOf: ({ hooks }: Universe) => Object.values(hooks)[0]?.kind ?? 'tcx',
    notAt: (hook) => (RUN_AT.includes(hook) ? [] : ['run']),
    fuzzing: FUZZING,
    kernelScopes: kernelScopesOf,
    objects,
    needs,
    settable: Object.keys(FLAG_BITS),
    scopes: scopesOf,
    suiteScopes: suiteScopesOf,
    propertyScopes,
    rehearsalScope,
    // A trace that is to be replayed on a kernel has the capacity that this has, whatever the scope has.
    asReal: (universe: Universe, { uapi }) => ({ ...universe, capacity: CAPACITY[uapi.hook as HookKind] }),
    mainScopes: mainScopesOf,
    explore,
    words: {
      request: describeRequest,
      observation: describeObservation,
      objects: whoRan,
      left,
      row,
      scope: describeScope,
      shortScope,
      badInput,
      before,
    },
    scopeOptions: SCOPE_OPTIONS,
    changed,
  };
}
