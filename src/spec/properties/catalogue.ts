import { HIERARCHY_INVARIANTS, HIERARCHY_LAWS } from './cgroup.ts';
import { INVARIANTS } from './invariants.ts';
import { LAWS } from './laws.ts';
import { PIN_INVARIANTS } from './pinned.ts';
import type { Property } from './property.ts';

const without = (properties: readonly Property[], ...ids: readonly string[]) =>
  properties.filter(({ id }) => !ids.includes(id));

/** What holds for every list of mprog. */
export const MPROG_PROPERTIES: readonly Property[] = [...INVARIANTS, ...LAWS];

/** The same, with what holds for pinned slots; REPLACE names its target differently there. */
export const RFC_PROPERTIES: readonly Property[] = [
  ...INVARIANTS,
  ...PIN_INVARIANTS,
  ...without(LAWS, 'replace-keeps-place', 'change-adds-one'),
];

/** What holds for a hierarchy of cgroups. */
export const CGROUP_PROPERTIES: readonly Property[] = [
  ...without(INVARIANTS, 'no-program-twice'),
  ...HIERARCHY_INVARIANTS,
  ...without(LAWS, 'change-adds-one'),
  ...HIERARCHY_LAWS,
];

/** What holds for a hierarchy of cgroups without revisions and links. */
export const OLD_CGROUP_PROPERTIES: readonly Property[] = [
  ...without(INVARIANTS, 'no-program-twice', 'attached-link-in-one-slot', 'other-link-in-no-slot'),
  ...HIERARCHY_INVARIANTS,
  ...without(LAWS, 'change-adds-one', 'link-slots-belong-to-links', 'before-is-in-front', 'after-is-behind'),
  ...without(HIERARCHY_LAWS, 'revision-counts-changes'),
];
