import type { Commuting, Kinded } from '../../commuting.ts';
import type { Exploration, Semantics } from '../../semantics.ts';
import { COMMUTE_SCOPES } from './scopes/scopes.ts';
import { deviceSeen, hasDriver, isHere, linkOf, linkSeen, lives, placeAt, progOfLink, type State } from './state.ts';
import { type Flags, type Mode, type Op, type Request, type RequestInput, request } from './vocabulary/index.ts';

/** The kinds of request, in the order of a table. */
const KINDS = [
  'set',
  'set if empty',
  'swap',
  'clear',
  'create link',
  'update link',
  'swap in link',
  'detach link',
  'close link',
  'remove device',
  'make device',
  'move device',
  'join bridge',
  'leave bridge',
] as const;
type Kind = (typeof KINDS)[number];

/** What relates two requests of one state: the first of these that applies. */
const SITUATIONS = {
  'one link': 'both name the same link',
  'one device': 'both are about the same device, or the device of a link',
  'port and bridge': 'one is about a port or what becomes one, the other about its bridge',
  elsewhere: 'they are about different devices',
} as const;

interface Wanted {
  readonly kind: Kind;
  readonly input: RequestInput;
}

const asProg = (name: string) => ({ is: 'prog', name }) as const;
const asLink = (name: string) => ({ is: 'link', name }) as const;
const expectedOf = (prog: string) => (prog === 'none' ? ({ is: 'none' } as const) : asProg(prog));

/** The modes that a device has, as flags. */
const modesOf = ({ universe }: State, device: string): readonly Flags[] =>
  hasDriver(universe.devices[device]!) ? [['DRV'], ['SKB']] : [['SKB']];

const modeOf = (flags: Flags): Mode => (flags.includes('DRV') ? 'drv' : 'skb');

function atPlaces(state: State, hook: string): readonly Wanted[] {
  const programs = Object.keys(state.universe.programs);
  const link = Object.keys(state.links).find((name) => linkOf(state, name).is === 'absent');
  return modesOf(state, hook).flatMap((flags) => {
    const about = { op: 'xdp_set', hook } as const;
    const expected = expectedOf(placeAt(state, hook, modeOf(flags)).prog);
    return [
      ...programs.flatMap((name): readonly Wanted[] => [
        { kind: 'set', input: { ...about, prog: asProg(name), flags } },
        { kind: 'set if empty', input: { ...about, prog: asProg(name), flags: ['UPDATE_IF_NOEXIST', ...flags] } },
        { kind: 'swap', input: { ...about, prog: asProg(name), flags: [...flags, 'REPLACE'], expected } },
        ...(link === undefined
          ? []
          : [{ kind: 'create link', input: { op: 'link_create', hook, link, prog: asProg(name), flags } } as const]),
      ]),
      { kind: 'clear', input: { ...about, prog: { is: 'none' }, flags } } as const,
    ];
  });
}

function ofLinks(state: State): readonly Wanted[] {
  const programs = Object.keys(state.universe.programs);
  const there = Object.keys(state.links).filter((name) => linkOf(state, name).is !== 'absent');
  return there.flatMap((name): readonly Wanted[] => {
    const about = { op: 'link_update', link: asLink(name) } as const;
    const old = asProg(progOfLink(state, name));
    return [
      ...programs.flatMap((prog): readonly Wanted[] => [
        { kind: 'update link', input: { ...about, prog: asProg(prog) } },
        { kind: 'swap in link', input: { ...about, prog: asProg(prog), flags: ['REPLACE'], old } },
      ]),
      { kind: 'detach link', input: { op: 'link_detach', link: asLink(name) } },
      { kind: 'close link', input: { op: 'link_close', link: name } },
    ];
  });
}

function ofDevices({ universe: { devices }, devices: states }: State): readonly Wanted[] {
  const bridges = Object.keys(devices).filter((name) => devices[name]!.kind === 'bridge');
  return Object.keys(devices).flatMap((device): readonly Wanted[] => {
    const { is } = states[device]!;
    if (is === 'gone') return [{ kind: 'make device', input: { op: 'device_create', device } }];
    if (is === 'away') return [];
    const asPort: readonly Wanted[] = [
      ...bridges.map((upper): Wanted => ({ kind: 'join bridge', input: { op: 'upper_add', device, upper } })),
      { kind: 'leave bridge', input: { op: 'upper_remove', device } },
      { kind: 'move device', input: { op: 'device_move', device } },
    ];
    return [
      { kind: 'remove device', input: { op: 'device_remove', device } },
      ...(bridges.includes(device) ? [] : asPort),
    ];
  });
}

/** Every well-formed request of a state. */
function requestsIn(state: State): readonly Kinded[] {
  const hooks = Object.keys(state.universe.devices).filter((name) => isHere(state, name));
  const wanted = [...hooks.flatMap((hook) => atPlaces(state, hook)), ...ofLinks(state), ...ofDevices(state)];
  return wanted.map(({ kind, input }) => ({ kind, request: request(input) }));
}

/** The link that a request names; none that it makes. */
function linkIn(each: Request): string | undefined {
  if (!('link' in each) || each.op === 'link_create') return undefined;
  if (typeof each.link === 'string') return each.link;
  return each.link.is === 'link' ? each.link.name : undefined;
}

/** The devices that a request is about, the one that it changes first. */
function devicesIn(state: State, each: Request): readonly string[] {
  if ('hook' in each) return [each.hook];
  if ('upper' in each) return [each.device, each.upper];
  if ('device' in each) return [each.device];
  const link = linkIn(each);
  const found = link === undefined ? undefined : linkOf(state, link);
  return found?.is === 'attached' ? [found.device] : [];
}

function situationOf(state: State, one: Request, other: Request): keyof typeof SITUATIONS {
  const [link, otherLink] = [linkIn(one), linkIn(other)];
  if (link !== undefined && link === otherLink) return 'one link';
  const [here, there] = [devicesIn(state, one), devicesIn(state, other)];
  if (here[0] !== undefined && here[0] === there[0]) return 'one device';
  const withUppers = (names: readonly string[]) => names.flatMap((name) => [name, state.devices[name]!.upper]);
  const meets = (names: readonly string[], others: readonly string[]) =>
    withUppers(names).some((name) => others.includes(name));
  return meets(here, there) || meets(there, here) ? 'port and bridge' : 'elsewhere';
}

/** The second request as another agent makes it: a link that both would create gets a name of its own. */
function asSecond(state: State, one: Request, other: Request): Request | undefined {
  if (one.op !== 'link_create' || other.op !== 'link_create') return other;
  const [, link] = Object.keys(state.links).filter((name) => linkOf(state, name).is === 'absent');
  return link === undefined ? undefined : { ...other, link };
}

/** Everything that can be seen of a state, and which links hold places. */
function look(state: State): string {
  const { universe, devices } = state;
  return JSON.stringify([
    Object.keys(devices).map((name) => [deviceSeen(state, name), devices[name]!.skb, devices[name]!.drv]),
    Object.keys(state.links).map((name) => linkSeen(state, name)),
    Object.keys(universe.programs).map((name) => lives(state, name)),
  ]);
}

/** There is no revision: a request expects the program that it saw. */
function expecting(_: Semantics, before: State, _after: State, each: Request): Request | undefined {
  if (each.op === 'link_update' && each.link.is === 'link' && !each.flags.includes('REPLACE')) {
    const old = asProg(progOfLink(before, each.link.name));
    return { ...each, flags: [...each.flags, 'REPLACE'], old };
  }
  if (each.op !== 'xdp_set' || each.flags.includes('REPLACE')) return undefined;
  const expected = expectedOf(placeAt(before, each.hook, modeOf(each.flags)).prog);
  return { ...each, flags: [...each.flags, 'REPLACE'], expected };
}

/** Operations whose order with others is not looked at: they only close what nobody else has, or show something. */
export const UNORDERED: readonly Op[] = ['prog_close', 'look', 'link_info', 'prog_by_id'];

/** How the order of two requests is looked at. */
export const COMMUTING: Commuting = {
  kinds: KINDS,
  situations: SITUATIONS,
  plain: ['elsewhere'],
  scopes: () => COMMUTE_SCOPES,
  requests: (state: State, _: Exploration) => requestsIn(state),
  situation: situationOf,
  asSecond,
  look,
  revisions: () => '',
  expecting,
  stale: ['EEXIST', 'EPERM'],
};
