/**
 * BPF_LINK_CREATE at a cgroup, before ordering: no flags, always in MULTI mode, always the last place.
 * In the kernel, at v6.1: link_create (kernel/bpf/syscall.c), cgroup_bpf_link_attach, then __cgroup_bpf_attach with
 * hierarchy_allows_attach (kernel/bpf/cgroup.c).
 */
import { hierarchy } from '../../slots/facts/ancestors.ts';
import { listOfLink } from '../../slots/facts/mode.ts';
import { room } from '../../slots/facts/room.ts';
import { subjectFd } from '../../slots/facts/subject.ts';
import { fact, fail, rulesOver, ruleTable, succeed } from '../../slots/rules.ts';
import type { RequestOf } from '../../slots/vocabulary/index.ts';

type Create = RequestOf<'link_create'>;

/** Whether any flag is set. */
const flags = fact({
  field: 'flags',
  values: [false, true],
  reads: ['flags'],
  stateless: true,
  tell: (_, { flags: set }: Create) => set.length > 0,
});

const FACTS = [flags, hierarchy, room, listOfLink, subjectFd] as const;

const rule = rulesOver<typeof FACTS>();

const RULES = [
  rule('link-create/subject-fd-not-open', { subject: 'not-open' }, fail('EBADF'), 'cgroup-6.1-link')`
    The program to attach must be an open fd.`,
  rule('link-create/subject-not-a-program', { subject: 'not-a-program' }, fail('EINVAL'), 'cgroup-6.1-link')`
    The program to attach must be a program.`,
  rule('link-create/subject-of-other-type', { subject: 'other-type' }, fail('EINVAL'), 'cgroup-6.1-link')`
    The program to attach must be of the type that the hook takes.`,
  rule('link-create/flags', { flags: true }, fail('EINVAL'), 'cgroup-6.1-link')`A link create takes no flags.`,
  rule('link-create/forbidden-by-ancestor', { hierarchy: 'forbids' }, fail('EPERM'), 'cgroup-hierarchy')`
    The nearest ancestor that has programs or is in MULTI mode must not be in NONE mode.`,
  rule('link-create/other-mode', { list: 'other-mode' }, fail('EPERM'), 'cgroup-6.1-link')`
    A list that is not empty takes programs of its own mode only.`,
  rule('link-create/full', { room: 'full' }, fail('E2BIG'), 'cgroup-6.1-link')`A full list accepts no link.`,
  rule('link-create/append', {}, succeed('insert-link'), 'cgroup-6.1-link')`The new link is appended to the list.`,
];

export const linkCreate = ruleTable<Create>({
  op: 'link_create',
  title: 'BPF_LINK_CREATE',
  facts: FACTS,
  designation: { places: [], fields: [], designate: (slots) => ({ part: {}, at: slots.length }) },
  rules: RULES,
});
