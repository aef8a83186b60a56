import { fail, rulesOver, ruleTable, succeed } from '../../slots/rules.ts';
/**
 * BPF_PROG_ATTACH in the second RFC, through tcx.
 * In the posting: bpf_prog_attach (kernel/bpf/syscall.c), tcx_prog_attach (kernel/bpf/tcx.c), then bpf_mprog_attach
 * (kernel/bpf/mprog.c) with the functions that blocks.ts names.
 */
import type { RequestOf } from '../../slots/vocabulary/index.ts';
import { endIsFree, objectIsValid, placeIsFree, subjectIsValid, targetCanBeReplaced } from './blocks.ts';
import { INSERTION, insertion } from './insertion.ts';

const rule = rulesOver<typeof INSERTION>();

/** A request that pins nothing. */
const UNPINNED = { FIRST: false, LAST: false } as const;

const RULES = [
  rule('attach/unknown-flag', { unknownFlag: true }, fail('EINVAL'), 'rfc')`
    Only REPLACE, BEFORE, AFTER, FIRST, LAST, ID and LINK are known flags.`,
  ...subjectIsValid('attach'), // bpf_prog_attach, tcx_prog_attach
  ...objectIsValid('attach'), // bpf_mprog_tuple_relative
  rule('attach/relative-of-other-type', { relative: 'other-type' }, fail('EINVAL'), 'rfc-relative')`
    The program of the object must be of the type of the subject.`,
  ...targetCanBeReplaced('attach'), // bpf_mprog_replace
  rule('attach/target-owned-by-link', { REPLACE: true, target: 'linked' }, fail('EBUSY'), 'rfc-replace')`
    A slot that has a link is replaced through that link only.`,
  rule('attach/replace-not-first', { REPLACE: true, FIRST: true, relativeFirst: false }, fail('EACCES'), 'rfc-replace')`
    Only the first slot can be pinned to the head.`,
  rule('attach/replace-not-last', { REPLACE: true, LAST: true, relativeLast: false }, fail('EACCES'), 'rfc-replace')`
    Only the last slot can be pinned to the tail.`,
  rule('attach/replace', { REPLACE: true }, succeed('replace'), 'rfc-replace')`
    The subject takes the slot of the program to replace, pinned as the request says.`,
  ...endIsFree('attach'), // bpf_mprog_head_tail
  ...placeIsFree('attach'), // bpf_mprog_add
  rule('attach/pin-first', { FIRST: true }, succeed('insert'), 'rfc-pin')`FIRST pins the subject to the head.`,
  rule('attach/pin-last', { FIRST: false, LAST: true }, succeed('insert'), 'rfc-pin')`
    LAST pins the subject to the tail.`,
  rule('attach/insert-before', { ...UNPINNED, BEFORE: true }, succeed('insert'), 'rfc-add')`
    BEFORE puts the subject in front of the relative, or in front of the first slot that is not pinned.`,
  rule('attach/insert-after', { ...UNPINNED, BEFORE: false, AFTER: true }, succeed('insert'), 'rfc-add')`
    AFTER puts the subject behind the relative, or behind the last slot that is not pinned.`,
  rule('attach/append', { ...UNPINNED, BEFORE: false, AFTER: false }, succeed('insert'), 'rfc-add')`
    Without a directive the subject is appended, but in front of a slot pinned to the tail.`,
];

export const attach = ruleTable<RequestOf<'prog_attach'>>({
  op: 'prog_attach',
  title: 'BPF_PROG_ATTACH',
  facts: INSERTION,
  designation: insertion,
  rules: RULES,
});
