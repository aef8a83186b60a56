import { isHeld } from './cgroup-lives.ts';
import type { Change } from './effect.ts';
import { isCgroup, type State, slotOfLink, slotsOf, statusOf } from './state.ts';
import { type Flag, type HookName, type Request, type RequestInput, request, type Slot } from './vocabulary/index.ts';

type Placement = { readonly flags: Flag[]; readonly relative?: (RequestInput & { op: 'prog_attach' })['relative'] };

const preorder = ({ flags }: Slot): Flag[] => (flags?.includes('PREORDER') ? ['PREORDER'] : []);

/** The directive that puts a slot back at an index of a list, given the list without it; none where that is not possible. */
function placeAt(rest: readonly Slot[], at: number, slot: Slot, cgroup: boolean): Placement | undefined {
  const behind = rest[at];
  if (behind === undefined) return { flags: [] };
  if (!cgroup) return { flags: ['BEFORE'], relative: { is: 'prog', name: behind.prog, by: 'id' } };
  if (at === 0) return { flags: ['BEFORE'] };
  // A relative at a cgroup must be of the same kind, and agree on PREORDER.
  const same = (other: Slot) =>
    (other.link === 'none') === (slot.link === 'none') && String(preorder(other)) === String(preorder(slot));
  const relative = ({ prog, link }: Slot) =>
    link === 'none' ? ({ is: 'prog', name: prog, by: 'id' } as const) : ({ is: 'link', name: link, by: 'id' } as const);
  const ahead = rest[at - 1]!;
  if (same(behind)) return { flags: ['BEFORE'], relative: relative(behind) };
  return same(ahead) ? { flags: ['AFTER'], relative: relative(ahead) } : undefined;
}

const fd = (name: string) => ({ is: 'prog', name }) as const;

/** What an attach must say of the mode of a list. */
function modeFlags(state: State, hook: HookName): Flag[] {
  if (!isCgroup(state, hook)) return [];
  const { mode } = state.hooks[hook]!;
  return mode === 'MULTI' ? ['ALLOW_MULTI'] : mode === 'OVERRIDE' ? ['ALLOW_OVERRIDE'] : [];
}

/** Puts a slot that was removed back; not possible where the fd of its program is closed. */
function putBack(before: State, hook: HookName, at: number): readonly Request[] | undefined {
  const slots = slotsOf(before, hook);
  const slot = slots[at]!;
  const { prog, link } = slot;
  const place = placeAt(slots.toSpliced(at, 1), at, slot, isCgroup(before, hook));
  if (before.closed.has(prog) || place === undefined) return undefined;
  const { flags, ...rest } = place;
  const all = [...flags, ...preorder(slot)];
  if (link !== 'none') return [request({ op: 'link_create', hook, link, prog: fd(prog), flags: all, ...rest })];
  const mode = modeFlags(before, hook);
  return [request({ op: 'prog_attach', hook, prog: fd(prog), flags: [...all, ...mode], ...rest })];
}

/** Gives a slot that was replaced its program back; not possible where the fd of that is closed. */
function replaceBack(before: State, { hook, at, prog }: Change & { is: 'replace' }): readonly Request[] | undefined {
  const slot = slotsOf(before, hook)[at]!;
  if (before.closed.has(slot.prog)) return undefined;
  const mode = modeFlags(before, hook);
  // Outside of MULTI mode a cgroup's one program is replaced by any attach.
  if (isCgroup(before, hook) && !mode.includes('ALLOW_MULTI'))
    return [request({ op: 'prog_attach', hook, prog: fd(slot.prog), flags: [...mode, ...preorder(slot)] })];
  const flags: Flag[] = ['REPLACE', ...mode, ...preorder(slot)];
  return [request({ op: 'prog_attach', hook, prog: fd(slot.prog), flags, replace: fd(prog) })];
}

/** Gives a device the qdisc back that it had; not possible where filters went with it. */
function qdiscBack(before: State, device: string): readonly Request[] | undefined {
  const qdisc = before.qdiscs[device]!;
  if (Object.keys(before.universe.filters).length > 0) return undefined;
  return [request(qdisc === 'none' ? { op: 'qdisc_remove', device } : { op: 'qdisc_replace', device, qdisc })];
}

/** Makes a socket again; not possible where its cgroup is gone. */
function socketBack(before: State, socket: string): readonly Request[] | undefined {
  const { hook, domain } = before.sockets[socket]!;
  if (before.dying[hook] !== undefined) return undefined;
  return [request({ op: 'socket_create', hook, socket, domain })];
}

/**
 * Requests that take a change back: the state is the same afterwards, up to the revision. `undefined` where nothing
 * short does (a closed fd cannot be opened again, a device that is gone does not come back).
 */
export function undo(before: State, change: Change): readonly Request[] | undefined {
  switch (change.is) {
    case 'nothing':
    case 'commit':
      return [];
    case 'open-prog':
      return [request({ op: 'prog_close', prog: change.prog })];
    case 'hold-link':
      return [request({ op: change.by === 'fd' ? 'link_close' : 'link_unpin', link: change.link })];
    case 'let-go':
      return [request({ op: change.by === 'fd' ? 'link_open' : 'link_pin', link: change.link })];
    case 'insert': {
      const { hook, slot } = change;
      if (slot.link !== 'none') return [request({ op: 'link_close', link: slot.link })];
      return [request({ op: 'prog_detach', hook, prog: fd(slot.prog) })];
    }
    case 'replace':
      return replaceBack(before, change);
    case 'remove':
      return putBack(before, change.hook, change.at);
    case 'update-link':
    case 'update-link-by-count': {
      const { link } = change;
      const status = statusOf(before, link);
      if (status.is !== 'attached') return undefined;
      const old = slotsOf(before, status.hook)[slotOfLink(before, status.hook, link)]!.prog;
      if (before.closed.has(old)) return undefined;
      return [request({ op: 'link_update', link: { is: 'link', name: link }, prog: fd(old) })];
    }
    case 'detach-link':
    case 'close-link': {
      const { link } = change;
      const status = statusOf(before, link);
      if (status.is !== 'attached' || before.held[link] !== undefined) return undefined;
      if (before.dying[status.hook] !== undefined) return undefined;
      const again = putBack(before, status.hook, slotOfLink(before, status.hook, link));
      if (again === undefined || change.is === 'close-link') return again;
      return [request({ op: 'link_close', link }), ...again];
    }
    case 'remove-short':
    case 'update-link-in-place':
    case 'detach-link-short':
    case 'close-link-short':
      // No request that can be made of a kernel.
      return undefined;
    case 'create-device':
      return [request({ op: 'device_remove', device: change.device })];
    case 'set-qdisc':
      return qdiscBack(before, change.device);
    case 'create-socket':
      return [request({ op: 'socket_close', socket: change.socket })];
    case 'close-socket':
      return socketBack(before, change.socket);
    case 'create-cgroup':
      return [request({ op: 'cgroup_remove', hook: change.hook })];
    case 'remove-cgroup':
      return slotsOf(before, change.hook).length > 0 || isHeld(before, change.hook)
        ? undefined
        : [request({ op: 'cgroup_create', hook: change.hook })];
    case 'reflag':
    case 'close-prog':
    case 'remove-device':
      return undefined;
  }
}
