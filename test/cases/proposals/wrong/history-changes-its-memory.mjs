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
      begin: () => [],
      remember: (memory) => {
        memory.push(1);
        return memory;
      },
      sometimes: () => true,
      holds: () => true,
    },
  ],
});
