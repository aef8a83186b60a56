import { cgroup, derive, NOWHERE, slotsOf } from 'mprog-spec';
export default derive(cgroup, {
  name: 'places',
  title: 'a test',
  places: [{ of: ['link_create'], reads: 'relative', find: (_, { flags }) => (flags.length > 0 ? NOWHERE : NOWHERE) }],
});
