/**
 * BPF_LINK_UPDATE at a cgroup: neither the program it has nor one that is attached elsewhere is refused or passed over.
 * In the kernel: link_update (kernel/bpf/syscall.c), cgroup_bpf_replace with __cgroup_bpf_replace
 * (kernel/bpf/cgroup.c).
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
  rule('link-update/defunct', { link: 'defunct' }, fail('ENOLINK'), 'cgroup-link')`A detached link cannot be updated.`,
  rule('link-update/old-mismatch', { old: 'another' }, fail('EPERM'), 'cgroup-link')`
    The old program must be the program of the link.`,
  rule('link-update/other-type', { prog: 'other-type' }, fail('EINVAL'), 'cgroup-link')`
    The new program must be of the type of the current program of the link.`,
  rule('link-update/swap', {}, succeed('update-link'), 'cgroup-link')`
    The slot keeps its place and its link and gets the new program, even if it is the old one or attached elsewhere.`,
];

export const linkUpdate = ruleTable<RequestOf<'link_update'>>({
  op: 'link_update',
  title: 'BPF_LINK_UPDATE',
  facts: FACTS,
  rules: RULES,
});
