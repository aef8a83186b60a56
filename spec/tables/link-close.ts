/**
 * close(2) of the last fd of a link.
 * In the kernel: bpf_link_release (kernel/bpf/syscall.c), and the release of the link: tcx_link_release
 * (kernel/bpf/tcx.c) or bpf_cgroup_link_release (kernel/bpf/cgroup.c).
 */
import type { CitationLabel } from '../citations.ts';
import { standing } from '../facts/link.ts';
import { fail, type RuleTable, rulesOver, succeed } from '../rule.ts';
import { space } from '../situation.ts';
import type { RequestOf } from '../vocabulary/index.ts';

const DOMAIN = { link: ['closed', 'attached', 'defunct'] } as const;
const rule = rulesOver<typeof DOMAIN>();

const rules = (syscall: CitationLabel, link: CitationLabel) => [
  rule('link-close/not-open', { link: 'closed' }, fail('EBADF'), syscall)`The fd must be open.`,
  rule('link-close/attached', { link: 'attached' }, succeed('close-link'), link)`
    The link's slot is removed, then the link is freed.`,
  rule('link-close/defunct', { link: 'defunct' }, succeed('close-link'), syscall)`
    A link that is in no slot is freed.`,
];

/** The table, with the sources of what the system call does and of what the link does. */
export const linkClose = (syscall: CitationLabel, link: CitationLabel): RuleTable<RequestOf<'link_close'>> => ({
  op: 'link_close',
  title: 'close(2) of the last fd of a link',
  space: space(DOMAIN),
  aspects: [
    {
      reads: ['link'],
      tells: ['link'],
      part: (state, { link: name }) => {
        const is = standing(state, name);
        return { link: is === 'absent' ? 'closed' : is };
      },
    },
  ],
  rules: rules(syscall, link),
});
