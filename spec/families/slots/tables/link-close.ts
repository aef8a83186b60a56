import type { RuleTable } from '../../../rule.ts';
/**
 * close(2) of the last fd of a link.
 * In the kernel: bpf_link_release (kernel/bpf/syscall.c), and the release of the link: tcx_link_release
 * (kernel/bpf/tcx.c) or bpf_cgroup_link_release (kernel/bpf/cgroup.c).
 */
import type { CitationLabel } from '../citations.ts';
import { linkToClose } from '../facts/link.ts';
import { fail, rulesOver, ruleTable, succeed } from '../rules.ts';
import type { RequestOf } from '../vocabulary/index.ts';

type Close = RequestOf<'link_close'>;

const FACTS = [linkToClose] as const;

const rule = rulesOver<typeof FACTS>();

const rules = (syscall: CitationLabel, release: CitationLabel) => [
  rule('link-close/not-open', { link: 'closed' }, fail('EBADF'), syscall)`The fd must be open.`,
  rule('link-close/attached', { link: 'attached' }, succeed('close-link'), release)`
    The link's slot is removed, then the link is freed.`,
  rule('link-close/defunct', { link: 'defunct' }, succeed('close-link'), syscall)`
    A link that is in no slot is freed.`,
];

/** The table, with the sources of what the system call does and of what the link does. */
export const linkClose = (...sources: Parameters<typeof rules>): RuleTable<Close> =>
  ruleTable({
    op: 'link_close',
    title: 'close(2) of the last fd of a link',
    facts: FACTS,
    rules: rules(...sources),
  });
