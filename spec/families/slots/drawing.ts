import type { Column, Drawing, DrawnObject, DrawnSlot } from '../../drawing.ts';
import {
  deviceState,
  hidesRevision,
  holdersOf,
  holdersOfProg,
  isGone,
  isMisnamed,
  placeOf,
  type State,
  statusOf,
} from './state.ts';
import type { Hook, HookName, LinkName, ProgName, Slot } from './vocabulary/index.ts';

function about(hook: Hook): string {
  if (hook.kind === 'cgroup')
    return `cgroup ${hook.attachType}${hook.parent === 'none' ? '' : `, below ${hook.parent}`}`;
  if (hook.kind === 'netkit') {
    const by =
      hook.by === 'primary' ? '' : ` (named by the ${hook.by === 'peer' ? 'peer' : 'ifindex of another device'})`;
    return `netkit ${hook.end} of ${hook.device}${by}`;
  }
  return hook.kind === 'xdp' ? `xdp of ${hook.device}` : `tcx ${hook.direction} of ${hook.device}`;
}

/** What holds a link, in words: `1 fd`, `2 fds, pinned`, `nothing`. */
function held(state: State, link: LinkName): string {
  const { fds, pinned } = holdersOf(state, link);
  const parts = [...(fds > 0 ? [`${fds} fd${fds === 1 ? '' : 's'}`] : []), ...(pinned ? ['pinned'] : [])];
  return parts.join(', ') || 'nothing';
}

const slot = (state: State, { prog, link, flags = [] }: Slot): DrawnSlot => ({
  prog,
  ...(link === 'none' ? {} : { link: { name: link, held: held(state, link) } }),
  flags,
});

function column(state: State, name: HookName): Column {
  const hook = placeOf(state, name);
  const { slots, revision, mode, effective } = state.hooks[name]!;
  const gone = isGone(state, name);
  const dying = state.dying[name] !== undefined;
  const { revisionBits } = state.keeping;
  const shown = gone ? [] : slots;
  const hidden = hidesRevision(state, name) ? ', which no query shows' : '';
  return {
    name,
    about: about(hook),
    facts: [
      ...(gone ? ['gone'] : []),
      ...(dying ? ['removed, and held by sockets'] : []),
      ...(isMisnamed(state, name) ? ['refused by its name'] : []),
      ...(gone || revisionBits === 0 ? [] : [`revision ${revision}${hidden}`]),
      ...(mode === 'NONE' || gone ? [] : [`mode ${mode}`]),
      ...(shown.length === state.universe.capacity ? [`full (${shown.length})`] : []),
    ],
    slots: shown.map((each) => slot(state, each)),
    ...(hook.kind === 'cgroup' && !gone ? { runs: effective } : {}),
    gone,
  };
}

function program(state: State, name: ProgName): DrawnObject {
  const holders = holdersOfProg(state, name);
  const fd = state.closed.has(name) ? 'fd closed' : 'fd open';
  const others = holders - (state.closed.has(name) ? 0 : 1);
  const says =
    holders === 0 ? 'freed' : `${fd}${others === 0 ? '' : `, ${others} more reference${others === 1 ? '' : 's'}`}`;
  return { kind: 'program', name, says: `${state.universe.programs[name]}, ${says}`, faded: holders === 0 };
}

function link(state: State, name: LinkName): DrawnObject {
  const status = statusOf(state, name);
  const holds = `held by ${held(state, name)}`;
  const says =
    status.is === 'absent'
      ? 'not made'
      : status.is === 'attached'
        ? `at ${status.hook}, ${holds}`
        : status.is === 'defunct'
          ? `defunct, keeps ${status.prog}, ${holds}`
          : `at a hook elsewhere, with ${status.prog}`;
  return { kind: 'link', name, says, faded: status.is === 'absent' || status.is === 'defunct' };
}

/** Devices, where there is more to say of them than that they are there. */
function devices(state: State): readonly DrawnObject[] {
  const names = new Set(
    Object.values(state.universe.hooks).flatMap((hook) => (hook.kind === 'cgroup' ? [] : [hook.device])),
  );
  return [...names].map((name) => {
    const is = deviceState(state, name);
    const says = is === 'gone' ? 'gone' : is === 'plain' ? 'there' : `there, with a qdisc ${is}`;
    return { kind: 'device', name, says, faded: is === 'gone' };
  });
}

/** Sockets, with the cgroup that each was made in. */
function sockets(state: State): readonly DrawnObject[] {
  return state.universe.sockets.map((name) => {
    const socket = state.sockets[name];
    const says = socket === undefined ? 'not open' : `${socket.domain}, made in ${socket.hook}`;
    return { kind: 'socket', name, says, faded: socket === undefined };
  });
}

/** A state of hooks with slots, as a person draws it. */
export function drawing(given: object): Drawing {
  const state = given as State;
  const { universe } = state;
  return {
    columns: Object.keys(state.hooks).map((name) => column(state, name)),
    objects: [
      ...Object.keys(universe.programs).map((name) => program(state, name)),
      ...[...universe.links, ...Object.keys(universe.foreignLinks)].map((name) => link(state, name)),
      ...devices(state),
      ...sockets(state),
    ],
  };
}
