/**
 * BPF_PROG_DETACH from a cgroup, before revisions: the same facts as today, and rules of its own.
 * In the kernel, at v5.6: bpf_prog_detach (kernel/bpf/syscall.c), cgroup_bpf_prog_detach (kernel/bpf/cgroup.c), then
 * __cgroup_bpf_detach.
 */
import type { RuleTable } from '../../../rule.ts';
import { fail, rulesOver, succeed } from '../../slots/rules.ts';
import type { RequestOf } from '../../slots/vocabulary/index.ts';
import { type FACTS, detach as today } from '../cgroup/detach.ts';

const rule = rulesOver<typeof FACTS>();

const RULES = [
  rule('detach/flags', { flags: true }, fail('EINVAL'), 'cgroup-5.6')`A detach takes no flags.`,
  rule('detach/empty', { list: 'empty' }, fail('ENOENT'), 'cgroup-5.6')`
    There is nothing to detach from an empty list, whatever program is named.`,
  rule('detach/no-subject', { list: 'several', subject: 'none' }, fail('EINVAL'), 'cgroup-5.6')`
    In MULTI mode a program of the type that the hook takes must be named.`,
  rule('detach/not-attached', { list: 'several', subject: 'unlisted' }, fail('ENOENT'), 'cgroup-5.6')`
    In MULTI mode the program must be attached.`,
  rule('detach/named', { list: 'several', subject: 'direct' }, succeed('remove'), 'cgroup-5.6')`
    In MULTI mode the named program is removed.`,
  rule('detach/the-one', { list: 'one' }, succeed('remove'), 'cgroup-5.6')`
    In NONE and OVERRIDE mode the one program is removed, whichever program is named, if any.`,
];

export const detach: RuleTable<RequestOf<'prog_detach'>> = { ...today, rules: RULES };
