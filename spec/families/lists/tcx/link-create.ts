/**
 * BPF_LINK_CREATE at a tcx hook: as an attach, with a link in the slot; the flag mask of an attach is not applied.
 * In the kernel: link_create (kernel/bpf/syscall.c), tcx_link_attach (kernel/bpf/tcx.c), then bpf_mprog_attach with
 * bpf_mprog_tuple_relative (kernel/bpf/mprog.c).
 */
import { P } from 'ts-pattern';
import { device } from '../../slots/facts/device.ts';
import { agreement, DIRECTIVES, insertionPlace, possible } from '../../slots/facts/directives.ts';
import { FLAGS } from '../../slots/facts/flags.ts';
import { placeOfRelative, relative } from '../../slots/facts/relative.ts';
import { revision } from '../../slots/facts/revision.ts';
import { room } from '../../slots/facts/room.ts';
import { subject } from '../../slots/facts/subject.ts';
import { type Designation, fail, NOWHERE, rulesOver, ruleTable, succeed } from '../../slots/rules.ts';
import type { RequestOf } from '../../slots/vocabulary/index.ts';

const FACTS = [...FLAGS, device, revision, relative, ...DIRECTIVES, subject, room] as const;

const rule = rulesOver<typeof FACTS>();

const NAMED = P.not('none');

/** A relative that no directive uses. */
const UNUSED = { directives: 'none', relative: NAMED } as const;

const RULES = [
  rule('link-create/subject-fd-not-open', { subject: 'not-open' }, fail('EBADF'), 'syscall-link')`
    The program to attach must be an open fd.`,
  rule('link-create/subject-not-a-program', { subject: 'not-a-program' }, fail('EINVAL'), 'syscall-link')`
    The program to attach must be a program.`,
  rule('link-create/subject-of-other-type', { subject: 'other-type' }, fail('EINVAL'), 'syscall-link')`
    The program to attach must be of the type that the hook takes.`,
  rule('link-create/no-device', { device: 'gone' }, fail('ENODEV'), 'tcx')`The device of the hook must exist.`,
  rule('link-create/stale-revision', { revision: 'stale' }, fail('ESTALE'), 'mprog-attach')`
    An expected revision must be the current revision.`,
  rule('link-create/already-attached', { subject: 'listed' }, fail('EEXIST'), 'mprog-attach')`
    A program is in the list at most once, directly or through a link.`,
  rule('link-create/relative-zero-link', { relative: 'zero-link' }, fail('EINVAL'), 'mprog-relative')`
    LINK without ID needs a value: 0 is never taken for the fd of a link.`,
  rule('link-create/relative-fd-not-open', { relative: 'not-open' }, fail('EBADF'), 'mprog-relative')`
    A relative named by fd must be an open fd, even where no directive uses it.`,
  rule('link-create/relative-fd-of-wrong-kind', { relative: 'wrong-kind' }, fail('EINVAL'), 'mprog-relative')`
    A relative named by fd must be a link where LINK is set and a program where it is not.`,
  rule('link-create/relative-id-unknown', { relative: 'unknown-id' }, fail('ENOENT'), 'mprog-relative')`
    A relative named by id must exist; nothing has id 0.`,
  rule('link-create/relative-of-other-type', { relative: 'other-type' }, fail('EINVAL'), 'mprog-relative')`
    The program of the relative must be of the type of the subject.`,
  rule('link-create/replace', { REPLACE: true }, fail('ENOENT'), 'mprog-attach')`
    A new link replaces nothing: REPLACE finds no program to replace.`,
  rule('link-create/full', { REPLACE: false, room: 'full' }, fail('ERANGE'), 'mprog-max')`
    A full hook takes no further program.`,
  rule('link-create/before-unlisted', { BEFORE: true, relative: 'unlisted' }, fail('ENOENT'), 'mprog-attach')`
    BEFORE needs a relative that is in the list; a link counts only in its own slot.`,
  rule('link-create/after-unlisted', { AFTER: true, relative: 'unlisted' }, fail('ENOENT'), 'mprog-attach')`
    AFTER needs a relative that is in the list; a link counts only in its own slot.`,
  rule('link-create/directives-disagree', { directives: 'disagree' }, fail('ERANGE'), 'mprog-attach')`
    Every directive designates an index; all of them must agree.`,
  rule('link-create/relative-without-directive', UNUSED, fail('EINVAL'), 'mprog-attach')`
    A relative needs a directive that uses it.`,
  rule('link-create/flag-without-directive', { directives: 'none', unknownFlag: true }, fail('EINVAL'), 'mprog-attach')`
    An unknown flag alone is refused; with BEFORE or AFTER it is not checked.`,
  rule('link-create/append', { directives: 'none' }, succeed('insert-link'), 'tcx-link')`
    Without a directive the new link is appended to the list.`,
  rule('link-create/insert-before', { BEFORE: true }, succeed('insert-link'), 'tcx-link')`
    BEFORE puts the new link right in front of the relative, or at the head without one.`,
  rule('link-create/insert-after', { AFTER: true }, succeed('insert-link'), 'tcx-link')`
    AFTER puts the new link right behind the relative, or at the end without one.`,
];

const designation: Designation<RequestOf<'link_create'>> = {
  places: [{ reads: 'relative', find: (state, { hook, relative }) => placeOfRelative(state, hook, relative) }],
  fields: DIRECTIVES,
  designate: (slots, capacity, flags, [relative]) => {
    const { directives, index } = agreement(false, NOWHERE, flags, relative!, slots.length);
    return { part: { directives, index: possible(index, capacity) }, at: insertionPlace(flags, index) };
  },
};

export const linkCreate = ruleTable<RequestOf<'link_create'>>({
  op: 'link_create',
  title: 'BPF_LINK_CREATE',
  facts: FACTS,
  designation,
  rules: RULES,
});
