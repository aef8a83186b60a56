/**
 * BPF_PROG_DETACH from a cgroup.
 * In the kernel: bpf_prog_detach (kernel/bpf/syscall.c), cgroup_bpf_prog_detach, then __cgroup_bpf_detach with
 * find_detach_entry (kernel/bpf/cgroup.c).
 */
import { directSlot, placeOfDirect } from '../../facts/direct.ts';
import { REVISION_DOMAIN, revisionAspect } from '../../facts/revision.ts';
import { progFd } from '../../facts/subject.ts';
import { fail, type RuleTable, rulesOver, succeed } from '../../rule.ts';
import { space } from '../../situation.ts';
import type { RequestOf } from '../../vocabulary/index.ts';

export const DOMAIN = {
  ...REVISION_DOMAIN,
  /** Whether any flag is set. */
  flags: [false, true],
  /** Whether a relative is named, or ID or LINK set. */
  relative: [false, true],
  list: ['empty', 'one', 'several'],
  subject: ['none', 'unlisted', 'direct'],
} as const;

const rule = rulesOver<typeof DOMAIN>();

const RULES = [
  rule('detach/flags', { flags: true }, fail('EINVAL'), 'cgroup-syscall')`A detach takes no flags.`,
  rule('detach/relative', { relative: true }, fail('EINVAL'), 'cgroup-syscall')`
    A detach takes no relative, and neither ID nor LINK.`,
  rule('detach/stale-revision', { revision: 'stale' }, fail('ESTALE'), 'cgroup-detach')`
    An expected revision must be the current revision.`,
  rule('detach/empty', { list: 'empty' }, fail('ENOENT'), 'cgroup-detach')`
    There is nothing to detach from an empty list, whatever program is named.`,
  rule('detach/no-subject', { list: 'several', subject: 'none' }, fail('EINVAL'), 'cgroup-detach')`
    In MULTI mode a program of the type that the hook takes must be named.`,
  rule('detach/not-attached', { list: 'several', subject: 'unlisted' }, fail('ENOENT'), 'cgroup-detach')`
    In MULTI mode the program must be attached directly; a program that only a link holds is not found.`,
  rule('detach/named', { list: 'several', subject: 'direct' }, succeed('remove'), 'cgroup-detach')`
    In MULTI mode the named program is removed.`,
  rule('detach/the-one', { list: 'one' }, succeed('remove'), 'cgroup-detach')`
    In NONE and OVERRIDE mode the one program is removed, whichever program is named, if any.`,
];

export const detach: RuleTable<RequestOf<'prog_detach'>> = {
  op: 'prog_detach',
  title: 'BPF_PROG_DETACH',
  space: space(DOMAIN),
  aspects: [
    { reads: ['flags'], tells: ['flags'], part: (_, { flags }) => ({ flags: flags.length > 0 }) },
    { reads: ['relative'], tells: ['relative'], part: (_, { relative }) => ({ relative: relative.is !== 'none' }) },
    revisionAspect,
    {
      reads: ['hook'],
      tells: ['list'],
      part: (state, { hook }) => {
        const { slots, mode } = state.hooks[hook]!;
        if (slots.length === 0) return { list: 'empty' };
        return { list: mode === 'MULTI' ? 'several' : 'one' };
      },
    },
    {
      reads: ['prog'],
      tells: ['subject'],
      part: (state, { hook, prog }) => {
        if (prog.is !== 'prog' || progFd(state, prog) !== 'program') return { subject: 'none' };
        return { subject: directSlot(state, hook, prog.name) === -1 ? 'unlisted' : 'direct' };
      },
    },
  ],
  designation: {
    places: [{ reads: 'prog', find: (state, { hook, prog }) => placeOfDirect(state, hook, prog) }],
    tells: [],
    designate: (_slots, _capacity, _flags, [subject]) => ({ part: {}, at: Math.max(subject!, 0) }),
  },
  rules: RULES,
};
