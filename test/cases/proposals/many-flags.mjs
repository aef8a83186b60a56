import { derive, rfcV2 } from 'mprog-spec';

const names = ['F1', 'F2', 'F3', 'F4', 'F5', 'F6', 'F7'];
export default derive(rfcV2, {
  name: 'seven-flags',
  title: 'the second RFC with seven flags more',
  flags: Object.fromEntries(names.map((n) => [n, ['prog_attach']])),
});
