import type { Reply } from '../../spec/families/slots/vocabulary/index.ts';
import { EINVAL, ENOENT, ERANGE, OK } from '../machine/replies.ts';
import type { Bundle } from './bundle.ts';
import { AFTER, BEFORE } from './flags.ts';
import type { Tuple } from './tuple.ts';
import type { World } from './world.ts';

/** `world.designated` while nothing has designated an index; -1 is an index: the one in front of the first slot. */
export const UNDESIGNATED = -2;

const ABSENT = -1;

/** Lets BEFORE and AFTER designate an index, which must agree with what is designated already; without any, it is n. */
export function heedDirectives(world: World, bundle: Bundle, flags: number): Reply {
  const { relative } = world;
  if ((flags & BEFORE) !== 0) {
    const at = relative.prog === null ? 0 : positionOf(world, bundle, relative);
    if (at === ABSENT) return ENOENT;
    if (!designate(world, at - 1)) return ERANGE;
  }
  if ((flags & AFTER) !== 0) {
    const at = relative.prog === null ? bundle.count - 1 : positionOf(world, bundle, relative);
    if (at === ABSENT && relative.prog !== null) return ENOENT;
    if (!designate(world, at + 1)) return ERANGE;
  }
  if (world.designated !== UNDESIGNATED) return OK;
  // A relative or a flag asks for a place, and none was given.
  const asksForPlace = relative.prog !== null || flags !== 0 || relative.bits !== 0;
  if (asksForPlace && world.fault !== 'directives/none-needed') return EINVAL;
  world.designated = bundle.count;
  return OK;
}

function designate(world: World, index: number): boolean {
  const agrees = world.designated === UNDESIGNATED || world.designated === index;
  if (!agrees && world.fault !== 'directives/last-one-wins') return false;
  world.designated = index;
  return true;
}

function positionOf(world: World, bundle: Bundle, relative: Tuple): number {
  const position = bundle.active.find(relative.prog!);
  if (position < 0) return ABSENT;
  if (relative.link === null || world.fault === 'relative/link-not-compared') return position;
  return bundle.active.links[position] === relative.link ? position : ABSENT;
}
