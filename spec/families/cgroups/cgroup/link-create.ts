/**
 * BPF_LINK_CREATE at a cgroup: always in MULTI mode.
 * In the kernel: link_create (kernel/bpf/syscall.c), cgroup_bpf_link_attach, then __cgroup_bpf_attach with
 * hierarchy_allows_attach, get_prog_list and insert_pl_to_hlist (kernel/bpf/cgroup.c).
 */
import { P } from 'ts-pattern';
import { hierarchy } from '../../slots/facts/ancestors.ts';
import { ANCHOR, anchorPlace, insertionPlace } from '../../slots/facts/anchor.ts';
import { mayAttach } from '../../slots/facts/caller.ts';
import { cgroup } from '../../slots/facts/cgroup.ts';
import { AFTER, BEFORE, REPLACE, unknownFlag } from '../../slots/facts/flags.ts';
import { listOfLink } from '../../slots/facts/mode.ts';
import { revision } from '../../slots/facts/revision.ts';
import { room } from '../../slots/facts/room.ts';
import { subjectFd } from '../../slots/facts/subject.ts';
import { fail, rulesOver, ruleTable, succeed } from '../../slots/rules.ts';
import type { RequestOf } from '../../slots/vocabulary/index.ts';

/** The flags that a link create knows. */
const KNOWN = ['BEFORE', 'AFTER', 'PREORDER'];

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
  listOfLink,
  ...ANCHOR,
  subjectFd,
] as const;

const rule = rulesOver<typeof FACTS>();

const NAMED = P.not('none');

const BOTH = { BEFORE: true, AFTER: true } as const;
const NEITHER = { BEFORE: false, AFTER: false } as const;

const RULES = [
  rule('link-create/subject-fd-not-open', { subject: 'not-open' }, fail('EBADF'), 'cgroup-link')`
    The program to attach must be an open fd.`,
  rule('link-create/subject-not-a-program', { subject: 'not-a-program' }, fail('EINVAL'), 'cgroup-link')`
    The program to attach must be a program.`,
  rule('link-create/subject-of-other-type', { subject: 'other-type' }, fail('EINVAL'), 'cgroup-link')`
    The program to attach must be of the type that the hook takes.`,
  rule('link-create/without-capability', { mayAttach: false }, fail('EPERM'), 'cgroup-skb-capability')`
    A program that sees packets is attached with CAP_NET_ADMIN.`,
  rule('link-create/unknown-flag', { unknownFlag: true }, fail('EINVAL'), 'cgroup-link')`
    Only BEFORE, AFTER, PREORDER, ID and LINK are known flags; a link cannot choose the mode.`,
  rule('link-create/no-cgroup', { cgroup: 'gone' }, fail('ENOENT'), 'cgroup-fd')`The cgroup must exist.`,
  rule('link-create/stale-revision', { revision: 'stale' }, fail('ESTALE'), 'cgroup-attach')`
    An expected revision must be the current revision.`,
  rule('link-create/forbidden-by-ancestor', { hierarchy: 'forbids' }, fail('EPERM'), 'cgroup-hierarchy')`
    The nearest ancestor that has programs or is in MULTI mode must not be in NONE mode.`,
  rule('link-create/other-mode', { list: 'other-mode' }, fail('EPERM'), 'cgroup-attach')`
    A list that is not empty takes programs of its own mode only.`,
  rule('link-create/full', { room: 'full' }, fail('E2BIG'), 'cgroup-attach')`
    A full list accepts no attach, not even with REPLACE.`,
  rule('link-create/anchor-with-two-directives', { anchor: NAMED, ...BOTH }, fail('EINVAL'), 'cgroup-anchor')`
    A relative, ID or LINK needs exactly one of BEFORE and AFTER, not both.`,
  rule('link-create/anchor-without-directive', { anchor: NAMED, ...NEITHER }, fail('EINVAL'), 'cgroup-anchor')`
    A relative, ID or LINK needs exactly one of BEFORE and AFTER, not neither.`,
  rule('link-create/head-and-tail', { anchor: 'none', ...BOTH, list: P.not('empty') }, fail('EINVAL'), 'cgroup-anchor')`
    Without a relative BEFORE and AFTER agree on an empty list only.`,
  rule('link-create/anchor-of-other-kind', { anchor: 'prog' }, fail('EINVAL'), 'cgroup-anchor')`
    A program anchors on a program, and a link on a link.`,
  rule('link-create/anchor-zero-link', { relative: 'zero-link' }, fail('EINVAL'), 'cgroup-anchor')`
    LINK without ID needs a value: 0 is never taken for the fd of a link.`,
  rule('link-create/anchor-fd-not-open', { relative: 'not-open' }, fail('EBADF'), 'cgroup-anchor')`
    A relative named by fd must be an open fd.`,
  rule('link-create/anchor-fd-of-wrong-kind', { relative: 'wrong-kind' }, fail('EINVAL'), 'cgroup-anchor')`
    A relative named by fd must be a link where LINK is set and a program where it is not.`,
  rule('link-create/anchor-id-unknown', { relative: 'unknown-id' }, fail('ENOENT'), 'cgroup-anchor')`
    A relative named by id must exist; nothing has id 0.`,
  rule('link-create/anchor-unlisted', { relative: 'unlisted' }, fail('ENOENT'), 'cgroup-anchor')`
    The relative must be in the list: a program directly, a link in its own slot.`,
  rule('link-create/anchor-preorder-differs', { preorder: 'differs' }, fail('EINVAL'), 'cgroup-anchor')`
    Relative and subject must agree on PREORDER.`,
  rule('link-create/insert-before', { BEFORE: true }, succeed('insert-link'), 'cgroup-anchor')`
    BEFORE puts the new link right in front of the relative, or at the head without one.`,
  rule('link-create/insert-after', { BEFORE: false, AFTER: true }, succeed('insert-link'), 'cgroup-anchor')`
    AFTER puts the new link right behind the relative, or at the end without one.`,
  rule('link-create/append', { BEFORE: false, AFTER: false }, succeed('insert-link'), 'cgroup-anchor')`
    Without a directive the new link is appended to the list.`,
];

export const linkCreate = ruleTable<RequestOf<'link_create'>>({
  op: 'link_create',
  title: 'BPF_LINK_CREATE',
  facts: FACTS,
  designation: {
    places: [anchorPlace],
    fields: [],
    designate: (slots, _capacity, flags, [relative]) => ({
      part: {},
      at: insertionPlace(slots.length, flags, relative!),
    }),
  },
  rules: RULES,
});
