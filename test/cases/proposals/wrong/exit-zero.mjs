import { derive, tcx } from 'mprog-spec';

process.exit(0);
export default derive(tcx, { name: 'exit', title: 'a test', remove: ['detach/index-beyond-capacity'] });
