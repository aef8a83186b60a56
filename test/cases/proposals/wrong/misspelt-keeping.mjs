import { derive, fail, rule, tcx } from 'mprog-spec';

const empty = rule('detach/empty', 'Nothing is there.', { list: 'empty' }, fail('ESRCH'));
const derived = derive(tcx, { name: 'other-errno', title: 'a test', replace: { 'detach/empty': empty } });
export default { ...derived, keeping: { ...derived.keeping, revisionBit: 32 } };
