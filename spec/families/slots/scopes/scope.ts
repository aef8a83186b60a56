import { z } from 'zod';
import {
  CgroupAttachType,
  COMING_AND_GOING,
  Flag,
  HOLDING,
  type Hook,
  type HookKind,
  OF_SOCKETS,
  Trait,
  takenBy,
  Universe,
  Unprivileged,
  Verdict,
} from '../vocabulary/index.ts';
import { awayIn, runningIn } from './running.ts';

/** The kinds of bad input that a scope may have requests make. */
export const BadInput = z.enum([
  'closed-fd',
  'wrong-kind-fd',
  'unknown-id',
  'zero',
  'other-type',
  'unknown-flag',
  'stale-revision',
  'absent-link',
  'query-flags',
]);
export type BadInput = z.infer<typeof BadInput>;

/** The names of the hooks of each kind: as many as a scope may have. */
export const HOOKS = {
  tcx: ['ingress', 'egress', 'ingress2', 'egress2', 'ingress3', 'egress3'],
  netkit: ['primary', 'peer', 'by-peer', 'by-other'],
  xdp: ['xdp'],
  cgroup: ['parent', 'child', 'grandchild', 'sibling', 'nephew', 'other'],
} as const satisfies Record<HookKind, readonly string[]>;

/** The parents of cgroups: three one below the other, then two beside them, and one apart. */
const PARENTS: Readonly<Record<string, string>> = {
  parent: 'none',
  child: 'parent',
  grandchild: 'child',
  sibling: 'parent',
  nephew: 'sibling',
  other: 'none',
};

/** The two ends of a pair, and its primary end named by what does not name it. */
const NETKIT: Readonly<Record<string, Omit<Extract<Hook, { kind: 'netkit' }>, 'kind' | 'device'>>> = {
  primary: { end: 'primary', by: 'primary' },
  peer: { end: 'peer', by: 'primary' },
  'by-peer': { end: 'primary', by: 'peer' },
  'by-other': { end: 'primary', by: 'other' },
};

/** The devices that so many hooks are of: two for each. */
const deviceOf = (index: number) => (index < 2 ? 'dev' : `dev${Math.floor(index / 2) + 1}`);

/** What bounds an exploration: which objects there are, how far their lifetimes go, and what requests may say. */
export const Scope = z
  .strictObject({
    name: z.string(),
    programs: z.int().min(1).max(64).describe('programs of the type that the hook takes'),
    foreign: z.int().min(0).max(4).describe('programs of another type; the first is held by a link elsewhere'),
    links: z.int().min(0).max(20).describe('links that may exist at once'),
    kind: z.enum(Object.keys(HOOKS) as [HookKind]).describe('what the hooks are hooks of'),
    hooks: z
      .int()
      .min(1)
      .max(6)
      .describe(
        'directions of devices (1 to 6, two of each), ends of a netkit pair (1 to 2; 3 and 4: misnamed), or cgroups of a tree (1 to 6, the first three one below the other)',
      ),
    clsact: z.boolean().describe('whether the device has a clsact qdisc, which keeps the entry of an empty hook'),
    capacity: z.int().min(1).max(64).describe('slots of a hook'),
    revision: z.int().min(1).describe('the revision of a hook before anything is attached'),
    prefill: z.int().min(0).max(64).describe('slots filled before the first request, by programs of their own'),
    floor: z.int().min(0).max(64).describe('compare states with fewer slots, but do not expand them'),
    retired: z.int().min(0).max(40).describe('programs closed and links detached, together, at once'),
    flags: z.array(Flag).readonly().describe('flags that requests may set besides the known ones'),
    flagsAtOnce: z.int().min(1).max(32).describe('flags of a proposal that a request may set at once'),
    attachType: CgroupAttachType.exactOptional().describe('of cgroups; where it is left out, ingress'),
    verdicts: z
      .array(Verdict)
      .readonly()
      .exactOptional()
      .describe('what each program returns for a packet or call; without any, requests send none'),
    options: z
      .array(z.enum(['known', 'unknown']))
      .readonly()
      .exactOptional()
      .describe('the socket options that calls are about; where it is left out, a known one'),
    callers: z
      .array(Unprivileged)
      .readonly()
      .exactOptional()
      .describe('who asks beside the privileged; where it is left out, nobody'),
    targets: z
      .literal(true)
      .exactOptional()
      .describe(
        'whether qdiscs, and devices or cgroups that are gone, come again; at cgroups no flag is about a place then',
      ),
    attributes: z
      .array(z.enum(['reused', 'short']))
      .readonly()
      .exactOptional()
      .describe('what the attribute of a query may be besides fresh'),
    holders: z
      .literal(true)
      .exactOptional()
      .describe(
        'whether links are pinned and have a second fd, and programs get an fd by their id; at cgroups no flag is about a place then',
      ),
    trait: Trait.exactOptional().describe('what makes the last program special'),
    sockets: z
      .int()
      .min(1)
      .max(4)
      .exactOptional()
      .describe('sockets that processes in cgroups make and close, and send packets with; where it is left out, none'),
    failures: z.literal(true).exactOptional().describe('whether memory may run out, and qdiscs and cgroups be in use'),
    drops: z
      .literal(true)
      .exactOptional()
      .describe('whether the peer end of a netkit pair drops what it sends while nothing is attached there'),
    redirects: z
      .literal(true)
      .exactOptional()
      .describe(
        'whether the first program asks for a redirect to a hook where a program drops, and what leaves the first device comes to a list',
      ),
    filters: z.literal(true).exactOptional().describe('whether there are classic tc filters behind the lists'),
    badInput: z
      .array(BadInput)
      .readonly()
      .describe(
        'kinds of bad input; an unknown flag comes with every set of flags of an operation that has up to 4, else with one at most',
      ),
  })
  .refine((scope) => scope.prefill <= scope.capacity, {
    path: ['prefill'],
    error: 'there cannot be more prefilled slots than the capacity',
  })
  .refine((scope) => scope.hooks <= HOOKS[scope.kind].length, {
    path: ['hooks'],
    error: (issue) => `there are at most ${HOOKS[(issue.input as { kind: HookKind }).kind].length} of these`,
  })
  .refine(({ verdicts = [], programs }) => verdicts.length <= programs, {
    path: ['verdicts'],
    error: 'there cannot be more verdicts than programs',
  })
  .refine((scope) => scope.floor <= scope.capacity, {
    path: ['floor'],
    error: 'the floor cannot lie above the capacity',
  });
export type Scope = Readonly<z.output<typeof Scope>>;

/** Whether requests of an operation are made in a scope. */
export const makes = (scope: Scope, op: string): boolean =>
  (op !== 'run' || sendsPackets(scope)) &&
  (scope.targets === true || !COMING_AND_GOING.includes(op)) &&
  (scope.holders === true || !HOLDING.includes(op)) &&
  (scope.sockets !== undefined || !OF_SOCKETS.includes(op));

/** Whether programs of a scope can be told apart, whatever they are called. */
export const differ = (scope: Scope): boolean => sendsPackets(scope) || scope.trait !== undefined;

/** Whether requests of a scope send packets. */
export const sendsPackets = ({ verdicts }: Scope): boolean => verdicts !== undefined;

const letter = (index: number) => String.fromCharCode('A'.charCodeAt(0) + index);

/** How many programs are called by one letter: up to N, which is a link elsewhere. */
const LETTERS = 13;

/** The names a scope gives to its objects. */
export interface Cast {
  readonly programs: readonly string[];
  readonly foreign: readonly string[];
  readonly fillers: readonly string[];
  readonly links: readonly string[];
  readonly foreignLinks: readonly string[];
  readonly hooks: readonly string[];
  readonly devices: readonly string[];
  readonly sockets: readonly string[];
}

export function castOf(scope: Scope): Cast {
  const numbered = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}${i + 1}`);
  return {
    programs: Array.from({ length: scope.programs }, (_, i) => (i < LETTERS ? letter(i) : `P${i + 1}`)),
    foreign: Array.from({ length: scope.foreign }, (_, i) => ['X', 'Y', 'Z', 'W'][i]!),
    fillers: numbered('F', scope.prefill),
    links: numbered('L', scope.links),
    foreignLinks: scope.foreign > 0 && scope.links > 0 ? ['N'] : [],
    sockets: numbered('S', scope.sockets ?? 0),
    hooks: HOOKS[scope.kind].slice(0, scope.hooks),
    devices:
      scope.kind === 'netkit' ? ['dev'] : [...new Set(Array.from({ length: scope.hooks }, (_, i) => deviceOf(i)))],
  };
}

/** The hooks of a scope: directions of devices, or cgroups of a tree. */
function hooksOf({ kind, clsact, drops, attachType = 'ingress' }: Scope, names: readonly string[]): Universe['hooks'] {
  const place = (name: string, index: number): Hook => {
    if (kind === 'cgroup') return { kind, parent: PARENTS[name]!, attachType };
    const policy = drops && name === 'peer' ? ({ policy: 'drop' } as const) : {};
    if (kind === 'netkit') return { kind, device: 'dev', ...NETKIT[name]!, ...policy };
    if (kind === 'xdp') return { kind, device: 'dev' };
    return { kind, device: deviceOf(index), direction: index % 2 === 0 ? 'ingress' : 'egress', clsact };
  };
  return Object.fromEntries(names.map((name, index) => [name, place(name, index)]));
}

/** What exists before the first request of a scope. */
export function universeOf(scope: Scope): Universe {
  const { programs, foreign, fillers, links, foreignLinks, hooks, sockets } = castOf(scope);
  const running = runningIn(scope, programs, hooks);
  const places = hooksOf(scope, hooks);
  const type = takenBy(places[hooks[0]!]!);
  const away = awayIn(scope, programs);
  return Universe.parse({
    programs: Object.fromEntries([
      ...[...programs, ...fillers, ...running.filtering, ...away.programs].map((prog) => [prog, type]),
      ...foreign.map((prog) => [prog, 'sk_lookup']),
    ]),
    links,
    foreignLinks: Object.fromEntries(foreignLinks.map((link) => [link, foreign[0]])),
    hooks: { ...places, ...away.hooks },
    prefill: { ...(fillers.length > 0 ? { [hooks[0]!]: fillers } : {}), ...away.prefill },
    capacity: scope.capacity,
    revision: scope.revision,
    flags: scope.flags,
    sockets,
    verdicts: { ...running.verdicts, ...away.verdicts },
    redirects: away.redirects,
    filters: running.filters,
    traits: scope.trait === undefined ? {} : { [programs.at(-1)!]: scope.trait },
  });
}
