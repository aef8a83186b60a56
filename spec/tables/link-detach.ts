/**
 * BPF_LINK_DETACH.
 * In the kernel: link_detach (kernel/bpf/syscall.c), and the detach of the link: tcx_link_detach (kernel/bpf/tcx.c) or
 * bpf_cgroup_link_detach (kernel/bpf/cgroup.c).
 */
import type { CitationLabel } from '../citations.ts';
import { LINK_DOMAIN, linkAspect } from '../facts/link.ts';
import { fail, type RuleTable, rulesOver, succeed } from '../rule.ts';
import { space } from '../situation.ts';
import type { RequestOf } from '../vocabulary/index.ts';

const rule = rulesOver<typeof LINK_DOMAIN>();

const rules = (syscall: CitationLabel, link: CitationLabel) => [
  rule('link-detach/link-fd-not-open', { link: 'not-open' }, fail('EBADF'), syscall)`
    The fd of the link must be open.`,
  rule('link-detach/not-a-link', { link: 'not-a-link' }, fail('EINVAL'), syscall)`The link must be a link.`,
  rule('link-detach/again', { link: 'defunct' }, succeed('nothing'), link)`
    Detaching a link that is in no slot changes nothing.`,
  rule('link-detach/detach', { link: 'attached' }, succeed('detach-link'), link)`
    The link's slot is removed; the link stays, defunct, with its program.`,
];

/** The table, with the sources of what the system call checks and of what the link does. */
export const linkDetach = (syscall: CitationLabel, link: CitationLabel): RuleTable<RequestOf<'link_detach'>> => ({
  op: 'link_detach',
  title: 'BPF_LINK_DETACH',
  space: space(LINK_DOMAIN),
  aspects: [linkAspect],
  rules: rules(syscall, link),
});
