import type { Family } from '../../family.ts';
import { familyOf } from '../../make-family.ts';
import { CITATIONS } from './citations.ts';
import { COMMUTING } from './commuting.ts';
import { brief, complaintsAbout, Names, strangerIn, trimmed } from './complaints.ts';
import { drawing } from './drawing.ts';
import { applyChange, type Change } from './effect.ts';
import { EFFECTS, SHOWING, SHOWS } from './effects.ts';
import { FUZZING } from './scopes/fuzz-scopes.ts';
import { optionsIn } from './scopes/options.ts';
import { interchangeableIn, Scope, universeOf } from './scopes/scope.ts';
import { PROPERTY_SCOPES, SCOPES } from './scopes/scopes.ts';
import { deviceOf, deviceSeen, initialState, linkOf, linkSeen, type State, StateSchema } from './state.ts';
import { Flag, NOTHING, Observation, type Op, Request, Told, Universe } from './vocabulary/index.ts';
import { badInput, describeObservation, describeRequest, describeScope, row, shortScope } from './words.ts';
import { difference, worldOfMachine, worldOfSpec } from './world.ts';

const basis = familyOf<State, Universe, Scope>({
  name: 'xdp',
  schemas: { state: StateSchema, request: Request, universe: Universe, observation: Observation, scope: Scope },
  citations: CITATIONS,
  effects: EFFECTS,
  initial: initialState,
  apply: (state, change) => applyChange(state, change as Change),
  hooks: ({ devices }) => Object.keys(devices),
  observe: deviceSeen,
  scopes: SCOPES,
  universe: universeOf,
  interchangeable: interchangeableIn,
  options: (state, op, field, scope) => optionsIn(state, op as Op, field, scope),
  words: {
    request: describeRequest,
    observation: describeObservation,
    row,
    scope: describeScope,
    shortScope,
    badInput,
  },
});

/** What an answer shows, given what its rule lets it show. */
function view(show: string, state: State, request: Request): Observation {
  if (show === 'device' && request.op === 'look') return deviceSeen(state, request.hook);
  if (show === 'link' && request.op === 'link_info') return linkSeen(state, request.link);
  return NOTHING;
}

/** A name is given to a link that no link has, and a device is made again where none has its name. */
function senseless(state: State, request: Request): string | undefined {
  if (request.op === 'link_create' && linkOf(state, request.link).is !== 'absent')
    return `link_create: there is a link called ${request.link} already`;
  if (request.op === 'device_create' && deviceOf(state, request.device).is === 'away')
    return `device_create: ${request.device} has been moved, and has its name still`;
  return undefined;
}

/** The places of the modes of a device, with programs that netlink set and programs that links hold. */
export const XDP: Family = {
  ...basis,
  schemas: { ...basis.schemas, told: Told, flag: Flag },
  queries: SHOWING,
  shows: SHOWS,
  view,
  senseless,
  world: worldOfSpec,
  worldOf: worldOfMachine,
  difference,
  trimmed,
  propertyScopes: () => PROPERTY_SCOPES,
  complaints: complaintsAbout,
  names: () => new Names(),
  stranger: strangerIn,
  brief,
  drawing,
  commuting: COMMUTING,
  fuzzing: FUZZING,
};
