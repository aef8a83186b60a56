import { once } from '../../once.ts';
import type { World } from './properties/property.ts';
import type { LinkStatus, State } from './state.ts';
import { filteringIn, type Observation, type Slot, type Universe } from './vocabulary/index.ts';

type Names = ReadonlyMap<string, string>;

const mapKeys = <V>(record: Readonly<Record<string, V>>, name: (key: string) => string, value = (each: V) => each) =>
  Object.fromEntries(Object.entries(record).map(([key, each]) => [name(key), value(each)]));

/** Other names for programs and links. Whatever a proposal says must not depend on what they are called. */
export class Renaming {
  readonly #progs: Names;
  readonly #links: Names;
  /** What is left as it is, where the names are only exchanged. */
  readonly #universe: Universe | undefined;

  constructor(progs: Names, links: Names, universe?: Universe) {
    this.#progs = progs;
    this.#links = links;
    this.#universe = universe;
  }

  /** The other name of a program. */
  readonly prog = (name: string): string => this.#progs.get(name) ?? name;
  /** The other name of a link. */
  readonly link = (name: string): string => this.#links.get(name) ?? name;

  /** The same state with the other names. */
  readonly state = once((state: State): State => {
    const universe = this.#universeOf(state.universe);
    const hooks = mapKeys(
      state.hooks,
      (hook) => hook,
      (hook) => ({ ...hook, slots: hook.slots.map(this.#slot), effective: hook.effective.map(this.prog) }),
    );
    const status = (each: LinkStatus): LinkStatus => ('prog' in each ? { ...each, prog: this.prog(each.prog) } : each);
    const closed = new Set([...state.closed].map(this.prog));
    const held = mapKeys(state.held, this.link);
    return { ...state, universe, hooks, links: mapKeys(state.links, this.link, status), held, closed };
  });

  /** The same world with the other names. */
  readonly world = once((world: World): World => {
    const either = (name: string) => this.#progs.get(name) ?? this.link(name);
    return {
      universe: this.#universeOf(world.universe),
      hooks: mapKeys(world.hooks, (hook) => hook, this.#observation),
      links: mapKeys(world.links, this.link),
      references: mapKeys(world.references, either),
      devices: world.devices,
    };
  });

  /** The value of a field of a request with the other names. */
  value(field: string, value: unknown): unknown {
    if (field === 'prog' && typeof value === 'string') return this.prog(value);
    if (field === 'link' && typeof value === 'string') return this.link(value);
    if (typeof value !== 'object' || value === null || !('name' in value) || !('is' in value)) return value;
    const name = String(value.name);
    return { ...value, name: value.is === 'link' ? this.link(name) : this.prog(name) };
  }

  readonly #slot = (slot: Slot): Slot => ({ ...slot, prog: this.prog(slot.prog), link: this.link(slot.link) });

  readonly #observation = (seen: Observation): Observation => {
    if (seen.is === 'nothing') return seen;
    const slots = seen.slots.map(this.#slot);
    return seen.effective === undefined
      ? { ...seen, slots }
      : { ...seen, slots, effective: seen.effective.map(this.prog) };
  };

  readonly #universeOf = (universe: Universe): Universe =>
    this.#universe ?? {
      ...universe,
      programs: mapKeys(universe.programs, this.prog),
      links: universe.links.map(this.link),
      foreignLinks: mapKeys(universe.foreignLinks, this.link, this.prog),
      prefill: mapKeys(
        universe.prefill,
        (hook) => hook,
        (progs) => progs.map(this.prog),
      ),
      verdicts: mapKeys(universe.verdicts, this.prog),
      redirects: mapKeys(universe.redirects, this.prog),
      traits: mapKeys(universe.traits, this.prog),
      filters: mapKeys(
        universe.filters,
        (hook) => hook,
        (filters) => filters.map((filter) => ({ ...filter, prog: this.prog(filter.prog) })),
      ),
    };
}

const linksOf = ({ links, foreignLinks }: Universe) => [...links, ...Object.keys(foreignLinks)];

/** New names, in the opposite order of the alphabet. */
const fresh = (letter: string, names: readonly string[]): Names =>
  new Map(names.toSorted().map((name, index) => [name, `${letter}${100 + names.length - index}`]));

/** Each name becomes the next one. */
const rotated = (names: readonly string[]) => names.map((name, index) => [name, names[(index + 1) % names.length]!]);

/** Programs of one type exchange their names, and so do links, in a universe that stays as it is. */
function rotation(universe: Universe): Renaming {
  const { prefill, foreignLinks, verdicts, redirects, traits } = universe;
  const fixed = new Set([
    ...Object.values(prefill).flat(),
    ...Object.values(foreignLinks),
    ...Object.keys(verdicts),
    ...Object.keys(redirects),
    ...Object.keys(traits),
    ...filteringIn(universe),
  ]);
  const free = Object.keys(universe.programs).filter((prog) => !fixed.has(prog));
  const types = [...new Set(Object.values(universe.programs))];
  const progs = types.flatMap((type) => rotated(free.filter((prog) => universe.programs[prog] === type)));
  const pairs = (all: readonly (readonly string[])[]) => new Map(all.map(([from, to]) => [from!, to!]));
  return new Renaming(pairs(progs), pairs(rotated(universe.links)), universe);
}

/** Other names for everything in a universe: all names new, and names exchanged. */
export const renamingsOf = once((universe: Universe): readonly Renaming[] => [
  new Renaming(fresh('Q', Object.keys(universe.programs)), fresh('M', linksOf(universe))),
  rotation(universe),
]);

/** Every way to give another name to one object alone. */
export function singleRenamings(
  universe: Universe,
): readonly { readonly of: string; readonly name: string; readonly renaming: Renaming }[] {
  const none: Names = new Map();
  return [
    ...Object.keys(universe.programs).map((name) => ({
      of: 'program',
      name,
      renaming: new Renaming(new Map([[name, 'Q100']]), none),
    })),
    ...linksOf(universe).map((name) => ({
      of: 'link',
      name,
      renaming: new Renaming(none, new Map([[name, 'M100']])),
    })),
  ];
}
