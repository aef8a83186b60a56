import { derive, tcx } from 'mprog-spec';
console.log('while it is loaded');
const sometimes = () => {
  console.log('while it is checked');
  return true;
};
export default derive(tcx, { name: 'noisy', title: 'tcx with a property that prints',
  properties: [{ kind: 'always', id: 'noisy', sentence: 'S.', why: 'W.', sometimes, holds: () => true }] });
