import { derive, fail, P, rule, tcx } from 'mprog-spec';
export default derive(tcx, {
  name: 'derivation',
  title: 'a test',
  unreachable: 'drop', insert: [{ after: 'attach/unknown-flag', rules: [rule('attach/late', 'Late.', { unknownFlag: true }, fail('EPERM'))] }],
});
