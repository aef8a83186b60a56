import type { BoundedScope, PropertyScopes } from '../../../semantics.ts';
import type { Op } from '../vocabulary/index.ts';
import type { Scope } from './scope.ts';

const PLACES: readonly Op[] = [
  'xdp_set',
  'link_create',
  'link_update',
  'link_detach',
  'link_close',
  'look',
  'link_info',
  'prog_by_id',
];

const GOOD = {
  special: [],
  veths: 1,
  plains: 0,
  bridges: 0,
  mtu: 'usual',
  callers: ['privileged'],
  badInput: [],
} as const;

/** One device, and everything that is asked of its places. */
const usual: Scope = {
  ...GOOD,
  name: 'default',
  programs: 2,
  links: 2,
  plains: 1,
  ops: [...PLACES, 'device_remove'],
  badInput: ['fds', 'flags', 'attributes'],
};

/** Ports of bridges that have programs of their own. */
const uppers: Scope = {
  ...GOOD,
  name: 'uppers',
  programs: 1,
  links: 1,
  bridges: 2,
  ops: ['xdp_set', 'link_create', 'link_close', 'upper_add', 'upper_remove', 'device_remove', 'device_move', 'look'],
  badInput: ['devices'],
};

/** Ports again, with links that are updated, and a second program. */
const ports: Scope = {
  ...GOOD,
  name: 'ports',
  programs: 2,
  links: 1,
  bridges: 1,
  ops: [...PLACES, 'upper_add', 'upper_remove'],
};

/** Programs that are not for every device and mode, and a device that takes few of them. */
const bound: Scope = {
  ...GOOD,
  name: 'bound',
  programs: 1,
  special: ['typed', 'devmap', 'cpumap', 'cls', 'bound', 'frags'],
  links: 1,
  plains: 1,
  mtu: 'large',
  ops: ['xdp_set', 'link_create', 'link_update', 'link_close'],
};

/** Two devices that programs are bound to. */
const homes: Scope = {
  ...GOOD,
  name: 'homes',
  programs: 0,
  special: ['bound', 'bound2'],
  links: 1,
  veths: 2,
  ops: ['xdp_set', 'link_create', 'prog_close', 'device_remove'],
};

/** Callers without capabilities, and links that are named by their ids. */
const callers: Scope = {
  ...GOOD,
  name: 'callers',
  programs: 2,
  links: 1,
  veths: 0,
  plains: 1,
  ops: [...PLACES, 'device_remove'],
  callers: ['privileged', 'unprivileged'],
  badInput: ['fds'],
};

/** Devices that go, come again and move, and programs and links that outlive them or are closed. */
const lifetimes: Scope = {
  ...GOOD,
  name: 'lifetimes',
  programs: 1,
  special: ['bound'],
  links: 1,
  ops: [
    'xdp_set',
    'link_create',
    'link_update',
    'link_detach',
    'link_close',
    'prog_close',
    'device_remove',
    'device_create',
    'device_move',
    'look',
    'link_info',
    'prog_by_id',
  ],
};

/** The scopes that come with the family; the first is the default one. */
export const SCOPES: readonly [Scope, ...Scope[]] = [usual, uppers, ports, bound, homes, callers, lifetimes];

/** Where paths are followed: two programs that take turns in one place. */
const paths: Scope = { ...GOOD, name: 'paths', programs: 2, links: 0, ops: ['xdp_set', 'look'] };

/** Where properties are looked at: in every scope, and along paths of five steps. */
export const PROPERTY_SCOPES: PropertyScopes = {
  states: SCOPES.map((scope) => ({ scope, limits: {} })),
  paths: { scope: paths, limits: { depth: 5 } },
};

/** Where the order of two requests is looked at. */
export const COMMUTE_SCOPES: readonly BoundedScope<Scope>[] = [
  { scope: { ...GOOD, name: 'ports', programs: 1, links: 1, bridges: 1, ops: PLACES }, limits: { depth: 3 } },
  { scope: { ...GOOD, name: 'one device', programs: 2, links: 2, ops: PLACES }, limits: {} },
];
