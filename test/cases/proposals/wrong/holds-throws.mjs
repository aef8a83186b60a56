import { derive, tcx } from 'mprog-spec';
export default derive(tcx, {
  name: 'properties',
  title: 'a test',
  properties: [{ id: 'mine', sentence: 'Mine.', why: 'a test', kind: 'always', sometimes: () => true, holds: ({ hooks }) => hooks.eth0.slots.length < 3 }],
});
