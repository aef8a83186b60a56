import { SenselessEffect } from '../../proposal-error.ts';
import { withFields } from '../../with-fields.ts';
import { emptied, withCgroup, withoutCgroup, withoutSocket, withSocket } from './cgroup-lives.ts';
import { countedPlace, subtree, withEffective } from './hierarchy.ts';
import { withStandIns, withWritten } from './stand-ins.ts';
import {
  ABSENT,
  emptyHook,
  type Holders,
  holdersOf,
  isGone,
  keepsEntry,
  type LinkStatus,
  nextRevision,
  placeOf,
  progOfLink,
  type State,
  slotOfLink,
  slotsOf,
  withHooks,
} from './state.ts';
import {
  type Domain,
  deviceOf,
  type HookName,
  type LinkName,
  type Mode,
  otherEnd,
  type ProgName,
  type Qdisc,
  type Slot,
  type SlotFlag,
  type SocketName,
} from './vocabulary/index.ts';

/**
 * An effect with everything it needs to know; `at` is a slot, or for an insertion the slot in front of which it goes;
 * `mode` is what the request says of the mode of a cgroup.
 */
export type Change =
  | { readonly is: 'nothing' }
  /** The revision counts, and no slot changes. */
  | { readonly is: 'commit'; readonly hook: HookName }
  | { readonly is: 'insert'; readonly hook: HookName; readonly at: number; readonly slot: Slot; readonly mode: Mode }
  | {
      readonly is: 'replace';
      readonly hook: HookName;
      readonly at: number;
      readonly prog: ProgName;
      readonly flags: readonly SlotFlag[];
    }
  /** A slot gets other flags and keeps its program, and the revision does not count: an attach that failed half-way. */
  | { readonly is: 'reflag'; readonly hook: HookName; readonly at: number; readonly flags: readonly SlotFlag[] }
  | { readonly is: 'remove'; readonly hook: HookName; readonly at: number }
  /** The same while memory is short. */
  | { readonly is: 'remove-short'; readonly hook: HookName; readonly at: number }
  | { readonly is: 'update-link'; readonly link: LinkName; readonly prog: ProgName }
  | { readonly is: 'update-link-by-count'; readonly link: LinkName; readonly prog: ProgName }
  | { readonly is: 'update-link-in-place'; readonly link: LinkName; readonly prog: ProgName }
  | { readonly is: 'detach-link' | 'detach-link-short'; readonly link: LinkName }
  | { readonly is: 'close-link' | 'close-link-short'; readonly link: LinkName }
  | { readonly is: 'close-prog'; readonly prog: ProgName }
  | { readonly is: 'open-prog'; readonly prog: ProgName }
  /** A link gets one fd more or less, or its pin, or loses that; it has another holder. */
  | { readonly is: 'hold-link'; readonly link: LinkName; readonly by: 'fd' | 'pin' }
  | { readonly is: 'let-go'; readonly link: LinkName; readonly by: 'fd' | 'pin' }
  | { readonly is: 'remove-device'; readonly device: string }
  | { readonly is: 'create-device'; readonly device: string }
  | { readonly is: 'remove-cgroup'; readonly hook: HookName }
  | { readonly is: 'create-cgroup'; readonly hook: HookName }
  | {
      readonly is: 'create-socket';
      readonly socket: SocketName;
      readonly hook: HookName;
      readonly domain: Domain;
    }
  | { readonly is: 'close-socket'; readonly socket: SocketName }
  | { readonly is: 'set-qdisc'; readonly device: string; readonly qdisc: Qdisc | 'none' };

/** A slot with the flags it keeps, if any. */
export function slotWith(prog: ProgName, link: LinkName | 'none', flags: readonly SlotFlag[] = []): Slot {
  return flags.length === 0 ? { prog, link } : { prog, link, flags };
}

/**
 * A state in which a hook has other slots: its revision counts one more, except that a hook of a device which became empty
 * starts over (unless a clsact qdisc keeps its entry, or the device has the revision, as netkit). The mode of a cgroup goes with its last slot; what runs there and
 * below is worked out anew.
 */
function withSlots(state: State, hook: HookName, slots: readonly Slot[], mode: Mode): State {
  const { universe } = state;
  const before = state.hooks[hook]!;
  const place = placeOf(state, hook);
  const startsOver = slots.length === 0 && place.kind !== 'cgroup' && !keepsEntry(state, hook);
  const revision = startsOver ? universe.revision : nextRevision(state.keeping, before.revision);
  const hasMode = place.kind === 'cgroup' && slots.length > 0;
  const changed = withFields(before, { slots, revision, mode: hasMode ? mode : 'NONE' });
  const after = withHooks(state, { [hook]: changed });
  return place.kind === 'cgroup' ? withEffective(after, subtree(after, hook)) : after;
}

function withLink(state: State, link: LinkName, status: LinkStatus): State {
  return withFields(state, { links: withFields(state.links, { [link]: status }) });
}

/** A link has other holders; one that has a single fd is not written down, and none where there is none any more. */
function heldBy(state: State, link: LinkName, holders: Holders | undefined): State {
  const { [link]: _, ...others } = state.held;
  const isUsual = holders === undefined || (holders.fds === 1 && !holders.pinned);
  if (isUsual && state.held[link] === undefined) return state;
  return withFields(state, { held: isUsual ? others : { ...others, [link]: holders } });
}

function withoutSlot(state: State, hook: HookName, at: number): State {
  return withSlots(state, hook, slotsOf(state, hook).toSpliced(at, 1), state.hooks[hook]!.mode);
}

/** Takes a link out of its slot, if it is in one, and gives it another status. */
function withoutSlotOf(state: State, link: LinkName, status: LinkStatus): State {
  const before = state.links[link];
  if (before === undefined || before.is === 'elsewhere')
    throw new SenselessEffect(`succeeds for link ${link}, which is not there`);
  if (before.is !== 'attached') return withLink(state, link, status);
  return withoutSlot(withLink(state, link, status), before.hook, slotOfLink(state, before.hook, link));
}

const detached = (state: State, link: LinkName) =>
  withoutSlotOf(state, link, { is: 'defunct', prog: progOfLink(state, link) });

const closed = (state: State, link: LinkName) => heldBy(withoutSlotOf(state, link, ABSENT), link, undefined);

/** A device has another qdisc, or none: an empty list whose entry nothing keeps any more starts over, and filters are gone. */
function withQdisc(state: State, device: string, qdisc: Qdisc | 'none'): State {
  const { universe, keeping } = state;
  if (state.qdiscs[device] === qdisc) return state;
  const qdiscs = withFields(state.qdiscs, { [device]: qdisc });
  const filtered = Object.keys(universe.filters).some((hook) => deviceOf(universe, hook) === device);
  const unfiltered = filtered ? new Set([...state.unfiltered, device]) : state.unfiltered;
  const after = withFields(state, { qdiscs, unfiltered });
  const freed = Object.keys(universe.hooks).filter(
    (hook) => deviceOf(universe, hook) === device && slotsOf(after, hook).length === 0 && !keepsEntry(after, hook),
  );
  const hooks = Object.fromEntries(freed.map((hook) => [hook, emptyHook(universe, keeping)]));
  return withHooks(after, hooks);
}

/** A device is there again, another one of that name: nothing is attached to it. */
function withDevice(state: State, device: string): State {
  return withFields(state, { gone: new Set([...state.gone].filter((each) => each !== device)) });
}

/** A device goes, and the other end of its pair with it. */
function withoutDevice(state: State, device: string): State {
  const other = otherEnd(state.universe, device);
  return other === undefined ? withoutEnd(state, device) : withoutEnd(withoutEnd(state, device), other);
}

/** A device goes: its hooks are emptied, and their links become defunct, each with the program it had. */
function withoutEnd(state: State, device: string): State {
  let after = withQdisc(withFields(state, { gone: new Set([...state.gone, device]) }), device, 'none');
  for (const name of Object.keys(state.universe.hooks))
    if (deviceOf(state.universe, name) === device) after = emptied(after, name);
  return after;
}

/** The slot of an attached link gets another program. */
function updated(state: State, link: LinkName, prog: ProgName): { readonly state: State; readonly hook: HookName } {
  const status = state.links[link];
  if (status?.is !== 'attached')
    throw new SenselessEffect(`succeeds for an update of link ${link}, which is in no slot`);
  const { hook } = status;
  const slots = slotsOf(state, hook);
  const at = slotOfLink(state, hook, link);
  // A semantics that removes slots of links leaves some without.
  if (at === -1) return { state, hook };
  return {
    state: withSlots(state, hook, slots.with(at, slotWith(prog, link, slots[at]!.flags)), state.hooks[hook]!.mode),
    hook,
  };
}

const present = (state: State, hooks: readonly HookName[]) => hooks.filter((hook) => !isGone(state, hook));

/**
 * The same, but what runs is not worked out anew: in each effective list the program is written where the link's would be
 * if no slot were PREORDER.
 */
function updatedByCount(before: State, link: LinkName, prog: ProgName): State {
  const { state, hook } = updated(before, link, prog);
  const hooks = Object.fromEntries(
    present(state, subtree(state, hook)).map((each) => {
      const effective = before.hooks[each]!.effective.with(countedPlace(before, each, link), prog);
      return [each, withFields(state.hooks[each]!, { effective })];
    }),
  );
  return withHooks(state, hooks);
}

/** The same where what runs is written over in place, as if there were no stand-ins. */
function updatedInPlace(before: State, link: LinkName, prog: ProgName): State {
  const { state, hook } = updated(before, link, prog);
  return withWritten(before, state, hook, link, prog);
}

/** The state after a link went while memory was short: `after` is the one where there was memory. */
function withoutLinkShort(before: State, link: LinkName, after: State): State {
  const status = before.links[link];
  if (status?.is !== 'attached') return after;
  const { hook } = status;
  return withStandIns(before, after, { hook, slot: slotOfLink(before, hook, link) });
}

type ChangeOf<K extends string> = Change extends infer C
  ? C extends { readonly is: infer I }
    ? K extends I
      ? C
      : never
    : never
  : never;

/** Refuses an index that the list does not have: `beyond` is the number of those it has. */
function checkIndex(effect: string, at: number, beyond: number): void {
  if (at < 0 || at >= beyond)
    throw new SenselessEffect(
      `succeeds with the effect "${effect}" for a request that designates no slot (index ${at})`,
    );
}

/** How each kind of change is made. */
const APPLY: { readonly [K in Change['is']]: (state: State, change: ChangeOf<K>) => State } = {
  nothing: (state) => state,
  commit: (state, { hook }) => withSlots(state, hook, slotsOf(state, hook), state.hooks[hook]!.mode),
  insert: (state, { hook, at, slot, mode }) => {
    checkIndex('insert', at, slotsOf(state, hook).length + 1);
    const after = withSlots(state, hook, slotsOf(state, hook).toSpliced(at, 0, slot), mode);
    return slot.link === 'none' ? after : withLink(after, slot.link, { is: 'attached', hook });
  },
  replace: (state, { hook, at, prog, flags }) => {
    const slots = slotsOf(state, hook);
    checkIndex('replace', at, slots.length);
    return withSlots(state, hook, slots.with(at, slotWith(prog, slots[at]!.link, flags)), state.hooks[hook]!.mode);
  },
  reflag: (state, { hook, at, flags }) => {
    const before = state.hooks[hook]!;
    const { prog, link } = before.slots[at]!;
    const slots = before.slots.with(at, slotWith(prog, link, flags));
    return withHooks(state, { [hook]: withFields(before, { slots }) });
  },
  remove: (state, { hook, at }) => {
    checkIndex('remove', at, slotsOf(state, hook).length);
    return withoutSlot(state, hook, at);
  },
  'remove-short': (state, { hook, at }) => {
    checkIndex('remove', at, slotsOf(state, hook).length);
    return withStandIns(state, withoutSlot(state, hook, at), { hook, slot: at });
  },
  'update-link': (state, { link, prog }) => updated(state, link, prog).state,
  'update-link-by-count': (state, { link, prog }) => updatedByCount(state, link, prog),
  'update-link-in-place': (state, { link, prog }) => updatedInPlace(state, link, prog),
  'detach-link': (state, { link }) => detached(state, link),
  'detach-link-short': (state, { link }) => withoutLinkShort(state, link, detached(state, link)),
  'close-link': (state, { link }) => closed(state, link),
  'close-link-short': (state, { link }) => withoutLinkShort(state, link, closed(state, link)),
  'close-prog': (state, { prog }) => withFields(state, { closed: new Set([...state.closed, prog]) }),
  'open-prog': (state, { prog }) =>
    withFields(state, { closed: new Set([...state.closed].filter((each) => each !== prog)) }),
  'hold-link': (state, { link, by }) => {
    const { fds, pinned } = holdersOf(state, link);
    return heldBy(state, link, by === 'fd' ? { fds: fds + 1, pinned } : { fds, pinned: true });
  },
  'let-go': (state, { link, by }) => {
    const { fds, pinned } = holdersOf(state, link);
    return heldBy(state, link, by === 'fd' ? { fds: fds - 1, pinned } : { fds, pinned: false });
  },
  'remove-device': (state, { device }) => withoutDevice(state, device),
  'create-device': (state, { device }) => withDevice(state, device),
  'remove-cgroup': (state, { hook }) => withoutCgroup(state, hook),
  'create-cgroup': (state, { hook }) => withCgroup(state, hook),
  'create-socket': (state, { socket, hook, domain }) => withSocket(state, socket, hook, domain),
  'close-socket': (state, { socket }) => withoutSocket(state, socket),
  'set-qdisc': (state, { device, qdisc }) => withQdisc(state, device, qdisc),
};

/** What text can tell apart. */
type Plain = string | number | boolean | readonly Plain[] | { readonly [field: string]: Plain };

/** A change as text: two changes do the same to a state where their texts are the same. */
export function textOf(change: Change & Plain): string {
  return JSON.stringify(change);
}

/** The state after a change. */
export function applyChange(state: State, change: Change): State {
  return (APPLY[change.is] as (state: State, change: Change) => State)(state, change);
}
