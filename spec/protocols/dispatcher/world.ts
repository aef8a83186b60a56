import { Decider } from '../../decide/decider.ts';
import { freplace } from '../../families/freplace/freplace/index.ts';
import { type State as Functions, initialState as initialFunctions, linksOf } from '../../families/freplace/state.ts';
import * as functions from '../../families/freplace/vocabulary/index.ts';
import { type State as Devices, initialState as initialDevices } from '../../families/xdp/state.ts';
import * as devices from '../../families/xdp/vocabulary/index.ts';
import { xdp } from '../../families/xdp/xdp/index.ts';
import type { Profile } from '../../profile.ts';

/** The device that the dispatchers are for, and the bridge that it is a port of in some situations. */
export const DEVICE = 'eth0';
export const BRIDGE = 'br0';

/** The programs of the agents: extensions of dispatchers. */
export const COMPONENTS = ['A', 'B', 'C'] as const;
export type Component = (typeof COMPONENTS)[number];

/** Dispatchers, each with as many functions as there are components; a name stands for another program once it is gone. */
export const DISPATCHERS = ['D1', 'D2', 'D3', 'D4'] as const;

/** The program of somebody who uses no dispatcher, and its link; the link through which dispatchers own the device, in one design. */
export const STRANGER = 'S';
export const STRANGERS_LINK = 'LS';
export const ROOT_LINK = 'LR';

const FUNCTIONS = COMPONENTS.map((_, index) => `p${index}`);

/** The link between a component and a dispatcher. */
export const linkName = (component: string, dispatcher: string) => `${component}${dispatcher}`;

/** An agent that adds its component, or removes everything. */
export interface Agent {
  readonly at: 'look' | 'load' | 'link' | 'pin' | 'swap' | 'unpin' | 'done' | 'failed' | 'crashed';
  readonly component: Component | 'none';
  /** The mode that it asks for. */
  readonly mode: 'DRV' | 'SKB';
  /** The program that it found on the device, and the dispatcher that it has made. */
  readonly old: string;
  readonly own: string;
  /** Lost races so far. */
  readonly lost: number;
  /** Why it failed. */
  readonly errno: string;
  /** Whether it swaps without saying what it expects. */
  readonly unchecked: boolean;
}

/** What there is: the kernel's part, decided by the rules of two families, and what user space knows. */
export interface World {
  readonly devices: Devices;
  readonly functions: Functions;
  readonly agents: Readonly<Record<string, Agent>>;
  /** What the map of each dispatcher says: its components, in order. */
  readonly maps: Readonly<Record<string, readonly string[]>>;
  /** The dispatchers that the device has run. */
  readonly ran: readonly string[];
  /** How often the world around may still act. */
  readonly budget: number;
}

const deciders = new Map<Profile, Decider>();

function deciderOf(semantics: Profile): Decider {
  const known = deciders.get(semantics) ?? new Decider(semantics);
  deciders.set(semantics, known);
  return known;
}

/** What came of a request to the kernel. */
export interface Came {
  readonly world: World;
  readonly outcome: string;
}

type RequestInput<T extends object> = Readonly<Record<string, unknown>> & { readonly op: string } & T;

/** A request about functions, by the rules of `freplace`. */
export function askFunctions(world: World, input: RequestInput<object>): Came {
  const taken = deciderOf(freplace).take(world.functions, functions.Request.parse(input));
  return { world: { ...world, functions: taken.after as Functions }, outcome: taken.rule.then.outcome };
}

/** A request about devices, by the rules of `xdp` or of a semantics derived from it; functions learn what the device runs. */
export function askDevices(world: World, semantics: Profile, input: RequestInput<object>): Came {
  const taken = deciderOf(semantics).take(world.devices, devices.Request.parse(input));
  const after = { ...world, devices: taken.after as Devices };
  return { world: told(after), outcome: taken.rule.then.outcome };
}

/** The program in whichever mode of the device, or `none`. */
export function onDevice({ devices: { devices: all } }: World): string {
  const { drv, skb } = all[DEVICE]!;
  return drv.prog !== 'none' ? drv.prog : skb.prog;
}

/** Functions know what the device runs: it holds the dispatcher. */
function told(world: World): World {
  const runs = onDevice(world);
  const dispatcher = runs in world.functions.targets ? runs : 'none';
  if (dispatcher === world.functions.device) return world;
  const closed = dispatcher !== 'none' && !world.functions.targets[dispatcher]!.fd;
  const opened = closed ? askFunctions(world, { op: 'prog_open', prog: dispatcher }).world : world;
  const set = askFunctions(opened, { op: 'device_set', prog: dispatcher }).world;
  const after = closed ? askFunctions(set, { op: 'prog_close', prog: dispatcher }).world : set;
  return dispatcher === 'none' || after.ran.includes(dispatcher)
    ? after
    : { ...after, ran: [...after.ran, dispatcher].toSorted() };
}

/** The links of a dispatcher: names, and whether each is pinned. */
export const linksTo = ({ functions: state }: World, dispatcher: string) =>
  linksOf(state).filter(([, { target }]) => target === dispatcher);

/** Whether a dispatcher has a directory: anything of it is pinned. */
export const isPinned = (world: World, dispatcher: string): boolean =>
  linksTo(world, dispatcher).some(([, { pin }]) => pin);

/** The components that run on the device: those in the places of functions of the dispatcher that it runs. */
export const running = (world: World): readonly string[] => linksTo(world, onDevice(world)).map(([, { prog }]) => prog);

/** Whether a program of a family is there. */
export const isThere = ({ functions: { targets } }: World, dispatcher: string): boolean =>
  targets[dispatcher]?.there === true;

/** A dispatcher that can be loaded: one that is not there, and that no agent speaks of. */
export function freeDispatcher(world: World): string | undefined {
  const spoken = new Set(Object.values(world.agents).flatMap(({ old, own }) => [old, own]));
  return DISPATCHERS.find((name) => !isThere(world, name) && !spoken.has(name));
}

/** The function of a dispatcher that its n-th component takes the place of. */
export const functionAt = (dispatcher: string, index: number) => `${dispatcher}.${FUNCTIONS[index]!}`;

const AGENT: Agent = {
  at: 'look',
  component: 'none',
  mode: 'DRV',
  old: 'none',
  own: 'none',
  lost: 0,
  errno: 'none',
  unchecked: false,
};

export const agent = (parts: Partial<Agent>): Agent => ({ ...AGENT, ...parts });

/** A world without dispatchers, in which agents are about to begin. */
export function world(
  agents: Readonly<Record<string, Agent>>,
  { port = false, array = false, budget = 0 } = {},
): World {
  const universe = devices.Universe.parse({
    devices: { [DEVICE]: { kind: 'veth' }, ...(port ? { [BRIDGE]: { kind: 'bridge' } } : {}) },
    programs: Object.fromEntries([...DISPATCHERS, STRANGER].map((name) => [name, {}])),
    links: [STRANGERS_LINK, ROOT_LINK],
  });
  const places = functions.Universe.parse({
    targets: Object.fromEntries(
      DISPATCHERS.map((name) => [name, { functions: Object.fromEntries(FUNCTIONS.map((each) => [each, {}])) }]),
    ),
    exts: Object.fromEntries(COMPONENTS.map((name) => [name, {}])),
    links: COMPONENTS.flatMap((component) => DISPATCHERS.map((name) => linkName(component, name))),
    device: true,
    array,
  });
  const begun: World = {
    devices: initialDevices(universe),
    functions: initialFunctions(places, freplace.keeping),
    agents,
    maps: {},
    ran: [],
    budget,
  };
  return DISPATCHERS.reduce((left, prog) => askFunctions(left, { op: 'prog_close', prog }).world, begun);
}

/** A world that says nothing of dispatchers which are gone: their names stand for others from then on. */
export function withoutGone(state: World): World {
  const maps = Object.fromEntries(Object.entries(state.maps).filter(([name]) => isThere(state, name)));
  return { ...state, maps, ran: state.ran.filter((name) => isThere(state, name)) };
}

/** A world as text, without what never changes. */
export function keyOf({
  devices: { universe: _devices, ...own },
  functions: state,
  agents,
  maps,
  ran,
  budget,
}: World): string {
  const { targets, progs, links, array } = state;
  return JSON.stringify([own, targets, progs, links, array, agents, maps, ran, budget]);
}

/** A world with something of one agent changed. */
export function withAgent(before: World, name: string, parts: Partial<Agent>): World {
  return { ...before, agents: { ...before.agents, [name]: { ...before.agents[name]!, ...parts } } };
}

export const XDP = xdp;
