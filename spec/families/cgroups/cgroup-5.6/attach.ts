/**
 * BPF_PROG_ATTACH to a cgroup, without ordering.
 * In the kernel, at v5.6: bpf_prog_attach (kernel/bpf/syscall.c), cgroup_bpf_prog_attach (kernel/bpf/cgroup.c), then
 * __cgroup_bpf_attach with hierarchy_allows_attach.
 */
import { P } from 'ts-pattern';
import { hierarchy } from '../../slots/facts/ancestors.ts';
import { duplicate, itself, placeOfDirect, target } from '../../slots/facts/direct.ts';
import { REPLACE, unknownFlag } from '../../slots/facts/flags.ts';
import { list, mode } from '../../slots/facts/mode.ts';
import { room } from '../../slots/facts/room.ts';
import { subjectFd } from '../../slots/facts/subject.ts';
import { fail, NOWHERE, rulesOver, ruleTable, succeed } from '../../slots/rules.ts';
import type { RequestOf } from '../../slots/vocabulary/index.ts';

/** The flags that an attach knows. */
const KNOWN = ['ALLOW_OVERRIDE', 'ALLOW_MULTI', 'REPLACE'];

const FACTS = [unknownFlag(KNOWN), REPLACE, mode, hierarchy, room, list, subjectFd, target, duplicate, itself] as const;

const rule = rulesOver<typeof FACTS>();

const SINGLE = P.union('NONE', 'OVERRIDE');
const MULTI = P.union('MULTI', 'both');

/** The program to replace is looked at. */
const REPLACING = { REPLACE: true, mode: MULTI } as const;

const RULES = [
  rule('attach/unknown-flag', { unknownFlag: true }, fail('EINVAL'), 'cgroup-5.6')`
    Only ALLOW_OVERRIDE, ALLOW_MULTI and REPLACE are known flags.`,
  rule('attach/subject-fd-not-open', { subject: 'not-open' }, fail('EBADF'), 'cgroup-5.6')`
    The program to attach must be an open fd.`,
  rule('attach/subject-not-a-program', { subject: 'not-a-program' }, fail('EINVAL'), 'cgroup-5.6')`
    The program to attach must be a program.`,
  rule('attach/subject-of-other-type', { subject: 'other-type' }, fail('EINVAL'), 'cgroup-5.6')`
    The program to attach must be of the type that the hook takes.`,
  rule('attach/target-fd-not-open', { ...REPLACING, target: 'not-open' }, fail('EBADF'), 'cgroup-5.6')`
    Under REPLACE and ALLOW_MULTI the program to replace must be an open fd.`,
  rule('attach/target-not-a-program', { ...REPLACING, target: 'not-a-program' }, fail('EINVAL'), 'cgroup-5.6')`
    Under REPLACE and ALLOW_MULTI the program to replace must be a program.`,
  rule('attach/target-of-other-type', { ...REPLACING, target: 'other-type' }, fail('EINVAL'), 'cgroup-5.6')`
    Under REPLACE and ALLOW_MULTI the program to replace must be of the type of the subject.`,
  rule('attach/override-and-multi', { mode: 'both' }, fail('EINVAL'), 'cgroup-5.6')`
    ALLOW_OVERRIDE and ALLOW_MULTI exclude each other.`,
  rule('attach/replace-without-multi', { REPLACE: true, mode: SINGLE }, fail('EINVAL'), 'cgroup-5.6')`
    REPLACE needs ALLOW_MULTI.`,
  rule('attach/forbidden-by-ancestor', { hierarchy: 'forbids' }, fail('EPERM'), 'cgroup-5.6')`
    The nearest ancestor that has programs or is in MULTI mode must not be in NONE mode.`,
  rule('attach/other-mode', { list: 'other-mode' }, fail('EPERM'), 'cgroup-5.6')`
    A list that is not empty takes programs of its own mode only.`,
  rule('attach/full', { room: 'full' }, fail('E2BIG'), 'cgroup-5.6')`
    A full list accepts no attach, not even with REPLACE.`,
  rule('attach/already-attached', { mode: 'MULTI', duplicate: true, REPLACE: false }, fail('EINVAL'), 'cgroup-5.6')`
    A program is attached at most once, unless it replaces itself.`,
  rule('attach/replacement-attached', { REPLACE: true, duplicate: true, itself: false }, fail('EINVAL'), 'cgroup-5.6')`
    The program that replaces another must not be attached elsewhere in the list.`,
  rule('attach/target-not-attached', { REPLACE: true, target: 'unlisted' }, fail('ENOENT'), 'cgroup-5.6')`
    The program to replace must be attached.`,
  rule('attach/replace', { REPLACE: true }, succeed('replace'), 'cgroup-5.6')`
    The subject takes the slot of the program to replace.`,
  rule('attach/replace-the-one', { mode: SINGLE, list: 'same-mode' }, succeed('replace'), 'cgroup-5.6')`
    In NONE and OVERRIDE mode the one program is replaced.`,
  rule('attach/append', {}, succeed('insert'), 'cgroup-5.6')`The subject is appended to the list.`,
];

export const attach = ruleTable<RequestOf<'prog_attach'>>({
  op: 'prog_attach',
  title: 'BPF_PROG_ATTACH',
  facts: FACTS,
  designation: {
    places: [{ reads: 'replace', find: (state, { hook, replace }) => placeOfDirect(state, hook, replace) }],
    fields: [],
    designate: (slots, _capacity, flags, [replaced]) => {
      if (flags.includes('REPLACE')) return { part: {}, at: replaced === NOWHERE ? 0 : replaced! };
      return { part: {}, at: flags.includes('ALLOW_MULTI') ? slots.length : 0 };
    },
  },
  rules: RULES,
});
