import { derive, tcx } from 'mprog-spec';
export default derive(tcx, { name: 'names-nothing', title: 'a test', remove: ['attach/subject-fd-not-open'] });
