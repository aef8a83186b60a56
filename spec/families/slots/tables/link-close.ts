import { P } from 'ts-pattern';
import type { RuleTable } from '../../../rule.ts';
/**
 * close(2) of an fd of a link.
 * In the kernel: bpf_link_release (kernel/bpf/syscall.c), and the release of the link: tcx_link_release
 * (kernel/bpf/tcx.c) or bpf_cgroup_link_release (kernel/bpf/cgroup.c).
 */
import type { CitationLabel } from '../citations.ts';
import { shared } from '../facts/holders.ts';
import { standing } from '../facts/link.ts';
import { fact, fail, rulesOver, ruleTable, succeed } from '../rules.ts';
import { holdersOf } from '../state.ts';
import type { RequestOf } from '../vocabulary/index.ts';

type Close = RequestOf<'link_close'>;

const link = fact({
  field: 'link',
  values: ['closed', 'attached', 'defunct'],
  reads: ['link'],
  tell: (state, { link: name }: Close) => {
    const is = standing(state, name);
    return is === 'absent' || holdersOf(state, name).fds === 0 ? 'closed' : is;
  },
});

const FACTS = [link] as const;

const rule = rulesOver<typeof FACTS>();

const rules = (syscall: CitationLabel, release: CitationLabel) => [
  rule('link-close/not-open', { link: 'closed' }, fail('EBADF'), syscall)`The fd must be open.`,
  rule('link-close/attached', { link: 'attached' }, succeed('close-link'), release)`
    The link's slot is removed, then the link is freed.`,
  rule('link-close/defunct', { link: 'defunct' }, succeed('close-link'), syscall)`
    A link that is in no slot is freed.`,
];

const HELD = [link, shared('fd')] as const;

const held = rulesOver<typeof HELD>();

/** Where a link may have other holders than the fd that is closed. */
const HELD_BY_OTHERS = held('link-close/held', { link: P.not('closed'), shared: true }, succeed('close-fd'), 'bpffs')`
  A link that has another fd, or a pin, stays as it is.`;

/** The same where links may be held more than once. */
export const linkCloseHeld = (...sources: Parameters<typeof rules>): RuleTable<Close> => {
  const [notOpen, ...others] = rules(...sources);
  return ruleTable({
    op: 'link_close',
    title: 'close(2) of an fd of a link',
    facts: HELD,
    rules: [notOpen!, HELD_BY_OTHERS, ...others],
  });
};

/** The table, with the sources of what the system call does and of what the link does. */
export const linkClose = (...sources: Parameters<typeof rules>): RuleTable<Close> =>
  ruleTable({
    op: 'link_close',
    title: 'close(2) of the last fd of a link',
    facts: FACTS,
    rules: rules(...sources),
  });
