import type { Change } from '../spec/effect.ts';
import { type State, slotOfLink, slotsOf, statusOf } from '../spec/state.ts';
import { type HookName, type Request, type RequestInput, request, type Slot } from '../spec/vocabulary/index.ts';

/** The directive that puts something back at an index of a list, given the list without it. */
function placeAt(rest: readonly Slot[], at: number): Pick<RequestInput & { op: 'prog_attach' }, 'flags' | 'relative'> {
  const behind = rest[at];
  if (behind === undefined) return {};
  return { flags: ['BEFORE'], relative: { is: 'prog', name: behind.prog, by: 'id' } };
}

const fd = (name: string) => ({ is: 'prog', name }) as const;

/** Puts a slot that was removed back; not possible where the fd of its program is closed. */
function putBack(before: State, hook: HookName, at: number): readonly Request[] | undefined {
  const slots = slotsOf(before, hook);
  const { prog, link } = slots[at]!;
  if (before.closed.has(prog)) return undefined;
  const place = placeAt(slots.toSpliced(at, 1), at);
  if (link === 'none') return [request({ op: 'prog_attach', hook, prog: fd(prog), ...place })];
  return [request({ op: 'link_create', hook, link, prog: fd(prog), ...place })];
}

/**
 * Requests that take a change back: the state is the same afterwards, up to the revision. `undefined` where nothing
 * short does (a closed fd cannot be opened again, a device that is gone does not come back).
 */
export function undo(before: State, change: Change): readonly Request[] | undefined {
  switch (change.is) {
    case 'nothing':
      return [];
    case 'insert': {
      const { hook, slot } = change;
      if (slot.link !== 'none') return [request({ op: 'link_close', link: slot.link })];
      return [request({ op: 'prog_detach', hook, prog: fd(slot.prog) })];
    }
    case 'replace': {
      const old = slotsOf(before, change.hook)[change.at]!.prog;
      if (before.closed.has(old)) return undefined;
      const { hook, prog } = change;
      return [request({ op: 'prog_attach', hook, prog: fd(old), flags: ['REPLACE'], replace: fd(prog) })];
    }
    case 'remove':
      return putBack(before, change.hook, change.at);
    case 'update-link': {
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
      if (status.is !== 'attached') return undefined;
      const again = putBack(before, status.hook, slotOfLink(before, status.hook, link));
      if (again === undefined || change.is === 'close-link') return again;
      return [request({ op: 'link_close', link }), ...again];
    }
    case 'close-prog':
    case 'remove-device':
      return undefined;
  }
}
