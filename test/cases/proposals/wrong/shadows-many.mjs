import { derive, fail, P, rule, tcx } from 'mprog-spec';
export default derive(tcx, {
  name: 'derivation',
  title: 'a test',
  insert: [{ before: 'attach/unknown-flag', rules: [rule('attach/always', 'Never.', {}, fail('EPERM'))] }],
});
