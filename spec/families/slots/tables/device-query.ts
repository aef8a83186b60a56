import type { RuleTable } from '../../../rule.ts';
/**
 * BPF_PROG_QUERY of a hook that belongs to a device.
 * In the kernel: bpf_prog_query (kernel/bpf/syscall.c), tcx_prog_query (kernel/bpf/tcx.c), bpf_mprog_query
 * (kernel/bpf/mprog.c).
 */
import type { CitationLabel } from '../citations.ts';
import { attr } from '../facts/attr.ts';
import { netAdmin } from '../facts/caller.ts';
import { device } from '../facts/device.ts';
import { fact, fail, rulesOver, ruleTable, succeed, undefinedBehaviour } from '../rules.ts';
import { slotsOf } from '../state.ts';
import type { RequestOf } from '../vocabulary/index.ts';

type Query = RequestOf<'prog_query'>;

const queryFlags = fact({
  field: 'queryFlags',
  values: ['none', 'EFFECTIVE', 'UNKNOWN'],
  reads: ['queryFlags'],
  tell: (_, { queryFlags: flags }: Query) => flags,
});

const attachFlags = fact({
  field: 'attachFlags',
  values: [false, true],
  reads: ['attachFlags'],
  tell: (_, { attachFlags: given }: Query) => given,
});

/** Whether the buffer takes all slots; `none` where there is no buffer, or one without room. */
const buffer = fact({
  field: 'buffer',
  values: ['none', 'smaller', 'enough'],
  reads: ['buffer'],
  tell: (state, { hook, buffer: size }: Query) => {
    if (size === 'none' || size === 0) return 'none';
    return size < slotsOf(state, hook).length ? 'smaller' : 'enough';
  },
});

const FACTS = [attr, netAdmin, device, queryFlags, attachFlags, buffer] as const;

const rule = rulesOver<typeof FACTS>();

const rules = (syscall: CitationLabel, hook: CitationLabel, list: CitationLabel) => [
  rule('query/without-capability', { netAdmin: false }, fail('EPERM'), syscall)`A query needs CAP_NET_ADMIN.`,
  rule('query/unknown-flag', { queryFlags: 'UNKNOWN' }, fail('EINVAL'), syscall)`
    EFFECTIVE is the only query flag that any hook knows.`,
  rule('query/no-device', { device: 'gone' }, fail('ENODEV'), hook)`The device of the hook must exist.`,
  rule('query/effective', { queryFlags: 'EFFECTIVE' }, fail('EINVAL'), list)`
    A hook without hierarchy has no effective list.`,
  rule('query/attach-flags', { attachFlags: true }, fail('EINVAL'), list)`A query takes no attach flags.`,
  rule('query/written-past', { attr: 'short' }, undefinedBehaviour(), 'query-size')`
    The revision is written behind an attribute that has no room for it: 21c4b99b27f3 mends that for cgroups alone.`,
  rule('query/count', { buffer: 'none' }, succeed('nothing', 'count'), list)`
    Without room for ids a query gives the count and the revision.`,
  rule('query/buffer-too-small', { buffer: 'smaller' }, fail('ENOSPC', 'first-slots'), list)`
    A buffer that is too small gets the first slots, and the true count.`,
  rule('query/slots', { buffer: 'enough' }, succeed('nothing', 'slots'), list)`
    A query gives every slot in order, the count and the revision.`,
];

/** The table, with the sources of what is checked by the system call, at the device and in the list. */
export const deviceQuery = (...sources: Parameters<typeof rules>): RuleTable<Query> =>
  ruleTable({
    op: 'prog_query',
    title: 'BPF_PROG_QUERY',
    facts: FACTS,
    rules: rules(...sources),
  });
