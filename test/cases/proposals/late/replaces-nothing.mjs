import { derive, rule, slotsOf, succeed, tcx } from 'mprog-spec';
// Where three programs are attached, a further one replaces the slot it designates: behind the last there is none.
export default derive(tcx, {
  name: 'replaces-nothing',
  title: 'a test',
  facts: [
    {
      of: ['prog_attach'],
      field: 'attached',
      values: ['few', 'three'],
      reads: [],
      tell: (state, { hook }) => (slotsOf(state, hook).length < 3 ? 'few' : 'three'),
    },
  ],
  insert: [
    {
      before: 'attach/full',
      rules: [
        rule('attach/fourth', 'The fourth program replaces.', { attached: 'three', REPLACE: false }, succeed('replace')),
      ],
    },
  ],
});
