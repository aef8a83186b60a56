/**
 * A socket that a process in the cgroup makes (socket(2)).
 * In the kernel: cgroup_sk_alloc (kernel/cgroup/cgroup.c), which takes a reference on what runs there (cgroup_bpf_get).
 */
import { cgroup } from '../facts/cgroup.ts';
import { fail, rulesOver, ruleTable, succeed } from '../rules.ts';
import type { RequestOf } from '../vocabulary/index.ts';

const FACTS = [cgroup] as const;

const rule = rulesOver<typeof FACTS>();

const RULES = [
  rule('socket-create/gone', { cgroup: 'gone' }, fail('ENOENT'), 'cgroup-directory')`
    No process is in a cgroup that is gone.`,
  rule('socket-create/create', { cgroup: 'present' }, succeed('create-socket'), 'cgroup-socket')`
    A socket belongs to the cgroup of the process that makes it, for good: the effective list there runs for it.`,
];

export const socketCreate = ruleTable<RequestOf<'socket_create'>>({
  op: 'socket_create',
  title: 'a socket made in the cgroup (socket(2))',
  facts: FACTS,
  rules: RULES,
});
