/**
 * close(2) of the last fd of a socket.
 * In the kernel: cgroup_sk_free (kernel/cgroup/cgroup.c), cgroup_bpf_put, cgroup_bpf_release (kernel/bpf/cgroup.c).
 */
import { closing } from '../facts/socket.ts';
import { fail, rulesOver, ruleTable, succeed } from '../rules.ts';
import type { RequestOf } from '../vocabulary/index.ts';

const FACTS = [closing] as const;

const rule = rulesOver<typeof FACTS>();

const RULES = [
  rule('socket-close/closed', { closing: 'closed' }, fail('EBADF'), 'cgroup-socket')`The socket must be open.`,
  rule('socket-close/release', { closing: 'last' }, succeed('close-socket'), 'cgroup-release')`
    With its last socket a dying cgroup is released: slots are removed, links are defunct; its parent may follow.`,
  rule('socket-close/close', { closing: 'other' }, succeed('close-socket'), 'cgroup-socket')`
    Any other socket is closed, and nothing else changes.`,
];

export const socketClose = ruleTable<RequestOf<'socket_close'>>({
  op: 'socket_close',
  title: 'closing the socket',
  facts: FACTS,
  rules: RULES,
});
