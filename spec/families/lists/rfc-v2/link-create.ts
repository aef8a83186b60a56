/**
 * BPF_LINK_CREATE in the second RFC, through tcx: as an attach, with a link in the slot; no flag is unknown to it.
 * In the posting: link_create (kernel/bpf/syscall.c), tcx_link_attach (kernel/bpf/tcx.c), then bpf_mprog_attach
 * (kernel/bpf/mprog.c) with the functions that blocks.ts names.
 */
import { P } from 'ts-pattern';
import { fail, rulesOver, ruleTable, succeed } from '../../slots/rules.ts';
import type { RequestOf } from '../../slots/vocabulary/index.ts';
import { endIsFree, objectIsValid, placeIsFree, subjectIsValid, targetCanBeReplaced } from './blocks.ts';
import { INSERTION, insertion } from './insertion.ts';

const rule = rulesOver<typeof INSERTION>();

/** A request that pins nothing. */
const UNPINNED = { FIRST: false, LAST: false } as const;

const LISTED = P.not('unlisted');

const RULES = [
  ...subjectIsValid('link-create'), // link_create, tcx_link_attach
  ...objectIsValid('link-create'), // bpf_mprog_tuple_relative
  rule('link-create/relative-of-other-type', { relative: 'other-type' }, fail('EINVAL'), 'rfc-relative')`
    The program of the object must be of the type of the subject.`,
  ...targetCanBeReplaced('link-create'), // bpf_mprog_replace
  rule('link-create/target-of-another-owner', { REPLACE: true, target: LISTED }, fail('EBUSY'), 'rfc-replace')`
    No slot belongs to a link that does not exist yet: a new link replaces nothing.`,
  ...endIsFree('link-create'), // bpf_mprog_head_tail
  ...placeIsFree('link-create'), // bpf_mprog_add
  rule('link-create/pin-first', { FIRST: true }, succeed('insert-link'), 'rfc-pin')`
    FIRST pins the new link to the head.`,
  rule('link-create/pin-last', { FIRST: false, LAST: true }, succeed('insert-link'), 'rfc-pin')`
    LAST pins the new link to the tail.`,
  rule('link-create/insert-before', { ...UNPINNED, BEFORE: true }, succeed('insert-link'), 'rfc-add')`
    BEFORE puts the new link in front of the relative, or in front of the first slot that is not pinned.`,
  rule('link-create/insert-after', { ...UNPINNED, BEFORE: false, AFTER: true }, succeed('insert-link'), 'rfc-add')`
    AFTER puts the new link behind the relative, or behind the last slot that is not pinned.`,
  rule('link-create/append', { ...UNPINNED, BEFORE: false, AFTER: false }, succeed('insert-link'), 'rfc-add')`
    Without a directive the new link is appended, but in front of a slot pinned to the tail.`,
];

export const linkCreate = ruleTable<RequestOf<'link_create'>>({
  op: 'link_create',
  title: 'BPF_LINK_CREATE',
  facts: INSERTION,
  designation: insertion,
  rules: RULES,
});
