/**
 * BPF_LINK_UPDATE at a tcx hook. Of the flags, REPLACE alone is known: it says that an old program is named.
 * In the kernel: link_update (kernel/bpf/syscall.c), tcx_link_update (kernel/bpf/tcx.c), then bpf_mprog_attach with
 * bpf_mprog_tuple_relative (kernel/bpf/mprog.c).
 */
import { P } from 'ts-pattern';
import { FLAGS } from '../../slots/facts/flags.ts';
import { link, UPDATE } from '../../slots/facts/link.ts';
import { fail, rulesOver, ruleTable, succeed } from '../../slots/rules.ts';
import type { RequestOf } from '../../slots/vocabulary/index.ts';

const FACTS = [...FLAGS, link, ...UPDATE] as const;

const rule = rulesOver<typeof FACTS>();

const NAMED = P.not('none');

const RULES = [
  rule('link-update/unknown-flag', { unknownFlag: true }, fail('EINVAL'), 'syscall-link')`
    Only REPLACE is a known flag.`,
  rule('link-update/before', { BEFORE: true }, fail('EINVAL'), 'syscall-link')`BEFORE is no flag of an update.`,
  rule('link-update/after', { AFTER: true }, fail('EINVAL'), 'syscall-link')`AFTER is no flag of an update.`,
  rule('link-update/link-fd-not-open', { link: 'not-open' }, fail('EBADF'), 'syscall-link')`
    The fd of the link must be open.`,
  rule('link-update/not-a-link', { link: 'not-a-link' }, fail('EINVAL'), 'syscall-link')`The link must be a link.`,
  rule('link-update/prog-fd-not-open', { prog: 'not-open' }, fail('EBADF'), 'syscall-link')`
    The new program must be an open fd.`,
  rule('link-update/not-a-program', { prog: 'not-a-program' }, fail('EINVAL'), 'syscall-link')`
    The new program must be a program.`,
  rule('link-update/old-missing', { REPLACE: true, old: 'none' }, fail('EINVAL'), 'syscall-link')`
    REPLACE needs an old program; fd 0 is none.`,
  rule('link-update/old-fd-not-open', { REPLACE: true, old: 'not-open' }, fail('EBADF'), 'syscall-link')`
    Under REPLACE the old program must be an open fd.`,
  rule('link-update/old-not-a-program', { REPLACE: true, old: 'not-a-program' }, fail('EINVAL'), 'syscall-link')`
    Under REPLACE the old program must be a program.`,
  rule('link-update/old-unused', { REPLACE: false, old: NAMED }, fail('EINVAL'), 'syscall-link')`
    An old program needs REPLACE.`,
  rule('link-update/defunct', { link: 'defunct' }, fail('ENOLINK'), 'tcx-link')`
    A defunct link (detached, or its device removed) cannot be updated.`,
  rule('link-update/old-mismatch', { old: 'another' }, fail('EPERM'), 'tcx-link')`
    The old program must be the program of the link.`,
  rule('link-update/same', { change: 'none' }, succeed('nothing'), 'tcx-link')`
    An update to the program that the link already has changes nothing, not even the revision.`,
  rule('link-update/already-attached', { change: 'listed' }, fail('EEXIST'), 'mprog-attach')`
    A program is in the list at most once, directly or through a link.`,
  rule('link-update/other-type', { prog: 'other-type' }, fail('EINVAL'), 'mprog-relative')`
    The new program must be of the type of the current program of the link.`,
  rule('link-update/swap', {}, succeed('update-link'), 'tcx-link')`
    The slot keeps its place and its link and gets the new program.`,
];

export const linkUpdate = ruleTable<RequestOf<'link_update'>>({
  op: 'link_update',
  title: 'BPF_LINK_UPDATE',
  facts: FACTS,
  rules: RULES,
});
