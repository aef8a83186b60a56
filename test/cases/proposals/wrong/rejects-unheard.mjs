import { derive, tcx } from 'mprog-spec';
Promise.reject(new Error('nobody listens'));
export default derive(tcx, { name: 'unheard', title: 'a test', remove: ['detach/index-beyond-capacity'] });
