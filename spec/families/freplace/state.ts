import { z } from 'zod';
import { once } from '../../once.ts';
import type { Keeping } from '../../semantics.ts';
import type { Universe } from './vocabulary/index.ts';
import { LinkName, ProgName, TargetName } from './vocabulary/index.ts';

/** A target, while `there`. `extended`: the one flag that forbids to put it into a prog_array. `grace`: freed when a grace period ends. */
const TargetState = z.strictObject({ there: z.boolean(), fd: z.boolean(), extended: z.boolean(), grace: z.boolean() });

/**
 * The function that an EXT or fentry program was loaded against, where it still is its target without a name: the target is `none`
 * where only its id was kept, and nothing has that id any more.
 */
const Saved = z.strictObject({ target: TargetName.or(z.literal('none')), function: z.string() });
export type Saved = Readonly<z.output<typeof Saved>>;

/** An EXT or fentry program, while `there`. `as`: type and expected_attach_type of the target it was verified against. */
const ProgState = z.strictObject({
  there: z.boolean(),
  fd: z.boolean(),
  as: z.string(),
  saved: Saved.nullable(),
});
export type ProgState = Readonly<z.output<typeof ProgState>>;

/** A link; `none` is a target that another link has taken. */
const LinkState = z.strictObject({
  prog: ProgName,
  target: TargetName.or(z.literal('none')),
  function: z.string(),
  fd: z.boolean(),
  pin: z.boolean(),
});
export type LinkState = Readonly<z.output<typeof LinkState>>;

/** What there is, without its universe. */
export const StateSchema = z.object({
  targets: z.record(TargetName, TargetState),
  progs: z.record(ProgName, ProgState),
  links: z.record(LinkName, LinkState.nullable()),
  array: TargetName.or(z.literal('none')),
  device: TargetName.or(z.literal('none')),
});

/** How designs differ in what they keep: whether the function a program was loaded against is held, or only its id recorded. */
export interface Traits extends Keeping {
  readonly saved: 'held' | 'recorded';
}

export interface State extends z.output<typeof StateSchema> {
  readonly universe: Universe;
  readonly traits: Traits;
}

/** An EXT or fentry program that is not loaded. */
export const UNLOADED: ProgState = { there: false, fd: false, as: 'none', saved: null };

/** Every target loaded and with an fd, and nothing else. */
export function initialState(universe: Universe, keeping: Keeping): State {
  const progs = [...Object.keys(universe.exts), ...universe.tracers];
  return {
    universe,
    traits: keeping as Traits,
    targets: Object.fromEntries(
      Object.keys(universe.targets).map((name) => [name, { there: true, fd: true, extended: false, grace: false }]),
    ),
    progs: Object.fromEntries(progs.map((name) => [name, UNLOADED])),
    links: Object.fromEntries(universe.links.map((name) => [name, null])),
    array: 'none',
    device: 'none',
  };
}

/** Whether a program is of type EXT; else it is a fentry program. */
export const isExt = ({ universe }: State, prog: string): boolean => Object.hasOwn(universe.exts, prog);

const thereAmong = once((links: State['links']): readonly (readonly [string, LinkState])[] =>
  Object.entries(links).filter((each): each is [string, LinkState] => each[1] !== null),
);

/** The links that there are, by name. */
export const linksOf = ({ links }: State) => thereAmong(links);

/** The links on a function. */
export const linksOn = (state: State, target: string, name: string) =>
  linksOf(state).filter(([, link]) => link.target === target && link.function === name);

/** What keeps a target alive. */
export function holdersOfTarget(state: State, name: string): readonly string[] {
  const { targets, progs, array, device, traits } = state;
  return [
    ...(targets[name]!.fd ? ['fd'] : []),
    ...(array === name ? ['array'] : []),
    ...(device === name ? ['device'] : []),
    ...linksOf(state).flatMap(([link, { target }]) => (target === name ? [link] : [])),
    ...Object.entries(progs).flatMap(([prog, { there, saved }]) =>
      there && traits.saved === 'held' && saved?.target === name ? [`saved-${prog}`] : [],
    ),
    ...(targets[name]!.grace ? ['grace'] : []),
  ];
}

/** What keeps an EXT or fentry program alive. */
export function holdersOfProg(state: State, name: string): readonly string[] {
  return [
    ...(state.progs[name]!.fd ? ['fd'] : []),
    ...linksOf(state).flatMap(([link, { prog }]) => (prog === name ? [link] : [])),
  ];
}
