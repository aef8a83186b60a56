/**
 * What is left in the arrays that run at cgroups where memory runs out: instead of a program that is taken away a stand-in, which does
 * nothing and which no query shows. The effective list of a state is the array without them; beside it are their places.
 */

import { withFields } from '../../with-fields.ts';
import { contributing, effectiveOf, subtree } from './hierarchy.ts';
import { type HookState, isGone, type State, slotOfLink, withHooks } from './state.ts';
import type { HookName, LinkName, ProgName } from './vocabulary/index.ts';

/** The array that runs at a cgroup: its programs, and `undefined` for a stand-in. */
type RunArray = readonly (ProgName | undefined)[];

function arrayOf({ effective, standIns = [] }: HookState): RunArray {
  return standIns.reduce<RunArray>((array, at) => array.toSpliced(at, 0, undefined), effective);
}

function withArray(hook: HookState, array: RunArray): HookState {
  const { slots, revision, mode } = hook;
  const effective = array.filter((prog) => prog !== undefined);
  const standIns = array.flatMap((prog, at) => (prog === undefined ? [at] : []));
  return standIns.length === 0 ? { slots, revision, mode, effective } : { slots, revision, mode, effective, standIns };
}

/** Where a slot of a cgroup runs at another one, counted without stand-ins; -1 where it does not. */
function placeInRun(state: State, at: HookName, { hook, slot }: SlotPlace): number {
  const levels = contributing(state, at);
  const own = state.hooks[hook]!;
  if (!levels.includes(own)) return -1;
  const marked = withFields(own, { slots: own.slots.with(slot, withFields(own.slots[slot]!, { prog: HERE })) });
  return effectiveOf(withHooks(state, { [hook]: marked }), at).indexOf(HERE);
}

interface SlotPlace {
  readonly hook: HookName;
  readonly slot: number;
}

/** The name of no program. */
const HERE = '';

const reached = (state: State, hook: HookName) => subtree(state, hook).filter((each) => !isGone(state, each));

/**
 * The state after a slot of a cgroup went while memory was short: `after` is the one where there was memory. Every array that the slot
 * was in gets a stand-in in its place; which that is, is counted without those that there are already. Where nothing is left to run,
 * no memory is needed.
 */
export function withStandIns(before: State, after: State, gone: SlotPlace): State {
  const all = reached(after, gone.hook);
  if (all.every((each) => after.hooks[each]!.effective.length === 0)) return after;
  const hooks = all.map((each) => {
    const place = placeInRun(before, each, gone);
    const array = arrayOf(before.hooks[each]!);
    const at = array.findIndex(
      (prog, index) => prog !== undefined && place === array.slice(0, index).filter((one) => one !== undefined).length,
    );
    return [each, withArray(after.hooks[each]!, at === -1 ? array : array.with(at, undefined))] as const;
  });
  return withHooks(after, Object.fromEntries(hooks));
}

/**
 * The state after a link update that writes the new program into each array where the link runs, as if there were no stand-ins:
 * `after` is the one where all is worked out anew.
 */
export function withWritten(before: State, after: State, hook: HookName, link: LinkName, prog: ProgName): State {
  const hooks = reached(after, hook).map((each) => {
    const place = placeInRun(before, each, { hook, slot: slotOfLink(before, hook, link) });
    const array = arrayOf(before.hooks[each]!);
    return [each, withArray(after.hooks[each]!, place === -1 ? array : array.with(place, prog))] as const;
  });
  return withHooks(after, Object.fromEntries(hooks));
}
