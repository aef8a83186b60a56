import { z } from 'zod';
import type { Citations } from './citation.ts';
import type { Family } from './family.ts';
import { type Interchangeable, symmetryOf } from './interchange.ts';
import type { RaceProperty } from './race.ts';
import { isDeepEqual } from './same.ts';
import type {
  Change,
  EffectRow,
  Keeping,
  Observation,
  Option,
  Scope,
  Scopes,
  State,
  Universe,
  World,
} from './semantics.ts';
import { allowed } from './semantics.ts';
import { fieldsOf, opsOf } from './uapi.ts';
import type { Machine } from './vocabulary/machine.ts';
import { type RequestSchema, vocabularyOf } from './vocabulary/vocabulary.ts';

/** What a family cannot do without; `S` is its state, and what a state is made of follows from the schemas. */
export interface FamilyParts<S extends State, U extends Universe, Sc extends Scope> {
  readonly name: string;
  readonly schemas: {
    /** The state, without its universe; `nameIn` marks the names of objects that may stand for one another. */
    readonly state: z.ZodType;
    readonly request: RequestSchema;
    readonly universe: z.ZodType;
    readonly observation: z.ZodType;
    readonly scope: z.ZodType;
  };
  readonly effects: Readonly<Record<string, EffectRow>>;
  readonly citations?: Citations;
  initial(universe: U, keeping: Keeping): S;
  apply(state: S, change: Change): S;
  /** What can be looked at, by name; a request says in its field `hook` which it is about. */
  hooks(universe: U): readonly string[];
  observe(state: S, hook: string): Observation;
  /** The first is the default. */
  readonly scopes: readonly [Sc, ...Sc[]];
  universe(scope: Sc): U;
  /** The objects that may stand for one another, by kind. */
  interchangeable(universe: U): Interchangeable;
  /** The values of a field of a request in a state, the plainest first. */
  options(state: S, op: string, field: string, scope: Sc): readonly unknown[];
  readonly raceProperties?: readonly RaceProperty[];
  readonly words?: Partial<Family['words']>;
}

/** Everything that is to be seen, by hook. */
interface Seen extends World {
  readonly hooks: Readonly<Record<string, Observation>>;
}

const Nothing = z.strictObject({ is: z.literal('nothing') });

const plainly = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

/** What a value of a field stands for: itself, or what its `name` says. */
function nameIn(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null && 'name' in value ? String(value.name) : undefined;
}

/** A request as its fields, and an observation as JSON. */
const WORDS: Family['words'] = {
  request: ({ op, ...fields }) => [op, ...Object.values(fields).map(plainly)].join(' '),
  observation: plainly,
  scope: ({ name: _name, ...bounds }) => Object.entries(bounds).map(([field, value]) => `${field} ${plainly(value)}`),
};

/** A family whose symmetry, world and words follow from its schemas, and whose operations show nothing. */
export function familyOf<S extends State, U extends Universe, Sc extends Scope>(parts: FamilyParts<S, U, Sc>): Family {
  const { name, schemas, effects, citations = {}, raceProperties = [] } = parts;
  const vocabulary = vocabularyOf(schemas.request);
  const nothing: Observation = Object.freeze({ is: 'nothing' });
  const scopes = Object.fromEntries(parts.scopes.map((scope, index) => [index === 0 ? 'default' : scope.name, scope]));
  const seen = (universe: U, look: (hook: string) => Observation): Seen => ({
    universe,
    hooks: Object.fromEntries(parts.hooks(universe).map((hook) => [hook, look(hook)])),
  });
  const family: Family = {
    name,
    vocabulary,
    schemas: { ...schemas, told: schemas.observation.or(Nothing), keeping: z.looseObject({}), flag: z.string() },
    citations,
    effects,
    queries: new Set(),
    shows: ['nothing'],
    same: isDeepEqual,
    raceProperties,
    initial: (universe, keeping) => parts.initial(universe as U, keeping),
    apply: (state, change) => parts.apply(state as S, change),
    view: () => nothing,
    hooks: (universe) => parts.hooks(universe as U),
    look: (state, hook) => parts.observe(state as S, hook),
    observe: (state, hook) => parts.observe(state as S, hook),
    world: (state) => seen(state.universe as U, (hook) => parts.observe(state as S, hook)),
    worldOf: (machine: Machine, universe) => seen(universe as U, (hook) => machine.observe(hook)),
    difference: (spec, model) => {
      const [ours, theirs] = [(spec as Seen).hooks, (model as Seen).hooks];
      const hook = Object.keys(ours).find((each) => !isDeepEqual(ours[each], theirs[each]));
      return hook === undefined ? undefined : { is: 'observation', hook, spec: ours[hook]!, model: theirs[hook]! };
    },
    trimmed: (universe) => universe,
    scopes: () => scopes as unknown as Scopes,
    mainScopes: () => parts.scopes,
    explore: (scope, { uapi }, only = []) => {
      const universe = parts.universe(scope as Sc);
      const objects = parts.interchangeable(universe);
      const names = new Set(Object.values(objects).flat());
      const hooks = parts.hooks(universe);
      const option = (value: unknown): Option => {
        const name = nameIn(value);
        return { value, names: name !== undefined && names.has(name) ? name : undefined };
      };
      return {
        universe,
        requests: {
          uapi,
          vocabulary,
          ops: opsOf(uapi),
          fields: (op) => fieldsOf(uapi, op),
          hooks: (op) => (vocabulary.fieldsOf[op]!.includes('hook') ? hooks : hooks.slice(0, 1)),
          options: (op, field, state) => {
            const all = parts.options(state as S, op, field, scope as Sc).map(option);
            return allowed(all, op, field, only);
          },
        },
        ...symmetryOf(schemas.state, objects),
        follows: () => true,
        text: (state) => JSON.stringify(schemas.state.parse(state)),
        setup: 0,
        leavesOut: () => false,
      };
    },
    words: { ...WORDS, ...parts.words },
  };
  return family;
}
