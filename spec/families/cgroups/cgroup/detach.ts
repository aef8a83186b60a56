/**
 * BPF_PROG_DETACH from a cgroup.
 * In the kernel: bpf_prog_detach (kernel/bpf/syscall.c), cgroup_bpf_prog_detach, then __cgroup_bpf_detach with
 * find_detach_entry (kernel/bpf/cgroup.c).
 */
import { cgroup } from '../../slots/facts/cgroup.ts';
import { directSlot, placeOfDirect } from '../../slots/facts/direct.ts';
import { revision } from '../../slots/facts/revision.ts';
import { progFd } from '../../slots/facts/subject.ts';
import { fact, fail, rulesOver, ruleTable, succeed } from '../../slots/rules.ts';
import type { RequestOf } from '../../slots/vocabulary/index.ts';

type Detach = RequestOf<'prog_detach'>;

/** Whether any flag is set. */
const anyFlag = fact({
  field: 'flags',
  values: [false, true],
  reads: ['flags'],
  tell: (_, { flags }: Detach) => flags.length > 0,
});

/** Whether a relative is named, or ID or LINK set. */
const relative = fact({
  field: 'relative',
  values: [false, true],
  reads: ['relative'],
  tell: (_, { relative: ref }: Detach) => ref.is !== 'none',
});

const list = fact({
  field: 'list',
  values: ['empty', 'one', 'several'],
  reads: ['hook'],
  tell: (state, { hook }: Detach) => {
    const { slots, mode } = state.hooks[hook]!;
    if (slots.length === 0) return 'empty';
    return mode === 'MULTI' ? 'several' : 'one';
  },
});

/** The program to be detached; `none` where none is named that is fit for it. */
const subject = fact({
  field: 'subject',
  values: ['none', 'unlisted', 'direct'],
  reads: ['prog'],
  tell: (state, { hook, prog }: Detach) => {
    const fd = progFd(state, prog, (name) => (directSlot(state, hook, name) === -1 ? 'unlisted' : 'direct'));
    return fd === 'unlisted' || fd === 'direct' ? fd : 'none';
  },
});

export const FACTS = [cgroup, revision, anyFlag, relative, list, subject] as const;

const rule = rulesOver<typeof FACTS>();

const RULES = [
  rule('detach/flags', { flags: true }, fail('EINVAL'), 'cgroup-syscall')`A detach takes no flags.`,
  rule('detach/relative', { relative: true }, fail('EINVAL'), 'cgroup-syscall')`
    A detach takes no relative, and neither ID nor LINK.`,
  rule('detach/no-cgroup', { cgroup: 'gone' }, fail('ENOENT'), 'cgroup-fd')`The cgroup must exist.`,
  rule('detach/stale-revision', { revision: 'stale' }, fail('ESTALE'), 'cgroup-detach')`
    An expected revision must be the current revision.`,
  rule('detach/empty', { list: 'empty' }, fail('ENOENT'), 'cgroup-detach')`
    There is nothing to detach from an empty list, whatever program is named.`,
  rule('detach/no-subject', { list: 'several', subject: 'none' }, fail('EINVAL'), 'cgroup-detach')`
    In MULTI mode a program of the type that the hook takes must be named.`,
  rule('detach/not-attached', { list: 'several', subject: 'unlisted' }, fail('ENOENT'), 'cgroup-detach')`
    In MULTI mode the program must be attached directly; a program that only a link holds is not found.`,
  rule('detach/named', { list: 'several', subject: 'direct' }, succeed('remove'), 'cgroup-detach')`
    In MULTI mode the named program is removed.`,
  rule('detach/the-one', { list: 'one' }, succeed('remove'), 'cgroup-detach')`
    In NONE and OVERRIDE mode the one program is removed, whichever program is named, if any.`,
];

export const detach = ruleTable<Detach>({
  op: 'prog_detach',
  title: 'BPF_PROG_DETACH',
  facts: FACTS,
  designation: {
    places: [{ reads: 'prog', find: (state, { hook, prog }) => placeOfDirect(state, hook, prog) }],
    fields: [],
    designate: (_slots, _capacity, _flags, [named]) => ({ part: {}, at: Math.max(named!, 0) }),
  },
  rules: RULES,
});
