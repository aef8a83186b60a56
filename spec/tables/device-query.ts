/**
 * BPF_PROG_QUERY of a hook that belongs to a device.
 * In the kernel: bpf_prog_query (kernel/bpf/syscall.c), tcx_prog_query (kernel/bpf/tcx.c), bpf_mprog_query
 * (kernel/bpf/mprog.c).
 */
import type { CitationLabel } from '../citations.ts';
import { DEVICE_DOMAIN, deviceAspect } from '../facts/device.ts';
import { fail, type RuleTable, rulesOver, succeed } from '../rule.ts';
import { space } from '../situation.ts';
import { slotsOf } from '../state.ts';
import type { RequestOf } from '../vocabulary/index.ts';

const DOMAIN = {
  ...DEVICE_DOMAIN,
  queryFlags: ['none', 'EFFECTIVE', 'UNKNOWN'],
  attachFlags: [false, true],
  /** Whether the buffer takes all slots; `none` where there is no buffer, or one without room. */
  buffer: ['none', 'smaller', 'enough'],
} as const;

const rule = rulesOver<typeof DOMAIN>();

const rules = (syscall: CitationLabel, device: CitationLabel, list: CitationLabel) => [
  rule('query/unknown-flag', { queryFlags: 'UNKNOWN' }, fail('EINVAL'), syscall)`
    EFFECTIVE is the only query flag that any hook knows.`,
  rule('query/no-device', { device: 'gone' }, fail('ENODEV'), device)`The device of the hook must exist.`,
  rule('query/effective', { queryFlags: 'EFFECTIVE' }, fail('EINVAL'), list)`
    A hook without hierarchy has no effective list.`,
  rule('query/attach-flags', { attachFlags: true }, fail('EINVAL'), list)`A query takes no attach flags.`,
  rule('query/count', { buffer: 'none' }, succeed('nothing', 'count'), list)`
    Without room for ids a query gives the count and the revision.`,
  rule('query/buffer-too-small', { buffer: 'smaller' }, fail('ENOSPC', 'first-slots'), list)`
    A buffer that is too small gets the first slots, and the true count.`,
  rule('query/slots', { buffer: 'enough' }, succeed('nothing', 'slots'), list)`
    A query gives every slot in order, the count and the revision.`,
];

/** The table, with the sources of what is checked by the system call, at the device and in the list. */
export const deviceQuery = (...sources: Parameters<typeof rules>): RuleTable<RequestOf<'prog_query'>> => ({
  op: 'prog_query',
  title: 'BPF_PROG_QUERY',
  space: space(DOMAIN),
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
  rules: rules(...sources),
});
