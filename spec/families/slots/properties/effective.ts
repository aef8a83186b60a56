import { sameNames } from '../../../same.ts';
import { slotsSeen, type World } from './property.ts';

const NOBODY: readonly string[] = [];

/** The programs that run at a cgroup. */
export function running(world: World, hook: string): readonly string[] {
  const seen = world.hooks[hook];
  return seen?.is === 'list' ? (seen.effective ?? NOBODY) : NOBODY;
}

/** The cgroups above one. */
export function above({ universe }: World, hook: string): readonly string[] {
  const place = universe.hooks[hook];
  if (place?.kind !== 'cgroup' || place.parent === 'none') return [];
  return [place.parent, ...above({ universe } as World, place.parent)];
}

/** The hooks of a world. */
export const hooksOf = (world: World) => Object.keys(world.hooks);

/** The own programs of a cgroup with, or without, PREORDER. */
export const own = (world: World, hook: string, preorder: boolean) =>
  slotsSeen(world.hooks[hook])
    .filter(({ flags }) => (flags?.includes('PREORDER') ?? false) === preorder)
    .map(({ prog }) => prog);

/** Whether a list occurs in another one, in this order. */
export function within(part: readonly string[], whole: readonly string[]): boolean {
  let at = 0;
  for (const each of whole) if (at < part.length && each === part[at]) at += 1;
  return at === part.length;
}

/** Whether the same programs run at every cgroup, in the same order. */
export function sameRunning(a: World, b: World): boolean {
  return a === b || hooksOf(a).every((hook) => sameNames(running(a, hook), running(b, hook)));
}
