import { fail, type RuleTable, rulesOver, succeed } from '../../rule.ts';
import { space } from '../../situation.ts';
import type { RequestOf } from '../../vocabulary/index.ts';
import { progFd, REVISION_DOMAIN, revisionAspect } from '../tcx/aspects.ts';
import { directSlot, placeOfDirect } from './aspects.ts';

const DETACH_DOMAIN = {
  ...REVISION_DOMAIN,
  /** Whether any flag is set. */
  flags: [false, true],
  /** Whether a relative is named, or ID or LINK set. */
  relative: [false, true],
  list: ['empty', 'one', 'several'],
  subject: ['none', 'unlisted', 'direct'],
} as const;

const rule = rulesOver<typeof DETACH_DOMAIN>();

/** BPF_PROG_DETACH from a cgroup. */
export const detach: RuleTable<RequestOf<'prog_detach'>> = {
  op: 'prog_detach',
  title: 'BPF_PROG_DETACH',
  space: space(DETACH_DOMAIN),
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
  rules: [
    rule('detach/flags', 'A detach takes no flags.', { flags: true }, fail('EINVAL'), 'cgroup-syscall'),
    rule(
      'detach/relative',
      'A detach takes no relative, and neither ID nor LINK.',
      { relative: true },
      fail('EINVAL'),
      'cgroup-syscall',
    ),
    rule(
      'detach/stale-revision',
      'An expected revision must be the current revision.',
      { revision: 'stale' },
      fail('ESTALE'),
      'cgroup-detach',
    ),
    rule(
      'detach/empty',
      'There is nothing to detach from an empty list, whatever program is named.',
      { list: 'empty' },
      fail('ENOENT'),
      'cgroup-detach',
    ),
    rule(
      'detach/no-subject',
      'In MULTI mode a program of the type that the hook takes must be named.',
      { list: 'several', subject: 'none' },
      fail('EINVAL'),
      'cgroup-detach',
    ),
    rule(
      'detach/not-attached',
      'In MULTI mode the program must be attached directly; a program that only a link holds is not found.',
      { list: 'several', subject: 'unlisted' },
      fail('ENOENT'),
      'cgroup-detach',
    ),
    rule(
      'detach/named',
      'In MULTI mode the named program is removed.',
      { list: 'several', subject: 'direct' },
      succeed('remove'),
      'cgroup-detach',
    ),
    rule(
      'detach/the-one',
      'In NONE and OVERRIDE mode the one program is removed, whichever program is named, if any.',
      { list: 'one' },
      succeed('remove'),
      'cgroup-detach',
    ),
  ],
};
