/**
 * BPF_PROG_ATTACH at a tcx hook.
 * In the kernel: bpf_prog_attach (kernel/bpf/syscall.c), tcx_prog_attach (kernel/bpf/tcx.c), then bpf_mprog_attach with
 * bpf_mprog_tuple_relative (kernel/bpf/mprog.c).
 */
import { P } from 'ts-pattern';
import { device } from '../../slots/facts/device.ts';
import { agreement, DIRECTIVES, insertionPlace, possible } from '../../slots/facts/directives.ts';
import { FLAGS } from '../../slots/facts/flags.ts';
import { placeOfRelative, relative } from '../../slots/facts/relative.ts';
import { revision } from '../../slots/facts/revision.ts';
import { room } from '../../slots/facts/room.ts';
import { listed, placeOfProg, progFd, subject, UNFIT } from '../../slots/facts/subject.ts';
import { type Designation, fact, fail, rulesOver, ruleTable, succeed } from '../../slots/rules.ts';
import type { RequestOf } from '../../slots/vocabulary/index.ts';

type Attach = RequestOf<'prog_attach'>;

/** The program to be replaced. */
const target = fact({
  field: 'target',
  values: [...UNFIT, 'unlisted', 'linked', 'direct'],
  reads: ['replace'],
  tell: (state, { hook, replace }: Attach) => progFd(state, replace, (name) => listed(state, hook, name)),
});

const FACTS = [...FLAGS, device, revision, relative, ...DIRECTIVES, subject, room, target] as const;

const rule = rulesOver<typeof FACTS>();

const NAMED = P.not('none');

const RULES = [
  rule('attach/unknown-flag', { unknownFlag: true }, fail('EINVAL'), 'syscall-attach')`
    Only REPLACE, BEFORE, AFTER, ID and LINK are known flags.`,
  rule('attach/subject-fd-not-open', { subject: 'not-open' }, fail('EBADF'), 'syscall-attach')`
    The program to attach must be an open fd.`,
  rule('attach/subject-not-a-program', { subject: 'not-a-program' }, fail('EINVAL'), 'syscall-attach')`
    The program to attach must be a program.`,
  rule('attach/subject-of-other-type', { subject: 'other-type' }, fail('EINVAL'), 'syscall-attach')`
    The program to attach must be of the type that the hook takes.`,
  rule('attach/no-device', { device: 'gone' }, fail('ENODEV'), 'tcx')`The device of the hook must exist.`,
  rule('attach/target-fd-not-open', { REPLACE: true, target: 'not-open' }, fail('EBADF'), 'tcx')`
    Under REPLACE the program to replace must be an open fd.`,
  rule('attach/target-not-a-program', { REPLACE: true, target: 'not-a-program' }, fail('EINVAL'), 'tcx')`
    Under REPLACE the program to replace must be a program.`,
  rule('attach/target-of-other-type', { REPLACE: true, target: 'other-type' }, fail('EINVAL'), 'tcx')`
    Under REPLACE the program to replace must be of the type of the subject.`,
  rule('attach/stale-revision', { revision: 'stale' }, fail('ESTALE'), 'mprog-attach')`
    An expected revision must be the current revision.`,
  rule('attach/already-attached', { subject: 'listed' }, fail('EEXIST'), 'mprog-attach')`
    A program is in the list at most once, directly or through a link.`,
  rule('attach/relative-zero-link', { relative: 'zero-link' }, fail('EINVAL'), 'mprog-relative')`
    LINK without ID needs a value: 0 is never taken for the fd of a link.`,
  rule('attach/relative-fd-not-open', { relative: 'not-open' }, fail('EBADF'), 'mprog-relative')`
    A relative named by fd must be an open fd, even where no directive uses it.`,
  rule('attach/relative-fd-of-wrong-kind', { relative: 'wrong-kind' }, fail('EINVAL'), 'mprog-relative')`
    A relative named by fd must be a link where LINK is set and a program where it is not.`,
  rule('attach/relative-id-unknown', { relative: 'unknown-id' }, fail('ENOENT'), 'mprog-relative')`
    A relative named by id must exist; nothing has id 0.`,
  rule('attach/relative-of-other-type', { relative: 'other-type' }, fail('EINVAL'), 'mprog-relative')`
    The program of the relative must be of the type of the subject.`,
  rule('attach/target-not-attached', { REPLACE: true, target: 'unlisted' }, fail('ENOENT'), 'mprog-attach')`
    The program to replace must be in the list.`,
  rule('attach/target-owned-by-link', { REPLACE: true, target: 'linked' }, fail('EBUSY'), 'mprog-attach')`
    A slot that has a link is replaced through that link only.`,
  rule('attach/full', { REPLACE: false, room: 'full' }, fail('ERANGE'), 'mprog-max')`
    A full hook takes no further program.`,
  rule('attach/before-unlisted', { BEFORE: true, relative: 'unlisted' }, fail('ENOENT'), 'mprog-attach')`
    BEFORE needs a relative that is in the list; a link counts only in its own slot.`,
  rule('attach/after-unlisted', { AFTER: true, relative: 'unlisted' }, fail('ENOENT'), 'mprog-attach')`
    AFTER needs a relative that is in the list; a link counts only in its own slot.`,
  rule('attach/directives-disagree', { directives: 'disagree' }, fail('ERANGE'), 'mprog-attach')`
    Every directive designates an index; all of them must agree.`,
  rule('attach/relative-without-directive', { directives: 'none', relative: NAMED }, fail('EINVAL'), 'mprog-attach')`
    A relative needs a directive that uses it.`,
  rule('attach/replace', { REPLACE: true }, succeed('replace'), 'mprog-attach')`
    The subject takes the slot of the program to replace, in place.`,
  rule('attach/append', { directives: 'none' }, succeed('insert'), 'mprog-attach')`
    Without a directive the subject is appended to the list.`,
  rule('attach/insert-before', { BEFORE: true }, succeed('insert'), 'mprog-attach')`
    BEFORE puts the subject right in front of the relative, or at the head without one.`,
  rule('attach/insert-after', { AFTER: true }, succeed('insert'), 'mprog-attach')`
    AFTER puts the subject right behind the relative, or at the end without one.`,
];

const designation: Designation<Attach> = {
  places: [
    { reads: 'replace', find: (state, { hook, replace }) => placeOfProg(state, hook, replace) },
    { reads: 'relative', find: (state, { hook, relative }) => placeOfRelative(state, hook, relative) },
  ],
  fields: DIRECTIVES,
  designate: (slots, capacity, flags, [target, relative]) => {
    const replace = flags.includes('REPLACE');
    const { directives, index } = agreement(replace, target!, flags, relative!, slots.length);
    return {
      part: { directives, index: possible(index, capacity) },
      at: replace ? index : insertionPlace(flags, index),
    };
  },
};

export const attach = ruleTable<Attach>({
  op: 'prog_attach',
  title: 'BPF_PROG_ATTACH',
  facts: FACTS,
  designation,
  rules: RULES,
});
