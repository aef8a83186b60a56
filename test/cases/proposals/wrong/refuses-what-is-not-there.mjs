import { derive, fail, P, rule, tcx } from 'mprog-spec';
export default derive(tcx, {
  name: 'derivation',
  title: 'a test',
  refuse: { prog_atach: 'EINVAL' },
});
