import { P } from 'ts-pattern';
import type { CitationLabel } from '../../citations.ts';
import { type Designation, fail, NOWHERE, type Place, type Rule, rulesOver } from '../../rule.ts';
import type { Flags, HookName, Relative, Request } from '../../vocabulary/index.ts';
import { REVISION_DOMAIN } from '../tcx/aspects.ts';
import { ANCHOR_DOMAIN, CGROUP_DOMAIN, type FindAnchor, FLAG_DOMAIN, LIST_DOMAIN } from './aspects.ts';

/** The fields that every request about a place in the list of a cgroup has. */
export const PLACEMENT_DOMAIN = {
  ...FLAG_DOMAIN,
  ...REVISION_DOMAIN,
  ...CGROUP_DOMAIN,
  ...LIST_DOMAIN,
  ...ANCHOR_DOMAIN,
} as const;

const rule = rulesOver<typeof PLACEMENT_DOMAIN>();

type Placed = Request & { hook: HookName; flags: Flags; relative: Relative };

/** The place of the relative, for a designation. */
export function anchorPlace(find: FindAnchor): Designation<Placed>['places'][number] {
  return { reads: 'relative', find: (state, { hook, relative }) => find(state, hook, relative) };
}

/** The slot in front of which an insertion goes. */
export function insertionPlace(count: number, flags: Flags, relative: Place): number {
  if (flags.includes('BEFORE')) return relative === NOWHERE ? 0 : relative;
  return flags.includes('AFTER') && relative !== NOWHERE ? relative + 1 : count;
}

/** Revision, hierarchy, mode and room, in this order. */
export const admissionRules = (command: string): readonly Rule[] => [
  rule(
    `${command}/stale-revision`,
    'An expected revision must be the current revision.',
    { revision: 'stale' },
    fail('ESTALE'),
    'cgroup-attach',
  ),
  rule(
    `${command}/forbidden-by-ancestor`,
    'The nearest ancestor that has programs or is in MULTI mode must not be in NONE mode.',
    { hierarchy: 'forbids' },
    fail('EPERM'),
    'cgroup-hierarchy',
  ),
  rule(
    `${command}/other-mode`,
    'A list that is not empty takes programs of its own mode only.',
    { list: 'other-mode' },
    fail('EPERM'),
    'cgroup-attach',
  ),
  rule(
    `${command}/full`,
    'A full list accepts no attach, not even with REPLACE.',
    { room: 'full' },
    fail('E2BIG'),
    'cgroup-attach',
  ),
];

/** LINK with nothing behind it. */
export const zeroLinkRule = (command: string, cite: CitationLabel = 'cgroup-anchor'): Rule =>
  rule(
    `${command}/anchor-zero-link`,
    'LINK without ID needs a value: 0 is never taken for the fd of a link.',
    { relative: 'zero-link' },
    fail('EINVAL'),
    cite,
  );

/** The relative, which is looked at only where something is to be inserted. */
export const anchorRules = (command: string): readonly Rule[] => [
  rule(
    `${command}/anchor-with-two-directives`,
    'A relative, ID or LINK needs exactly one of BEFORE and AFTER, not both.',
    { anchor: P.not('none'), BEFORE: true, AFTER: true },
    fail('EINVAL'),
    'cgroup-anchor',
  ),
  rule(
    `${command}/anchor-without-directive`,
    'A relative, ID or LINK needs exactly one of BEFORE and AFTER, not neither.',
    { anchor: P.not('none'), BEFORE: false, AFTER: false },
    fail('EINVAL'),
    'cgroup-anchor',
  ),
  rule(
    `${command}/head-and-tail`,
    'Without a relative BEFORE and AFTER agree on an empty list only.',
    { anchor: 'none', BEFORE: true, AFTER: true, list: P.not('empty') },
    fail('EINVAL'),
    'cgroup-anchor',
  ),
  rule(
    `${command}/anchor-of-other-kind`,
    'A program anchors on a program, and a link on a link.',
    { anchor: command === 'attach' ? 'link' : 'prog' },
    fail('EINVAL'),
    'cgroup-anchor',
  ),
  ...(command === 'attach' ? [] : [zeroLinkRule(command)]),
  rule(
    `${command}/anchor-fd-not-open`,
    'A relative named by fd must be an open fd.',
    { relative: 'not-open' },
    fail('EBADF'),
    'cgroup-anchor',
  ),
  rule(
    `${command}/anchor-fd-of-wrong-kind`,
    'A relative named by fd must be a link where LINK is set and a program where it is not.',
    { relative: 'wrong-kind' },
    fail('EINVAL'),
    'cgroup-anchor',
  ),
  rule(
    `${command}/anchor-id-unknown`,
    'A relative named by id must exist; nothing has id 0.',
    { relative: 'unknown-id' },
    fail('ENOENT'),
    'cgroup-anchor',
  ),
  rule(
    `${command}/anchor-unlisted`,
    'The relative must be in the list: a program directly, a link in its own slot.',
    { relative: 'unlisted' },
    fail('ENOENT'),
    'cgroup-anchor',
  ),
  rule(
    `${command}/anchor-preorder-differs`,
    'Relative and subject must agree on PREORDER.',
    { preorder: 'differs' },
    fail('EINVAL'),
    'cgroup-anchor',
  ),
];
