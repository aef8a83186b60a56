import { derive, fail, P, rule, tcx } from 'mprog-spec';
export default derive(tcx, {
  name: 'derivation',
  title: 'a test',
  insert: [{ before: 'attach/full', rules: [{ ...rule('attach/x', 'X.', { REPLACE: true }, fail('EPERM')), wehn: {} }] }],
});
