/**
 * BPF_LINK_DETACH, by whoever has the link, or may get an fd of it for its id.
 * In the kernel: bpf_link_get_fd_by_id and link_detach (kernel/bpf/syscall.c), bpf_xdp_link_detach (net/core/dev.c).
 */
import { P } from 'ts-pattern';
import { privileged } from '../facts/caller.ts';
import { link } from '../facts/link.ts';
import { fact, fail, rulesOver, ruleTable, succeed } from '../rules.ts';
import type { RequestOf } from '../vocabulary/index.ts';

type Detach = RequestOf<'link_detach'>;

/** Whether the link is named by its id. */
const byId = fact({
  field: 'byId',
  values: [false, true],
  reads: ['by'],
  stateless: true,
  tell: (_, { by }: Detach) => by === 'id',
});

const FACTS = [byId, privileged, link] as const;

const rule = rulesOver<typeof FACTS>();

const RULES = [
  rule('link-detach/caller', { byId: true, privileged: false }, fail('EPERM'), 'syscall-id')`
    The caller needs CAP_SYS_ADMIN to get an fd for an id.`,
  rule('link-detach/no-link', { byId: true, link: P.union('not-open', 'not-a-link') }, fail('ENOENT'), 'syscall-id')`
    A link must have the id.`,
  rule('link-detach/link-fd-not-open', { link: 'not-open' }, fail('EBADF'), 'syscall-link')`
    The fd of the link must be open.`,
  rule('link-detach/not-a-link', { link: 'not-a-link' }, fail('EINVAL'), 'syscall-link')`The link must be a link.`,
  rule('link-detach/again', { link: 'defunct' }, succeed('nothing'), 'link-release')`
    Detaching a link that holds no place changes nothing.`,
  rule('link-detach/detach', { link: 'attached' }, succeed('detach'), 'link-release')`
    The place is empty; the link stays, defunct, with its program.`,
];

export const linkDetach = ruleTable<Detach>({
  op: 'link_detach',
  title: 'BPF_LINK_DETACH',
  facts: FACTS,
  rules: RULES,
});
