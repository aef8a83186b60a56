/**
 * BPF_PROG_DETACH in the second RFC, through tcx.
 * In the posting: bpf_prog_detach (kernel/bpf/syscall.c), tcx_prog_detach (kernel/bpf/tcx.c), then bpf_mprog_detach
 * with bpf_mprog_tuple_relative and bpf_mprog_del (kernel/bpf/mprog.c).
 */
import { P } from 'ts-pattern';
import { list } from '../../slots/facts/list.ts';
import { placeOfRelative } from '../../slots/facts/relative.ts';
import { listed, placeOfProg, progFd, UNFIT } from '../../slots/facts/subject.ts';
import { type Designation, fact, fail, NOWHERE, type Place, rulesOver, ruleTable, succeed } from '../../slots/rules.ts';
import type { Flags, RequestOf, Slot } from '../../slots/vocabulary/index.ts';
import { objectIsValid } from './blocks.ts';
import { firstRegular, lastRegular, PLACEMENT } from './facts.ts';

type Detach = RequestOf<'prog_detach'>;

/** The program to be detached, where one is named. */
const subject = fact({
  field: 'subject',
  values: ['none', ...UNFIT, 'unlisted', 'listed'],
  reads: ['prog'],
  tell: (state, { hook, prog }: Detach) => {
    if (prog.is === 'none') return 'none';
    return progFd(state, prog, (name) => (listed(state, hook, name) === 'unlisted' ? 'unlisted' : 'listed'));
  },
});

/** What flags, subject and relative come to: a slot, nothing, or where they contradict each other. */
const designated = {
  field: 'designated',
  values: ['slot', 'nothing', 'not-first', 'not-last', 'subject-beside-directive', 'not-the-neighbour'],
} as const;

/** The slot that is designated: one without link, or one with. */
const victim = { field: 'victim', values: ['direct', 'linked'] } as const;

const FACTS = [...PLACEMENT, subject, list, designated, victim] as const;

const rule = rulesOver<typeof FACTS>();

const NAMED = P.not('none');

const BESIDE = 'subject-beside-directive';
const LISTED = P.not('unlisted');
const UNLISTED = P.union('unlisted', 'other-type');

const RULES = [
  rule('detach/unknown-flag', { unknownFlag: true }, fail('EINVAL'), 'rfc')`
    Only REPLACE, BEFORE, AFTER, FIRST, LAST, ID and LINK are known flags.`,
  rule('detach/subject-fd-not-open', { subject: 'not-open' }, fail('EBADF'), 'rfc')`
    A named program to detach must be an open fd.`,
  rule('detach/subject-not-a-program', { subject: 'not-a-program' }, fail('EINVAL'), 'rfc')`
    A named program to detach must be a program.`,
  rule('detach/subject-of-other-type', { subject: 'other-type' }, fail('EINVAL'), 'rfc')`
    A named program to detach must be of the type that the hook takes.`,
  rule('detach/no-device', { device: 'gone' }, fail('ENODEV'), 'rfc')`The device of the hook must exist.`,
  rule('detach/no-entry', { list: 'no-entry' }, fail('ENOENT'), 'rfc')`
    A hook without an entry has nothing to detach; a clsact qdisc keeps the entry of an empty hook.`,
  ...objectIsValid('detach'), // bpf_mprog_tuple_relative
  rule('detach/relative-of-other-type', { subject: NAMED, relative: 'other-type' }, fail('EINVAL'), 'rfc-relative')`
    The program of the object must be of the type of the subject, where there is a subject.`,
  rule('detach/replace', { REPLACE: true }, fail('EINVAL'), 'rfc-del')`A detach replaces nothing.`,
  rule('detach/not-first', { designated: 'not-first' }, fail('ENOENT'), 'rfc-del')`
    FIRST asserts that the subject is in the first slot.`,
  rule('detach/not-last', { designated: 'not-last' }, fail('ENOENT'), 'rfc-del')`
    LAST asserts that the subject is in the last slot.`,
  rule('detach/subject-beside-directive', { relative: 'none', designated: BESIDE }, fail('EINVAL'), 'rfc-del')`
    BEFORE or AFTER without a relative designates the subject, so no other subject may be named.`,
  rule('detach/relative-unlisted', { relative: UNLISTED }, fail('ENOENT'), 'rfc-del')`
    BEFORE and AFTER need a relative that is in the list; a link counts only in its own slot.`,
  rule('detach/not-the-neighbour', { designated: 'not-the-neighbour' }, fail('ENOENT'), 'rfc-del')`With a relative,
    the subject must be in the slot in front of it (BEFORE) or behind it (AFTER); with both, in front.`,
  rule('detach/from-empty', { list: 'empty', subject: 'unlisted' }, succeed('commit'), 'rfc-del')`
    A detach from an empty list that has an entry succeeds and increments the revision.`,
  rule('detach/not-attached', { subject: 'unlisted' }, fail('ENOENT'), 'rfc-del')`
    A named program to detach must be in the list.`,
  rule('detach/nothing-designated', { subject: LISTED, designated: 'nothing' }, fail('ENOENT'), 'rfc-del')`
    Something must be designated: there is no default.`,
  rule('detach/owned-by-link', { victim: 'linked' }, fail('EBUSY'), 'rfc-del')`
    A slot that has a link is removed through that link only.`,
  rule('detach/remove', {}, succeed('remove'), 'rfc-del')`The designated slot is removed.`,
];

/** Stands for "no subject". */
const UNNAMED = -3;

type Found = (typeof designated.values)[number] | Place;

/** The slot that a detach designates, or why there is none. FIRST, LAST or a directive alone make a subject. */
function designatedSlot(slots: readonly Slot[], flags: Flags, named: Place, relative: Place): Found {
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
  if (flags.includes('BEFORE') || flags.includes('AFTER')) {
    if (relative !== NOWHERE)
      return besideRelative(count, flags.includes('BEFORE') ? relative - 1 : relative + 1, subject);
    if (subject !== UNNAMED) return 'subject-beside-directive';
    // Where both are given, AFTER has the last word.
    subject = flags.includes('AFTER') ? lastRegular(slots) : firstRegular(slots);
  }
  return subject === UNNAMED || subject === NOWHERE ? 'nothing' : subject;
}

/** The slot beside a relative, which a subject has to be in if there is one. */
function besideRelative(count: number, neighbour: Place, subject: Place): Found {
  if (neighbour < 0) return 'nothing';
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
  fields: [designated, victim],
  designate: (slots, _capacity, flags, [subject, relative]) => {
    const found = designatedSlot(slots, flags, subject!, relative!);
    if (typeof found === 'string') return { part: { designated: found, victim: 'direct' }, at: 0 };
    const owner = (slots[found]?.link ?? 'none') === 'none' ? 'direct' : 'linked';
    return { part: { designated: 'slot', victim: owner }, at: found };
  },
};

export const detach = ruleTable<Detach>({
  op: 'prog_detach',
  title: 'BPF_PROG_DETACH',
  facts: FACTS,
  designation,
  rules: RULES,
});
