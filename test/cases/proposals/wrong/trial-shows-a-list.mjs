import { derive, tcx } from 'mprog-spec';
export default derive(tcx, {
  name: 'properties',
  title: 'a test',
  properties: [
    {
      id: 'mine',
      sentence: 'Mine.',
      why: 'a test',
      kind: 'trial',
      cases: ({ tried: [{ request }] }, judge) => judge(false, () => [request]),
    },
  ],
});
