import { FLAG_BITS } from '../spec/families/slots/vocabulary/index.ts';
import { type Attribute, numberOf } from './attribute.ts';
import type { Link, Prog, Thing } from './objects.ts';
import type { Asked } from './part.ts';
import type { Process } from './processes.ts';
import type { Value } from './strace/value.ts';
import type { World } from './world.ts';

/** A program or link as a request names it, and what it is, if it is one of the log. */
export interface Named {
  readonly ref: object;
  readonly prog?: Prog;
  readonly link?: Link;
  /** Why it cannot be named. */
  readonly unknown?: string;
  /** A link at a hook that is not read. */
  readonly elsewhere?: true;
}

const ofThing = (thing: Thing | 'closed', wanted: 'prog' | 'link'): Named => {
  if (thing === 'closed') return { ref: { is: 'closed-fd' } };
  if (thing.is === 'unknown')
    return { ref: {}, unknown: thing.what, ...(thing.elsewhere === true ? { elsewhere: true } : {}) };
  if (thing.is === 'prog' && wanted === 'prog') return { ref: { is: 'prog', name: thing.name }, prog: thing };
  if (thing.is === 'link' && wanted === 'link') return { ref: { is: 'link', name: thing.name }, link: thing };
  return { ref: { is: 'wrong-kind-fd' } };
};

/** A program by its fd. */
export const progRef = (world: World, process: Process, value: Value): Named =>
  ofThing(world.thing(process, value), 'prog');

/** A program by its fd, or none: 0. */
export const optionalProg = (world: World, process: Process, value: Value): Named =>
  numberOf(value) === 0 ? { ref: { is: 'none' } } : progRef(world, process, value);

/** A link by its fd. */
export const linkRef = (world: World, process: Process, value: Value): Named =>
  ofThing(world.thing(process, value), 'link');

const SAID = ['ALLOW_OVERRIDE', 'ALLOW_MULTI', 'REPLACE', 'BEFORE', 'AFTER', 'PREORDER'] as const;
const ALL = Object.entries(FLAG_BITS).reduce((all, [name, bit]) => (name === 'UNKNOWN' ? all : all | bit), 0);

/** The flags of a number, without those that say how the relative is named. */
export function flagsOf(bits: number): readonly string[] {
  const known = SAID.filter((flag) => (bits & FLAG_BITS[flag]) !== 0);
  return (bits & ~ALL) === 0 ? known : [...known, 'UNKNOWN'];
}

/** What a request says of its relative; an id is looked up later. */
export function relativeOf(
  world: World,
  process: Process,
  value: Value,
  bits: number,
): Named & Pick<Asked, 'relativeId'> {
  const as = (bits & FLAG_BITS.LINK) === 0 ? 'prog' : 'link';
  const by = (bits & FLAG_BITS.ID) === 0 ? 'fd' : 'id';
  const number = numberOf(value) ?? 0;
  if (number === 0) return { ref: as === 'prog' && by === 'fd' ? { is: 'none' } : { is: 'zero', as, by } };
  if (by === 'id') return { ref: { is: 'none' }, relativeId: { as, id: number } };
  const named = ofThing(world.thing(process, value), as);
  if (named.unknown !== undefined) return named;
  return { ...named, ref: { ...named.ref, ...((named.prog ?? named.link) ? { by } : { as }) } };
}

/** What of several things a request is about, and the first reason why one of them has no name. */
export function together(...all: readonly (Named | undefined)[]): Pick<Asked, 'progs' | 'links' | 'unknown'> {
  const progs = all.flatMap((each) => (each?.prog === undefined ? [] : [each.prog]));
  const links = all.flatMap((each) => (each?.link === undefined ? [] : [each.link]));
  const unknown = all.find((each) => each?.unknown !== undefined)?.unknown;
  return { progs, links, ...(unknown === undefined ? {} : { unknown }) };
}

/** The room for ids that a query gives. */
export function bufferOf(attribute: Attribute): number | 'none' {
  const count = attribute.number('prog_cnt', 'count');
  const ids = attribute.value('prog_ids');
  return count !== 0 && ids !== undefined && numberOf(ids) === 0 ? 'none' : Math.min(count, 4096);
}
