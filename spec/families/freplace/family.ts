import type { Family } from '../../family.ts';
import { familyOf } from '../../make-family.ts';
import { isDeepEqual } from '../../same.ts';
import type { Request as AnyRequest, State as AnyState, Change } from '../../semantics.ts';
import { drawing } from './drawing.ts';
import { apply, EFFECTS } from './effects.ts';
import { options } from './options.ts';
import { CITATIONS } from './rules.ts';
import { SCOPES, Scope } from './scopes.ts';
import { senseless } from './senseless.ts';
import { initialState, type State, StateSchema } from './state.ts';
import { complaintsAbout } from './strangers.ts';
import { trimmed } from './trimmed.ts';
import { hooksOf, look, withoutHolders } from './view.ts';
import { type ExplorableMachine, Flag, Observation, Request, Universe } from './vocabulary/index.ts';
import { WORDS } from './words.ts';
import type { World } from './world.ts';

/** The targets that are alike, and so may stand for one another; likewise the programs. */
const alike = (table: Readonly<Record<string, object>>): readonly string[] => {
  const [first] = Object.values(table);
  return Object.entries(table).flatMap(([name, each]) => (isDeepEqual(each, first) ? [name] : []));
};

const worldOver = (universe: Universe, each: (name: string) => Observation): World => ({
  universe,
  hooks: Object.fromEntries(hooksOf(universe).map((name) => [name, each(name)])),
});

const plain = familyOf<State, Universe, Scope>({
  name: 'freplace',
  schemas: { state: StateSchema, request: Request, universe: Universe, observation: Observation, scope: Scope },
  effects: EFFECTS,
  citations: CITATIONS,
  initial: initialState,
  apply: (state, change: Change) => apply(state, change),
  hooks: hooksOf,
  observe: (state, name) => withoutHolders(look(state, name)),
  scopes: SCOPES,
  universe: ({ universe }) => universe,
  interchangeable: ({ targets, exts, links }) => ({ target: alike(targets), prog: alike(exts), link: links }),
  options,
  words: WORDS,
});

/** Functions that are replaced by others: extension programs, and the links that hold them in their places. */
export const FREPLACE: Family = {
  ...plain,
  schemas: { ...plain.schemas, flag: Flag },
  look: (state, name) => look(state as State, name),
  world: (state) => worldOver((state as State).universe, (name) => look(state as State, name)),
  worldOf: (machine, universe) => worldOver(universe as Universe, (name) => (machine as ExplorableMachine).look(name)),
  complaints: complaintsAbout,
  senseless: (state: AnyState, request: AnyRequest) => senseless(state as State, request as Request),
  drawing: (state: AnyState) => drawing(state as State),
  fuzzing: { scopes: () => SCOPES, weight: () => 1 },
  propertyScopes: () => ({
    states: SCOPES.map((scope) => ({ scope, limits: {} })),
    paths: { scope: SCOPES[0], limits: { depth: 3 } },
  }),
  trimmed: (universe, requests) => trimmed(universe as Universe, requests as readonly Request[]),
};
