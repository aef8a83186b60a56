import type { Semantics } from '../../../semantics.ts';
import { KNOWN_FLAGS, Unprivileged } from '../vocabulary/index.ts';
import { BadInput, type Scope, sendsPackets } from './scope.ts';

/** Scopes by name; the one called `default` comes first. */
export type Scopes = { readonly default: Scope } & Readonly<Record<string, Scope>>;

/** The most flags of a proposal that a request sets at once in a scope that comes with it, and the most sets of them. */
const MOST_AT_ONCE = 6;
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

const DEFAULT: Scope = {
  name: 'default',
  programs: 3,
  foreign: 1,
  links: 2,
  kind: 'tcx',
  hooks: 1,
  clsact: false,
  capacity: 63,
  revision: 1,
  prefill: 0,
  floor: 0,
  retired: 1,
  flags: [],
  flagsAtOnce: MOST_AT_ONCE,
  badInput: BadInput.options,
};

const BOUNDARY: Scope = { ...DEFAULT, name: 'boundary', programs: 2, links: 1, prefill: 62, floor: 62, retired: 0 };

/** Lists of programs with every verdict: two that say NEXT, then PASS, DROP, REDIRECT, and a value that tcx does not know. */
const RUNNING: Scope = {
  ...DEFAULT,
  name: 'running',
  programs: 6,
  links: 0,
  foreign: 0,
  retired: 0,
  badInput: [],
  verdicts: [-1, -1, 0, 2, 7, 42],
};

/** Both ways, and classic tc behind the lists. */
const FILTERED: Scope = {
  ...RUNNING,
  name: 'filtered',
  programs: 1,
  hooks: 5,
  clsact: true,
  verdicts: [42],
  filters: true,
};

/** A packet on its way out. */
const OUTGOING: Scope = { ...RUNNING, name: 'outgoing', programs: 2, links: 1, hooks: 2, verdicts: [-1, 2] };

/** Who may ask for what, and which of two errors comes first. */
const CALLERS: Scope = {
  ...DEFAULT,
  name: 'callers',
  programs: 1,
  links: 1,
  retired: 0,
  callers: Unprivileged.options,
};

/** What the attribute of a query may be. */
const ATTRIBUTES: Scope = {
  ...DEFAULT,
  name: 'attributes',
  programs: 2,
  links: 1,
  retired: 0,
  badInput: ['query-flags'],
  attributes: ['reused', 'short'],
};

/** Qdiscs and devices that come and go, and what holds the entries of hooks. */
const TARGETS: Scope = {
  ...DEFAULT,
  name: 'targets',
  programs: 1,
  links: 1,
  foreign: 0,
  hooks: 2,
  retired: 0,
  badInput: [],
  targets: true,
};

/** The same where what is needed inside runs out, or is held by somebody else. */
const FAILURES: Scope = { ...TARGETS, name: 'failures', failures: true };

/** The scopes of tcx. */
export const SCOPES = {
  default: DEFAULT,
  lifetimes: { ...DEFAULT, name: 'lifetimes', retired: 40 },
  directions: { ...DEFAULT, name: 'directions', programs: 2, hooks: 2 },
  boundary: BOUNDARY,
  clsact: { ...DEFAULT, name: 'clsact', programs: 2, links: 1, clsact: true },
  running: RUNNING,
  outgoing: OUTGOING,
  filtered: FILTERED,
  callers: CALLERS,
  attributes: ATTRIBUTES,
  targets: TARGETS,
  failures: FAILURES,
} satisfies Scopes;

/** Both ends of a pair, and the names that are refused. */
const ENDS: Scope = {
  ...DEFAULT,
  name: 'ends',
  kind: 'netkit',
  programs: 1,
  links: 1,
  foreign: 0,
  hooks: 4,
  retired: 0,
  badInput: ['stale-revision'],
};

const RFC_SCOPES: Scopes = {
  default: DEFAULT,
  directions: { ...DEFAULT, name: 'directions', programs: 2, links: 1, hooks: 2, retired: 0 },
  boundary: { ...BOUNDARY, programs: 1 },
  clsact: { ...DEFAULT, name: 'clsact', programs: 2, links: 1, clsact: true },
  callers: CALLERS,
  attributes: ATTRIBUTES,
  wrap: { ...DEFAULT, name: 'wrap', programs: 2, links: 1, retired: 0, revision: 0xffffffff },
};

const CGROUP: Scope = {
  ...DEFAULT,
  kind: 'cgroup',
  programs: 2,
  links: 1,
  hooks: 2,
  capacity: 64,
  retired: 0,
};

const DEEP: Scope = { ...CGROUP, name: 'deep', programs: 1, foreign: 0, hooks: 3, badInput: [] };

/** One cgroup, with every kind of bad input. */
const SINGLE: Scope = { ...CGROUP, name: 'single', hooks: 1, retired: 1 };
/** Who may ask for what at a cgroup, and which of two errors comes first. */
const CGROUP_CALLERS: Scope = { ...SINGLE, name: 'callers', programs: 1, retired: 0, callers: Unprivileged.options };
/** What the attribute of a query of a cgroup may be. */
const CGROUP_ATTRIBUTES: Scope = { ...SINGLE, ...ATTRIBUTES, kind: 'cgroup', foreign: 0, capacity: 64 };
/** Two cgroups, with good input alone: that has states enough. */
const PAIR: Scope = { ...CGROUP, name: 'pair', foreign: 0, badInput: [] };

const CGROUP_SCOPES: Scopes = {
  default: { ...PAIR, name: 'default' },
  single: SINGLE,
  links: { ...SINGLE, name: 'links', links: 2, foreign: 0, retired: 0, badInput: ['unknown-id'] },
  callers: CGROUP_CALLERS,
  attributes: CGROUP_ATTRIBUTES,
  deep: DEEP,
  boundary: { ...CGROUP, name: 'boundary', programs: 1, hooks: 1, prefill: 63, floor: 64 },
};

const OLD_CGROUP_SCOPES: Scopes = {
  default: { ...CGROUP, programs: 3, links: 0, retired: 1 },
  deep: { ...CGROUP, name: 'deep', programs: 2, links: 0, foreign: 0, hooks: 3, badInput: [] },
  boundary: { ...CGROUP, name: 'boundary', programs: 2, links: 0, hooks: 1, prefill: 63, floor: 64 },
};

const BY_UAPI: Readonly<Record<string, Scopes>> = {
  mprog: SCOPES,
  'mprog of the second RFC': RFC_SCOPES,
  cgroup: CGROUP_SCOPES,
  'cgroup of Linux 5.6': OLD_CGROUP_SCOPES,
  'cgroup of Linux 6.1': CGROUP_SCOPES,
};

/** The scopes of the code before a fix and with it, where no profile says what the fix is about. */
function both<S>(commit: string, scopes: S): Readonly<Record<string, S>> {
  return { [`before-${commit}`]: scopes, [`since-${commit}`]: scopes };
}

/**
 * Scopes that one semantics has besides or instead. To fill a list beyond its array takes more programs than to fill it;
 * effective lists that can be stale, and PREORDER, make many more states.
 */
const MORE: Readonly<Record<string, Readonly<Record<string, Scope>>>> = {
  'cgroup-v3-posted': {
    default: { ...SINGLE, name: 'default' },
    single: { ...SINGLE, links: 2, retired: 0 },
    pair: PAIR,
  },
  'cgroup-6.17': { default: { ...SINGLE, name: 'default' }, single: { ...SINGLE, links: 2, retired: 0 }, pair: PAIR },
  netkit: { ends: ENDS },
  ...both('6655c409707e', {
    default: { ...SINGLE, name: 'default', links: 0, foreign: 0, badInput: [], failures: true },
  }),
  ...both('3f562c537e9e', { default: { ...SINGLE, name: 'default', foreign: 0, badInput: [], trait: 'storage' } }),
  ...both('bpf_mprog_check_prog', {
    default: {
      ...DEFAULT,
      programs: 2,
      links: 1,
      foreign: 0,
      retired: 0,
      trait: 'offloaded',
      badInput: ['stale-revision'],
    },
  }),
  'mprog-first-merge': {
    overfull: { ...BOUNDARY, name: 'overfull', foreign: 0, prefill: 63, floor: 62, badInput: ['unknown-id'] },
    released: { ...BOUNDARY, name: 'released', foreign: 0, floor: 63, retired: 1, badInput: [] },
  },
};

/** The flags of a semantics that are not known to the interface it is made from. */
function newFlags({ uapi }: Semantics): readonly string[] {
  const known: readonly string[] = KNOWN_FLAGS;
  return [...new Set(Object.values(uapi.flags).flat())].filter((flag) => !known.includes(flag));
}

/** The kinds of hook whose verdicts are those of lists of mprog. */
export const RUN_AT: readonly string[] = ['tcx', 'netkit'];

/** Whether packets can be sent under a semantics. */
export const runs = ({ uapi }: Semantics): boolean => uapi.fields.run !== undefined;

/** Whether queries of a semantics have a field. */
export const queriesSay = ({ uapi }: Semantics, field: string): boolean =>
  uapi.fields.prog_query?.includes(field) ?? false;

/** Whether qdiscs and devices come again under a semantics. */
export const hasTargets = ({ uapi }: Semantics): boolean => uapi.fields.qdisc_add !== undefined;

/** Whether requests of a scope can be made under a semantics. */
const fits = (scope: Scope, semantics: Semantics): boolean =>
  (!sendsPackets(scope) || runs(semantics)) &&
  (!scope.targets || hasTargets(semantics)) &&
  (scope.callers === undefined || queriesSay(semantics, 'caller')) &&
  (scope.attributes === undefined || queriesSay(semantics, 'attr'));

/** The scopes that come with a semantics. */
export function scopesOf(semantics: Semantics): Scopes {
  const { uapi } = semantics;
  const scopes = BY_UAPI[uapi.name];
  if (scopes === undefined) throw new RangeError(`no scopes are known for the uapi ${uapi.name}`);
  const flags = newFlags(semantics);
  const mine = Object.entries({ ...scopes, ...MORE[semantics.name] })
    .filter(([, scope]) => scope.kind === uapi.hook || (scope.hooks === 1 && !scope.clsact))
    .filter(([, scope]) => fits(scope, semantics))
    .map(
      ([name, scope]) => [name, { ...scope, kind: uapi.hook, flags, flagsAtOnce: flagsAtOnce(flags.length) }] as const,
    );
  return Object.fromEntries(mine) as Scopes;
}

const KERNEL_BOUNDARY = { floor: 63, retired: 0, badInput: ['unknown-id', 'stale-revision', 'query-flags'] } as const;

/** The scopes of a cross-check of tcx with the kernel: small enough for a machine that takes its time. */
export const KERNEL_SCOPES = {
  default: DEFAULT,
  ci: { ...DEFAULT, name: 'ci', programs: 2, links: 1, retired: 0 },
  directions: { ...DEFAULT, name: 'directions', programs: 1, links: 1, hooks: 2 },
  clsact: { ...DEFAULT, name: 'clsact', programs: 1, links: 1, clsact: true, retired: 0 },
  boundary: { ...BOUNDARY, ...KERNEL_BOUNDARY, programs: 1, foreign: 0 },
  callers: CALLERS,
  targets: TARGETS,
  attributes: ATTRIBUTES,
  running: { ...RUNNING, programs: 4, verdicts: [-1, 0, 2, 42] },
  outgoing: OUTGOING,
  filtered: FILTERED,
} satisfies Scopes;

const FEW: Scope['badInput'] = ['closed-fd', 'unknown-id', 'unknown-flag', 'stale-revision', 'query-flags'];

const CGROUP_KERNEL_SCOPES: Scopes = {
  default: { ...CGROUP, programs: 1, foreign: 0, badInput: FEW },
  ci: { ...CGROUP, name: 'ci', programs: 1, foreign: 0, badInput: [] },
  input: { ...CGROUP, name: 'input', programs: 1, hooks: 1, retired: 1 },
  programs: { ...CGROUP, name: 'programs', foreign: 0, hooks: 1, badInput: ['unknown-id', 'stale-revision'] },
  /** A link beside a link. */
  links: { ...CGROUP, name: 'links', programs: 1, foreign: 0, links: 2, hooks: 1, badInput: FEW },
  deep: DEEP,
  callers: { ...CGROUP_CALLERS, foreign: 0 },
  attributes: CGROUP_ATTRIBUTES,
  boundary: {
    ...CGROUP,
    ...KERNEL_BOUNDARY,
    name: 'boundary',
    programs: 1,
    foreign: 0,
    hooks: 1,
    prefill: 63,
    floor: 64,
  },
};

const NETKIT_KERNEL_SCOPES: Scopes = {
  default: { ...DEFAULT, kind: 'netkit' },
  ci: { ...KERNEL_SCOPES.ci, kind: 'netkit' },
  callers: { ...CALLERS, kind: 'netkit' },
  ends: ENDS,
  boundary: { ...KERNEL_SCOPES.boundary, kind: 'netkit' },
};

const KERNEL_SCOPES_AT: Readonly<Record<string, Scopes>> = {
  tcx: KERNEL_SCOPES,
  netkit: NETKIT_KERNEL_SCOPES,
  cgroup: CGROUP_KERNEL_SCOPES,
};

/** The scopes of a cross-check of a semantics with the kernel; none where it is about hooks that are driven in no kernel. */
export function kernelScopesOf(semantics: Semantics): Scopes | undefined {
  const scopes = KERNEL_SCOPES_AT[semantics.uapi.hook];
  if (scopes === undefined) return undefined;
  const flags = newFlags(semantics);
  const most = semantics.uapi.fields.link_create === undefined ? 0 : Number.MAX_SAFE_INTEGER;
  const mine = Object.entries(scopes)
    .filter(([name]) => name !== 'links' || most > 0)
    .filter(([, scope]) => fits(scope, semantics))
    .map(([name, scope]) => [
      name,
      { ...scope, links: Math.min(scope.links, most), flags, flagsAtOnce: flagsAtOnce(flags.length) },
    ]);
  return Object.fromEntries(mine);
}
