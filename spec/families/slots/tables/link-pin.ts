/**
 * A link is pinned on a bpffs (BPF_OBJ_PIN), and its pin removed (unlink(2)).
 * In the kernel: bpf_obj_pin_user, then bpf_free_inode (kernel/bpf/inode.c) and bpf_link_put (kernel/bpf/syscall.c).
 */
import { fds, pin, shared } from '../facts/holders.ts';
import { fail, rulesOver, ruleTable, succeed } from '../rules.ts';
import type { RequestOf } from '../vocabulary/index.ts';

const FACTS = [fds, pin] as const;

const rule = rulesOver<typeof FACTS>();

const RULES = [
  rule('link-pin/not-open', { fds: 'none' }, fail('EINVAL'), 'bpffs')`
    The fd must be that of a BPF object; a closed fd has the same errno.`,
  rule('link-pin/exists', { pin: 'pinned' }, fail('EEXIST'), 'bpffs')`A name is given once.`,
  rule('link-pin/pin', { pin: 'none' }, succeed('pin-link'), 'bpffs')`The pin holds the link as an fd does.`,
];

export const linkPin = ruleTable<RequestOf<'link_pin'>>({
  op: 'link_pin',
  title: 'a link is pinned (BPF_OBJ_PIN)',
  facts: FACTS,
  rules: RULES,
});

const REMOVING = [pin, shared('pin')] as const;

const removal = rulesOver<typeof REMOVING>();

export const linkUnpin = ruleTable<RequestOf<'link_unpin'>>({
  op: 'link_unpin',
  title: 'the pin of a link is removed (unlink)',
  facts: REMOVING,
  rules: [
    removal('link-unpin/no-pin', { pin: 'none' }, fail('ENOENT'), 'bpffs')`The pin must exist.`,
    removal('link-unpin/held', { shared: true }, succeed('unpin-link'), 'bpffs')`
      A link that has an open fd is kept.`,
    removal('link-unpin/last', { shared: false }, succeed('close-link'), 'syscall-release')`
      With its last holder a link is freed; its slot, if it has one, is removed before.`,
  ],
});
