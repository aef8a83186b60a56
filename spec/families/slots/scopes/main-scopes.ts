import type { Semantics } from '../../../semantics.ts';
import { BadInput, type Scope } from './scope.ts';
import { scopesOf } from './scopes.ts';

/**
 * Lists that are full with two slots, or a few. Nothing depends on how many slots there are, only on whether there is one left; but
 * no kernel can be set to so few, so traces for a kernel are taken from `boundary` instead.
 */
const FULL = { name: 'full', hooks: 1, clsact: false, capacity: 2, prefill: 0, floor: 0, retired: 0 } as const;

/** Two hooks, good input and few objects. */
const HOOKS = { name: 'hooks', hooks: 2, programs: 1, links: 1, foreign: 0, retired: 0, badInput: [] } as const;

/** The scopes of the main job beside the default one: by their names among those that come with the semantics, or made here. */
type More = (scopes: Readonly<Record<string, Scope>> & { readonly default: Scope }) => readonly (Scope | undefined)[];

/** Where packets are sent: every verdict once (the scope `running` has lists in which two programs say NEXT), both ways, filters, and redirects. */
const PACKETS: More = ({ running, outgoing, filtered, redirected, policy }) => {
  if (running === undefined) return [];
  const verdicts = [...new Set(running.verdicts)];
  return [
    { ...running, name: 'verdicts', programs: verdicts.length, verdicts },
    outgoing,
    filtered,
    redirected,
    policy,
  ];
};

const MPROG: More = (scopes) => [
  { ...scopes.default, ...FULL, programs: 3, links: 1 },
  scopes.default.kind === 'tcx' ? { ...scopes.default, ...HOOKS } : undefined,
  scopes.clsact,
  scopes.ends,
  scopes.callers,
  scopes.attributes,
  scopes.failures,
  scopes.holders,
  ...PACKETS(scopes),
];

/** A list of one slot that is too long by one, and what is refused beside it: which of two errors comes first. */
const ONE_SLOT = {
  ...FULL,
  name: 'one-slot',
  capacity: 1,
  programs: 2,
  links: 1,
  foreign: 1,
  badInput: ['unknown-flag', 'other-type'],
} as const;

/** A list that is too long by one slot, and a program beside it. */
const FIRST_MERGE: More = (scopes) => [
  { ...scopes.default, ...FULL, programs: 4, links: 1, foreign: 0, retired: 1, badInput: [] },
  { ...scopes.default, ...ONE_SLOT },
  { ...scopes.default, ...HOOKS },
  scopes.clsact,
  scopes.callers,
  scopes.attributes,
  ...PACKETS(scopes),
];

const RFC: More = ({ default: usual, clsact, wrap, callers, attributes }) => [
  callers,
  attributes,
  { ...usual, ...FULL, programs: 3, links: 1, foreign: 0, badInput: [] },
  { ...usual, ...HOOKS },
  clsact,
  wrap,
];

/** A program that is in the list twice, and a link that is placed beside one of the two: three slots. */
const FULL_CGROUP = { ...FULL, capacity: 3, programs: 2, links: 2, foreign: 1, badInput: BadInput.options } as const;

/** What packets and calls see at cgroups. */
const AT_CGROUPS: More = ({ verdicts, inherited, stale, calls, answers }) => [
  verdicts,
  inherited,
  stale,
  calls,
  answers,
];

const CGROUP: More = (scopes) => [
  scopes.single,
  scopes.callers,
  scopes.unguarded,
  scopes.attributes,
  scopes.failures,
  scopes.holders,
  scopes.sockets,
  { ...scopes.default, ...FULL_CGROUP },
  ...AT_CGROUPS(scopes),
];

/**
 * Where the default scope has one cgroup: two with one slot each, which is enough for what is inherited; and two slots, where
 * a program is replaced in a list that is not full.
 */
const ONE_CGROUP: More = (scopes) => [
  scopes.callers,
  scopes.unguarded,
  scopes.attributes,
  scopes.failures,
  scopes.holders,
  scopes.sockets,
  { ...scopes.default, ...HOOKS, programs: 2, capacity: 1 },
  { ...scopes.default, ...HOOKS, name: 'replaced', programs: 2, links: 0, capacity: 2 },
  { ...scopes.default, ...FULL_CGROUP },
  ...AT_CGROUPS(scopes),
];

const OLD_CGROUP: More = (scopes) => [{ ...scopes.default, ...FULL, programs: 3 }, ...AT_CGROUPS(scopes)];

const BY_NAME: Readonly<Record<string, More>> = {
  'mprog-first-merge': FIRST_MERGE,
  'cgroup-6.17': ONE_CGROUP,
  'cgroup-v3-posted': ONE_CGROUP,
};

const BY_UAPI: Readonly<Record<string, More>> = {
  mprog: MPROG,
  'mprog of the second RFC': RFC,
  cgroup: CGROUP,
  'cgroup of Linux 5.6': OLD_CGROUP,
  'cgroup of Linux 6.1': CGROUP,
};

/**
 * The scopes of the main job: between them they reach every rule that any scope of the semantics reaches, put every property
 * to the test, and find every fault that can be planted in its model (test/main-scopes.test.ts).
 */
export function mainScopesOf(semantics: Semantics): readonly Scope[] {
  const scopes = scopesOf(semantics);
  const more = BY_NAME[semantics.name] ?? BY_UAPI[semantics.uapi.name];
  if (more === undefined) throw new RangeError(`no scopes are known for the uapi ${semantics.uapi.name}`);
  return [scopes.default, ...more(scopes).filter((scope) => scope !== undefined)];
}
