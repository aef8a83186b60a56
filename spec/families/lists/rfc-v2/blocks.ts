/**
 * What several commands of the RFC check, each block in the order of the function that it is in. All of them are in
 * kernel/bpf/mprog.c of the posting, but for the subject: kernel/bpf/syscall.c and kernel/bpf/tcx.c.
 */
import { P } from 'ts-pattern';
import type { Rule } from '../../../rule.ts';
import { fail, rulesOver } from '../../slots/rules.ts';
import type { PLACEMENT } from './facts.ts';
import type { INSERTION } from './insertion.ts';

const rule = rulesOver<typeof INSERTION>();

const NAMED = P.not('none');

/** The program to attach is one for the hook, and the hook is there: bpf_prog_attach or link_create, then tcx. */
export const subjectIsValid = (command: 'attach' | 'link-create'): readonly Rule[] => [
  rule(`${command}/subject-fd-not-open`, { subject: 'not-open' }, fail('EBADF'), 'rfc')`
    The program to attach must be an open fd.`,
  rule(`${command}/subject-not-a-program`, { subject: 'not-a-program' }, fail('EINVAL'), 'rfc')`
    The program to attach must be a program.`,
  rule(`${command}/subject-of-other-type`, { subject: 'other-type' }, fail('EINVAL'), 'rfc')`
    The program to attach must be of the type that the hook takes.`,
  rule(`${command}/no-device`, { device: 'gone' }, fail('ENODEV'), 'rfc')`The device of the hook must exist.`,
];

/** An object that no directive uses. */
const UNUSED = { REPLACE: false, BEFORE: false, AFTER: false, relative: NAMED } as const;

const objectRule = rulesOver<typeof PLACEMENT>();

/** The revision is current, and the object that is named there: bpf_mprog_tuple_relative. */
export const objectIsValid = (command: 'attach' | 'link-create' | 'detach'): readonly Rule[] => [
  objectRule(`${command}/stale-revision`, { revision: 'stale' }, fail('ESTALE'), 'rfc')`
    An expected revision must be the current revision.`,
  objectRule(`${command}/object-without-use`, UNUSED, fail('EINVAL'), 'rfc-relative')`
    An object, ID or LINK needs REPLACE, BEFORE or AFTER.`,
  objectRule(`${command}/relative-zero-link`, { relative: 'zero-link' }, fail('EINVAL'), 'rfc-relative')`
    LINK without ID needs a value: 0 is never taken for the fd of a link.`,
  objectRule(`${command}/relative-fd-not-open`, { relative: 'not-open' }, fail('EBADF'), 'rfc-relative')`
    An object named by fd must be an open fd.`,
  objectRule(`${command}/relative-fd-of-wrong-kind`, { relative: 'wrong-kind' }, fail('EINVAL'), 'rfc-relative')`
    An object named by fd must be a link where LINK is set and a program where it is not.`,
  objectRule(`${command}/relative-id-unknown`, { relative: 'unknown-id' }, fail('ENOENT'), 'rfc-relative')`
    An object named by id must exist; nothing has id 0.`,
];

/** The subject is in the list, and not the program to replace. */
const ATTACHED = { subject: 'listed', itself: false } as const;

/** The program to replace is there, and the subject not: bpf_mprog_replace. */
export const targetCanBeReplaced = (command: 'attach' | 'link-create'): readonly Rule[] => [
  rule(`${command}/replace-before`, { REPLACE: true, BEFORE: true }, fail('EINVAL'), 'rfc-replace')`
    REPLACE and BEFORE exclude each other.`,
  rule(`${command}/replace-after`, { REPLACE: true, AFTER: true }, fail('EINVAL'), 'rfc-replace')`
    REPLACE and AFTER exclude each other.`,
  rule(`${command}/replace-link`, { REPLACE: true, LINK: true }, fail('EINVAL'), 'rfc-replace')`
    The program to replace is named as a program, never as a link.`,
  rule(`${command}/replacement-attached`, { REPLACE: true, ...ATTACHED }, fail('EEXIST'), 'rfc-replace')`
    The program that replaces another must not be in the list, unless it replaces itself.`,
  rule(`${command}/target-not-attached`, { REPLACE: true, target: 'unlisted' }, fail('ENOENT'), 'rfc-replace')`
    The program to replace must be in the list.`,
];

const FIRST_BEFORE = { FIRST: true, BEFORE: true } as const;
const LAST_ONLY = { FIRST: false, LAST: true } as const;
const LAST_AFTER = { ...LAST_ONLY, AFTER: true } as const;

/** Nothing else is pinned to the end that FIRST or LAST names, FIRST before LAST: bpf_mprog_head_tail. */
export const endIsFree = (command: 'attach' | 'link-create'): readonly Rule[] => [
  rule(`${command}/pin-attached`, { FIRST: true, subject: 'listed' }, fail('EEXIST'), 'rfc-pin')`
    A program that is to be pinned must not be in the list.`,
  rule(`${command}/pin-last-attached`, { LAST: true, subject: 'listed' }, fail('EEXIST'), 'rfc-pin')`
    A program that is to be pinned must not be in the list.`,
  rule(`${command}/first-after`, { FIRST: true, AFTER: true }, fail('EINVAL'), 'rfc-pin')`
    FIRST and AFTER exclude each other.`,
  rule(`${command}/first-taken`, { FIRST: true, head: 'pinned' }, fail('EBUSY'), 'rfc-pin')`
    Only one slot can be pinned to the head.`,
  rule(`${command}/first-and-last-before`, { FIRST: true, LAST: true, BEFORE: true }, fail('EINVAL'), 'rfc-pin')`
    FIRST and LAST together take no BEFORE.`,
  rule(`${command}/first-and-last-not-alone`, { FIRST: true, LAST: true, list: 'some' }, fail('EBUSY'), 'rfc-pin')`
    FIRST and LAST together need an empty list.`,
  rule(`${command}/first-before-another`, { ...FIRST_BEFORE, relativeFirst: false }, fail('EBUSY'), 'rfc-pin')`
    FIRST with BEFORE asserts that the relative is in the first slot or, without a relative, that the list is empty.`,
  rule(`${command}/last-before`, { ...LAST_ONLY, BEFORE: true }, fail('EINVAL'), 'rfc-pin')`
    LAST and BEFORE exclude each other.`,
  rule(`${command}/last-taken`, { ...LAST_ONLY, tail: 'pinned' }, fail('EBUSY'), 'rfc-pin')`
    Only one slot can be pinned to the tail.`,
  rule(`${command}/last-after-another`, { ...LAST_AFTER, list: 'some', relativeLast: false }, fail('EBUSY'), 'rfc-pin')`
    LAST with AFTER asserts that the relative is in the last slot; on an empty list this fails.`,
  rule(`${command}/last-after-on-empty-list`, { ...LAST_AFTER, list: 'empty' }, fail('EBUSY'), 'rfc-pin')`
    LAST with AFTER needs a last slot.`,
];

/** There is room, and for a request that pins nothing a place: bpf_mprog_add. */
export const placeIsFree = (command: 'attach' | 'link-create'): readonly Rule[] => [
  rule(`${command}/full`, { REPLACE: false, room: 'full' }, fail('ENOSPC'), 'rfc-add')`
    A full list takes no further slot.`,
  rule(`${command}/before-and-after`, { BEFORE: true, AFTER: true }, fail('EINVAL'), 'rfc-add')`
    BEFORE and AFTER exclude each other.`,
  rule(`${command}/already-attached`, { subject: 'listed' }, fail('EEXIST'), 'rfc-add')`
    A program is in the list at most once, directly or through a link.`,
  rule(`${command}/behind-first`, { relative: 'listed', spot: 'behind-first' }, fail('EBUSY'), 'rfc-add')`
    Nothing is inserted in front of a slot pinned to the head.`,
  rule(`${command}/in-front-of-last`, { relative: 'listed', spot: 'in-front-of-last' }, fail('EBUSY'), 'rfc-add')`
    Nothing is inserted behind a slot pinned to the tail.`,
  rule(`${command}/sole-slot-pinned`, { spot: 'sole-slot-pinned' }, fail('EBUSY'), 'rfc-add')`
    Nothing can be added beside a slot pinned to head and tail, not even with a relative that is not in the list.`,
  rule(`${command}/relative-unlisted`, { relative: 'unlisted' }, fail('ENOENT'), 'rfc-add')`
    BEFORE and AFTER need a relative that is in the list; a link counts only in its own slot.`,
];
