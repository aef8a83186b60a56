/**
 * BPF_PROG_DETACH at a tcx hook.
 * In the kernel: bpf_prog_detach (kernel/bpf/syscall.c), tcx_prog_detach (kernel/bpf/tcx.c), then bpf_mprog_detach with
 * bpf_mprog_tuple_relative (kernel/bpf/mprog.c).
 */
import { P } from 'ts-pattern';
import { netAdmin } from '../../slots/facts/caller.ts';
import { device } from '../../slots/facts/device.ts';
import { agreement, DIRECTIVES, possible } from '../../slots/facts/directives.ts';
import { FLAGS } from '../../slots/facts/flags.ts';
import { list } from '../../slots/facts/list.ts';
import { placeOfRelative, relative } from '../../slots/facts/relative.ts';
import { revision } from '../../slots/facts/revision.ts';
import { listed, placeOfProg, progFd, UNFIT } from '../../slots/facts/subject.ts';
import { type Designation, fact, fail, NOWHERE, rulesOver, ruleTable, succeed } from '../../slots/rules.ts';
import type { RequestOf } from '../../slots/vocabulary/index.ts';

type Detach = RequestOf<'prog_detach'>;

/** The program to be detached, where one is named. */
const subject = fact({
  field: 'subject',
  values: ['none', ...UNFIT, 'unlisted', 'linked', 'direct'],
  reads: ['prog'],
  tell: (state, { hook, prog }: Detach) =>
    prog.is === 'none' ? 'none' : progFd(state, prog, (name) => listed(state, hook, name)),
});

/** The slot that is designated: one without link, or one with. */
const victim = { field: 'victim', values: ['direct', 'linked'] } as const;

const FACTS = [...FLAGS, netAdmin, device, revision, relative, ...DIRECTIVES, subject, list, victim] as const;

const rule = rulesOver<typeof FACTS>();

const NAMED = P.not('none');

/** A relative that is not in the list; its type is not compared where there is no subject. */
const UNLISTED = P.union('unlisted', 'other-type');

const RULES = [
  rule('detach/unknown-flag', { unknownFlag: true }, fail('EINVAL'), 'syscall-attach')`
    Only REPLACE, BEFORE, AFTER, ID and LINK are known flags.`,
  rule('detach/subject-fd-not-open', { subject: 'not-open' }, fail('EBADF'), 'syscall-attach')`
    A named program to detach must be an open fd.`,
  rule('detach/subject-not-a-program', { subject: 'not-a-program' }, fail('EINVAL'), 'syscall-attach')`
    A named program to detach must be a program.`,
  rule('detach/subject-of-other-type', { subject: 'other-type' }, fail('EINVAL'), 'syscall-attach')`
    A named program to detach must be of the type that the hook takes.`,
  rule('detach/unnamed-without-capability', { subject: 'none', netAdmin: false }, fail('EPERM'), 'detach-capability')`
    A detach that names no program needs CAP_NET_ADMIN; one that does needs the fd alone.`,
  rule('detach/no-device', { device: 'gone' }, fail('ENODEV'), 'tcx')`The device of the hook must exist.`,
  rule('detach/no-entry', { list: 'no-entry' }, fail('ENOENT'), 'tcx')`There is nothing to detach from an empty hook.`,
  rule('detach/replace', { REPLACE: true }, fail('EINVAL'), 'mprog-detach')`A detach replaces nothing.`,
  rule('detach/stale-revision', { revision: 'stale' }, fail('ESTALE'), 'mprog-detach')`
    An expected revision must be the current revision.`,
  rule('detach/empty', { list: 'empty' }, fail('ENOENT'), 'mprog-max')`
    An empty list whose entry a clsact qdisc keeps has nothing to detach; the expected revision is checked before.`,
  rule('detach/relative-zero-link', { relative: 'zero-link' }, fail('EINVAL'), 'mprog-relative')`
    LINK without ID needs a value: 0 is never taken for the fd of a link.`,
  rule('detach/relative-fd-not-open', { relative: 'not-open' }, fail('EBADF'), 'mprog-relative')`
    A relative named by fd must be an open fd, even where no directive uses it.`,
  rule('detach/relative-fd-of-wrong-kind', { relative: 'wrong-kind' }, fail('EINVAL'), 'mprog-relative')`
    A relative named by fd must be a link where LINK is set and a program where it is not.`,
  rule('detach/relative-id-unknown', { relative: 'unknown-id' }, fail('ENOENT'), 'mprog-relative')`
    A relative named by id must exist; nothing has id 0.`,
  rule('detach/relative-of-other-type', { subject: NAMED, relative: 'other-type' }, fail('EINVAL'), 'mprog-relative')`
    The program of the relative must be of the type of the subject, where there is a subject.`,
  rule('detach/not-attached', { subject: 'unlisted' }, fail('ENOENT'), 'mprog-detach')`
    A named program to detach must be in the list.`,
  rule('detach/owned-by-link', { subject: 'linked' }, fail('EBUSY'), 'mprog-detach')`
    A slot that has a link is removed through that link only.`,
  rule('detach/before-unlisted', { BEFORE: true, relative: UNLISTED }, fail('ENOENT'), 'mprog-detach')`
    BEFORE needs a relative that is in the list; a link counts only in its own slot.`,
  rule('detach/after-unlisted', { AFTER: true, relative: UNLISTED }, fail('ENOENT'), 'mprog-detach')`
    AFTER needs a relative that is in the list; a link counts only in its own slot.`,
  rule('detach/directives-disagree', { directives: 'disagree' }, fail('ERANGE'), 'mprog-detach')`
    The slot of the subject and every directive must designate the same index.`,
  rule('detach/relative-without-directive', { directives: 'none', relative: NAMED }, fail('EINVAL'), 'mprog-detach')`
    With nothing designated, a relative is refused.`,
  rule('detach/index-beyond-capacity', { index: 'beyond' }, fail('ERANGE'), 'mprog-max')`
    The end of a full hook is an index that no slot can have.`,
  rule('detach/designated-owned-by-link', { victim: 'linked' }, fail('EBUSY'), 'mprog-detach')`
    A slot that is designated by its place alone must have no link.`,
  rule('detach/last', { directives: 'none' }, succeed('remove'), 'mprog-detach')`
    With nothing designated the last slot is removed.`,
  rule('detach/named', { subject: 'direct' }, succeed('remove'), 'mprog-detach')`A named subject is removed.`,
  rule('detach/before', { BEFORE: true }, succeed('remove'), 'mprog-detach')`
    BEFORE without a subject removes the slot in front of the relative; the first slot where there is none in front.`,
  rule('detach/after', { AFTER: true }, succeed('remove'), 'mprog-detach')`
    AFTER without a subject removes the slot behind the relative; the last slot where there is none behind.`,
];

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
  fields: [...DIRECTIVES, victim],
  designate: (slots, capacity, flags, [subject, relative]) => {
    const named = subject !== UNNAMED;
    const { directives, index } = agreement(named, named ? subject! : NOWHERE, flags, relative!, slots.length);
    // -1 stands for the first slot, n for the last.
    const at = Math.min(Math.max(index, 0), slots.length - 1);
    const owner = slots[at] === undefined || slots[at].link === 'none' ? 'direct' : 'linked';
    return { part: { directives, index: possible(index, capacity), victim: owner }, at };
  },
};

export const detach = ruleTable<Detach>({
  op: 'prog_detach',
  title: 'BPF_PROG_DETACH',
  facts: FACTS,
  designation,
  rules: RULES,
});
