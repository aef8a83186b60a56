import { tcx } from 'mprog-spec';

export default { ...tcx, name: 'copy' };
