import { z } from 'zod';
import { Universe } from '../spec/vocabulary/index.ts';

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

/** What bounds an exploration: which objects there are, how far their lifetimes go, and what requests may say. */
export const Scope = z
  .strictObject({
    name: z.string(),
    programs: z.int().min(1).max(20).describe('programs of the type that the hook takes'),
    foreign: z.int().min(0).max(4).describe('programs of another type; the first is held by a link elsewhere'),
    links: z.int().min(0).max(20).describe('links that may exist at once'),
    hooks: z.int().min(1).max(2).describe('1: ingress; 2: ingress and egress of one device'),
    capacity: z.int().min(1).max(63).describe('slots of a hook'),
    prefill: z.int().min(0).max(63).describe('slots filled before the first request, by programs of their own'),
    floor: z.int().min(0).max(63).describe('a state with fewer slots than this is compared and not followed'),
    retired: z.int().min(0).max(40).describe('programs closed and links detached, together, at once'),
    badInput: z.array(BadInput).readonly().describe('kinds of bad input'),
  })
  .refine((scope) => scope.prefill <= scope.capacity, {
    path: ['prefill'],
    error: 'there cannot be more prefilled slots than the capacity',
  })
  .refine((scope) => scope.floor <= scope.capacity, {
    path: ['floor'],
    error: 'the floor cannot lie above the capacity',
  });
export type Scope = Readonly<z.output<typeof Scope>>;

const DEFAULT: Scope = {
  name: 'default',
  programs: 3,
  foreign: 1,
  links: 2,
  hooks: 1,
  capacity: 63,
  prefill: 0,
  floor: 0,
  retired: 1,
  badInput: BadInput.options,
};

/** The scopes that come with the tool. */
export const SCOPES = {
  default: DEFAULT,
  lifetimes: { ...DEFAULT, name: 'lifetimes', retired: 40 },
  directions: { ...DEFAULT, name: 'directions', programs: 2, hooks: 2 },
  boundary: { ...DEFAULT, name: 'boundary', programs: 2, links: 1, prefill: 62, floor: 62, retired: 0 },
} as const satisfies Record<string, Scope>;

/** The scopes of a cross-check with the kernel: the same, where they are small enough for a machine that takes its time. */
export const KERNEL_SCOPES = {
  ci: { ...DEFAULT, name: 'ci', programs: 2, links: 1, retired: 0 },
  default: DEFAULT,
  directions: { ...DEFAULT, name: 'directions', programs: 1, links: 1, hooks: 2 },
  boundary: {
    ...DEFAULT,
    name: 'boundary',
    programs: 1,
    links: 1,
    foreign: 0,
    prefill: 62,
    floor: 63,
    retired: 0,
    badInput: ['unknown-id', 'stale-revision', 'query-flags'],
  },
} as const satisfies Record<string, Scope>;

const letter = (index: number) => String.fromCharCode('A'.charCodeAt(0) + index);

/** The names a scope gives to its objects. */
export interface Cast {
  readonly programs: readonly string[];
  readonly foreign: readonly string[];
  readonly fillers: readonly string[];
  readonly links: readonly string[];
  readonly foreignLinks: readonly string[];
  readonly hooks: readonly string[];
}

export function castOf(scope: Scope): Cast {
  const numbered = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}${i + 1}`);
  return {
    programs: Array.from({ length: scope.programs }, (_, i) => letter(i)),
    foreign: Array.from({ length: scope.foreign }, (_, i) => ['X', 'Y', 'Z', 'W'][i]!),
    fillers: numbered('F', scope.prefill),
    links: numbered('L', scope.links),
    foreignLinks: scope.foreign > 0 && scope.links > 0 ? ['N'] : [],
    hooks: ['ingress', 'egress'].slice(0, scope.hooks),
  };
}

/** What exists before the first request of a scope. */
export function universeOf(scope: Scope): Universe {
  const { programs, foreign, fillers, links, foreignLinks, hooks } = castOf(scope);
  return Universe.parse({
    programs: Object.fromEntries([
      ...[...programs, ...fillers].map((prog) => [prog, 'sched_cls']),
      ...foreign.map((prog) => [prog, 'sk_lookup']),
    ]),
    links,
    foreignLinks: Object.fromEntries(foreignLinks.map((link) => [link, foreign[0]])),
    hooks: Object.fromEntries(hooks.map((hook) => [hook, { kind: 'tcx', device: 'dev', direction: hook }])),
    prefill: fillers.length > 0 ? { ingress: fillers } : {},
    capacity: scope.capacity,
  });
}
