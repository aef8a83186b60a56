/**
 * One more fd of a link: by its id (BPF_LINK_GET_FD_BY_ID), or from its pin (BPF_OBJ_GET).
 * In the kernel: bpf_link_get_fd_by_id (kernel/bpf/syscall.c), bpf_obj_get_user (kernel/bpf/inode.c).
 */
import { exists, pin, sysAdmin } from '../facts/holders.ts';
import { fact, fail, rulesOver, ruleTable, succeed } from '../rules.ts';
import type { RequestOf } from '../vocabulary/index.ts';

type Open = RequestOf<'link_open'>;

const from = fact({
  field: 'from',
  values: ['id', 'pin'],
  reads: ['from'],
  stateless: true,
  tell: (_, { from: where }: Open) => where,
});

const FACTS = [from, sysAdmin, exists, pin] as const;

const rule = rulesOver<typeof FACTS>();

const RULES = [
  rule('link-open/without-capability', { from: 'id', sysAdmin: false }, fail('EPERM'), 'fd-by-id')`
    An fd by an id needs CAP_SYS_ADMIN.`,
  rule('link-open/id-unknown', { from: 'id', exists: false }, fail('ENOENT'), 'fd-by-id')`
    A link that is named by id must exist.`,
  rule('link-open/no-pin', { from: 'pin', pin: 'none' }, fail('ENOENT'), 'bpffs')`The pin must exist.`,
  rule('link-open/open', {}, succeed('open-link'), 'fd-by-id')`
    The link has one more fd, which holds it as the others do.`,
];

export const linkOpen = ruleTable<Open>({
  op: 'link_open',
  title: 'one more fd of a link (BPF_LINK_GET_FD_BY_ID, BPF_OBJ_GET)',
  facts: FACTS,
  rules: RULES,
});
