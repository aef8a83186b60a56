import type { Semantics } from '../../../semantics.ts';
import type { HookKind } from '../vocabulary/index.ts';
import { BadInput, type Scope } from './scope.ts';
import { scopesOf } from './scopes.ts';
import { flagsAtOnce } from './usual.ts';

/** A scope for each of two semantics: the same objects, at the hooks that each is about. */
export interface ScopePair {
  readonly a: Scope;
  readonly b: Scope;
}

/** The bad input of a scope whose lists are long. */
const LITTLE = ['unknown-id', 'stale-revision'] as const;

/** The scopes of a run that was not told which, where the two have them. */
const DEFAULT_RUN: readonly string[] = [
  'default',
  'links',
  'single',
  'clsact',
  'boundary',
  'overfull',
  'released',
  'callers',
];

/**
 * Links beside links, and beside programs, with every bad input; what is closed or defunct; and two cgroups. Those have many
 * states: by default with two slots each, which is enough to be inherited in an order.
 */
const CGROUP: Readonly<Record<string, Partial<Scope>>> = {
  links: { programs: 2, links: 2, foreign: 1, hooks: 1, retired: 0, badInput: BadInput.options },
  single: { programs: 1, links: 2, foreign: 1, hooks: 1, retired: 1, badInput: BadInput.options },
  default: { programs: 2, links: 1, foreign: 0, hooks: 2, capacity: 2, retired: 0, badInput: [] },
  pair: { programs: 2, links: 1, foreign: 0, hooks: 2, retired: 0, badInput: [] },
};

const takes = ({ uapi }: Semantics, op: 'link_create' | 'prog_attach') => uapi.fields[op] !== undefined;

/** How many links it takes to see a link beside a link; one more where nothing else can be attached. */
function linksFor(a: Semantics, b: Semantics): number {
  if (![a, b].some((each) => takes(each, 'link_create'))) return 0;
  return [a, b].some((each) => takes(each, 'prog_attach')) ? 2 : 3;
}

/** The scope in which both can be asked what each is asked in its own. */
function meet(one: Scope, other: Scope): Scope {
  const flags = [...new Set([...one.flags, ...other.flags])];
  return {
    ...one,
    programs: Math.min(one.programs, other.programs),
    links: Math.max(one.links, other.links),
    hooks: one.kind === other.kind ? Math.min(one.hooks, other.hooks) : 1,
    capacity: Math.min(one.capacity, other.capacity),
    flags,
    flagsAtOnce: flagsAtOnce(flags.length),
  };
}

/** A scope as it is compared in: with links enough, and a list that is nearly full filled up by requests. */
function widened(scope: Scope, links: number): Scope {
  if (scope.name === 'boundary') {
    const prefill = scope.capacity - 1;
    return { ...scope, programs: 2, links, foreign: 0, prefill, floor: scope.capacity, badInput: LITTLE };
  }
  // Lists that are full from the start, and several hooks, have many states.
  return scope.prefill > 0 || scope.hooks > 1 ? scope : { ...scope, links: Math.max(scope.links, links) };
}

/** Every scope that two semantics can be compared in, by name. */
export function namedDiffScopes(a: Semantics, b: Semantics): Readonly<Record<string, ScopePair>> {
  const [ours, theirs] = [scopesOf(a), scopesOf(b)];
  const sameHook = a.uapi.hook === b.uapi.hook;
  const links = linksFor(a, b);
  const special = sameHook && a.uapi.hook === 'cgroup' && takes(a, 'link_create') && takes(b, 'link_create');
  const names = [...new Set([...Object.keys(ours), ...Object.keys(theirs), ...(special ? Object.keys(CGROUP) : [])])];
  const pairs = names.flatMap((name): (readonly [string, ScopePair])[] => {
    const [one, other] = [ours[name], theirs[name]];
    if (!sameHook && (one === undefined || other === undefined)) return [];
    const met = meet(one ?? other ?? ours.default, other ?? one ?? theirs.default);
    const own = special ? CGROUP[name] : undefined;
    const scope = own === undefined ? widened({ ...met, name }, links) : { ...met, name, ...own };
    return [[name, { a: { ...scope, kind: a.uapi.hook as HookKind }, b: { ...scope, kind: b.uapi.hook as HookKind } }]];
  });
  return Object.fromEntries(pairs);
}

/** The scopes that two semantics are compared in unless others are asked for: those with one hook first, for short examples. */
export function diffScopes(a: Semantics, b: Semantics): readonly ScopePair[] {
  const named = namedDiffScopes(a, b);
  return DEFAULT_RUN.flatMap((name) => named[name] ?? []).toSorted((x, y) => x.a.hooks - y.a.hooks);
}
