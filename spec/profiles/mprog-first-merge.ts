import type { Fact, Insertion } from '../derivation-form.ts';
import { derive } from '../derive.ts';
import { DIRECTIVES_DOMAIN } from '../facts/directives.ts';
import { keepsEntry } from '../facts/list.ts';
import { fail, type Rule, rulesOver, succeed, undefinedBehaviour } from '../rule.ts';
import { type State, slotOfLink, slotsOf, statusOf } from '../state.ts';
import type { LinkRef } from '../vocabulary/index.ts';
import { KERNELS } from './kernels.ts';
import { tcx } from './tcx/index.ts';

const DOMAIN = {
  ...DIRECTIVES_DOMAIN,
  REPLACE: [false, true],
  list: ['empty', 'some'],
  /** Whether the hook has an entry: while there are slots, or for good where the device has a clsact qdisc. */
  entry: ['none', 'there'],
  /** Whether a slot lies beyond the array already. */
  overfull: [false, true],
  /** Whether that slot is the link's. */
  beyond: [false, true],
} as const;

const rule = rulesOver<typeof DOMAIN>();

const facts: readonly Fact[] = [
  {
    of: ['prog_query'],
    field: 'entry',
    values: DOMAIN.entry,
    reads: [],
    tell: (state, { hook }) => (slotsOf(state, hook).length > 0 || keepsEntry(state, hook) ? 'there' : 'none'),
  },
  {
    of: ['prog_attach', 'link_create'],
    field: 'overfull',
    values: DOMAIN.overfull,
    reads: [],
    tell: (state, { hook }) => isOverfull(state, hook),
  },
];

const isOverfull = (state: State, hook: string) => slotsOf(state, hook).length > state.universe.capacity;

/** Whether the slot of a link lies beyond the array. */
const isBeyond = (state: State, link: LinkRef | string) => {
  const name = typeof link === 'string' ? link : link.is === 'link' ? link.name : 'none';
  const status = statusOf(state, name);
  return status.is === 'attached' && slotOfLink(state, status.hook, name) >= state.universe.capacity;
};

const linkFacts: readonly Fact[] = [
  {
    of: ['link_update', 'link_detach', 'link_close'],
    field: 'beyond',
    values: DOMAIN.beyond,
    reads: ['link'],
    tell: (state, { link }) => isBeyond(state, link),
  },
  {
    of: ['device_remove'],
    field: 'overfull',
    values: DOMAIN.overfull,
    reads: ['device'],
    tell: (state, { device }) =>
      Object.entries(state.universe.hooks).some(
        ([name, hook]) => hook.kind === 'tcx' && hook.device === device && isOverfull(state, name),
      ),
  },
];

const before = (id: string, rules: readonly Rule[]): Insertion => ({ before: id, rules });

const beyond = (command: string) => [
  rule(`${command}/index-beyond-capacity`, { index: 'beyond' }, fail('ERANGE'), 'first-merge')`
    An index that no slot can have is refused; the number of slots is not checked.`,
  rule(`${command}/beyond-the-array`, { REPLACE: false, overfull: true }, undefinedBehaviour(), 'first-merge')`
    A list that is one slot too long has no room in its array for another slot.`,
];

/** bpf_mprog as first merged (v6.6-rc1), before its fixes. */
export const mprogFirstMerge = derive(tcx, {
  name: 'mprog-first-merge',
  title: `bpf_mprog through tcx as first merged, before its fixes: ${KERNELS['mprog-first-merge'].text}`,
  remove: ['attach/full', 'link-create/full', 'detach/empty'],
  facts: [...facts, ...linkFacts],
  insert: [
    before('attach/replace', beyond('attach')),
    before('link-create/append', beyond('link-create')),
    before('link-update/swap', [
      rule('link-update/index-beyond-capacity', { beyond: true }, fail('ERANGE'), 'first-merge')`
        The slot of the link has an index that no slot can have.`,
    ]),
    before('link-detach/detach', [
      rule('link-detach/index-beyond-capacity', { beyond: true }, succeed('nothing'), 'first-merge')`
        A link in a slot that has an index no slot can have stays there, with a warning in the log and no error.`,
    ]),
    before('link-close/attached', [
      rule('link-close/index-beyond-capacity', { beyond: true }, undefinedBehaviour(), 'first-merge')`
        A link beyond the array is freed while its slot still points to it.`,
    ]),
    before('device-remove/remove', [
      rule('device-remove/no-terminator', { overfull: true }, undefinedBehaviour(), 'first-merge')`
        A list that is one slot too long has no terminator where the walk over its slots could stop.`,
    ]),
    before('query/effective', [
      rule('query/no-entry', { entry: 'none' }, fail('ENOENT'), 'first-merge-query')`
        A hook without an entry cannot be queried.`,
    ]),
    before('detach/designated-owned-by-link', [
      rule('detach/before-the-array', { list: 'empty' }, undefinedBehaviour(), 'first-merge')`
        In an empty list that has an entry, slot -1 is designated.`,
    ]),
  ],
  model: 'mprog-first-merge',
});
