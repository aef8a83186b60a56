import type { Came, DifferenceKind, Two } from '../../comparing.ts';
import { holdersOfLink, look, observe, progOfLink, type State } from './state.ts';
import {
  type HookName,
  isUndefined,
  type LinkName,
  type Observation,
  type ProgName,
  type View,
} from './vocabulary/index.ts';
import { sameButRevision } from './world.ts';

/** The objects of a scope by the names that each of two semantics has for them. */
export interface Objects {
  /** The two names of each hook. */
  readonly hooks: readonly { readonly a: HookName; readonly b: HookName }[];
  readonly links: readonly LinkName[];
  readonly programs: readonly ProgName[];
  /** Whether the two are about the same kind of hook, and say the same things in the same way. */
  readonly native: boolean;
}

interface SlotsCame extends Came {
  readonly view: View;
  readonly after: State;
}

/** How two semantics came apart over a request, if they did. */
export function differenceOf(
  before: Two<State>,
  one: SlotsCame,
  other: SlotsCame,
  objects: Objects,
): DifferenceKind | undefined {
  const [x, y] = [one.outcome, other.outcome];
  if (x !== y) return x === 'ok' || y === 'ok' || isUndefined(x) || isUndefined(y) ? 'behaviour' : 'errno';
  if (!viewsAgree(one.view, other.view, objects.native)) return 'view';
  if (one.after === before.a && other.after === before.b) return undefined;
  return changeOf(before, { a: one.after, b: other.after }, objects);
}

function changeOf(
  before: Two<State>,
  after: Two<State>,
  { hooks, links, programs, native }: Objects,
): DifferenceKind | undefined {
  let revision = false;
  for (const hook of hooks) {
    if (sameHook(before.a, after.a, hook.a) && sameHook(before.b, after.b, hook.b)) continue;
    const was = [look(before.a, hook.a), look(before.b, hook.b)] as const;
    const is = [look(after.a, hook.a), look(after.b, hook.b)] as const;
    if (!listsAgree(is[0], is[1], native)) return 'behaviour';
    if (progress(was[0], is[0]) !== progress(was[1], is[1])) revision = true;
  }
  for (const link of links) {
    if (after.a.links[link]!.is !== after.b.links[link]!.is) return 'behaviour';
    if (holdersOfLink(after.a, link) !== holdersOfLink(after.b, link)) return 'behaviour';
    if (progOfLink(after.a, link) !== progOfLink(after.b, link)) return 'behaviour';
  }
  if (native && heldText(after.a) !== heldText(after.b)) return 'behaviour';
  if (programs.some((prog) => after.a.closed.has(prog) !== after.b.closed.has(prog))) return 'behaviour';
  return revision ? 'revision' : undefined;
}

/** What sockets hold: the cgroups that they were made in, and what runs in those that are gone. */
function heldText({ sockets, dying, hooks }: State): string {
  return JSON.stringify([sockets, Object.keys(dying).map((name) => [dying[name], hooks[name]!.effective])]);
}

/** Whether a query of some hook tells two states apart, revisions aside. */
export function isVisible(after: Two<State>, { hooks, native }: Objects): boolean {
  return hooks.some(({ a, b }) => !listsAgree(observe(after.a, a), observe(after.b, b), native));
}

function viewsAgree(a: View, b: View, native: boolean): boolean {
  if (native || a.is !== 'list' || b.is !== 'list') return sameButRevision(a, b);
  return a.count === b.count && a.slots.every((slot, index) => slot.prog === b.slots[index]?.prog);
}

function listsAgree(a: Observation, b: Observation, native: boolean): boolean {
  if (native || a.is === 'nothing' || b.is === 'nothing') return sameButRevision(a, b);
  return (
    a.count === b.count &&
    a.slots.every((slot, index) => slot.prog === b.slots[index]?.prog && slot.link === b.slots[index]?.link)
  );
}

/** Whether nothing was done to a hook. */
function sameHook(before: State, after: State, hook: HookName): boolean {
  return before.hooks[hook] === after.hooks[hook] && before.gone === after.gone && before.qdiscs === after.qdiscs;
}

/** How the revision of a hook went on. */
function progress(was: Observation, is: Observation): number | 'starts over' | 'gone' {
  if (was.is === 'nothing' || is.is === 'nothing') return 'gone';
  return is.revision < was.revision ? 'starts over' : is.revision - was.revision;
}
