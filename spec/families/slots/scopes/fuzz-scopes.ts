import type { Fuzzing } from '../../../family.ts';
import type { Semantics } from '../../../semantics.ts';
import { CAPACITY, Lacking } from '../vocabulary/index.ts';
import { BadInput, HOOKS, type Scope } from './scope.ts';
import { hasHolders, hasTargets, queriesSay, runs, scopesOf } from './scopes.ts';

/** Mostly NEXT, so that lists are walked through. */
const VERDICTS = [-1, -1, -1, -1, 42, 2, 0, 7];

/** The same at cgroups, where all run in any case. */
const CGROUP_VERDICTS = [1, 1, 0, 1];

/** Lists that say little, so that packets come to the classic filters behind them, of which one redirects. */
const SHORT_PACKETS = {
  name: 'short-packets',
  programs: 3,
  foreign: 0,
  hooks: HOOKS.tcx.length,
  retired: 0,
  verdicts: [-1, 7, -1],
  clsact: true,
  filters: true,
  redirects: true,
} as const;

/** Lists that are empty now and then, so that what else holds an entry shows. */
const SHORT = {
  name: 'short-lists',
  programs: 1,
  foreign: 0,
  hooks: 2,
  retired: 8,
  badInput: [],
  callers: [],
  attributes: [],
} as const;

/** More than any list takes, and more hooks than can be explored: one list filled up, several hooks, and a list that is nearly full. */
function scopes(semantics: Semantics): readonly Scope[] {
  const { default: usual, wrap, calls, answers, redirected } = scopesOf(semantics);
  const capacity = CAPACITY[usual.kind];
  const links = (most: number) => (semantics.uapi.fields.link_create === undefined ? 0 : most);
  const large: Scope = {
    ...usual,
    revision: 1,
    capacity,
    clsact: false,
    badInput: BadInput.options,
    ...(queriesSay(semantics, 'caller') ? { callers: Lacking.options } : {}),
    ...(queriesSay(semantics, 'attr') ? { attributes: ['reused', 'short'] as const } : {}),
  };
  const targets = hasTargets(semantics) ? ({ targets: true, failures: true } as const) : {};
  const verdicts = usual.kind === 'cgroup' ? CGROUP_VERDICTS : VERDICTS;
  const many =
    usual.kind === 'xdp'
      ? []
      : [
          {
            ...large,
            // Where cgroups come and go no flag is about a place.
            ...(usual.kind === 'cgroup' ? {} : targets),
            name: 'many-hooks',
            programs: 24,
            foreign: 2,
            links: links(16),
            hooks: Math.min(6, HOOKS[usual.kind].length),
            retired: 8,
          },
        ];
  return [
    { ...large, name: 'long-list', programs: 60, foreign: 2, links: links(20), hooks: 1, retired: 12 },
    ...many,
    {
      ...large,
      name: 'nearly-full',
      programs: 6,
      foreign: 1,
      links: links(4),
      hooks: 1,
      retired: 2,
      prefill: capacity - 1,
    },
    ...(runs(semantics)
      ? [
          {
            ...large,
            name: 'packets',
            programs: 14,
            foreign: 0,
            links: links(4),
            hooks: 2,
            retired: 2,
            verdicts: Array.from({ length: 14 }, (_, index) => verdicts[index % verdicts.length]!),
            ...(usual.kind === 'tcx' ? ({ clsact: true, filters: true } as const) : {}),
            ...(redirected === undefined ? {} : ({ redirects: true } as const)),
          },
        ]
      : []),
    ...(hasHolders(semantics)
      ? [
          {
            ...large,
            ...targets,
            name: 'holders',
            programs: 6,
            foreign: 1,
            links: links(6),
            hooks: 2,
            retired: 4,
            callers: ['bpf-only'] as const,
            holders: true as const,
          },
        ]
      : []),
    ...[calls, answers].flatMap((scope) => (scope === undefined ? [] : [{ ...scope, links: links(2), hooks: 2 }])),
    ...(wrap === undefined ? [] : [{ ...wrap, programs: 8, links: links(4) }]),
    ...(usual.kind === 'tcx'
      ? [{ ...large, name: 'kept-entry', programs: 8, links: links(4), hooks: 2, clsact: true }]
      : []),
    ...(redirected === undefined ? [] : [{ ...large, ...SHORT_PACKETS, links: links(1) }]),
    ...(usual.kind === 'tcx' && hasTargets(semantics) ? [{ ...large, ...SHORT, ...targets, links: links(1) }] : []),
  ];
}

/** How often an operation is asked for: what puts something in a list more often than what takes it out, so that lists grow. */
const WEIGHTS: Readonly<Record<string, number>> = {
  prog_attach: 12,
  link_create: 8,
  prog_detach: 2,
  link_update: 4,
  prog_query: 2,
  link_detach: 0.5,
  link_close: 0.5,
  prog_close: 0.3,
  device_remove: 0.03,
  device_create: 0.3,
  run: 4,
  qdisc_add: 1,
  qdisc_replace: 1,
  qdisc_remove: 0.3,
  link_open: 0.3,
  link_pin: 0.3,
  link_unpin: 0.5,
  prog_open: 0.5,
  cgroup_remove: 0.03,
  cgroup_create: 0.3,
};

/** How long random sequences of requests to hooks with slots are made. */
export const FUZZING: Fuzzing = { scopes, weight: (op) => WEIGHTS[op] ?? 1 };
