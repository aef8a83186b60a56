/**
 * The same where the packet or call may be of a socket that was made before: what runs is up to the socket, not to the process.
 * In the kernel: sock_cgroup_ptr (include/linux/cgroup.h), cgroup_sk_alloc (kernel/cgroup/cgroup.c).
 */
import { cgroup } from '../../slots/facts/cgroup.ts';
import { domain, socket } from '../../slots/facts/socket.ts';
import { fail, rulesOver, ruleTable, succeed } from '../../slots/rules.ts';
import type { RequestOf } from '../../slots/vocabulary/index.ts';
import { RUN_FACTS, RUN_RULES } from './run.ts';

const FACTS = [cgroup, socket, domain, ...RUN_FACTS] as const;

const rule = rulesOver<typeof FACTS>();

const RULES = [
  rule('run/gone', { cgroup: 'gone' }, fail('ENOENT'), 'cgroup-directory')`
    No process is in a cgroup that is gone.`,
  rule('run/no-socket', { socket: 'closed' }, fail('EBADF'), 'cgroup-socket')`The socket must be open.`,
  rule('run/other-domain', { domain: 'other' }, succeed('nothing', 'unseen'), 'cgroup-skb')`
    Programs that see packets or IPv4 addresses do not run for a socket of AF_UNIX: the kernel does its part alone.`,
  ...RUN_RULES,
];

export const runOfSocket = ruleTable<RequestOf<'run'>>({
  op: 'run',
  title: 'one packet or system call at the cgroup, or of a socket made in one',
  facts: FACTS,
  rules: RULES,
});
