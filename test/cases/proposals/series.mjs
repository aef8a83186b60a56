import { derive, tcx } from 'mprog-spec';
const first = derive(tcx, { name: 'never-full', title: 'tcx, whose lists are never full', remove: ['attach/full'] });
const some = { kind: 'always', id: 'some', sentence: 'S.', why: 'W.', sometimes: () => true, holds: () => true };
/** The second of a series, which adds nothing but a property. */
export default derive(first, { name: 'never-full-2', title: 'the same with a property', properties: [some] });
