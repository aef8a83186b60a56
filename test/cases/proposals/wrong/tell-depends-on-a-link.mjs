import { derive, fail, rule, tcx } from 'mprog-spec';
export default derive(tcx, {
  name: 'facts',
  title: 'a test',
  facts: [
    {
      of: ['link_update'],
      field: 'x',
      values: ['a', 'b'],
      reads: ['link'],
      tell: (_, { link }) => (link.is === 'link' && link.name === 'L2' ? 'a' : 'b'),
    },
  ],
  insert: [{ before: 'link-update/swap', rules: [rule('link-update/x', 'X.', { x: 'a' }, fail('EPERM'))] }],
});
