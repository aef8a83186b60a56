import { derive, type Fact } from '../../derive.ts';
import { fail, rulesOver, undefinedBehaviour } from '../../rule.ts';
import { type State, slotsOf } from '../../state.ts';
import { DIRECTIVES_DOMAIN } from '../tcx/directives.ts';
import { tcx } from '../tcx/index.ts';

const DOMAIN = {
  ...DIRECTIVES_DOMAIN,
  REPLACE: [false, true],
  list: ['empty', 'some'],
  /** Whether the hook has an entry: while there are slots, or for good where the device has a clsact qdisc. */
  entry: ['none', 'there'],
  /** Whether a slot lies beyond the array already. */
  overfull: [false, true],
} as const;

const rule = rulesOver<typeof DOMAIN>();

const keepsEntry = ({ universe }: State, hook: string) => {
  const place = universe.hooks[hook]!;
  return place.kind === 'tcx' && place.clsact;
};

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
    tell: (state, { hook }) => slotsOf(state, hook).length > state.universe.capacity,
  },
];

const beyond = (command: string) => [
  rule(
    `${command}/index-beyond-capacity`,
    'An index that no slot can have is refused; that the list is full is not looked at.',
    { index: 'beyond' },
    fail('ERANGE'),
    'first-merge',
  ),
  rule(
    `${command}/beyond-the-array`,
    'A list that is one slot too long has no room in its array for another one.',
    { REPLACE: false, overfull: true },
    undefinedBehaviour(),
    'first-merge',
  ),
];

/** bpf_mprog as first merged (v6.6-rc1), before its fixes. */
export const mprogFirstMerge = derive(tcx, {
  name: 'mprog-first-merge',
  title: 'bpf_mprog through tcx as first merged, v6.6-rc1, before its fixes',
  remove: ['attach/full', 'link-create/full', 'detach/empty'],
  facts,
  insert: [
    { before: 'attach/replace', rules: beyond('attach') },
    { before: 'link-create/append', rules: beyond('link-create') },
    {
      before: 'query/effective',
      rules: [
        rule(
          'query/no-entry',
          'A hook without an entry cannot be queried.',
          { entry: 'none' },
          fail('ENOENT'),
          'first-merge-query',
        ),
      ],
    },
    {
      before: 'detach/designated-owned-by-link',
      rules: [
        rule(
          'detach/before-the-array',
          'Of an empty list that has an entry, slot -1 is designated.',
          { list: 'empty' },
          undefinedBehaviour(),
          'first-merge',
        ),
      ],
    },
  ],
  model: 'mprog-first-merge',
});
