import { ATTRIBUTE_TRIALS } from './attributes.ts';
import { ATTACHING_CALLERS, CALLER_TRIALS } from './callers.ts';
import { HIERARCHY_INVARIANTS, HIERARCHY_LAWS } from './cgroup.ts';
import { FULL_LIST_TRIALS } from './full-list.ts';
import { HIERARCHY_HISTORIES, HISTORIES } from './histories.ts';
import { HOLDER_INVARIANTS, HOLDER_LAWS } from './holders.ts';
import { INVARIANTS } from './invariants.ts';
import { LAWS } from './laws.ts';
import { MEMORY_LAWS } from './memory.ts';
import { MIRROR_TRIALS } from './mirrored.ts';
import { PIN_INVARIANTS } from './pinned.ts';
import type { Property } from './property.ts';
import { ORDER_LAWS } from './run-order.ts';
import { RUN_TRIALS, UNKNOWN_VERDICTS } from './running.ts';
import { CGROUP_RUN_TRIALS } from './running-at-cgroups.ts';
import { SET_TRIALS } from './set-fields.ts';
import { COMBINING_SIGHTINGS, LINK_SIGHTINGS, SIGHTINGS } from './sightings.ts';
import { SOCKET_TRIALS } from './sockets.ts';
import { HIERARCHY_TRIALS, TRIALS } from './trials.ts';

const without = (properties: readonly Property[], ...ids: readonly string[]) =>
  properties.filter(({ id }) => !ids.includes(id));

const ALL_TRIALS: readonly Property[] = [...TRIALS, ...MIRROR_TRIALS, ...FULL_LIST_TRIALS, ...SET_TRIALS];

const COMMON: readonly Property[] = [...ALL_TRIALS, ...HISTORIES, ...SIGHTINGS, ...LINK_SIGHTINGS];

/** What is to be expected where links may have several holders. */
const HOLDERS: readonly Property[] = [...HOLDER_INVARIANTS, ...HOLDER_LAWS];

/** What is to be expected of every list of mprog. */
export const MPROG_PROPERTIES: readonly Property[] = [
  ...INVARIANTS,
  ...LAWS,
  ...MEMORY_LAWS,
  ...COMMON,
  ...COMBINING_SIGHTINGS,
  ...RUN_TRIALS,
  ...UNKNOWN_VERDICTS,
  ...CALLER_TRIALS,
  ...ATTACHING_CALLERS,
  ...ATTRIBUTE_TRIALS,
  ...HOLDERS,
];

/** The same, with what is to be expected of pinned slots; REPLACE names its target differently there. */
export const RFC_PROPERTIES: readonly Property[] = [
  ...INVARIANTS,
  ...PIN_INVARIANTS,
  ...without(LAWS, 'replace-keeps-place', 'update-keeps-place', 'change-adds-one'),
  ...without(COMMON, 'set-replace-counts', 'set-replace-counts-in-detach', 'set-old-counts'),
];

/** What is to be expected of a hierarchy of cgroups. */
export const CGROUP_PROPERTIES: readonly Property[] = [
  ...without(INVARIANTS, 'no-program-twice'),
  ...HIERARCHY_INVARIANTS,
  ...without(LAWS, 'change-adds-one'),
  ...HIERARCHY_LAWS,
  ...ORDER_LAWS,
  ...COMMON,
  ...HIERARCHY_TRIALS,
  ...HIERARCHY_HISTORIES,
  ...MEMORY_LAWS.filter(({ id }) => id === 'within-its-attribute'),
  ...CGROUP_RUN_TRIALS,
  ...SOCKET_TRIALS,
  ...CALLER_TRIALS,
  ...ATTRIBUTE_TRIALS,
  ...HOLDERS,
];

const NEEDS_LINKS = ['attached-link-in-one-slot', 'other-link-in-no-slot'] as const;
const NEEDS_LINKS_OR_DIRECTIVES = [
  'link-slots-belong-to-links',
  'link-slot-through-its-link',
  'defunct-for-good',
  'link-takes-nothing',
  'relative-untouched',
  'before-is-in-front',
  'after-is-behind',
  'update-keeps-place',
] as const;

const NEEDS_MORE_FIELDS = [
  'true-end-accepted',
  'true-neighbour-accepted',
  'fd-or-id',
  'mirrored',
  'queried-revision-holds-next',
  'set-relative-counts',
  'set-replace-counts-in-detach',
  'set-old-counts',
  'set-revision-counts',
] as const;

/** What is to be expected of a hierarchy of cgroups without revisions, links and directives. */
export const OLD_CGROUP_PROPERTIES: readonly Property[] = [
  ...without(INVARIANTS, 'no-program-twice', ...NEEDS_LINKS),
  ...without(HIERARCHY_INVARIANTS, 'preorder-runs-first', 'parent-is-there'),
  ...without(LAWS, 'change-adds-one', ...NEEDS_LINKS_OR_DIRECTIVES),
  ...without(HIERARCHY_LAWS, 'revision-counts-changes'),
  ...without(ORDER_LAWS, 'updated-slot-runs', 'before-runs-in-front', 'after-runs-behind'),
  ...without(ALL_TRIALS, ...NEEDS_MORE_FIELDS),
  ...HIERARCHY_TRIALS,
  ...CGROUP_RUN_TRIALS,
  ...SIGHTINGS,
];

const NEEDS_ORDER = ['relative-untouched', 'before-is-in-front', 'after-is-behind'] as const;

/** The same with links, before directives and revisions. */
export const LINKED_CGROUP_PROPERTIES: readonly Property[] = [
  ...without(INVARIANTS, 'no-program-twice'),
  ...without(HIERARCHY_INVARIANTS, 'preorder-runs-first', 'parent-is-there'),
  ...without(LAWS, 'change-adds-one', ...NEEDS_ORDER),
  ...without(HIERARCHY_LAWS, 'revision-counts-changes'),
  ...without(ORDER_LAWS, 'before-runs-in-front', 'after-runs-behind'),
  ...without(ALL_TRIALS, ...NEEDS_MORE_FIELDS.filter((id) => id !== 'set-old-counts')),
  ...HIERARCHY_TRIALS,
  ...CGROUP_RUN_TRIALS,
  ...SIGHTINGS,
  ...without(LINK_SIGHTINGS, 'revision-decides'),
];

/** What PREORDER adds to that. */
export const PREORDER_PROPERTIES: readonly Property[] = HIERARCHY_INVARIANTS.filter(
  ({ id }) => id === 'preorder-runs-first',
);
