import { derive, tcx } from 'mprog-spec';
export default derive(tcx, {
  name: 'properties',
  title: 'a test',
  properties: [
    {
      id: 'mine',
      sentence: 'Mine.',
      why: 'a test',
      kind: 'history',
      begin: () => ({ seen: new Map() }),
      remember: (memory) => memory,
      sometimes: () => true,
      holds: () => true,
    },
  ],
});
