import { EMPTY_HOOK, type HookState, type LinkStatus, progOfLink, type State, slotOfLink, slotsOf } from './state.ts';
import type { HookName, LinkName, ProgName, Slot } from './vocabulary/index.ts';

/** What a rule does to the state when it lets a request through. */
export type Effect =
  | 'nothing'
  | 'insert'
  | 'insert-link'
  | 'replace'
  | 'remove'
  | 'update-link'
  | 'detach-link'
  | 'close-link'
  | 'close-prog'
  | 'remove-device';

/** An effect with everything it needs to know; `at` is a slot, or for an insertion the slot in front of which it goes. */
export type Change =
  | { readonly is: 'nothing' }
  | { readonly is: 'insert'; readonly hook: HookName; readonly at: number; readonly slot: Slot }
  | { readonly is: 'replace'; readonly hook: HookName; readonly at: number; readonly prog: ProgName }
  | { readonly is: 'remove'; readonly hook: HookName; readonly at: number }
  | { readonly is: 'update-link'; readonly link: LinkName; readonly prog: ProgName }
  | { readonly is: 'detach-link'; readonly link: LinkName }
  | { readonly is: 'close-link'; readonly link: LinkName }
  | { readonly is: 'close-prog'; readonly prog: ProgName }
  | { readonly is: 'remove-device'; readonly device: string };

const ABSENT: LinkStatus = { is: 'absent' };

/** A list with one slot more, in front of slot `at`, or at the end. Revision + 1. */
function inserted(hook: HookState, at: number, slot: Slot): HookState {
  return { slots: hook.slots.toSpliced(at, 0, slot), revision: hook.revision + 1 };
}

/** A list with another program in slot `at`, which keeps its link. Revision + 1. */
function replaced(hook: HookState, at: number, prog: ProgName): HookState {
  return { slots: hook.slots.with(at, { prog, link: hook.slots[at]!.link }), revision: hook.revision + 1 };
}

/** A list without slot `at`. Revision + 1, except that an empty hook starts over at revision 1. */
function removed(hook: HookState, at: number): HookState {
  if (hook.slots.length === 1) return EMPTY_HOOK;
  return { slots: hook.slots.toSpliced(at, 1), revision: hook.revision + 1 };
}

function withHook(state: State, hook: HookName, change: (before: HookState) => HookState): State {
  return { ...state, hooks: { ...state.hooks, [hook]: change(state.hooks[hook]!) } };
}

function withLink(state: State, link: LinkName, status: LinkStatus): State {
  return { ...state, links: { ...state.links, [link]: status } };
}

/** Takes a link out of its slot, if it is in one, and gives it another status. */
function withoutSlotOf(state: State, link: LinkName, status: LinkStatus): State {
  const before = state.links[link]!;
  if (before.is !== 'attached') return withLink(state, link, status);
  const at = slotOfLink(state, before.hook, link);
  return withHook(withLink(state, link, status), before.hook, (hook) => removed(hook, at));
}

/** A device goes: its hooks are emptied, and their links become defunct, each with the program it had. */
function withoutDevice(state: State, device: string): State {
  let after: State = { ...state, gone: new Set([...state.gone, device]) };
  for (const [name, hook] of Object.entries(state.universe.hooks)) {
    if (hook.kind === 'cgroup' || hook.device !== device) continue;
    for (const slot of slotsOf(state, name))
      if (slot.link !== 'none') after = withLink(after, slot.link, { is: 'defunct', prog: slot.prog });
    after = withHook(after, name, () => EMPTY_HOOK);
  }
  return after;
}

type ChangeOf<K extends Change['is']> = Extract<Change, { is: K }>;

/** How each kind of change is made. */
const APPLY: { readonly [K in Change['is']]: (state: State, change: ChangeOf<K>) => State } = {
  nothing: (state) => state,
  insert: (state, { hook, at, slot }) => {
    const after = withHook(state, hook, (before) => inserted(before, at, slot));
    return slot.link === 'none' ? after : withLink(after, slot.link, { is: 'attached', hook });
  },
  replace: (state, { hook, at, prog }) => withHook(state, hook, (before) => replaced(before, at, prog)),
  remove: (state, { hook, at }) => withHook(state, hook, (before) => removed(before, at)),
  'update-link': (state, { link, prog }) => {
    const status = state.links[link]!;
    if (status.is !== 'attached') throw new Error(`link ${link} is in no slot`);
    return withHook(state, status.hook, (before) => replaced(before, slotOfLink(state, status.hook, link), prog));
  },
  'detach-link': (state, { link }) => withoutSlotOf(state, link, { is: 'defunct', prog: progOfLink(state, link) }),
  'close-link': (state, { link }) => withoutSlotOf(state, link, ABSENT),
  'close-prog': (state, { prog }) => ({ ...state, closed: new Set([...state.closed, prog]) }),
  'remove-device': (state, { device }) => withoutDevice(state, device),
};

/** The state after a change. */
export function applyChange(state: State, change: Change): State {
  return (APPLY[change.is] as (state: State, change: Change) => State)(state, change);
}
