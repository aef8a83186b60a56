import { derive, tcx } from 'mprog-spec';
setTimeout(() => {
  throw new Error('too late');
}, 0);
export default derive(tcx, { name: 'timer', title: 'a test', remove: ['detach/index-beyond-capacity'] });
