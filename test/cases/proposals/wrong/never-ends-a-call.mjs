import { derive, tcx } from 'mprog-spec';
export default derive(tcx, {
  name: 'properties',
  title: 'a test',
  properties: [
    {
      id: 'mine',
      sentence: 'Mine.',
      why: 'a test',
      kind: 'always',
      sometimes: () => true,
      holds: ({ hooks }) => {
        while (Object.values(hooks)[0].slots?.length > 2);
        return true;
      },
    },
  ],
});
