import { z } from 'zod';
import { nameIn } from '../../interchange.ts';
import {
  type Device,
  type DeviceName,
  type Flags,
  type LinkName,
  MODES,
  type Mode,
  NOTHING,
  type Observation,
  type ProgName,
  type Universe,
} from './vocabulary/index.ts';

const None = z.literal('none');
const Prog = nameIn('program');
const Link = nameIn('link');
const DeviceRef = nameIn('device');

/** The place of a mode at a device: empty, with a program that netlink set, or with one that a link holds. */
const Place = z.strictObject({ prog: Prog.or(None), link: Link.or(None) });
export type Place = Readonly<z.output<typeof Place>>;

/** A device. `away`: in another namespace, where links still reach it, and nothing else does. */
const DeviceState = z.strictObject({
  is: z.enum(['here', 'away', 'gone']),
  upper: DeviceRef.or(None),
  skb: Place,
  drv: Place,
});
export type DeviceState = Readonly<z.output<typeof DeviceState>>;

/** A link. It is attached to the device whose place it holds; one that is defunct keeps its program. */
const LinkState = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('absent') }),
  z.strictObject({ is: z.literal('attached'), device: DeviceRef, mode: z.enum(MODES) }),
  z.strictObject({ is: z.literal('defunct'), prog: Prog }),
]);
export type LinkState = Readonly<z.output<typeof LinkState>>;

/** A program: whether its fd is open, and whether the device that it is bound to is still there; so is that of one bound to none. */
const ProgState = z.strictObject({ open: z.boolean(), bound: z.boolean() });
export type ProgState = Readonly<z.output<typeof ProgState>>;

/** The state without its universe, as symmetry sees it. */
export const StateSchema = z.object({
  devices: z.record(DeviceRef, DeviceState),
  links: z.record(Link, LinkState),
  progs: z.record(Prog, ProgState),
});

/** The whole state of the specification: plain data, never changed in place. */
export interface State {
  readonly universe: Universe;
  readonly devices: Readonly<Record<DeviceName, DeviceState>>;
  readonly links: Readonly<Record<LinkName, LinkState>>;
  readonly progs: Readonly<Record<ProgName, ProgState>>;
}

export const EMPTY: Place = Object.freeze({ prog: 'none', link: 'none' });
export const ABSENT: LinkState = Object.freeze({ is: 'absent' });

/** A device as it is made: empty, and a port of nothing. */
export const NEW: DeviceState = Object.freeze({ is: 'here', upper: 'none', skb: EMPTY, drv: EMPTY });

const eachOf = <T>(names: readonly string[], value: T): Readonly<Record<string, T>> =>
  Object.fromEntries(names.map((name) => [name, value]));

/** The state before the first request. */
export function initialState(universe: Universe): State {
  return {
    universe,
    devices: eachOf(Object.keys(universe.devices), NEW),
    links: eachOf(universe.links, ABSENT),
    progs: eachOf(Object.keys(universe.programs), { open: true, bound: true }),
  };
}

export function deviceOf({ devices }: State, device: DeviceName): DeviceState {
  return devices[device]!;
}

export function linkOf({ links }: State, link: LinkName): LinkState {
  return links[link] ?? ABSENT;
}

/** Whether requests find a device in their namespace. */
export function isHere(state: State, device: DeviceName): boolean {
  return state.devices[device]?.is === 'here';
}

/** Whether the driver of a device offers XDP. */
export const hasDriver = ({ kind }: Device): boolean => kind === 'veth';

/** The mode that flags ask for, at a device: where they ask for none, what its driver makes of it. */
export function modeAt({ universe }: State, device: DeviceName, flags: Flags): Mode | 'hw' {
  if (flags.includes('HW')) return 'hw';
  if (flags.includes('DRV')) return 'drv';
  if (flags.includes('SKB')) return 'skb';
  return hasDriver(universe.devices[device]!) ? 'drv' : 'skb';
}

/** The place of a mode; that of HW is empty at all these devices. */
export function placeAt(state: State, device: DeviceName, mode: Mode | 'hw'): Place {
  return mode === 'hw' ? EMPTY : deviceOf(state, device)[mode];
}

/** Whether a device has a program in any mode. */
export function hasProgram({ skb, drv }: DeviceState): boolean {
  return skb.prog !== 'none' || drv.prog !== 'none';
}

/** The program of a link that exists, or `none`. */
export function progOfLink(state: State, link: LinkName): ProgName | 'none' {
  const found = linkOf(state, link);
  if (found.is === 'attached') return deviceOf(state, found.device)[found.mode].prog;
  return found.is === 'defunct' ? found.prog : 'none';
}

/** How many references a program has: its open fd, each place that netlink set, each link. */
export function holdersOf(state: State, prog: ProgName): number {
  let holders = state.progs[prog]!.open ? 1 : 0;
  for (const { skb, drv } of Object.values(state.devices))
    for (const place of [skb, drv]) if (place.prog === prog && place.link === 'none') holders += 1;
  for (const link of Object.keys(state.links)) if (progOfLink(state, link) === prog) holders += 1;
  return holders;
}

/** Whether a program is loaded still: its fd, a place of a device or a link holds it. */
export const lives = (state: State, prog: ProgName): boolean => holdersOf(state, prog) > 0;

/** What RTM_GETLINK shows of a device. */
export function deviceSeen(state: State, device: DeviceName): Observation {
  const { is, upper, skb, drv } = deviceOf(state, device);
  return is === 'here' ? { is: 'device', skb: skb.prog, drv: drv.prog, upper } : NOTHING;
}

/** What BPF_OBJ_GET_INFO_BY_FD shows of a link. */
export function linkSeen(state: State, link: LinkName): Observation {
  const found = linkOf(state, link);
  if (found.is === 'absent') return NOTHING;
  return { is: 'link', prog: progOfLink(state, link), device: found.is === 'attached' ? found.device : 'none' };
}
