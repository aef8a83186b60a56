import { cgroup, derive, fail, rule } from 'mprog-spec';

/** A full list takes a REPLACE, as that of tcx does: what is refused is only one slot more. */
export default derive(cgroup, {
  name: 'cgroup-replace-at-full',
  title: 'programs of a cgroup, where a full list can still be replaced in',
  replace: {
    'attach/full': rule(
      'attach/full',
      'A full list takes no further program.',
      { room: 'full', REPLACE: false },
      fail('E2BIG'),
    ),
  },
});
