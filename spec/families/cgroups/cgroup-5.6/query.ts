/**
 * BPF_PROG_QUERY of a cgroup, before revisions: the same facts as today, and rules of its own.
 * In the kernel, at v5.6: bpf_prog_query (kernel/bpf/syscall.c), cgroup_bpf_prog_query (kernel/bpf/cgroup.c), then
 * __cgroup_bpf_query.
 */
import type { RuleTable } from '../../../rule.ts';
import { fail, rulesOver, succeed } from '../../slots/rules.ts';
import type { RequestOf } from '../../slots/vocabulary/index.ts';
import { type FACTS, query as today } from '../cgroup/query.ts';

const rule = rulesOver<typeof FACTS>();

const OWN = { queryFlags: 'none' } as const;
const EFFECTIVE = { queryFlags: 'EFFECTIVE' } as const;
const TOO_SMALL = fail('ENOSPC', 'first-slots');

const RULES = [
  rule('query/unknown-flag', { queryFlags: 'UNKNOWN' }, fail('EINVAL'), 'cgroup-5.6')`
    EFFECTIVE is the only query flag there is.`,
  rule('query/effective-count', { ...EFFECTIVE, buffer: 'none' }, succeed('nothing', 'count'), 'cgroup-5.6')`
    Without room for ids a query of the effective list gives the count.`,
  rule('query/effective-too-small', { ...EFFECTIVE, buffer: 'smaller' }, TOO_SMALL, 'cgroup-5.6')`
    A buffer that is too small gets the first programs of the effective list, and the true count.`,
  rule('query/effective', { ...EFFECTIVE, buffer: 'enough' }, succeed('nothing', 'slots'), 'cgroup-5.6')`
    A query of the effective list gives its programs in order, inherited ones included.`,
  rule('query/count', { ...OWN, buffer: 'none' }, succeed('nothing', 'count'), 'cgroup-5.6')`
    Without room for ids a query gives the count and the mode.`,
  rule('query/buffer-too-small', { ...OWN, buffer: 'smaller' }, TOO_SMALL, 'cgroup-5.6')`
    A buffer that is too small gets the first programs, and the true count.`,
  rule('query/slots', { ...OWN, buffer: 'enough' }, succeed('nothing', 'slots'), 'cgroup-5.6')`
    A query gives every program in order, the count and the mode.`,
];

export const query: RuleTable<RequestOf<'prog_query'>> = { ...today, rules: RULES };
