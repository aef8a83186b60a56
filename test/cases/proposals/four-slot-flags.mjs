import { cgroup, derive, fail, P, rule } from 'mprog-spec';

const N = Number(process.env.N ?? 3);
const names = ['SA', 'SB', 'SC', 'SD', 'SE'].slice(0, N);
export default derive(cgroup, {
  name: 'kept-flags',
  title: 'cgroup with more flags that slots keep, where the one program is not replaced',
  flags: Object.fromEntries(names.map((n) => [n, ['prog_attach']])),
  slotFlags: names,
  replace: {
    'attach/replace-the-one': rule(
      'attach/one-is-there',
      'The one program stays.',
      { mode: P.union('NONE', 'OVERRIDE'), list: 'same-mode' },
      fail('EBUSY'),
    ),
  },
  properties:
    N < 3
      ? []
      : [
          {
            kind: 'always',
            id: 'no-third-flag',
            sentence: 'No slot of a list in NONE mode keeps SC alone.',
            why: 'planted',
            sometimes: () => true,
            holds: ({ hooks }) =>
              Object.values(hooks).every(
                (h) => h.is !== 'list' || h.mode !== 'NONE' || h.slots.every(({ flags }) => String(flags) !== 'SC'),
              ),
          },
        ],
});
