import { derive, tcx } from 'mprog-spec';
/** What is attached already in a full list is told that the list is full. */
const [full] = tcx.tables.flatMap(({ rules }) => rules.filter(({ id }) => id === 'attach/full'));
export default derive(tcx, {
  name: 'full-before-attached', title: 'tcx, where a full list is told before a program that is attached already',
  remove: ['attach/full'],
  insert: [{ before: 'attach/already-attached', rules: [full] }],
});
