import { fail, type RuleTable, rulesOver, succeed } from '../../rule.ts';
import { space } from '../../situation.ts';
import { slotsOf } from '../../state.ts';
import type { RequestOf } from '../../vocabulary/index.ts';

const QUERY_DOMAIN = {
  queryFlags: ['none', 'EFFECTIVE', 'UNKNOWN'],
  /** Whether a buffer for the flags of every slot is given. */
  progAttachFlags: [false, true],
  /** Whether the buffer takes everything; `none` where there is no buffer, one without room, or nothing to give. */
  buffer: ['none', 'smaller', 'enough'],
} as const;

const rule = rulesOver<typeof QUERY_DOMAIN>();

/** BPF_PROG_QUERY of a cgroup. */
export const query: RuleTable<RequestOf<'prog_query'>> = {
  op: 'prog_query',
  title: 'BPF_PROG_QUERY',
  space: space(QUERY_DOMAIN),
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
  rules: [
    rule(
      'query/unknown-flag',
      'EFFECTIVE is the only query flag there is.',
      { queryFlags: 'UNKNOWN' },
      fail('EINVAL'),
      'syscall-query',
    ),
    rule(
      'query/effective-with-flags',
      'EFFECTIVE takes no buffer for attach flags: an effective list has none.',
      { queryFlags: 'EFFECTIVE', progAttachFlags: true },
      fail('EINVAL'),
      'cgroup-query',
    ),
    rule(
      'query/effective-count',
      'Without room for ids a query of the effective list gives the count, and 0 as revision and mode.',
      { queryFlags: 'EFFECTIVE', buffer: 'none' },
      succeed('nothing', 'count'),
      'cgroup-query',
    ),
    rule(
      'query/effective-too-small',
      'A buffer that is too small gets the first programs of the effective list, and the true count.',
      { queryFlags: 'EFFECTIVE', buffer: 'smaller' },
      fail('ENOSPC', 'first-slots'),
      'cgroup-query',
    ),
    rule(
      'query/effective',
      'A query of the effective list gives its programs in order, inherited ones included, and 0 as revision and mode.',
      { queryFlags: 'EFFECTIVE', buffer: 'enough' },
      succeed('nothing', 'slots'),
      'cgroup-query',
    ),
    rule(
      'query/count',
      'Without room for ids a query gives the count, the mode and the revision.',
      { queryFlags: 'none', buffer: 'none' },
      succeed('nothing', 'count'),
      'cgroup-query',
    ),
    rule(
      'query/buffer-too-small',
      'A buffer that is too small gets the first programs, and the true count.',
      { queryFlags: 'none', buffer: 'smaller' },
      fail('ENOSPC', 'first-slots'),
      'cgroup-query',
    ),
    rule(
      'query/slots',
      'A query gives the program of every slot in order, the count, the mode and the revision; it shows neither links nor PREORDER.',
      { queryFlags: 'none', buffer: 'enough' },
      succeed('nothing', 'slots'),
      'cgroup-query',
    ),
  ],
};
