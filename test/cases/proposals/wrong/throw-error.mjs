import { derive, tcx } from 'mprog-spec';
const title = tcx.titel.toUpperCase();
export default derive(tcx, { name: 'thrower', title, remove: ['attach/full'] });
