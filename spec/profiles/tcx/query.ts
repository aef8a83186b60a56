import { fail, type RuleTable, rulesOver, succeed } from '../../rule.ts';
import { space } from '../../situation.ts';
import { slotsOf } from '../../state.ts';
import type { RequestOf } from '../../vocabulary/index.ts';
import { DEVICE_DOMAIN, deviceAspect } from './aspects.ts';

const QUERY_DOMAIN = {
  ...DEVICE_DOMAIN,
  queryFlags: ['none', 'EFFECTIVE', 'UNKNOWN'],
  attachFlags: [false, true],
  /** Whether the buffer takes all slots; `none` where there is no buffer, or one without room. */
  buffer: ['none', 'smaller', 'enough'],
} as const;

const rule = rulesOver<typeof QUERY_DOMAIN>();

/** BPF_PROG_QUERY. */
export const query: RuleTable<RequestOf<'prog_query'>> = {
  op: 'prog_query',
  title: 'BPF_PROG_QUERY',
  space: space(QUERY_DOMAIN),
  aspects: [
    deviceAspect,
    { reads: ['queryFlags'], tells: ['queryFlags'], part: (_, { queryFlags }) => ({ queryFlags }) },
    { reads: ['attachFlags'], tells: ['attachFlags'], part: (_, { attachFlags }) => ({ attachFlags }) },
    {
      reads: ['buffer'],
      tells: ['buffer'],
      part: (state, { hook, buffer }) => {
        if (buffer === 'none' || buffer === 0) return { buffer: 'none' };
        return { buffer: buffer < slotsOf(state, hook).length ? 'smaller' : 'enough' };
      },
    },
  ],
  rules: [
    rule(
      'query/unknown-flag',
      'EFFECTIVE is the only query flag that any hook knows.',
      { queryFlags: 'UNKNOWN' },
      fail('EINVAL'),
      'syscall-query',
    ),
    rule('query/no-device', 'The device of the hook must exist.', { device: 'gone' }, fail('ENODEV'), 'tcx'),
    rule(
      'query/effective',
      'A hook without hierarchy has no effective list.',
      { queryFlags: 'EFFECTIVE' },
      fail('EINVAL'),
      'mprog-query',
    ),
    rule('query/attach-flags', 'A query takes no attach flags.', { attachFlags: true }, fail('EINVAL'), 'mprog-query'),
    rule(
      'query/count',
      'Without room for ids a query gives the count and the revision.',
      { buffer: 'none' },
      succeed('nothing', 'count'),
      'mprog-query',
    ),
    rule(
      'query/buffer-too-small',
      'A buffer that is too small gets the first slots, and the true count.',
      { buffer: 'smaller' },
      fail('ENOSPC', 'first-slots'),
      'mprog-query',
    ),
    rule(
      'query/slots',
      'A query gives every slot in order, the count and the revision.',
      { buffer: 'enough' },
      succeed('nothing', 'slots'),
      'mprog-query',
    ),
  ],
};
