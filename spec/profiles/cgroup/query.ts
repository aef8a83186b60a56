/**
 * BPF_PROG_QUERY of a cgroup.
 * In the kernel: bpf_prog_query (kernel/bpf/syscall.c), cgroup_bpf_prog_query, then __cgroup_bpf_query
 * (kernel/bpf/cgroup.c).
 */
import { fail, type RuleTable, rulesOver, succeed } from '../../rule.ts';
import { space } from '../../situation.ts';
import { slotsOf } from '../../state.ts';
import type { RequestOf } from '../../vocabulary/index.ts';

export const DOMAIN = {
  queryFlags: ['none', 'EFFECTIVE', 'UNKNOWN'],
  /** Whether a buffer for the flags of every slot is given. */
  progAttachFlags: [false, true],
  /** Whether the buffer takes everything; `none` where there is no buffer, one without room, or nothing to give. */
  buffer: ['none', 'smaller', 'enough'],
} as const;

const rule = rulesOver<typeof DOMAIN>();

const OWN = { queryFlags: 'none' } as const;
const EFFECTIVE = { queryFlags: 'EFFECTIVE' } as const;
const TOO_SMALL = fail('ENOSPC', 'first-slots');

const RULES = [
  rule('query/unknown-flag', { queryFlags: 'UNKNOWN' }, fail('EINVAL'), 'syscall-query')`
    EFFECTIVE is the only query flag there is.`,
  rule('query/effective-with-flags', { ...EFFECTIVE, progAttachFlags: true }, fail('EINVAL'), 'cgroup-query')`
    EFFECTIVE takes no buffer for attach flags: an effective list has none.`,
  rule('query/effective-count', { ...EFFECTIVE, buffer: 'none' }, succeed('nothing', 'count'), 'cgroup-query')`
    Without room for ids a query of the effective list gives the count, and 0 as revision and mode.`,
  rule('query/effective-too-small', { ...EFFECTIVE, buffer: 'smaller' }, TOO_SMALL, 'cgroup-query')`
    A buffer that is too small gets the first programs of the effective list, and the true count.`,
  rule('query/effective', { ...EFFECTIVE, buffer: 'enough' }, succeed('nothing', 'slots'), 'cgroup-query')`
    A query of the effective list gives its programs in order, inherited ones included, and 0 as revision and mode.`,
  rule('query/count', { ...OWN, buffer: 'none' }, succeed('nothing', 'count'), 'cgroup-query')`
    Without room for ids a query gives the count, the mode and the revision.`,
  rule('query/buffer-too-small', { ...OWN, buffer: 'smaller' }, TOO_SMALL, 'cgroup-query')`
    A buffer that is too small gets the first programs, and the true count.`,
  rule('query/slots', { ...OWN, buffer: 'enough' }, succeed('nothing', 'slots'), 'cgroup-query')`A query gives
    the program of every slot in order, the count, the mode and the revision; it shows neither links nor PREORDER.`,
];

export const query: RuleTable<RequestOf<'prog_query'>> = {
  op: 'prog_query',
  title: 'BPF_PROG_QUERY',
  space: space(DOMAIN),
  aspects: [
    { reads: ['queryFlags'], tells: ['queryFlags'], part: (_, { queryFlags }) => ({ queryFlags }) },
    { reads: ['progAttachFlags'], tells: ['progAttachFlags'], part: (_, { progAttachFlags }) => ({ progAttachFlags }) },
    {
      reads: ['queryFlags', 'buffer'],
      tells: ['buffer'],
      part: (state, { hook, queryFlags, buffer }) => {
        if (buffer === 'none' || buffer === 0) return { buffer: 'none' };
        const { effective } = state.hooks[hook]!;
        const there = queryFlags === 'EFFECTIVE' ? effective.length : slotsOf(state, hook).length;
        return { buffer: buffer < there ? 'smaller' : 'enough' };
      },
    },
  ],
  rules: RULES,
};
