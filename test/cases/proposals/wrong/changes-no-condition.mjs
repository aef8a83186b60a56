import { derive, fail, P, rule, tcx } from 'mprog-spec';
export default derive(tcx, {
  name: 'derivation',
  title: 'a test',
  replace: { 'attach/full': rule('attach/full', 'Said in other words.', { REPLACE: P.not(true), room: 'full' }, fail('ERANGE')) },
});
