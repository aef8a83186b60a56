import { CAPACITY } from '../vocabulary/index.ts';
import { BadInput, type Scope } from './scope.ts';

/** Scopes by name; the one called `default` comes first. */
export type Scopes = { readonly default: Scope } & Readonly<Record<string, Scope>>;

/** The most flags of a proposal that a request sets at once in a scope that comes with it, and the most sets of them. */
export const MOST_AT_ONCE = 6;
const MOST_SETS = 64;

/** How many flags at once make no more sets than a scope should have; with up to six flags all of them, and never none. */
export function flagsAtOnce(flags: number): number {
  let sets = 1 + flags;
  let chosen = flags;
  for (let most = 1; most < MOST_AT_ONCE; most += 1) {
    chosen = (chosen * (flags - most)) / (most + 1);
    sets += chosen;
    if (sets > MOST_SETS) return most;
  }
  return MOST_AT_ONCE;
}

export const DEFAULT: Scope = {
  name: 'default',
  programs: 3,
  foreign: 1,
  links: 2,
  kind: 'tcx',
  hooks: 1,
  clsact: false,
  capacity: CAPACITY.tcx,
  revision: 1,
  prefill: 0,
  floor: 0,
  retired: 1,
  flags: [],
  flagsAtOnce: MOST_AT_ONCE,
  badInput: BadInput.options,
};

export const BOUNDARY: Scope = {
  ...DEFAULT,
  name: 'boundary',
  programs: 2,
  links: 1,
  prefill: 62,
  floor: 62,
  retired: 0,
};

/** What the attribute of a query may be. */
export const ATTRIBUTES: Scope = {
  ...DEFAULT,
  name: 'attributes',
  programs: 2,
  links: 1,
  retired: 0,
  badInput: ['query-flags'],
  attributes: ['reused', 'short'],
};

/** What is full in a cross-check with the kernel, where a list is filled before the first request. */
export const KERNEL_BOUNDARY = {
  floor: 63,
  retired: 0,
  badInput: ['unknown-id', 'stale-revision', 'query-flags'],
} as const;
