import { P } from 'ts-pattern';
import type { RuleTable } from '../../../rule.ts';
/**
 * close(2) of an fd of a link that may have others, or a pin.
 * In the kernel: bpf_link_release and bpf_link_put_direct (kernel/bpf/syscall.c), and the release of the link:
 * tcx_link_release (kernel/bpf/tcx.c) or bpf_cgroup_link_release (kernel/bpf/cgroup.c).
 */
import type { CitationLabel } from '../citations.ts';
import { shared } from '../facts/holders.ts';
import { linkToClose } from '../facts/link.ts';
import { fail, rulesOver, ruleTable, succeed } from '../rules.ts';
import type { RequestOf } from '../vocabulary/index.ts';

const FACTS = [linkToClose, shared('fd')] as const;

const rule = rulesOver<typeof FACTS>();

const OPEN = P.not('closed');

const rules = (syscall: CitationLabel, release: CitationLabel) => [
  rule('link-close/not-open', { link: 'closed' }, fail('EBADF'), syscall)`The fd must be open.`,
  rule('link-close/held', { link: OPEN, shared: true }, succeed('close-fd'), syscall)`
    A link that has another fd, or a pin, is kept.`,
  rule('link-close/attached', { link: 'attached' }, succeed('close-link'), release)`
    The link's slot is removed, then the link is freed.`,
  rule('link-close/defunct', { link: 'defunct' }, succeed('close-link'), syscall)`
    A link that is in no slot is freed.`,
];

/** The table, with the sources of what the system call does and of what the link does. */
export const linkCloseHeld = (...sources: Parameters<typeof rules>): RuleTable<RequestOf<'link_close'>> =>
  ruleTable({
    op: 'link_close',
    title: 'close(2) of an fd of a link',
    facts: FACTS,
    rules: rules(...sources),
  });
