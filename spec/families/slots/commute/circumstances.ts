import { hookOf } from '../properties/laws.ts';
import { slotsSeen, type World } from '../properties/property.ts';
import type { Field, Request } from '../vocabulary/index.ts';

/** What relates two requests of one state: the first of these that applies. */
export const CIRCUMSTANCES = {
  'room for one': 'the list has room for one more, or none',
  'one subject': 'both have the same subject (program or link)',
  'one names the other': 'the relative, or the program to replace, of one is the subject of the other',
  'one landmark': 'both have the same relative or program to replace',
  'other hook': 'they have different hooks',
  'at most one slot': 'the list has one slot, or none',
  otherwise: 'no such relation',
} as const satisfies Record<string, string>;
export type Circumstance = keyof typeof CIRCUMSTANCES;

/** How a field names an object, if it names one. */
interface Reference {
  readonly is: string;
  readonly name?: string;
}

/** A request by the fields that any operation may have. */
type Fields = Readonly<Partial<Record<Field, Reference | string>>>;

/**
 * The programs and links that a request is about: what it attaches, changes or removes by name. A link named beside a hook is not
 * there yet, and closing the fd of a program changes no list.
 */
function subjectsOf(request: Request): readonly string[] {
  const { hook, link, prog } = request as Fields;
  return [...(hook === undefined ? nameOf(link) : []), ...(typeof prog === 'string' ? [] : nameOf(prog))];
}

/** The objects that a request names besides. */
function landmarksOf(request: Request): readonly string[] {
  const { relative, replace } = request as Fields;
  return [...nameOf(relative), ...nameOf(replace)];
}

/** The object that is named, if one is; a text is the name itself. */
function nameOf(reference: Reference | string | undefined): readonly string[] {
  const name = typeof reference === 'string' ? reference : reference?.name;
  return name === undefined ? [] : [name];
}

/** The hook that a request is about, found through its link where it names one. */
export function hookIn(world: World, request: Request): string {
  const named = hookOf(request);
  if (named !== undefined) return named;
  const [link] = subjectsOf(request);
  const hooks = Object.keys(world.hooks);
  return hooks.find((hook) => slotsSeen(world.hooks[hook]).some((slot) => slot.link === link)) ?? hooks[0]!;
}

/** The programs and links of some slots that stand for one another: a link and the program in it. */
function sameThing(world: World, a: readonly string[], b: readonly string[]): boolean {
  const slots = Object.values(world.hooks).flatMap(slotsSeen);
  const widened = new Set(
    a.flatMap((name) => [name, ...slots.filter(({ prog, link }) => prog === name || link === name).flatMap(both)]),
  );
  return b.some((name) => widened.has(name));
}

const both = ({ prog, link }: { readonly prog: string; readonly link: string }) =>
  link === 'none' ? [prog] : [prog, link];

/** What relates two requests of a state. */
export function situationOf(world: World, one: Request, other: Request): Circumstance {
  const [here, there] = [hookIn(world, one), hookIn(world, other)];
  const length = slotsSeen(world.hooks[here]).length;
  if (here !== there) return 'other hook';
  if (length + 1 >= world.universe.capacity) return 'room for one';
  if (sameThing(world, subjectsOf(one), subjectsOf(other))) return 'one subject';
  if (sameThing(world, landmarksOf(one), subjectsOf(other))) return 'one names the other';
  if (sameThing(world, landmarksOf(other), subjectsOf(one))) return 'one names the other';
  if (sameThing(world, landmarksOf(one), landmarksOf(other))) return 'one landmark';
  return length <= 1 ? 'at most one slot' : 'otherwise';
}
