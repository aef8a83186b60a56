import { derive, tcx } from 'mprog-spec';
const lists = ({ hooks }) => Object.values(hooks).filter(({ is }) => is === 'list');
export default derive(tcx, {
  name: 'sorted',
  title: 'a property that sorts what it looks at',
  remove: ['link-create/flag-without-directive'],
  properties: [
    {
      kind: 'always',
      id: 'no-twins',
      sentence: 'No two slots are of one program.',
      why: 'W.',
      sometimes: () => true,
      holds: (world) => lists(world).every(({ slots }) => slots.sort((a, b) => (a.prog < b.prog ? 1 : -1)) !== null),
    },
  ],
});
