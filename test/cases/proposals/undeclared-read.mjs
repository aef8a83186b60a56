import { derive, fail, rule, tcx } from 'mprog-spec';
export default derive(tcx, {
  name: 'undeclared-read',
  title: 'tcx, with a fact that looks at a field it does not declare',
  facts: [
    {
      of: ['prog_attach'],
      field: 'first',
      values: ['other', 'A'],
      reads: [],
      tell: (_, { prog }) => (prog?.name === 'A' ? 'A' : 'other'),
    },
  ],
  insert: [
    {
      before: 'attach/append',
      rules: [rule('attach/not-a', 'A is never appended.', { first: 'A', directives: 'none' }, fail('EPERM'))],
    },
  ],
});
