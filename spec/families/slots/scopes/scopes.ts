import type { Semantics } from '../../../semantics.ts';
import { COMING_AND_GOING, HOLDING, KNOWN_FLAGS, Lacking, OF_SOCKETS } from '../vocabulary/index.ts';
import { CGROUP_KERNEL_SCOPES, CGROUP_SCOPES, OLD_CGROUP_SCOPES, PAIR, SINGLE, STALE } from './cgroup-scopes.ts';
import { type Scope, sendsPackets } from './scope.ts';
import { ATTRIBUTES, BOUNDARY, DEFAULT, flagsAtOnce, KERNEL_BOUNDARY, type Scopes } from './usual.ts';

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
  hooks: 6,
  clsact: true,
  verdicts: [42],
  filters: true,
  redirects: true,
};

/** Redirects to a list that drops, and a list at the other end of the device. */
const REDIRECTED: Scope = {
  ...RUNNING,
  name: 'redirected',
  programs: 3,
  hooks: 2,
  verdicts: [-1, 7, 0],
  redirects: true,
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
  callers: Lacking.options,
};

/** The same of somebody with a BPF token. */
const TOKENS: Scope = { ...CALLERS, name: 'tokens', callers: ['token'] };

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

/** What holds links and programs besides the fd that they came with. */
const HOLDERS: Scope = {
  ...DEFAULT,
  name: 'holders',
  programs: 1,
  links: 1,
  foreign: 0,
  badInput: ['closed-fd', 'absent-link'],
  callers: ['bpf-only'],
  holders: true,
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
  redirected: REDIRECTED,
  callers: CALLERS,
  tokens: TOKENS,
  attributes: ATTRIBUTES,
  targets: TARGETS,
  holders: HOLDERS,
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

/** Both ends, one of which drops by its policy. */
const POLICY: Scope = {
  ...RUNNING,
  name: 'policy',
  kind: 'netkit',
  programs: 2,
  hooks: 2,
  verdicts: [-1, 42],
  drops: true,
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
  'cgroup-6.17': {
    default: { ...SINGLE, name: 'default' },
    single: { ...SINGLE, links: 2, retired: 0 },
    pair: PAIR,
    stale: STALE,
  },
  'cgroup-preorder-only': { stale: STALE },
  'before-f08aaee3152d': { stale: STALE },
  netkit: { ends: ENDS, policy: POLICY },
  ...both('6655c409707e', {
    default: { ...SINGLE, name: 'default', links: 0, foreign: 0, badInput: [], failures: true },
  }),
  ...both('7dc211c1159d', {
    default: { ...SINGLE, name: 'default', links: 0, foreign: 0, badInput: [], failures: true },
    linked: { ...SINGLE, name: 'linked', foreign: 0, retired: 0, badInput: [], failures: true },
    below: { ...PAIR, name: 'below', programs: 1, failures: true },
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

/** The kinds of hook of which it is said what their programs do. */
export const RUN_AT: readonly string[] = ['tcx', 'netkit', 'cgroup'];

/** Whether packets can be sent under a semantics. */
export const runs = ({ uapi }: Semantics): boolean => uapi.fields.run !== undefined;

/** Whether queries of a semantics have a field. */
export const queriesSay = ({ uapi }: Semantics, field: string): boolean =>
  uapi.fields.prog_query?.includes(field) ?? false;

/** Whether links can have other holders than one fd under a semantics. */
export const hasHolders = ({ uapi }: Semantics): boolean => HOLDING.every((op) => op in uapi.fields);

/** Whether qdiscs and devices, or cgroups, come again under a semantics. */
export const hasTargets = ({ uapi }: Semantics): boolean => COMING_AND_GOING.some((op) => op in uapi.fields);

/** Whether sockets can be made under a semantics. */
export const hasSockets = ({ uapi }: Semantics): boolean => OF_SOCKETS.every((op) => op in uapi.fields);

/** Whether requests of a scope can be made under a semantics. */
const fits = (scope: Scope, semantics: Semantics): boolean =>
  (!sendsPackets(scope) || runs(semantics)) &&
  (!scope.redirects || semantics.uapi.hook === 'tcx') &&
  (!scope.targets || hasTargets(semantics)) &&
  (!scope.holders || hasHolders(semantics)) &&
  (scope.sockets === undefined || hasSockets(semantics)) &&
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

/** The scopes of a cross-check of tcx with the kernel: small enough for a machine that takes its time. */
export const KERNEL_SCOPES = {
  default: DEFAULT,
  ci: { ...DEFAULT, name: 'ci', programs: 2, links: 1, retired: 0 },
  directions: { ...DEFAULT, name: 'directions', programs: 1, links: 1, hooks: 2 },
  clsact: { ...DEFAULT, name: 'clsact', programs: 1, links: 1, clsact: true, retired: 0 },
  boundary: { ...BOUNDARY, ...KERNEL_BOUNDARY, programs: 1, foreign: 0 },
  callers: CALLERS,
  targets: TARGETS,
  holders: HOLDERS,
  attributes: ATTRIBUTES,
  running: { ...RUNNING, programs: 4, verdicts: [-1, 0, 2, 42] },
  outgoing: OUTGOING,
  filtered: FILTERED,
  redirected: REDIRECTED,
} satisfies Scopes;

const NETKIT_KERNEL_SCOPES: Scopes = {
  default: { ...DEFAULT, kind: 'netkit' },
  ci: { ...KERNEL_SCOPES.ci, kind: 'netkit' },
  callers: { ...CALLERS, kind: 'netkit' },
  ends: ENDS,
  policy: POLICY,
  running: { ...KERNEL_SCOPES.running, kind: 'netkit' },
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
