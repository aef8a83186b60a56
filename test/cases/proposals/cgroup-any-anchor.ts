import { cgroup, derive, fail, rule } from 'mprog-spec';

/** A program may be placed relative to a link and a link relative to a program, as in tcx. */
export default derive(cgroup, {
  name: 'cgroup-any-anchor',
  title: 'programs of a cgroup, where the relative may be of either kind',
  remove: ['attach/anchor-of-other-kind', 'link-create/anchor-of-other-kind'],
  insert: [
    {
      before: 'attach/anchor-fd-not-open',
      rules: [
        rule('attach/anchor-zero-link', 'LINK without ID needs a value.', { relative: 'zero-link' }, fail('EINVAL')),
      ],
    },
  ],
});
