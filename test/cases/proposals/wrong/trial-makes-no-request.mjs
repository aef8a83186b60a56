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
      cases: ({ tried, attempt }, judge) => {
        const { request } = tried.find(({ request: { op } }) => op === 'prog_attach');
        attempt({ ...request, prog: { is: 'prog', name: 'Q' } });
        judge(true, () => ({ steps: [] }));
      },
    },
  ],
});
