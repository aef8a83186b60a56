import { derive, tcx } from 'mprog-spec';
export default derive(tcx, { name: 'hole', title: 'a test', remove: ['attach/append'] });
