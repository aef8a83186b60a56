import { derive, fail, type Observation, P, rule, type State, slotsOf, tcx } from 'mprog-spec';

/**
 * Several XDP programs on one device, on mprog, with the look and feel of tcx: the same commands, directives, relatives,
 * links and revisions, on the one XDP hook of a device. Two things are different.
 *
 * A flag SOLE keeps today's promise for those who rely on it: a program attached with it is the only one. It is refused
 * with EBUSY where others are attached, and others are refused with EBUSY while it is.
 *
 * And a link create refuses flags it does not know, which that of tcx lets pass beside BEFORE and AFTER.
 */
const PLACED = ['prog_attach', 'link_create'] as const;

const isSole = (state: State, hook: string) => slotsOf(state, hook).some(({ flags }) => flags?.includes('SOLE'));

const soleRules = (command: string) => [
  rule(
    `${command}/held-alone`,
    'Nothing is attached beside a program that is attached as the sole one.',
    { REPLACE: false, held: true },
    fail('EBUSY'),
  ),
  rule(
    `${command}/not-alone`,
    'A program is attached as the sole one only where nothing else is.',
    { REPLACE: false, SOLE: true, others: P.union('one', 'several') },
    fail('EBUSY'),
  ),
];

const seen = (observation: Observation) => (observation.is === 'list' ? observation.slots : []);

export default derive(tcx, {
  name: 'xdp-multi-prog',
  title: 'XDP programs of a device on bpf_mprog, with the look and feel of tcx and a flag SOLE',
  hook: 'xdp',
  flags: { SOLE: PLACED },
  slotFlags: ['SOLE'],
  facts: [
    {
      of: PLACED,
      field: 'held',
      values: [false, true],
      reads: [],
      tell: (state, { hook }) => isSole(state, hook),
    },
    {
      of: PLACED,
      field: 'others',
      values: ['none', 'one', 'several'],
      reads: [],
      tell: (state, { hook }) => (['none', 'one'] as const)[slotsOf(state, hook).length] ?? 'several',
    },
  ],
  remove: ['link-create/flag-without-directive'],
  insert: [
    { before: 'attach/full', rules: soleRules('attach') },
    {
      before: 'attach/replace',
      rules: [
        rule(
          'attach/replace-not-alone',
          'A program that replaces another is the sole one only where there was no third.',
          { REPLACE: true, SOLE: true, others: 'several' },
          fail('EBUSY'),
        ),
      ],
    },
    { before: 'link-create/full', rules: soleRules('link-create') },
    {
      before: 'link-create/subject-fd-not-open',
      rules: [
        rule(
          'link-create/unknown-flag',
          'Only REPLACE, BEFORE, AFTER, SOLE, ID and LINK are known flags.',
          { unknownFlag: true },
          fail('EINVAL'),
        ),
      ],
    },
  ],
  properties: [
    {
      kind: 'always',
      id: 'sole-is-alone',
      sentence: 'A program that is attached as the sole one is the only one.',
      why: 'it was asked for, and granted',
      sometimes: ({ hooks }) =>
        Object.values(hooks).some((hook) => seen(hook).some((slot) => slot.flags !== undefined)),
      holds: ({ hooks }) =>
        Object.values(hooks).every(
          (hook) => seen(hook).length < 2 || seen(hook).every((slot) => !slot.flags?.includes('SOLE')),
        ),
    },
  ],
});
