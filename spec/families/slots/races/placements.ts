import type { Placement } from '../properties/race-facts.ts';
import { type State, slotsOf } from '../state.ts';
import type { HookName, LinkName, ProgName, Slot } from '../vocabulary/index.ts';
import type { Done } from './ask.ts';
import { withAgent } from './state.ts';

/** A slot of a hook: that of a link, or the one that a program has without a link. */
interface Spot {
  readonly hook: HookName;
  readonly prog: ProgName;
  readonly link: LinkName | 'none';
}

/** Whether two speak of one slot; that of a link is the same with any program. */
const isSame = (one: Spot, other: Spot) =>
  one.hook === other.hook && one.link === other.link && (one.link !== 'none' || one.prog === other.prog);

const isIn = (state: State, { hook, prog, link }: Spot) =>
  slotsOf(state, hook).some((slot) => slot.prog === prog && slot.link === link);

/** The slot that a hook lost. */
export function lost(before: State, after: State, hook: HookName): Spot | undefined {
  const spots = slotsOf(before, hook).map(({ prog, link }: Slot): Spot => ({ hook, prog, link }));
  return spots.find((spot) => !isIn(after, spot));
}

/** A program is where its agent put it; one that takes the place of the agent's own is wanted where that was. */
export function placed(done: Done, agent: number, made: Placement, instead: Spot | undefined): Done {
  const { placements } = done.state.agents[agent]!;
  const old = instead === undefined ? undefined : placements.find((each) => isSame(each, instead));
  const placement = made.wish.is === 'anywhere' && old !== undefined ? { ...made, wish: old.wish } : made;
  // The same program beside it, in a slot of its own, stays wanted; one that is gone is not wanted twice.
  const isPast = (each: Placement) =>
    each === old ||
    isSame(each, made) ||
    (each.hook === made.hook && each.prog === made.prog && !isIn(done.state.spec, each));
  const others = placements.filter((each) => !isPast(each));
  return { ...done, placed: placement, state: withAgent(done.state, agent, { placements: [...others, placement] }) };
}

/** What an agent takes away itself it does not want there any more. */
export function withdrawn(done: Done, agent: number, taken: Spot | undefined): Done {
  if (done.request === undefined || taken === undefined) return done;
  const placements = done.state.agents[agent]!.placements.filter((each) => !isSame(each, taken));
  return { ...done, state: withAgent(done.state, agent, { placements }) };
}

/** The slot of a link; none where it is attached nowhere. */
export function spotOf(state: State, link: LinkName): Spot | undefined {
  const status = state.links[link];
  if (status?.is !== 'attached') return undefined;
  const slot = slotsOf(state, status.hook).find((each) => each.link === link);
  return slot === undefined ? undefined : { hook: status.hook, prog: slot.prog, link };
}
