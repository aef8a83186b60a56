import type { Derivation, Insertion } from '../../derivation-form.ts';
import { derive } from '../../derive.ts';
import { withoutOperations } from '../../profile.ts';
import type { Rule } from '../../rule.ts';
import { KERNELS } from '../kernels.ts';
import { DIRECTIVES } from '../slots/facts/directives.ts';
import { REPLACE } from '../slots/facts/flags.ts';
import { list } from '../slots/facts/list.ts';
import { fact, fail, rulesOver, succeed, undefinedBehaviour } from '../slots/rules.ts';
import { keepsEntry, type State, slotOfLink, slotsOf, statusOf } from '../slots/state.ts';
import {
  COMING_AND_GOING,
  HOLDING,
  type HookName,
  type LinkName,
  type LinkRef,
  type Request,
  type RequestOf,
} from '../slots/vocabulary/index.ts';
import { tcx } from './tcx/index.ts';
import { DETACH_FOR_ANYBODY } from './tcx-6.17.ts';

/** What a defect of the first merge changes in the rules. */
type Defect = Pick<Derivation, 'remove' | 'facts' | 'insert'>;

type AtHook = Request & { hook: HookName };

/** Whether the hook has an entry: while there are slots, or for good where the device has a clsact qdisc. */
const entry = fact({
  field: 'entry',
  values: ['none', 'there'],
  reads: [],
  tell: (state, { hook }: AtHook) => (slotsOf(state, hook).length > 0 || keepsEntry(state, hook) ? 'there' : 'none'),
});

const isOverfull = (state: State, hook: HookName) => slotsOf(state, hook).length > state.universe.capacity;

/** Whether a slot lies beyond the array already. */
const overfull = fact({
  field: 'overfull',
  values: [false, true],
  reads: [],
  tell: (state, { hook }: AtHook) => isOverfull(state, hook),
});

/** The same of a device, at either of its hooks. */
const overfullDevice = fact({
  field: 'overfull',
  values: [false, true],
  reads: ['device'],
  tell: (state, { device }: RequestOf<'device_remove'>) =>
    Object.entries(state.universe.hooks).some(
      ([name, hook]) => hook.kind === 'tcx' && hook.device === device && isOverfull(state, name),
    ),
});

/** Whether the slot of a link lies beyond the array. */
const beyondArray = fact({
  field: 'beyond',
  values: [false, true],
  reads: ['link'],
  tell: (state, { link }: Request & { link: LinkRef | LinkName }) => {
    const name = typeof link === 'string' ? link : link.is === 'link' ? link.name : 'none';
    const status = statusOf(state, name);
    return status.is === 'attached' && slotOfLink(state, status.hook, name) >= state.universe.capacity;
  },
});

const FACTS = [...DIRECTIVES, REPLACE, list, entry, overfull, beyondArray] as const;

const rule = rulesOver<typeof FACTS>();

const before = (id: string, rules: readonly Rule[]): Insertion => ({ before: id, rules });

const beyond = (command: string) => [
  rule(`${command}/index-beyond-capacity`, { index: 'beyond' }, fail('ERANGE'), 'first-merge')`
    An index that no slot can have is refused; the number of slots is not checked.`,
  rule(`${command}/beyond-the-array`, { REPLACE: false, overfull: true }, undefinedBehaviour(), 'first-merge')`
    A list that is one slot too long has no room in its array for another slot.`,
];

/** What was wrong before f9b0e1088bbf: the limit was compared with the index that is designated, not with the number of slots. */
export const LIMIT_BY_INDEX = {
  remove: ['attach/full', 'link-create/full'],
  facts: [
    { of: ['prog_attach', 'link_create'], ...overfull },
    { of: ['link_update', 'link_detach', 'link_close'], ...beyondArray },
    { of: ['device_remove'], ...overfullDevice },
  ],
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
  ],
} as const satisfies Defect;

/** What was wrong before edfa9af0a73e: a query looked for an entry, which a hook without slots does not have. */
export const QUERY_NEEDS_ENTRY = {
  facts: [{ of: ['prog_query'], ...entry }],
  insert: [
    before('query/effective', [
      rule('query/no-entry', { entry: 'none' }, fail('ENOENT'), 'first-merge-query')`
        A hook without an entry cannot be queried.`,
    ]),
  ],
} as const satisfies Defect;

/** What was wrong before d210f9735e13: nothing noticed that the list of an entry is empty. */
export const DETACH_FROM_EMPTY = {
  remove: ['detach/empty'],
  insert: [
    before('detach/designated-owned-by-link', [
      rule('detach/before-the-array', { list: 'empty' }, undefinedBehaviour(), 'first-merge')`
        In an empty list that has an entry, slot -1 is designated.`,
    ]),
  ],
} as const satisfies Defect;

const derived = derive(tcx, {
  name: 'mprog-first-merge',
  title: `bpf_mprog through tcx as first merged, before its fixes: ${KERNELS['mprog-first-merge'].text}`,
  remove: [...LIMIT_BY_INDEX.remove, ...DETACH_FROM_EMPTY.remove, ...DETACH_FOR_ANYBODY.remove],
  // Nothing is said of other holders of a link than its fd.
  withoutProperties: ['held-link-stays'],
  replace: DETACH_FOR_ANYBODY.replace,
  facts: [...QUERY_NEEDS_ENTRY.facts, ...LIMIT_BY_INDEX.facts],
  insert: [LIMIT_BY_INDEX, QUERY_NEEDS_ENTRY, DETACH_FROM_EMPTY, DETACH_FOR_ANYBODY].flatMap(({ insert }) => insert),
  model: 'mprog-first-merge',
});

/** bpf_mprog as first merged (v6.6-rc1), before its fixes. What qdiscs did to entries then is not said here (before-fixes/). */
export const mprogFirstMerge = withoutOperations(derived, [...COMING_AND_GOING, ...HOLDING], ['link-close/held']);
