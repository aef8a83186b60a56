import { derive, tcx } from 'mprog-spec';
export default derive(tcx, {
  name: 'properties',
  title: 'a test',
  properties: [{ id: 'mine', sentence: 'Mine.', why: 'a test', kind: 'history', begin: () => 0, remember: (n, { request }) => (request.prog?.name === 'A' ? n + 1 : n), sometimes: () => true, holds: (n) => n < 3 }],
});
