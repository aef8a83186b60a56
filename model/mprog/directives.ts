import type { Reply } from '../../spec/families/slots/vocabulary/index.ts';
import { EINVAL, ENOENT, ERANGE, OK } from '../machine/replies.ts';
import type { Bundle } from './bundle.ts';
import { AFTER, BEFORE } from './flags.ts';
import type { System } from './system.ts';
import type { Tuple } from './tuple.ts';

/** `system.designated` while nothing has designated an index; -1 is an index: the one in front of the first slot. */
export const UNDESIGNATED = -2;

const ABSENT = -1;

/** Lets BEFORE and AFTER designate an index, which must agree with what is designated already; without any, it is n. */
export function heedDirectives(system: System, bundle: Bundle, flags: number): Reply {
  const { relative } = system;
  if ((flags & BEFORE) !== 0) {
    const at = relative.prog === null ? 0 : positionOf(system, bundle, relative);
    if (at === ABSENT) return ENOENT;
    if (!designate(system, at - 1)) return ERANGE;
  }
  if ((flags & AFTER) !== 0) {
    const at = relative.prog === null ? bundle.count - 1 : positionOf(system, bundle, relative);
    if (at === ABSENT && relative.prog !== null) return ENOENT;
    if (!designate(system, at + 1)) return ERANGE;
  }
  if (system.designated !== UNDESIGNATED) return OK;
  // A relative or a flag asks for a place, and none was given.
  const asksForPlace = relative.prog !== null || flags !== 0 || relative.bits !== 0;
  if (asksForPlace && system.fault !== 'directives/none-needed') return EINVAL;
  system.designated = bundle.count;
  return OK;
}

function designate(system: System, index: number): boolean {
  const agrees = system.designated === UNDESIGNATED || system.designated === index;
  if (!agrees && system.fault !== 'directives/last-one-wins') return false;
  system.designated = index;
  return true;
}

function positionOf(system: System, bundle: Bundle, relative: Tuple): number {
  const position = bundle.active.find(relative.prog!);
  if (position < 0) return ABSENT;
  if (relative.link === null || system.fault === 'relative/link-not-compared') return position;
  return bundle.active.links[position] === relative.link ? position : ABSENT;
}
