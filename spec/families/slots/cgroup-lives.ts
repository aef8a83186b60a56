/**
 * Cgroups that come and go. One that is removed while a socket made in it is open is *dying*: requests do not reach it, but what runs
 * there goes on running for the socket. Its list is kept under a name of its own beside those of the hooks, and so are its ancestors'
 * that are removed after it. With the last socket it is released.
 */

import { withFields } from '../../with-fields.ts';
import { withEffective } from './hierarchy.ts';
import { type DyingCgroup, emptyHook, type HookState, type LinkStatus, type State, withHooks } from './state.ts';
import type { Domain, HookName, LinkName, SocketName } from './vocabulary/index.ts';

/** A record with other values; the same one where it is empty. */
function mapped<V>(record: Readonly<Record<string, V>>, value: (each: V, name: string) => V): typeof record {
  const entries = Object.entries(record);
  return entries.length === 0 ? record : Object.fromEntries(entries.map(([name, each]) => [name, value(each, name)]));
}

function without<V>(record: Readonly<Record<string, V>>, name: string): Readonly<Record<string, V>> {
  const { [name]: _, ...others } = record;
  return others;
}

/** The links in the slots of a list, each with another status. */
function withLinksOf(
  state: State,
  { slots }: HookState,
  status: (slot: HookState['slots'][number]) => LinkStatus,
): State {
  const linked = slots.filter(({ link }) => link !== 'none');
  if (linked.length === 0) return state;
  const links = Object.fromEntries(linked.map((slot): [LinkName, LinkStatus] => [slot.link, status(slot)]));
  return withFields(state, { links: withFields(state.links, links) });
}

/** The links of a list become defunct, each with the program it had. */
const unlinked = (state: State, list: HookState): State =>
  withLinksOf(state, list, ({ prog }) => ({ is: 'defunct', prog }));

/** A hook has nothing any more, as if nothing had ever been attached; its links become defunct. */
export function emptied(state: State, hook: HookName): State {
  const after = unlinked(state, state.hooks[hook]!);
  return withHooks(after, { [hook]: emptyHook(state.universe, state.keeping) });
}

/** Whether a cgroup that is there, or is dying, is held: by a socket made in it, or by a dying one below it. */
export function isHeld({ sockets, dying }: State, hook: HookName): boolean {
  const isSocket = Object.values(sockets).some((socket) => socket.hook === hook);
  return isSocket || Object.values(dying).some(({ parent }) => parent === hook);
}

/** A name that no hook has, and no other cgroup that is dying. */
function nameOfDying({ dying }: State, hook: HookName): HookName {
  for (let which = 1; ; which += 1) {
    const name = which === 1 ? `${hook} (dying)` : `${hook} (dying, ${which})`;
    if (dying[name] === undefined) return name;
  }
}

/** A cgroup goes. What is attached to it goes too, unless it is held; no other is below it that is not dying. */
export function withoutCgroup(state: State, hook: HookName): State {
  const gone = withFields(state, { gone: new Set([...state.gone, hook]) });
  if (!isHeld(state, hook)) return emptied(gone, hook);
  const name = nameOfDying(state, hook);
  const place = state.universe.hooks[hook]!;
  const list = state.hooks[hook]!;
  const below = mapped(state.dying, (each) => (each.parent === hook ? withFields(each, { parent: name }) : each));
  const own: DyingCgroup = { hook, parent: place.kind === 'cgroup' ? place.parent : 'none' };
  const linked = withLinksOf(gone, list, () => ({ is: 'attached', hook: name }));
  return withFields(linked, {
    hooks: withFields(state.hooks, { [hook]: emptyHook(state.universe, state.keeping), [name]: list }),
    dying: withFields(below, { [name]: own }),
    sockets: mapped(state.sockets, (socket) => (socket.hook === hook ? withFields(socket, { hook: name }) : socket)),
  });
}

/** A cgroup is there again, another one of that name: nothing is attached to it, and what its ancestors hand down runs. */
export function withCgroup(state: State, hook: HookName): State {
  return withEffective(withFields(state, { gone: new Set([...state.gone].filter((each) => each !== hook)) }), [hook]);
}

/** A process in a cgroup has made a socket. */
export function withSocket(state: State, socket: SocketName, hook: HookName, domain: Domain): State {
  return withFields(state, { sockets: withFields(state.sockets, { [socket]: { hook, domain } }) });
}

/** A socket is closed; a dying cgroup that nothing holds any more is released, and then perhaps the one above it. */
export function withoutSocket(state: State, socket: SocketName): State {
  const { hook } = state.sockets[socket]!;
  let after = withFields(state, { sockets: without(state.sockets, socket) });
  for (let name = hook; after.dying[name] !== undefined && !isHeld(after, name); ) {
    const { parent } = after.dying[name]!;
    after = unlinked(after, after.hooks[name]!);
    after = withFields(after, { hooks: without(after.hooks, name), dying: without(after.dying, name) });
    name = parent;
  }
  return after;
}
