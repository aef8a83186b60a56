/**
 * Removal of a cgroup (rmdir).
 * In the kernel: cgroup_rmdir, cgroup_destroy_locked (kernel/cgroup/cgroup.c), then cgroup_bpf_offline and, when nobody uses
 * the lists any more, cgroup_bpf_release (kernel/bpf/cgroup.c).
 */
import { cgroup, children } from '../facts/cgroup.ts';
import { held } from '../facts/socket.ts';
import { fact, fail, rulesOver, ruleTable, succeed } from '../rules.ts';
import type { RequestOf } from '../vocabulary/index.ts';

/** Whether a process is in the cgroup. */
const busy = fact({
  field: 'busy',
  values: [false, true],
  reads: ['busy'],
  stateless: true,
  tell: (_, { busy: is }: RequestOf<'cgroup_remove'>) => is,
});

const FACTS = [cgroup, children, busy, held] as const;

const rule = rulesOver<typeof FACTS>();

const RULES = [
  rule('cgroup-remove/gone', { cgroup: 'gone' }, fail('ENOENT'), 'cgroup-directory')`The cgroup must exist.`,
  rule('cgroup-remove/processes', { busy: true }, fail('EBUSY'), 'cgroup-directory')`
    A cgroup that has processes is not removed.`,
  rule('cgroup-remove/children', { children: 'some' }, fail('EBUSY'), 'cgroup-directory')`
    A cgroup that has children is not removed: children go first.`,
  rule('cgroup-remove/dying', { children: 'none', held: true }, succeed('remove-cgroup'), 'cgroup-release')`
    While sockets made there, or below, are open, the cgroup is dying: requests to it are refused, its programs run.`,
  rule('cgroup-remove/remove', { children: 'none', held: false }, succeed('remove-cgroup'), 'cgroup-release')`
    Requests are refused at once; soon after, every slot is removed, and its links stay, defunct, with their programs.`,
];

export const cgroupRemove = ruleTable<RequestOf<'cgroup_remove'>>({
  op: 'cgroup_remove',
  title: 'removal of the cgroup (rmdir)',
  facts: FACTS,
  rules: RULES,
});
