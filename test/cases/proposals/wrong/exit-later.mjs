import { derive, tcx } from 'mprog-spec';
setTimeout(() => process.exit(0), 0);
export default derive(tcx, { name: 'exit', title: 'a test', remove: ['detach/index-beyond-capacity'] });
