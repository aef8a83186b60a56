/**
 * BPF_PROG_ATTACH to a cgroup.
 * In the kernel: bpf_prog_attach (kernel/bpf/syscall.c), cgroup_bpf_prog_attach, then __cgroup_bpf_attach with
 * hierarchy_allows_attach, find_attach_entry, get_prog_list and insert_pl_to_hlist (kernel/bpf/cgroup.c).
 */
import { P } from 'ts-pattern';
import { hierarchy } from '../../slots/facts/ancestors.ts';
import { ANCHOR, anchorPlace, insertionPlace } from '../../slots/facts/anchor.ts';
import { mayAttach } from '../../slots/facts/caller.ts';
import { cgroup } from '../../slots/facts/cgroup.ts';
import { duplicate, itself, placeOfDirect, target } from '../../slots/facts/direct.ts';
import { AFTER, BEFORE, REPLACE, unknownFlag } from '../../slots/facts/flags.ts';
import { list, mode } from '../../slots/facts/mode.ts';
import { revision } from '../../slots/facts/revision.ts';
import { room } from '../../slots/facts/room.ts';
import { subjectFd } from '../../slots/facts/subject.ts';
import { fail, rulesOver, ruleTable, succeed } from '../../slots/rules.ts';
import type { RequestOf } from '../../slots/vocabulary/index.ts';

/** The flags that an attach knows. */
const KNOWN = ['ALLOW_OVERRIDE', 'ALLOW_MULTI', 'REPLACE', 'BEFORE', 'AFTER', 'PREORDER'];

const FACTS = [
  mayAttach,
  cgroup,
  unknownFlag(KNOWN),
  REPLACE,
  BEFORE,
  AFTER,
  revision,
  hierarchy,
  room,
  list,
  ...ANCHOR,
  mode,
  subjectFd,
  target,
  duplicate,
  itself,
] as const;

const rule = rulesOver<typeof FACTS>();

const NAMED = P.not('none');
const SINGLE = P.union('NONE', 'OVERRIDE');
const MULTI = P.union('MULTI', 'both');

/** The program to replace is looked at. */
const REPLACING = { REPLACE: true, mode: MULTI } as const;
/** The subject is attached directly, and not the program to replace. */
const ELSEWHERE = { duplicate: true, itself: false } as const;
const BOTH = { BEFORE: true, AFTER: true } as const;
const NEITHER = { BEFORE: false, AFTER: false } as const;

const RULES = [
  rule('attach/unknown-flag', { unknownFlag: true }, fail('EINVAL'), 'cgroup-syscall')`
    Only ALLOW_OVERRIDE, ALLOW_MULTI, REPLACE, PREORDER, BEFORE, AFTER, ID and LINK are known flags.`,
  rule('attach/subject-fd-not-open', { subject: 'not-open' }, fail('EBADF'), 'cgroup-syscall')`
    The program to attach must be an open fd.`,
  rule('attach/subject-not-a-program', { subject: 'not-a-program' }, fail('EINVAL'), 'cgroup-syscall')`
    The program to attach must be a program.`,
  rule('attach/subject-of-other-type', { subject: 'other-type' }, fail('EINVAL'), 'cgroup-syscall')`
    The program to attach must be of the type that the hook takes.`,
  rule('attach/without-capability', { mayAttach: false }, fail('EINVAL'), 'cgroup-skb-capability')`
    A program that sees packets is attached with CAP_NET_ADMIN; what refuses it is not told apart.`,
  rule('attach/no-cgroup', { cgroup: 'gone' }, fail('ENOENT'), 'cgroup-fd')`The cgroup must exist.`,
  rule('attach/target-fd-not-open', { ...REPLACING, target: 'not-open' }, fail('EBADF'), 'cgroup-prog')`
    Under REPLACE and ALLOW_MULTI the program to replace must be an open fd.`,
  rule('attach/target-not-a-program', { ...REPLACING, target: 'not-a-program' }, fail('EINVAL'), 'cgroup-prog')`
    Under REPLACE and ALLOW_MULTI the program to replace must be a program.`,
  rule('attach/target-of-other-type', { ...REPLACING, target: 'other-type' }, fail('EINVAL'), 'cgroup-prog')`
    Under REPLACE and ALLOW_MULTI the program to replace must be of the type of the subject.`,
  rule('attach/override-and-multi', { mode: 'both' }, fail('EINVAL'), 'cgroup-attach')`
    ALLOW_OVERRIDE and ALLOW_MULTI exclude each other.`,
  rule('attach/replace-without-multi', { REPLACE: true, mode: SINGLE }, fail('EINVAL'), 'cgroup-attach')`
    REPLACE needs ALLOW_MULTI.`,
  rule('attach/replace-before', { REPLACE: true, BEFORE: true }, fail('EINVAL'), 'cgroup-attach')`
    REPLACE and BEFORE exclude each other.`,
  rule('attach/replace-after', { REPLACE: true, AFTER: true }, fail('EINVAL'), 'cgroup-attach')`
    REPLACE and AFTER exclude each other.`,
  rule('attach/stale-revision', { revision: 'stale' }, fail('ESTALE'), 'cgroup-attach')`
    An expected revision must be the current revision.`,
  rule('attach/forbidden-by-ancestor', { hierarchy: 'forbids' }, fail('EPERM'), 'cgroup-hierarchy')`
    The nearest ancestor that has programs or is in MULTI mode must not be in NONE mode.`,
  rule('attach/other-mode', { list: 'other-mode' }, fail('EPERM'), 'cgroup-attach')`
    A list that is not empty takes programs of its own mode only.`,
  rule('attach/full', { room: 'full' }, fail('E2BIG'), 'cgroup-attach')`
    A full list accepts no attach, not even with REPLACE.`,
  rule('attach/already-attached', { mode: 'MULTI', duplicate: true, REPLACE: false }, fail('EINVAL'), 'cgroup-entry')`
    A program is attached directly at most once, unless it replaces itself.`,
  rule('attach/replacement-attached', { REPLACE: true, ...ELSEWHERE }, fail('EINVAL'), 'cgroup-entry')`
    The program that replaces another must not be attached directly elsewhere in the list.`,
  rule('attach/target-not-attached', { REPLACE: true, target: 'unlisted' }, fail('ENOENT'), 'cgroup-entry')`
    The program to replace must be attached directly; a program that only a link holds is not found.`,
  rule('attach/replace', { REPLACE: true }, succeed('replace'), 'cgroup-attach')`
    The subject takes the slot of the program to replace, with its own flags.`,
  rule('attach/replace-the-one', { mode: SINGLE, list: 'same-mode' }, succeed('replace'), 'cgroup-entry')`
    In NONE and OVERRIDE mode the one program is replaced; directive and relative are ignored.`,
  rule('attach/anchor-with-two-directives', { anchor: NAMED, ...BOTH }, fail('EINVAL'), 'cgroup-anchor')`
    A relative, ID or LINK needs exactly one of BEFORE and AFTER, not both.`,
  rule('attach/anchor-without-directive', { anchor: NAMED, ...NEITHER }, fail('EINVAL'), 'cgroup-anchor')`
    A relative, ID or LINK needs exactly one of BEFORE and AFTER, not neither.`,
  rule('attach/head-and-tail', { anchor: 'none', ...BOTH, list: P.not('empty') }, fail('EINVAL'), 'cgroup-anchor')`
    Without a relative BEFORE and AFTER agree on an empty list only.`,
  rule('attach/anchor-of-other-kind', { anchor: 'link' }, fail('EINVAL'), 'cgroup-anchor')`
    A program anchors on a program, and a link on a link.`,
  rule('attach/anchor-fd-not-open', { relative: 'not-open' }, fail('EBADF'), 'cgroup-anchor')`
    A relative named by fd must be an open fd.`,
  rule('attach/anchor-fd-of-wrong-kind', { relative: 'wrong-kind' }, fail('EINVAL'), 'cgroup-anchor')`
    A relative named by fd must be a link where LINK is set and a program where it is not.`,
  rule('attach/anchor-id-unknown', { relative: 'unknown-id' }, fail('ENOENT'), 'cgroup-anchor')`
    A relative named by id must exist; nothing has id 0.`,
  rule('attach/anchor-unlisted', { relative: 'unlisted' }, fail('ENOENT'), 'cgroup-anchor')`
    The relative must be in the list: a program directly, a link in its own slot.`,
  rule('attach/anchor-preorder-differs', { preorder: 'differs' }, fail('EINVAL'), 'cgroup-anchor')`
    Relative and subject must agree on PREORDER.`,
  rule('attach/insert-before', { BEFORE: true }, succeed('insert'), 'cgroup-anchor')`
    BEFORE puts the subject right in front of the relative, or at the head without one.`,
  rule('attach/insert-after', { BEFORE: false, AFTER: true }, succeed('insert'), 'cgroup-anchor')`
    AFTER puts the subject right behind the relative, or at the end without one.`,
  rule('attach/append', { BEFORE: false, AFTER: false }, succeed('insert'), 'cgroup-anchor')`
    Without a directive the subject is appended to the list.`,
];

export const attach = ruleTable<RequestOf<'prog_attach'>>({
  op: 'prog_attach',
  title: 'BPF_PROG_ATTACH',
  facts: FACTS,
  designation: {
    places: [
      { reads: 'replace', find: (state, { hook, replace }) => placeOfDirect(state, hook, replace) },
      anchorPlace,
    ],
    fields: [],
    designate: (slots, _capacity, flags, [replaced, relative]) => {
      if (flags.includes('REPLACE')) return { part: {}, at: replaced! };
      const single = !flags.includes('ALLOW_MULTI') && slots.length > 0;
      return { part: {}, at: single ? 0 : insertionPlace(slots.length, flags, relative!) };
    },
  },
  rules: RULES,
});
