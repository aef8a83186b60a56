/**
 * A new cgroup under the name of one that is gone (mkdir).
 * In the kernel: cgroup_mkdir (kernel/cgroup/cgroup.c), cgroup_bpf_inherit (kernel/bpf/cgroup.c).
 */
import { cgroup, parent } from '../facts/cgroup.ts';
import { fail, rulesOver, ruleTable, succeed } from '../rules.ts';
import type { RequestOf } from '../vocabulary/index.ts';

const FACTS = [cgroup, parent] as const;

const rule = rulesOver<typeof FACTS>();

const RULES = [
  rule('cgroup-create/no-parent', { parent: 'gone' }, fail('ENOENT'), 'cgroup-directory')`
    The cgroup above must exist.`,
  rule('cgroup-create/exists', { cgroup: 'present' }, fail('EEXIST'), 'cgroup-directory')`A name is given once.`,
  rule('cgroup-create/create', { cgroup: 'gone' }, succeed('create-cgroup'), 'cgroup-inherit')`
    A cgroup that comes back is another one: it runs what ancestors hand down, and links of the former stay defunct.`,
];

export const cgroupCreate = ruleTable<RequestOf<'cgroup_create'>>({
  op: 'cgroup_create',
  title: 'a new cgroup of the same name (mkdir)',
  facts: FACTS,
  rules: RULES,
});
