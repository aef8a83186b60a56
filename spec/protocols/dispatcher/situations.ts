import type { ProtocolStep, Situation } from '../../protocol.ts';
import { crash, nextStep, RETRIES, type Swap, settled } from './agent.ts';
import {
  type Agent,
  agent,
  askDevices,
  askFunctions,
  BRIDGE,
  type Component,
  DEVICE,
  freeDispatcher,
  isThere,
  keyOf,
  linkName,
  linksTo,
  onDevice,
  running,
  STRANGER,
  STRANGERS_LINK,
  type World,
  withoutGone,
  world,
  XDP,
} from './world.ts';

type Around = (state: World) => ProtocolStep<World> | undefined;

const adds = (component: 'A' | 'B' | 'C', parts: Partial<Agent> = {}) => agent({ component, ...parts });

/** Agents that follow the protocol, with what the world around may do between their steps. */
function situation(
  how: Swap,
  initial: World,
  holds: (state: World) => boolean,
  around: readonly Around[] = [],
): Situation<World> {
  return {
    initial,
    *steps(state) {
      for (const name of Object.keys(state.agents)) {
        const next = nextStep(state, name, how);
        if (next !== undefined) yield { ...next, after: withoutGone(next.after) };
      }
      for (const act of around) {
        const next = state.budget > 0 ? act(state) : undefined;
        if (next !== undefined) yield { ...next, after: withoutGone({ ...next.after, budget: next.after.budget - 1 }) };
      }
    },
    holds,
    key: keyOf,
  };
}

/** A world in which somebody has added component C already, or C and B. */
function after(
  how: Swap,
  agents: Readonly<Record<string, Agent>>,
  options: Parameters<typeof world>[1] = {},
  first: readonly Agent[] = [adds('C')],
): World {
  let begun = world({}, options);
  for (const each of first) begun = settled({ ...begun, agents: { first: each } }, 'first', how);
  return { ...withoutGone(begun), agents };
}

const hasEnded = ({ agents }: World, name: string) => ['done', 'failed', 'crashed'].includes(agents[name]!.at);
const allEnded = (state: World) => Object.keys(state.agents).every((name) => hasEnded(state, name));
const failedWith = (state: World, errno: string) =>
  Object.values(state.agents).some((each) => each.at === 'failed' && each.errno === errno);

/** Whether an agent was told that all is well, and its component does not run. */
const isLost = (state: World) =>
  allEnded(state) &&
  Object.values(state.agents).some(({ at, component }) => at === 'done' && !running(state).includes(component));

/** A dispatcher that is on no device and that no agent works with, kept by pins. */
const left = (state: World, hasRun: boolean) =>
  Object.keys(state.maps).some(
    (name) =>
      isThere(state, name) &&
      onDevice(state) !== name &&
      state.ran.includes(name) === hasRun &&
      linksTo(state, name).some(([, { pin }]) => pin) &&
      Object.values(state.agents).every(({ own, old }) => own !== name && old !== name),
  );

/** Somebody else swaps at once: a dispatcher with the same components takes the place of the present one. */
const anotherSwap =
  (how: Swap): Around =>
  (state) => {
    const runs = onDevice(state);
    const spare = freeDispatcher(state);
    if (!(runs in state.functions.targets) || spare === undefined) return undefined;
    const component = state.maps[runs]![0] as Component;
    const other = settled({ ...state, agents: { ...state.agents, other: agent({ component }) } }, 'other', how);
    const { other: _other, ...agents } = other.agents;
    return {
      who: 'another',
      what: `puts ${onDevice(other)} in the place of ${runs}`,
      after: { ...other, agents },
    };
  };

/** Somebody who holds an fd of the former dispatcher puts it back. */
const putBack =
  (how: Swap): Around =>
  (state) => {
    const [former] = state.ran;
    const runs = onDevice(state);
    if (former === undefined || former === runs || !isThere(state, former) || runs === 'none') return undefined;
    const { world: back, outcome } = how.put(state, agent({ own: former, old: runs }));
    return { who: 'another', what: `puts ${former} back in the place of ${runs}`, outcome, after: back };
  };

/** The bridge that the device is a port of gets a program. */
const upperGetsProgram: Around = (state) => {
  const { world: came, outcome } = askDevices(state, XDP, {
    op: 'xdp_set',
    hook: BRIDGE,
    prog: { is: 'prog', name: STRANGER },
    flags: ['SKB'],
  });
  return { who: 'another', what: `gives ${BRIDGE} a program`, outcome, after: came };
};

/** Somebody puts a dispatcher that was just loaded into a prog_array. */
const intoArray: Around = (state) => {
  const own = Object.values(state.agents).find(({ at }) => at === 'link')?.own;
  if (own === undefined) return undefined;
  const { world: came, outcome } = askFunctions(state, { op: 'array_put', prog: own });
  return { who: 'another', what: `puts ${own} into a prog_array`, outcome, after: came };
};

/** Somebody removes the first file in the directory of the dispatcher that is on the device. */
const removesFile: Around = (state) => {
  const runs = onDevice(state);
  const [first] = state.maps[runs] ?? [];
  const link = first === undefined ? undefined : linkName(first, runs);
  if (link === undefined || !state.functions.links[link]?.pin) return undefined;
  return {
    who: 'another',
    what: `removes the pin of ${link}`,
    after: askFunctions(state, { op: 'link_unpin', link }).world,
  };
};

const crashes: Around = (state) =>
  Object.keys(state.agents)
    .map((name) => crash(state, name))
    .find((each) => each !== undefined);

/** A world in which another library holds the device by a link. */
function held(agents: Readonly<Record<string, Agent>>): World {
  const request = {
    op: 'link_create',
    hook: DEVICE,
    link: STRANGERS_LINK,
    prog: { is: 'prog', name: STRANGER },
    flags: ['DRV'],
  } as const;
  return askDevices(world(agents), XDP, request).world;
}

/** The device made a port of the bridge. */
const asPort = (state: World): World =>
  askDevices(state, XDP, { op: 'upper_add', device: DEVICE, upper: BRIDGE }).world;

const removes = agent({ component: 'none' });

/** What may come about where dispatchers are swapped in a way, by the ids of the facts. */
export function situationsOf(how: Swap) {
  return {
    'first-gives-up': situation(how, world({ a: adds('A'), b: adds('B') }), (state) => failedWith(state, 'EBUSY')),
    'addition-lost': situation(how, after(how, { a: adds('A'), b: adds('B') }), isLost),
    'retries-run-out': situation(
      how,
      after(how, { a: adds('A') }, { budget: RETRIES + 1 }),
      ({ agents }) => agents.a!.at === 'failed' && agents.a!.lost === RETRIES,
      [anotherSwap(how)],
    ),
    'crash-before-swap': situation(
      how,
      world({ a: adds('A') }, { budget: 1 }),
      (state) => allEnded(state) && left(state, false),
      [crashes],
    ),
    'crash-after-swap': situation(
      how,
      after(how, { a: adds('A') }, { budget: 1 }),
      (state) => allEnded(state) && left(state, true),
      [crashes],
    ),
    'stranger-detached': situation(
      how,
      held({ a: removes }),
      (state) => state.devices.links[STRANGERS_LINK]!.is === 'defunct',
    ),
    'other-mode': situation(
      how,
      after(how, { a: adds('A') }, {}, [adds('C', { mode: 'SKB' })]),
      ({ agents }) => agents.a!.at === 'failed' && agents.a!.lost === RETRIES,
    ),
    'put-back-unseen': situation(
      how,
      after(how, { a: adds('A'), b: adds('B') }, { budget: 1 }),
      (state) => isLost(state) && running(state).includes('A'),
      [putBack(how)],
    ),
    'cannot-be-cleared': situation(
      how,
      asPort(after(how, { a: removes }, { port: true, budget: 1 })),
      (state) => state.agents.a!.at === 'failed' && onDevice(state) !== 'none',
      [upperGetsProgram],
    ),
    'tail-callee': situation(
      how,
      world({ a: adds('A') }, { array: true, budget: 1 }),
      (state) => failedWith(state, 'EBUSY'),
      [intoArray],
    ),
    'half-unpinned': situation(
      how,
      after(how, { a: adds('A') }, { budget: 1 }, [adds('C'), adds('B')]),
      (state) => state.agents.a!.at === 'done' && left(state, true),
      [removesFile],
    ),
  } as const;
}

/** An unchecked overwrite: on a kernel that knows no expected program, and an addition in between. */
export const uncheckedOverwrite = (how: Swap) => situation(how, after(how, { a: adds('A'), b: adds('B') }), isLost);
