import type { Profile } from '../../profile.ts';
import type { ProtocolStep } from '../../protocol.ts';
import {
  type Agent,
  askFunctions,
  type Came,
  freeDispatcher,
  functionAt,
  isPinned,
  linkName,
  linksTo,
  onDevice,
  type World,
  withAgent,
} from './world.ts';

/** How often libxdp starts over before it gives up with EBUSY. */
export const RETRIES = 10;

/** How a design puts a dispatcher in the place of another one, and takes the last one away. */
export interface Swap {
  /** The kernel that it runs on. */
  readonly kernel: Profile;
  /** Puts `own` in the place of `old`; `none` where nothing was there. */
  put(world: World, agent: Agent): Came;
  /** Takes away whatever is there, as the removal of all programs does. */
  clear(world: World, agent: Agent): Came;
  /** Whether an outcome says that another was faster, so that it is worth to start over. */
  isLost(outcome: string, agent: Agent): boolean;
}

const step = (
  who: string,
  what: string,
  { world, outcome }: { readonly world: World; readonly outcome?: string },
): ProtocolStep<World> => ({
  who,
  what,
  ...(outcome === undefined ? {} : { outcome }),
  after: world,
});

/** The fds of a process go with it: of its component, of its dispatcher and of the links that it has made. */
function withoutFds(world: World, { component, own }: Agent): World {
  const links = linksTo(world, own).filter(([, { fd }]) => fd);
  const closed = links.reduce((left, [link]) => askFunctions(left, { op: 'link_close', link }).world, world);
  const progs = [own, component].filter((prog) => (closed.functions.targets[prog] ?? closed.functions.progs[prog])?.fd);
  return progs.reduce((left, prog) => askFunctions(left, { op: 'prog_close', prog }).world, closed);
}

function ended(world: World, name: string, at: Agent['at'], errno = 'none'): World {
  const agent = world.agents[name]!;
  return withAgent(withoutFds(world, agent), name, { at, errno, old: 'none', own: 'none' });
}

/** Unpins the links of a dispatcher, one after another, until one is missing. */
function unpinned(world: World, dispatcher: string): World {
  let left = world;
  for (const component of world.maps[dispatcher] ?? []) {
    const link = linkName(component, dispatcher);
    if (!left.functions.links[link]?.pin) return left;
    left = askFunctions(left, { op: 'link_unpin', link }).world;
  }
  return left;
}

/** Another was faster: it starts over, unless that has happened too often. */
function lostRace(world: World, name: string): World {
  const { own, lost } = world.agents[name]!;
  const cleared = withoutFds(unpinned(world, own), world.agents[name]!);
  if (lost >= RETRIES) return ended(cleared, name, 'failed', 'EBUSY');
  return withAgent(cleared, name, { at: 'look', old: 'none', own: 'none', lost: lost + 1, unchecked: false });
}

function look(world: World, name: string): ProtocolStep<World> {
  const found = onDevice(world);
  const { component } = world.agents[name]!;
  const isDispatcher = found in world.functions.targets;
  const what = `finds ${found === 'none' ? 'nothing' : found} on the device`;
  if (isDispatcher && !isPinned(world, found))
    return step(name, `${what}, and its directory gone`, { world: lostRace(world, name) });
  const at = component === 'none' ? 'swap' : 'load';
  return step(name, what, { world: withAgent(world, name, { at, old: found }) });
}

function load(world: World, name: string): ProtocolStep<World> {
  const { old, component } = world.agents[name]!;
  const own = freeDispatcher(world);
  if (own === undefined) throw new Error('there are too few dispatchers');
  const { world: loaded, outcome } = askFunctions(world, { op: 'target_load', prog: own });
  const before = loaded.maps[old] ?? [];
  const maps = { ...loaded.maps, [own]: before.includes(component) ? before : [...before, component] };
  return step(name, `loads dispatcher ${own}`, {
    world: withAgent({ ...loaded, maps }, name, { at: 'link', own }),
    outcome,
  });
}

/** A component gets a link to its function of a dispatcher; one that has no fd is opened by its pin for that. */
function linked(world: World, component: string, dispatcher: string, index: number): Came {
  const target = functionAt(dispatcher, index);
  const { there, fd } = world.functions.progs[component]!;
  if (!there) {
    const loading = askFunctions(world, { op: 'prog_load', prog: component, target });
    if (loading.outcome !== 'ok') return loading;
    return askFunctions(loading.world, {
      op: 'link_create',
      link: linkName(component, dispatcher),
      prog: component,
      target,
    });
  }
  const opened = fd ? world : askFunctions(world, { op: 'prog_open', prog: component }).world;
  const came = askFunctions(opened, {
    op: 'link_create',
    link: linkName(component, dispatcher),
    prog: component,
    target,
  });
  return fd ? came : { ...came, world: askFunctions(came.world, { op: 'prog_close', prog: component }).world };
}

function link(world: World, name: string): ProtocolStep<World> {
  const { own } = world.agents[name]!;
  let left = world;
  for (const [index, component] of world.maps[own]!.entries()) {
    const { world: after, outcome } = linked(left, component, own, index);
    if (outcome !== 'ok')
      return step(name, `links ${component} to ${own}, and gives up`, {
        world: ended(after, name, 'failed', outcome),
        outcome,
      });
    left = after;
  }
  return step(name, `links ${world.maps[own]!.join(', ')} to ${own}`, {
    world: withAgent(left, name, { at: 'pin' }),
    outcome: 'ok',
  });
}

function pin(world: World, name: string): ProtocolStep<World> {
  const { own } = world.agents[name]!;
  const pinned = linksTo(world, own).reduce(
    (left, [each]) => askFunctions(left, { op: 'link_pin', link: each }).world,
    world,
  );
  return step(name, `pins the links of ${own}`, { world: withAgent(pinned, name, { at: 'swap' }), outcome: 'ok' });
}

function swap(world: World, name: string, how: Swap): ProtocolStep<World> {
  const agent = world.agents[name]!;
  const removes = agent.component === 'none';
  const { world: after, outcome } = removes ? how.clear(world, agent) : how.put(world, agent);
  const what = removes
    ? 'clears the device'
    : `puts ${agent.own} in the place of ${agent.old === 'none' ? 'nothing' : agent.old}`;
  const came = (left: World) => step(name, what, { world: left, outcome });
  if (outcome === 'ok') return came(withAgent(after, name, { at: 'unpin' }));
  if (how.isLost(outcome, agent)) return came(lostRace(after, name));
  // Meant for kernels before 5.7, which know no expected program.
  if (outcome === 'EINVAL' && agent.old !== 'none' && !agent.unchecked)
    return came(withAgent(after, name, { unchecked: true }));
  return came(ended(unpinned(after, agent.own), name, 'failed', outcome));
}

function unpin(world: World, name: string): ProtocolStep<World> {
  const { old } = world.agents[name]!;
  return step(name, old === 'none' ? 'is done' : `unpins the links of ${old}, and is done`, {
    world: ended(unpinned(world, old), name, 'done'),
  });
}

const STEPS = { look, load, link, pin, swap, unpin } as const;

/** The next step of an agent that follows libxdp, if it has one. */
export function nextStep(world: World, name: string, how: Swap): ProtocolStep<World> | undefined {
  const { at } = world.agents[name]!;
  return at === 'done' || at === 'failed' || at === 'crashed' ? undefined : STEPS[at](world, name, how);
}

/** An agent that crashes where it is: its fds go, its pins stay. */
export function crash(world: World, name: string): ProtocolStep<World> | undefined {
  const { at } = world.agents[name]!;
  if (at === 'done' || at === 'failed' || at === 'crashed') return undefined;
  return step(name, 'crashes', { world: ended(world, name, 'crashed') });
}

/** A world in which an agent has come to its end, with nobody else about. */
export function settled(world: World, name: string, how: Swap): World {
  let left = world;
  for (let next = nextStep(left, name, how); next !== undefined; next = nextStep(left, name, how)) left = next.after;
  return left;
}
