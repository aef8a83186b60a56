import { P } from 'ts-pattern';
import {
  type Aspect,
  type Designation,
  fail,
  NOWHERE,
  type Place,
  type RuleTable,
  rulesOver,
  succeed,
} from '../../rule.ts';
import { space } from '../../situation.ts';
import { slotsOf } from '../../state.ts';
import type { Flags, RequestOf, Slot } from '../../vocabulary/index.ts';
import {
  deviceAspect,
  listed,
  placeOfProg,
  placeOfRelative,
  progFd,
  relativeAspect,
  revisionAspect,
} from '../tcx/aspects.ts';
import { firstRegular, flagAspect, lastRegular, linkBitAspect, PLACEMENT_DOMAIN } from './aspects.ts';
import { resolutionRules } from './placement.ts';

type Detach = RequestOf<'prog_detach'>;

const DETACH_DOMAIN = {
  ...PLACEMENT_DOMAIN,
  subject: ['none', 'not-open', 'not-a-program', 'other-type', 'unlisted', 'listed'],
  /** A hook has an entry while it has slots, or for good where the device has a clsact qdisc. */
  list: ['no-entry', 'empty', 'some'],
  /** What flags, subject and relative come to: a slot, nothing, or where they contradict each other. */
  designated: ['slot', 'nothing', 'not-first', 'not-last', 'subject-beside-directive', 'not-the-neighbour'],
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
    return { subject: listed(state, hook, prog.name) === 'unlisted' ? 'unlisted' : 'listed' };
  },
};

/** Stands for "no subject". */
const UNNAMED = -3;

type Found = (typeof DETACH_DOMAIN.designated)[number] | Place;

/** The slot that a detach designates, or why there is none. FIRST and LAST make a subject, and so does a directive alone. */
function designated(slots: readonly Slot[], flags: Flags, named: Place, relative: Place): Found {
  const count = slots.length;
  let subject = named;
  for (const [flag, place, otherwise] of [
    ['FIRST', 0, 'not-first'],
    ['LAST', count - 1, 'not-last'],
  ] as const) {
    if (!flags.includes(flag)) continue;
    if (subject !== UNNAMED && subject !== place) return otherwise;
    // An empty list has no end that could become the subject.
    subject = count === 0 ? UNNAMED : place;
  }
  const before = flags.includes('BEFORE');
  const after = flags.includes('AFTER');
  if (relative === NOWHERE || !(before || after)) {
    if (before || after) {
      if (subject !== UNNAMED) return 'subject-beside-directive';
      // Where both are given, AFTER has the last word.
      subject = after ? lastRegular(slots) : firstRegular(slots);
    }
    return subject === UNNAMED || subject === NOWHERE ? 'nothing' : subject;
  }
  const neighbour = before ? relative - 1 : relative + 1;
  if (before && neighbour < 0) return 'nothing';
  const place = neighbour < count ? neighbour : NOWHERE;
  if (subject !== UNNAMED && subject !== place) return 'not-the-neighbour';
  return place === NOWHERE ? 'nothing' : place;
}

const designation: Designation<Detach> = {
  places: [
    {
      reads: 'prog',
      find: (state, { hook, prog }) => (prog.is === 'none' ? UNNAMED : placeOfProg(state, hook, prog)),
    },
    { reads: 'relative', find: (state, { hook, relative }) => placeOfRelative(state, hook, relative) },
  ],
  tells: ['designated', 'victim'],
  designate: (slots, _capacity, flags, [subject, relative]) => {
    const found = designated(slots, flags, subject!, relative!);
    if (typeof found === 'string') return { part: { designated: found, victim: 'direct' }, at: 0 };
    const victim = (slots[found]?.link ?? 'none') === 'none' ? 'direct' : 'linked';
    return { part: { designated: 'slot', victim }, at: found };
  },
};

/** BPF_PROG_DETACH. */
export const detach: RuleTable<Detach> = {
  op: 'prog_detach',
  title: 'BPF_PROG_DETACH',
  space: space(DETACH_DOMAIN),
  aspects: [
    flagAspect,
    subjectAspect,
    deviceAspect,
    revisionAspect,
    relativeAspect,
    linkBitAspect,
    {
      reads: ['hook'],
      tells: ['list'],
      part: (state, { hook }) => {
        if (slotsOf(state, hook).length > 0) return { list: 'some' };
        const place = state.universe.hooks[hook]!;
        return { list: place.kind === 'tcx' && place.clsact ? 'empty' : 'no-entry' };
      },
    },
  ],
  designation,
  rules: [
    rule(
      'detach/unknown-flag',
      'Only REPLACE, BEFORE, AFTER, FIRST, LAST, ID and LINK are known flags.',
      { unknownFlag: true },
      fail('EINVAL'),
      'rfc',
    ),
    rule(
      'detach/subject-fd-not-open',
      'A named program to detach must be an open fd.',
      { subject: 'not-open' },
      fail('EBADF'),
      'rfc',
    ),
    rule(
      'detach/subject-not-a-program',
      'A named program to detach must be a program.',
      { subject: 'not-a-program' },
      fail('EINVAL'),
      'rfc',
    ),
    rule(
      'detach/subject-of-other-type',
      'A named program to detach must be of the type that the hook takes.',
      { subject: 'other-type' },
      fail('EINVAL'),
      'rfc',
    ),
    rule('detach/no-device', 'The device of the hook must exist.', { device: 'gone' }, fail('ENODEV'), 'rfc'),
    rule(
      'detach/no-entry',
      'A hook without an entry has nothing to detach; a clsact qdisc keeps the entry of an empty hook.',
      { list: 'no-entry' },
      fail('ENOENT'),
      'rfc',
    ),
    ...resolutionRules('detach'),
    rule(
      'detach/relative-of-other-type',
      'The program of the object must be of the type of the subject, where there is a subject.',
      { subject: P.not('none'), relative: 'other-type' },
      fail('EINVAL'),
      'rfc-relative',
    ),
    rule('detach/replace', 'A detach replaces nothing.', { REPLACE: true }, fail('EINVAL'), 'rfc-del'),
    rule(
      'detach/not-first',
      'FIRST asserts that the subject is in the first slot.',
      { designated: 'not-first' },
      fail('ENOENT'),
      'rfc-del',
    ),
    rule(
      'detach/not-last',
      'LAST asserts that the subject is in the last slot.',
      { designated: 'not-last' },
      fail('ENOENT'),
      'rfc-del',
    ),
    rule(
      'detach/subject-beside-directive',
      'BEFORE or AFTER without a relative designates the subject, so no other subject may be named.',
      { relative: 'none', designated: 'subject-beside-directive' },
      fail('EINVAL'),
      'rfc-del',
    ),
    rule(
      'detach/relative-unlisted',
      'BEFORE and AFTER need a relative that is in the list; a link counts only in its own slot.',
      { relative: P.union('unlisted', 'other-type') },
      fail('ENOENT'),
      'rfc-del',
    ),
    rule(
      'detach/not-the-neighbour',
      'With a relative, the subject must be in the slot in front of it (BEFORE) or behind it (AFTER); with both, in front.',
      { designated: 'not-the-neighbour' },
      fail('ENOENT'),
      'rfc-del',
    ),
    rule(
      'detach/from-empty',
      'A detach from an empty list that has an entry succeeds and increments the revision.',
      { list: 'empty', subject: 'unlisted' },
      succeed('commit'),
      'rfc-del',
    ),
    rule(
      'detach/not-attached',
      'A named program to detach must be in the list.',
      { subject: 'unlisted' },
      fail('ENOENT'),
      'rfc-del',
    ),
    rule(
      'detach/nothing-designated',
      'Something must be designated: there is no default.',
      { subject: P.not('unlisted'), designated: 'nothing' },
      fail('ENOENT'),
      'rfc-del',
    ),
    rule(
      'detach/owned-by-link',
      'A slot that has a link is removed through that link only.',
      { victim: 'linked' },
      fail('EBUSY'),
      'rfc-del',
    ),
    rule('detach/remove', 'The designated slot is removed.', {}, succeed('remove'), 'rfc-del'),
  ],
};
