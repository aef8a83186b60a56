import { CAPACITY, Lacking } from '../vocabulary/index.ts';
import type { Scope } from './scope.ts';
import { ATTRIBUTES, DEFAULT, KERNEL_BOUNDARY, type Scopes } from './usual.ts';

const CGROUP: Scope = {
  ...DEFAULT,
  kind: 'cgroup',
  programs: 2,
  links: 1,
  hooks: 2,
  capacity: CAPACITY.cgroup,
  retired: 0,
};

const DEEP: Scope = { ...CGROUP, name: 'deep', programs: 1, foreign: 0, hooks: 3, badInput: [] };

/** One cgroup, with every kind of bad input. */
export const SINGLE: Scope = { ...CGROUP, name: 'single', hooks: 1, retired: 1 };
/** Who may ask for what at a cgroup, and which of two errors comes first. */
const CGROUP_CALLERS: Scope = { ...SINGLE, name: 'callers', programs: 1, retired: 0, callers: Lacking.options };
/** The same of programs that see calls: whoever holds one may attach it. */
const UNGUARDED: Scope = {
  ...CGROUP_CALLERS,
  name: 'unguarded',
  attachType: 'connect4',
  foreign: 0,
  badInput: ['unknown-flag', 'stale-revision'],
};
/** What the attribute of a query of a cgroup may be. */
const CGROUP_ATTRIBUTES: Scope = { ...SINGLE, ...ATTRIBUTES, kind: 'cgroup', foreign: 0, capacity: CAPACITY.cgroup };
/** Cgroups that come and go, one below the other. */
const CGROUP_TARGETS: Scope = {
  ...CGROUP,
  name: 'targets',
  programs: 1,
  foreign: 0,
  badInput: ['closed-fd', 'unknown-flag', 'stale-revision', 'query-flags'],
  targets: true,
};
/** The same where somebody is in a cgroup. */
const CGROUP_FAILURES: Scope = { ...CGROUP_TARGETS, name: 'failures', failures: true };
/** What holds links and programs besides the fd that they came with. */
const CGROUP_HOLDERS: Scope = {
  ...SINGLE,
  name: 'holders',
  programs: 1,
  foreign: 0,
  badInput: ['closed-fd', 'absent-link'],
  callers: ['bpf-only'],
  holders: true,
};
/** Two cgroups, with good input alone: that has states enough. */
export const PAIR: Scope = { ...CGROUP, name: 'pair', foreign: 0, badInput: [] };

/** Lists of programs that see packets on their way out, with every verdict. */
const CGROUP_VERDICTS: Scope = {
  ...CGROUP,
  name: 'verdicts',
  attachType: 'egress',
  programs: 4,
  links: 0,
  foreign: 0,
  hooks: 1,
  badInput: [],
  verdicts: [1, 0, 2, 3],
};

/** Packets on their way in: which programs run where cgroups hand them down. */
const INHERITED: Scope = {
  ...CGROUP_VERDICTS,
  name: 'inherited',
  attachType: 'ingress',
  programs: 2,
  hooks: 2,
  verdicts: [0, 1],
};

/** Sockets that outlive the cgroup that they were made in. */
const CGROUP_SOCKETS: Scope = {
  ...CGROUP_VERDICTS,
  name: 'sockets',
  programs: 1,
  links: 1,
  hooks: 2,
  badInput: ['closed-fd'],
  verdicts: [0],
  targets: true,
  sockets: 1,
};

/** Two sockets of one cgroup, or of one and of another of the same name. */
const CGROUP_SHARED: Scope = { ...CGROUP_SOCKETS, name: 'shared', hooks: 1, sockets: 2 };

/** Calls where programs run in front of the kernel: what each can say, alone and with bpf_set_retval. */
const CALLS: Scope = {
  ...CGROUP_VERDICTS,
  name: 'calls',
  attachType: 'setsockopt',
  verdicts: [1, 0, { returns: 1, retval: 'ok' }, { returns: 0, retval: 'EACCES' }],
  options: ['known', 'unknown'],
};

/** Calls where programs run behind the kernel, which may have refused the call already. */
const ANSWERS: Scope = {
  ...CALLS,
  name: 'answers',
  attachType: 'getsockopt',
  verdicts: [0, { returns: 1, retval: 'ok' }, { returns: 1, retval: 'EBUSY' }, { returns: 1, retval: 5 }],
};

/** A link beside PREORDER, and a program that is closed: what runs may have been freed where a link update goes wrong. */
export const STALE: Scope = { ...INHERITED, name: 'stale', hooks: 1, links: 1, retired: 1, capacity: 2 };

const CGROUP_PACKETS = {
  verdicts: CGROUP_VERDICTS,
  inherited: INHERITED,
  calls: CALLS,
  answers: ANSWERS,
} satisfies Readonly<Record<string, Scope>>;

/** The same before programs could set what a call comes to. */
const BEFORE_RETVAL = {
  ...CGROUP_PACKETS,
  calls: { ...CALLS, programs: 2, verdicts: [1, 0] },
  answers: { ...ANSWERS, programs: 2, verdicts: [1, 0] },
} satisfies Readonly<Record<string, Scope>>;

/** The scopes of cgroups. */
export const CGROUP_SCOPES: Scopes = {
  default: { ...PAIR, name: 'default' },
  single: SINGLE,
  links: { ...SINGLE, name: 'links', links: 2, foreign: 0, retired: 0, badInput: ['unknown-id'] },
  callers: CGROUP_CALLERS,
  tokens: { ...CGROUP_CALLERS, name: 'tokens', callers: ['token'] },
  unguarded: UNGUARDED,
  attributes: CGROUP_ATTRIBUTES,
  targets: CGROUP_TARGETS,
  failures: CGROUP_FAILURES,
  holders: CGROUP_HOLDERS,
  sockets: CGROUP_SOCKETS,
  shared: CGROUP_SHARED,
  deep: DEEP,
  boundary: { ...CGROUP, name: 'boundary', programs: 1, hooks: 1, prefill: 63, floor: 64 },
  ...CGROUP_PACKETS,
};

/** The same without links. */
export const OLD_CGROUP_SCOPES: Scopes = {
  default: { ...CGROUP, programs: 3, links: 0, retired: 1 },
  deep: { ...CGROUP, name: 'deep', programs: 2, links: 0, foreign: 0, hooks: 3, badInput: [] },
  boundary: { ...CGROUP, name: 'boundary', programs: 2, links: 0, hooks: 1, prefill: 63, floor: 64 },
  ...BEFORE_RETVAL,
};

const FEW: Scope['badInput'] = ['closed-fd', 'unknown-id', 'unknown-flag', 'stale-revision', 'query-flags'];

/** Those of a cross-check with the kernel. */
export const CGROUP_KERNEL_SCOPES: Scopes = {
  default: { ...CGROUP, programs: 1, foreign: 0, badInput: FEW },
  ci: { ...CGROUP, name: 'ci', programs: 1, foreign: 0, badInput: [] },
  input: { ...CGROUP, name: 'input', programs: 1, hooks: 1, retired: 1 },
  programs: { ...CGROUP, name: 'programs', foreign: 0, hooks: 1, badInput: ['unknown-id', 'stale-revision'] },
  /** A link beside a link. */
  links: { ...CGROUP, name: 'links', programs: 1, foreign: 0, links: 2, hooks: 1, badInput: FEW },
  deep: DEEP,
  callers: { ...CGROUP_CALLERS, foreign: 0 },
  unguarded: UNGUARDED,
  attributes: CGROUP_ATTRIBUTES,
  targets: CGROUP_TARGETS,
  holders: CGROUP_HOLDERS,
  sockets: CGROUP_SOCKETS,
  shared: CGROUP_SHARED,
  ...CGROUP_PACKETS,
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
