import type { RuleTable } from '../../../rule.ts';
/**
 * BPF_LINK_DETACH.
 * In the kernel: link_detach (kernel/bpf/syscall.c), and the detach of the link: tcx_link_detach (kernel/bpf/tcx.c) or
 * bpf_cgroup_link_detach (kernel/bpf/cgroup.c).
 */
import type { CitationLabel } from '../citations.ts';
import { link } from '../facts/link.ts';
import { fail, rulesOver, ruleTable, succeed } from '../rules.ts';
import type { RequestOf } from '../vocabulary/index.ts';

const FACTS = [link] as const;

const rule = rulesOver<typeof FACTS>();

const rules = (syscall: CitationLabel, detach: CitationLabel) => [
  rule('link-detach/link-fd-not-open', { link: 'not-open' }, fail('EBADF'), syscall)`
    The fd of the link must be open.`,
  rule('link-detach/not-a-link', { link: 'not-a-link' }, fail('EINVAL'), syscall)`The link must be a link.`,
  rule('link-detach/again', { link: 'defunct' }, succeed('nothing'), detach)`
    Detaching a link that is in no slot changes nothing.`,
  rule('link-detach/detach', { link: 'attached' }, succeed('detach-link'), detach)`
    The link's slot is removed; the link stays, defunct, with its program.`,
];

/** The table, with the sources of what the system call checks and of what the link does. */
export const linkDetach = (...sources: Parameters<typeof rules>): RuleTable<RequestOf<'link_detach'>> =>
  ruleTable({
    op: 'link_detach',
    title: 'BPF_LINK_DETACH',
    facts: FACTS,
    rules: rules(...sources),
  });
