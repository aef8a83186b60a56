import { cgroup, derive, NOWHERE, slotsOf } from 'mprog-spec';
export default derive(cgroup, {
  name: 'places',
  title: 'a test',
  places: [{ of: ['link_create'], reads: 'relative', find: () => NOWHERE.no.where }],
});
