import { derive, fail, rule, tcx } from 'mprog-spec';
const last = (id, errno) => ({ 'detach/last': rule(id, 'No.', { directives: 'none' }, fail(errno)) });
const first = derive(tcx, { name: 'tcx', title: 'first of a series', replace: last('detach/never', 'EINVAL') });
export default derive(first, { name: 'second', title: 'second of a series', remove: ['attach/full'] });
