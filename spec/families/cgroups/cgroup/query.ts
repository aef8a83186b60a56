import { attr } from '../../slots/facts/attr.ts';
import { netAdmin } from '../../slots/facts/caller.ts';
import { cgroup } from '../../slots/facts/cgroup.ts';
import { fact, fail, rulesOver, ruleTable, succeed } from '../../slots/rules.ts';
/**
 * BPF_PROG_QUERY of a cgroup.
 * In the kernel: bpf_prog_query (kernel/bpf/syscall.c), cgroup_bpf_prog_query, then __cgroup_bpf_query
 * (kernel/bpf/cgroup.c).
 */
import { slotsOf } from '../../slots/state.ts';
import type { RequestOf } from '../../slots/vocabulary/index.ts';

type Query = RequestOf<'prog_query'>;

const queryFlags = fact({
  field: 'queryFlags',
  values: ['none', 'EFFECTIVE', 'UNKNOWN'],
  reads: ['queryFlags'],
  tell: (_, { queryFlags: flags }: Query) => flags,
});

/** Whether a buffer for the flags of every slot is given. */
const progAttachFlags = fact({
  field: 'progAttachFlags',
  values: [false, true],
  reads: ['progAttachFlags'],
  tell: (_, { progAttachFlags: given }: Query) => given,
});

/** Whether the buffer takes everything; `none` where there is no buffer, one without room, or nothing to give. */
const buffer = fact({
  field: 'buffer',
  values: ['none', 'smaller', 'enough'],
  reads: ['queryFlags', 'buffer'],
  tell: (state, { hook, queryFlags: flags, buffer: size }: Query) => {
    if (size === 'none' || size === 0) return 'none';
    const { effective } = state.hooks[hook]!;
    return size < (flags === 'EFFECTIVE' ? effective.length : slotsOf(state, hook).length) ? 'smaller' : 'enough';
  },
});

export const FACTS = [attr, netAdmin, cgroup, queryFlags, progAttachFlags, buffer] as const;

const rule = rulesOver<typeof FACTS>();

const OWN = { queryFlags: 'none' } as const;
const EFFECTIVE = { queryFlags: 'EFFECTIVE' } as const;
const SHORT = { attr: 'short', ...OWN } as const;
const TOO_SMALL = fail('ENOSPC', 'first-slots');

const RULES = [
  rule('query/without-capability', { netAdmin: false }, fail('EPERM'), 'syscall-query')`
    A query needs CAP_NET_ADMIN.`,
  rule('query/unknown-flag', { queryFlags: 'UNKNOWN' }, fail('EINVAL'), 'syscall-query')`
    EFFECTIVE is the only query flag there is.`,
  rule('query/no-cgroup', { cgroup: 'gone' }, fail('ENOENT'), 'cgroup-fd')`The cgroup must exist.`,
  rule('query/effective-with-flags', { ...EFFECTIVE, progAttachFlags: true }, fail('EINVAL'), 'cgroup-query')`
    EFFECTIVE takes no buffer for attach flags: an effective list has none.`,
  rule('query/effective-count', { ...EFFECTIVE, buffer: 'none' }, succeed('nothing', 'count'), 'cgroup-query')`
    Without room for ids a query of the effective list gives the count, and 0 as revision and mode.`,
  rule('query/effective-too-small', { ...EFFECTIVE, buffer: 'smaller' }, TOO_SMALL, 'cgroup-query')`
    A buffer that is too small gets the first programs of the effective list, and the true count.`,
  rule('query/effective', { ...EFFECTIVE, buffer: 'enough' }, succeed('nothing', 'slots'), 'cgroup-query')`
    A query of the effective list gives its programs in order, inherited ones included, and 0 as revision and mode.`,
  rule('query/short-count', { ...SHORT, buffer: 'none' }, succeed('nothing', 'bare-count'), 'query-size')`
    An attribute without room for a revision gets none, and nothing is written behind it.`,
  rule('query/short-too-small', { ...SHORT, buffer: 'smaller' }, fail('ENOSPC', 'bare-first-slots'), 'query-size')`
    An attribute without room for a revision gets the first programs that fit, and the true count.`,
  rule('query/short-slots', { ...SHORT, buffer: 'enough' }, succeed('nothing', 'bare-slots'), 'query-size')`
    An attribute without room for a revision gets the program of every slot, the count and the mode.`,
  rule('query/count', { ...OWN, buffer: 'none' }, succeed('nothing', 'count'), 'cgroup-query')`
    Without room for ids a query gives the count, the mode and the revision.`,
  rule('query/buffer-too-small', { ...OWN, buffer: 'smaller' }, TOO_SMALL, 'cgroup-query')`
    A buffer that is too small gets the first programs, and the true count.`,
  rule('query/slots', { ...OWN, buffer: 'enough' }, succeed('nothing', 'slots'), 'cgroup-query')`A query gives
    the program of every slot in order, the count, the mode and the revision; it shows neither links nor PREORDER.`,
];

export const query = ruleTable<Query>({
  op: 'prog_query',
  title: 'BPF_PROG_QUERY',
  facts: FACTS,
  rules: RULES,
});
