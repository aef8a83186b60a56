import { P } from 'ts-pattern';
import { type Aspect, type Designation, fail, NOWHERE, type RuleTable, rulesOver, succeed } from '../../rule.ts';
import { space } from '../../situation.ts';
import { slotsOf } from '../../state.ts';
import type { RequestOf } from '../../vocabulary/index.ts';
import {
  deviceAspect,
  flagAspect,
  listed,
  placeOfProg,
  placeOfRelative,
  progFd,
  relativeAspect,
  revisionAspect,
} from './aspects.ts';
import { agreement, possible } from './directives.ts';
import {
  deviceRule,
  disagreementRule,
  PLACEMENT_DOMAIN,
  relativeRules,
  relativeUnlistedRules,
  revisionRule,
} from './placement.ts';

type Detach = RequestOf<'prog_detach'>;

const DETACH_DOMAIN = {
  ...PLACEMENT_DOMAIN,
  subject: ['none', 'not-open', 'not-a-program', 'other-type', 'unlisted', 'linked', 'direct'],
  /** A hook has an entry while it has slots, or for good where the device has a clsact qdisc. */
  list: ['no-entry', 'empty', 'some'],
  /** The slot that is designated: one without link, or one with. */
  victim: ['direct', 'linked'],
} as const;

const rule = rulesOver<typeof DETACH_DOMAIN>();

const subjectAspect: Aspect<Detach> = {
  reads: ['prog'],
  tells: ['subject'],
  part: (state, { hook, prog }) => {
    if (prog.is === 'none') return { subject: 'none' };
    const fd = progFd(state, prog);
    if (fd !== 'program' || prog.is !== 'prog') return { subject: fd };
    return { subject: listed(state, hook, prog.name) };
  },
};

const listAspect: Aspect<Detach> = {
  reads: ['hook'],
  tells: ['list'],
  part: (state, { hook }) => {
    if (slotsOf(state, hook).length > 0) return { list: 'some' };
    const place = state.universe.hooks[hook]!;
    return { list: place.kind === 'tcx' && place.clsact ? 'empty' : 'no-entry' };
  },
};

/** Stands for "no subject": what `none` as a subject designates is decided by the directives alone. */
const UNNAMED = -3;

const designation: Designation<Detach> = {
  places: [
    {
      reads: 'prog',
      find: (state, { hook, prog }) => (prog.is === 'none' ? UNNAMED : placeOfProg(state, hook, prog)),
    },
    { reads: 'relative', find: (state, { hook, relative }) => placeOfRelative(state, hook, relative) },
  ],
  tells: ['directives', 'index', 'victim'],
  designate: (slots, capacity, flags, [subject, relative]) => {
    const named = subject !== UNNAMED;
    const { directives, index } = agreement(named, named ? subject! : NOWHERE, flags, relative!, slots.length);
    // -1 stands for the first slot, n for the last.
    const at = Math.min(Math.max(index, 0), slots.length - 1);
    const victim = slots[at] === undefined || slots[at].link === 'none' ? 'direct' : 'linked';
    return { part: { directives, index: possible(index, capacity), victim }, at };
  },
};

/** BPF_PROG_DETACH. */
export const detach: RuleTable<Detach> = {
  op: 'prog_detach',
  title: 'BPF_PROG_DETACH',
  space: space(DETACH_DOMAIN),
  aspects: [flagAspect, subjectAspect, deviceAspect, listAspect, revisionAspect, relativeAspect],
  designation,
  rules: [
    rule(
      'detach/unknown-flag',
      'Only REPLACE, BEFORE, AFTER, ID and LINK are known flags.',
      { unknownFlag: true },
      fail('EINVAL'),
      'syscall-attach',
    ),
    rule(
      'detach/subject-fd-not-open',
      'A named program to detach must be an open fd.',
      { subject: 'not-open' },
      fail('EBADF'),
      'syscall-attach',
    ),
    rule(
      'detach/subject-not-a-program',
      'A named program to detach must be a program.',
      { subject: 'not-a-program' },
      fail('EINVAL'),
      'syscall-attach',
    ),
    rule(
      'detach/subject-of-other-type',
      'A named program to detach must be of the type that the hook takes.',
      { subject: 'other-type' },
      fail('EINVAL'),
      'syscall-attach',
    ),
    deviceRule('detach'),
    rule(
      'detach/no-entry',
      'There is nothing to detach from an empty hook.',
      { list: 'no-entry' },
      fail('ENOENT'),
      'tcx',
    ),
    rule('detach/replace', 'A detach replaces nothing.', { REPLACE: true }, fail('EINVAL'), 'mprog-detach'),
    revisionRule('detach', 'mprog-detach'),
    rule(
      'detach/empty',
      'An empty list whose entry a clsact qdisc keeps has nothing to detach; the expected revision is checked before.',
      { list: 'empty' },
      fail('ENOENT'),
      'mprog-max',
    ),
    ...relativeRules('detach'),
    rule(
      'detach/relative-of-other-type',
      'The program of the relative must be of the type of the subject, where there is a subject.',
      { subject: P.not('none'), relative: 'other-type' },
      fail('EINVAL'),
      'mprog-relative',
    ),
    rule(
      'detach/not-attached',
      'A named program to detach must be in the list.',
      { subject: 'unlisted' },
      fail('ENOENT'),
      'mprog-detach',
    ),
    rule(
      'detach/owned-by-link',
      'A slot that has a link is removed through that link only.',
      { subject: 'linked' },
      fail('EBUSY'),
      'mprog-detach',
    ),
    ...relativeUnlistedRules('detach', ['unlisted', 'other-type'], 'mprog-detach'),
    disagreementRule(
      'detach',
      'The slot of the subject and every directive must designate the same index.',
      'mprog-detach',
    ),
    rule(
      'detach/relative-without-directive',
      'With nothing designated, a relative is refused.',
      { directives: 'none', relative: P.not('none') },
      fail('EINVAL'),
      'mprog-detach',
    ),
    rule(
      'detach/index-beyond-capacity',
      'The end of a full hook is an index that no slot can have.',
      { index: 'beyond' },
      fail('ERANGE'),
      'mprog-max',
    ),
    rule(
      'detach/designated-owned-by-link',
      'A slot that is designated by its place alone must have no link.',
      { victim: 'linked' },
      fail('EBUSY'),
      'mprog-detach',
    ),
    rule(
      'detach/last',
      'With nothing designated the last slot is removed.',
      { directives: 'none' },
      succeed('remove'),
      'mprog-detach',
    ),
    rule('detach/named', 'A named subject is removed.', { subject: 'direct' }, succeed('remove'), 'mprog-detach'),
    rule(
      'detach/before',
      'BEFORE without a subject removes the slot in front of the relative; the first slot where there is none in front.',
      { BEFORE: true },
      succeed('remove'),
      'mprog-detach',
    ),
    rule(
      'detach/after',
      'AFTER without a subject removes the slot behind the relative; the last slot where there is none behind.',
      { AFTER: true },
      succeed('remove'),
      'mprog-detach',
    ),
  ],
};
